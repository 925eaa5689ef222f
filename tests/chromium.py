"""A real browser for the tests of pages: opened once, spoken to through a pipe, nothing to install."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

# Chromium reads commands from file 3 and answers on file 4
_START = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD_CLOEXEC, 10) for end in sys.argv[1:3]]
for number, end in enumerate(ends, 3):
    os.dup2(end, number)
os.execvp(sys.argv[3], sys.argv[3:])
"""
_QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
_KEYS = {"ArrowDown": 40, "ArrowUp": 38, "End": 35, "Home": 36, "Escape": 27, "/": 191}


class Browser:
    """One page of a headless Chromium; `complaints` and `requests` are those since it was opened last."""

    def __init__(self, command: str, profile: Path) -> None:
        commands, answers = os.pipe(), os.pipe()
        call = [sys.executable, "-c", _START, str(commands[0]), str(answers[1]), command, *_QUIET]
        call += ["--remote-debugging-pipe", f"--user-data-dir={profile}", "about:blank"]
        inherited = (commands[0], answers[1])
        self._process = subprocess.Popen(call, pass_fds=inherited, stderr=subprocess.DEVNULL)
        for end in inherited:
            os.close(end)
        self._out, self._in = os.fdopen(commands[1], "wb", 0), os.fdopen(answers[0], "rb")
        self._number, self._session, self._events = 0, "", list[dict[str, Any]]()
        self._attach()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._session = ""
        self.call("Browser.close")
        self._process.wait(30)
        self._out.close()
        self._in.close()

    def call(self, method: str, **params: object) -> Any:
        """What Chromium answers; AssertionError for a call it refuses."""
        self._number += 1
        asked = {"id": self._number, "method": method, "params": params}
        session = {"sessionId": self._session} if self._session else {}
        self._out.write(json.dumps({**asked, **session}).encode() + b"\0")
        while (message := self._next()).get("id") != self._number:
            self._events.append(message)
        assert "result" in message, message
        return message["result"]

    def open(self, address: str) -> None:
        """Shows the page, also where only its fragment differs from the page shown before."""
        self.call("Page.navigate", url="about:blank")
        self._wait_for("Page.loadEventFired")
        self._events.clear()
        self.call("Page.navigate", url=address)
        self._wait_for("Page.loadEventFired")

    def run(self, script: str) -> Any:
        """The value of a JavaScript expression; a promise is waited for."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def run_in_frame(self, script: str) -> Any:
        """The value of an expression in the page's sandboxed frame, a process of its own, once that is there."""
        while not (found := [t for t in self._targets() if t["type"] == "iframe"]):
            self.run("new Promise(done => setTimeout(done, 20))")
        outside = self._session
        self._session = self._attached(found[0])
        try:
            return self.run(script)
        finally:
            self._session = outside

    def press(self, key: str) -> None:
        """A key as a hand presses it."""
        code = {"key": key, "windowsVirtualKeyCode": _KEYS[key]}
        self.call("Input.dispatchKeyEvent", type="keyDown", **code)
        self.call("Input.dispatchKeyEvent", type="keyUp", **code)

    def type(self, text: str) -> None:
        """Text as a keyboard brings it to where the cursor stands."""
        self.call("Input.insertText", text=text)

    def printed(self) -> bytes:
        """The page as PDF."""
        return base64.b64decode(self.call("Page.printToPDF")["data"])

    @property
    def complaints(self) -> list[str]:
        """Errors and warnings of the console, a blocked load among them."""
        self.run("new Promise(requestAnimationFrame)")
        loud = {"Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded"}
        return [json.dumps(event["params"]) for event in self._events if event.get("method") in loud]

    @property
    def requests(self) -> list[str]:
        """Every address the page asked for, its own first."""
        sent = (event for event in self._events if event.get("method") == "Network.requestWillBeSent")
        return [event["params"]["request"]["url"] for event in sent]

    def _attach(self) -> None:
        self._session = self._attached(self.call("Target.createTarget", url="about:blank"))
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def _targets(self) -> list[dict[str, str]]:
        found: list[dict[str, str]] = self.call("Target.getTargets")["targetInfos"]
        return found

    def _attached(self, target: dict[str, str]) -> str:
        """The session in which that target is spoken to."""
        return str(self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"])

    def _wait_for(self, method: str) -> None:
        while not any(event.get("method") == method for event in self._events):
            self._events.append(self._next())
        self._events = [event for event in self._events if event.get("method") != method]

    def _next(self) -> dict[str, Any]:
        read = bytearray()
        while (byte := self._in.read(1)) != b"\0":
            assert byte, "Chromium has gone"
            read += byte
        message: dict[str, Any] = json.loads(read)
        return message
