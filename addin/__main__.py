"""The same buttons from a terminal: `teeup <command> MASTER.xlsx`."""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from getpass import getpass
from typing import TYPE_CHECKING, Any, NoReturn

from addin.errors import Refusal
from addin.terminal import is_live, language_of, parser
from addin.words import Words

if TYPE_CHECKING:
    from addin.desk import Desk, Outcome

DONE, MUST_ACT, WRONG_CALL = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command. 0 it is done, 1 the coordinator must act, 2 the call was wrong (from argparse)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    words = Words.of(language_of(given))
    chosen = parser(words, is_live(given)).parse_args(given)
    try:
        return _run(chosen, words)
    except Refusal as refusal:
        return _refused(refusal, chosen, words)
    except BrokenPipeError:  # who reads our lines has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception:
        return _broken(chosen, words)


def _run(chosen: argparse.Namespace, words: Words) -> int:
    from addin import masters
    from addin.excel import shell

    now = _now()
    if chosen.command in shell.COMMANDS:
        return shell.run(chosen, words, _now)
    if chosen.command == "new":
        masters.create(chosen.book, chosen.language or words.language)
        return _told(chosen, words, {"command": "new", "files": [str(chosen.book)]}, book=str(chosen.book))
    if chosen.command == "demo":
        made = masters.demo(chosen.book, chosen.language or words.language, now)
        files = [str(path) for path in made]
        return _told(chosen, words, {"command": "demo", "files": files}, book=files[0], folder=chosen.book.stem)
    with _desk(chosen, now, words) as desk:
        words = Words.of(chosen.language or desk.words.language)  # from here on as the workbook speaks
        try:
            if chosen.command == "mail-login":
                return _logged_in(desk, chosen, words)
            outcome = _outcome(desk, chosen)
        except Refusal as refusal:
            return _refused(refusal, chosen, words)
    return _reported(outcome, chosen, words)


def _logged_in(desk: Desk, chosen: argparse.Namespace, words: Words) -> int:
    """Asks for the password of the workbook's mail account, unseen, and logs in with it once."""
    from addin.posting import PostOffice

    office = PostOffice(desk.settings, desk.folder, desk.now)
    account = office.account
    asked = words.text("commands.mail-login.password", user=account.user, host=account.host)
    office.log_in(getpass(f"{asked} ") if account.login != "none" else "")
    return _told(chosen, words, {"command": "mail-login", "host": account.host}, host=account.host)


@contextmanager
def _desk(chosen: argparse.Namespace, now: datetime, words: Words) -> Iterator[Desk]:
    """The desk over the file, or over the workbook open in Excel, for as long as the work is done."""
    from addin import masters

    with Spinner(chosen, words) as progress:
        if chosen.wb:
            with masters.told_in_excel(chosen.wb, progress, words) as shown:
                yield masters.live(chosen.wb, now, chosen.today, shown)
        else:
            yield masters.desk(chosen.book, now, chosen.today, progress)


def _now() -> datetime:
    """Now, as a clock on the wall shows it: the only place that looks at one."""
    return datetime.now().astimezone().replace(tzinfo=None)


def _outcome(desk: Desk, chosen: argparse.Namespace) -> Outcome:
    from addin.commands.register import COMMANDS

    if chosen.command == "undo":
        return desk.undo(chosen.runs, rehearse=chosen.rehearse)
    options = {name.replace("_", "-"): value for name, value in vars(chosen).items()}
    command = COMMANDS[chosen.command]
    return desk.run(command, options, rehearse=chosen.rehearse, rows=options.get("rows"))


def _reported(outcome: Outcome, chosen: argparse.Namespace, words: Words) -> int:
    from addin.explain import outcome_lines, outcome_object

    if chosen.json:
        print(json.dumps(outcome_object(outcome, chosen.command, words), ensure_ascii=False))
    else:
        print("\n".join(outcome_lines(outcome, chosen.command, words)))
    return MUST_ACT if outcome.must_act else DONE


def _told(chosen: argparse.Namespace, words: Words, made: dict[str, Any], **facts: object) -> int:
    if chosen.json:
        print(json.dumps(made, ensure_ascii=False))
        return DONE
    language = Words.of(chosen.language or words.language)
    print(language.text(f"commands.{chosen.command}.done", **facts))
    return DONE


def _refused(refusal: Refusal, chosen: argparse.Namespace, words: Words) -> int:
    from addin.explain import refusal_line

    text = refusal_line(refusal, words)
    if chosen.json:
        print(json.dumps({"command": chosen.command, "error": refusal.code, "text": text}, ensure_ascii=False))
    else:
        print(text, file=sys.stderr)
    return MUST_ACT


def _broken(chosen: argparse.Namespace, words: Words) -> int:
    """A bug is ours: the details go to a file, the coordinator gets one sentence."""
    from addin.excel import bugs

    text = words.text("errors.bug", file=str(bugs.written_down(chosen.command, _now())))
    print(
        json.dumps({"command": chosen.command, "error": "bug", "text": text}) if chosen.json else text,
        file=sys.stderr,
    )
    return MUST_ACT


class Spinner:
    """A spinner with the step's words while a person is watching; silent for programs."""

    def __init__(self, chosen: argparse.Namespace, words: Words) -> None:
        self._words = words
        self._watched = sys.stderr.isatty() and not chosen.json
        self._status: Any = None

    def __enter__(self) -> Spinner:
        if self._watched:
            from rich.console import Console

            self._status = Console(stderr=True).status("")
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._status:
            self._status.stop()

    def __call__(self, step: str) -> None:
        if self._status:
            self._status.update(self._words.text(f"commands.progress.{step}"))


def run() -> NoReturn:
    """The command `teeup`: one job, then gone.

    A process that ends with its job need not look for garbage in a million cells, nor hand them back one by one:
    both together take a fifth of the time of a large workbook.
    """
    gc.disable()
    code = main()
    for stream in (sys.stdout, sys.stderr):
        if stream:
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    run()
