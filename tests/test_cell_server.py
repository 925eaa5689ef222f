"""On Windows the companion serves cell functions in its main thread; COM is stood in for by the calls we make."""

import sys
import threading
import time
from types import ModuleType

import pytest

from addin.excel import cell_server


def test_on_windows_cell_functions_are_served_until_the_companion_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand-ins with what of pythoncom, win32api and xlwings is used. Excel lets go of its last object twice."""
    told: list[str] = []
    quit_message = threading.Event()
    released = iter((True, True))

    def serve() -> None:
        told.append("serving")
        if not next(released, False):
            assert quit_message.wait(10)

    def post(*message: int) -> None:
        told.append(f"quit {message}")
        quit_message.set()

    def stand_in(name: str, **surface: object) -> None:
        module = ModuleType(name)
        vars(module).update(surface)
        monkeypatch.setitem(sys.modules, name, module)

    stand_in("pythoncom", CoInitialize=lambda: told.append(f"initialised {threading.current_thread().name}"))
    stand_in("win32api", GetCurrentThreadId=lambda: 7, PostThreadMessage=post)
    stand_in("xlwings", serve=serve)

    def work() -> None:
        told.append("working")
        while told.count("serving") < 3:
            time.sleep(0.001)

    com = cell_server.com("win32")
    com.serve_beside(work)
    assert told.count("initialised MainThread") == 3
    assert [line for line in told if line in ("working", "quit (7, 18, 0, 0)")] == [
        "working",
        "quit (7, 18, 0, 0)",
    ]
    assert any(line.startswith("initialised Thread") for line in told)
    with pytest.raises(ZeroDivisionError):
        cell_server.com("linux").serve_beside(lambda: 1 // 0)  # type: ignore[arg-type, return-value]
