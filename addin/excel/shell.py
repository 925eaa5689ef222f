"""The terminal commands that bring Teeup into Excel, keep it company there, and answer its clicks."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from typing import Any

from addin.excel import places
from addin.excel.working import Clock
from addin.words import Words

DONE, MUST_ACT = 0, 1


def run(chosen: argparse.Namespace, words: Words, clock: Clock) -> int:
    """Does what was chosen; 0 it is done, 1 the coordinator must act."""
    return COMMANDS[chosen.command](chosen, words, clock)


def _answer(chosen: argparse.Namespace, _: Words, clock: Clock) -> int:
    from addin.excel.working import serve

    serve(places.requests_folder() / f"{chosen.id}.request", clock)
    return DONE


def _build(chosen: argparse.Namespace, words: Words, _: Clock) -> int:
    from addin.excel import install, notes

    notes.put(chosen.file, install.built())
    return _told(chosen, words, "built", {"file": str(chosen.file)})


def _install(chosen: argparse.Namespace, words: Words, _: Clock) -> int:
    from addin.excel import install

    done = install.install(chosen.folder)
    files = [str(path) for path in done.files]
    code = "installed_anew" if done.companion else "installed"
    return _told(chosen, words, code, {"files": files, "companion": done.companion})


def _uninstall(chosen: argparse.Namespace, words: Words, _: Clock) -> int:
    from addin.excel import install

    gone = install.uninstall()
    facts = {"files": list(gone.removed), "left": [str(path) for path in gone.left]}
    return _told(chosen, words, "uninstalled" if gone.removed else "nothing_there", facts)


def _doctor(chosen: argparse.Namespace, words: Words, _: Clock) -> int:
    from addin.excel import doctor

    found = doctor.findings()
    if chosen.json:
        texts = [vars(one) | {"text": doctor.told(one, words)} for one in found]
        print(json.dumps({"command": "doctor", "findings": texts}, ensure_ascii=False, default=dict))
    else:
        _print_table([(one.state, doctor.title(one, words), doctor.told(one, words)) for one in found], words)
    return MUST_ACT if any(one.state == "act" for one in found) else DONE


def _print_table(rows: list[tuple[str, str, str]], words: Words) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*(words.text(f"install.doctor.{column}") for column in ("state", "what", "found")))
    for state, what, found in rows:
        table.add_row(words.text(f"install.states.{state}"), what, found)
    Console().print(table)


def _companion(chosen: argparse.Namespace, words: Words, clock: Clock) -> int:
    if chosen.at_logon:
        from addin.excel.logon import set_at_logon

        place = set_at_logon(chosen.at_logon == "on").place
        return _told(chosen, words, f"logon_{chosen.at_logon}", {"place": place})
    return _ASKED[chosen.asked](chosen, words, clock)


def _live(chosen: argparse.Namespace, words: Words, clock: Clock) -> int:
    from addin.excel.companion import live

    return DONE if live(clock) else _told(chosen, words, "lives_already")


def _start(chosen: argparse.Namespace, words: Words, _: Clock) -> int:
    from addin.excel import resident

    started = resident.start()
    return _told(chosen, words, "started" if started else "not_started", done=started)


def _stop(chosen: argparse.Namespace, words: Words, _: Clock) -> int:
    from addin.excel import resident

    stopped = resident.stop()
    return _told(chosen, words, "stopped" if stopped else "not_stopped", done=stopped)


def _status(chosen: argparse.Namespace, words: Words, _: Clock) -> int:
    from addin.excel import resident

    sign = resident.sign_of_life() if resident.lives() else None
    if not sign:
        return _told(chosen, words, "silent" if resident.lives() else "asleep", done=False)
    facts = {"version": sign.version, "milliseconds": round(sign.milliseconds)}
    return _told(chosen, words, "awake", facts)


def _told(
    chosen: argparse.Namespace,
    words: Words,
    code: str,
    facts: Mapping[str, Any] | None = None,
    done: bool = True,
) -> int:
    """Says what became of it: an object for programs, else the sentence with a line for each file."""
    facts = facts or {}
    if chosen.json:
        print(json.dumps({"command": chosen.command, "state": code, **facts}, ensure_ascii=False))
    else:
        lists = {key: "".join(f"\n  {item}" for item in value) for key, value in facts.items() if key in _LISTS}
        print(words.text(f"install.done.{code}", **{**facts, **lists}))
        if lists.get("left"):
            print(words.text("install.done.left", **lists))
    return DONE if done else MUST_ACT


_LISTS = ("files", "left")
_Run = Callable[[argparse.Namespace, Words, Clock], int]
_ASKED: dict[str | None, _Run] = {None: _live, "start": _start, "stop": _stop, "status": _status}
COMMANDS: dict[str, _Run] = {
    "answer": _answer,
    "build-addin": _build,
    "install": _install,
    "uninstall": _uninstall,
    "doctor": _doctor,
    "companion": _companion,
}
