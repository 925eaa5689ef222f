"""Making master workbooks and sitting down at one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from addin.errors import Refusal
from addin.plan import Change, Plan
from addin.tables import TABLES
from addin.tables.frames import cell
from addin.tables.settings import SETTINGS
from addin.words import Words

if TYPE_CHECKING:
    from addin.desk import Desk, Progress


def create(path: Path, language: str) -> None:
    """An empty master workbook; Refusal `file_exists` rather than overwrite anything."""
    from workbook_templates import template

    if path.suffix.casefold() != ".xlsx":
        raise Refusal("file_of_other_kind", file=path.name)
    try:
        with path.open("xb") as file:
            file.write(template(language))
    except FileExistsError:
        raise Refusal("file_exists", file=path.name) from None
    except FileNotFoundError:
        raise Refusal("folder_missing", folder=str(path.parent)) from None
    except PermissionError:
        raise Refusal("folder_read_only", file=path.name, folder=str(path.parent)) from None


def desk(path: Path, now: datetime, today: date | None, progress: Progress = lambda _: None) -> Desk:
    """The desk over a closed workbook; its files go to the folder of the settings, else to one beside it."""
    from addin.books.closed import ClosedBook
    from addin.desk import Desk

    return Desk(ClosedBook(path, now), now, folder_beside(path), today, progress)


def live(name: str, now: datetime, today: date | None, progress: Progress = lambda _: None) -> Desk:
    """The desk over the workbook of that name that is open in Excel.

    Its files go to the folder of the settings, else to one beside the workbook; where that is in the cloud or was
    never saved, to one of its name in Documents. Refusal `book_not_open`, `no_book_open`, `book_open_twice`,
    `excel_busy`, `excel_unreachable`, `book_read_only`.
    """
    from addin.books.live import LiveBook
    from addin.books.live.excel import book_named, file_of
    from addin.desk import Desk
    from addin.excel import places

    book = book_named(name)
    places.home().mkdir(parents=True, exist_ok=True)
    path = file_of(book) or Path.home() / "Documents" / name
    return Desk(LiveBook(book, now, places.home()), now, folder_beside(path), today, progress)


@contextmanager
def told_in_excel(name: str, progress: Progress, words: Words) -> Iterator[Progress]:
    """The progress told in the status bar of the workbook's Excel, too, until the work is done."""
    from addin.books.live.excel import book_named, status_bar

    with status_bar(book_named(name)) as tell:

        def both(step: str) -> None:
            progress(step)
            tell(words.text(f"commands.progress.{step}"))

        yield both


def folder_beside(path: Path) -> Path:
    """Where a workbook's calendars and exports go: a folder of its name beside it."""
    return path.with_suffix("")


def demo(path: Path, language: str, now: datetime) -> list[Path]:
    """A filled demo master with its expiry sheets and calendars; the paths of all that was written."""
    from addin.commands.register import COMMANDS

    create(path, language)
    made = desk(path, now, None)
    made.carry_out(_demo_plan(made, language), "demo", logged=False)
    made = desk(path, now, None)
    flags = made.run(COMMANDS["expiry-flags"], {})
    calendar = made.run(COMMANDS["expiry-calendar"], {"period": "quarter"})
    return [path, *flags.files, *calendar.files]


def _demo_plan(made: Desk, language: str) -> Plan:
    """The demo's rows; its settings change the rows that every master has."""
    from workbook_templates.demo import rows
    from workbook_templates.demo.keydate import AS_OF

    settings = made.table("settings")
    place = dict(zip(settings["key"].tolist(), settings.index.tolist(), strict=True))
    new, changes = [], []
    for row in rows(language):
        at = place.get(str(row.values.get("key"))) if row.table == "settings" else None
        if at is None:
            new.append(row)
        else:
            shown = SETTINGS[str(row.values["key"])].shown(row.values["value"], made.words)
            changes.append(Change("settings", at, "value", cell(settings, at, "value"), shown))
    return Plan(changes=tuple(changes), rows=tuple(new), refreshed=tuple(TABLES), as_of=AS_OF)
