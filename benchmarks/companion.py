"""A click answered by the companion against one that starts Python: `python benchmarks/companion.py`.

A click is a request note as the add-in writes it; it is answered when the answer note is there. What counts is the
ratio in one run on one machine, for a light command and for heavy ones. Two things stand in for Excel: the demo
master in memory, which costs nothing, so that the time is Python's own; and the demo master in a running
LibreOffice (tests/live), where both ways spend the same time waiting for the other program.
"""

from __future__ import annotations

import argparse
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parent.parent / "tests"), str(HERE.parent.parent / "tests" / "live")]

CLICKS: dict[str, dict[str, str]] = {
    "ping": {},
    "as-of": {"option.date": "2027-02-15"},
    "expiry-flags": {},
}
BOOK = "Demo.xlsx"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clicks", type=int, default=7, help="of each kind")
    parser.add_argument("--inside", nargs="+", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.inside:
        inside(Path(chosen.inside[0]), chosen.inside[1:])
    with tempfile.TemporaryDirectory(prefix="teeup-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        os.environ["TEEUP_HOME"] = str(folder / "home")
        compare("in memory", in_memory(folder), chosen.clicks)
        with in_office(folder) as office:
            compare("in LibreOffice", office, chosen.clicks)


def inside(excel: Path, call: list[str]) -> None:
    """A command of Teeup in a process whose Excel is a pickled book, or the LibreOffice that lives in a folder."""
    from addin.__main__ import main as teeup

    if excel.is_dir():
        from engine import activate

        activate(excel)
    else:
        sit_down_in_memory(excel)
    sys.exit(teeup(call))


def in_memory(folder: Path) -> Path:
    """The demo master in memory, as a file that takes a moment to load."""
    from addin.books import Edit
    from addin.books.memory import MemoryBook
    from workbook_templates.demo import rows

    book = MemoryBook("en")
    book.apply(Edit(rows=tuple(row for row in rows("en") if row.table != "log")))
    file = folder / "demo.pickle"
    file.write_bytes(pickle.dumps(book))
    return file


def sit_down_in_memory(file: Path) -> None:
    """Puts the book in the file where `masters` looks for an open workbook."""
    from addin import masters

    @cache
    def book() -> Any:
        return pickle.loads(file.read_bytes())

    def live(_name: str, now: datetime, today: date | None, progress: Any) -> Any:
        from addin.desk import Desk

        return Desk(book(), now, file.parent / "out", today, progress)

    masters.live = live


@contextmanager
def in_office(folder: Path) -> Iterator[Path]:
    """A LibreOffice with the demo master open in it."""
    from engine import activate
    from office import Office
    from workbooks import demo_master

    found = shutil.which("soffice")
    if not found:
        raise SystemExit("LibreOffice is not installed: apt install libreoffice-calc python3-uno")
    home = folder / "office"
    home.mkdir()
    office = Office(found, home)
    try:
        activate(home).books.open(str(demo_master(folder / BOOK, "en")))
        yield home
    finally:
        office.stop()


def compare(where: str, excel: Path, clicks: int) -> None:
    """Prints the time of every kind of click, both ways."""
    print(f"{where:16}{'fresh process':>15}{'companion':>13}{'ratio':>8}")
    for command, options in CLICKS.items():
        fresh = [click(command, options, lambda request: spawn(excel, "answer", request)) for _ in range(clicks)]
        with companion(excel):
            click(command, options, lambda _: None)
            awake = [click(command, options, lambda _: None) for _ in range(clicks)]
        slow, fast = median(fresh), median(awake)
        print(f"  {command:14}{1000 * slow:12.0f} ms{1000 * fast:10.0f} ms{fast / slow:8.3f}", flush=True)


@contextmanager
def companion(excel: Path) -> Iterator[None]:
    from addin.excel import places, resident

    process = spawn(excel, "companion")
    while not places.alive_file().exists():
        time.sleep(0.01)
    try:
        yield
    finally:
        resident.stop()
        process.wait()


def spawn(excel: Path, *call: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, str(HERE), "--inside", str(excel), *call])


def click(command: str, options: dict[str, str], hand_over: Callable[[str], object]) -> float:
    """Seconds from the request note to the answer note."""
    from addin.excel import notes, places

    request_id = f"bench{time.monotonic_ns()}"
    request = places.requests_folder() / f"{request_id}.request"
    answer = request.with_suffix(".answer")
    began = time.perf_counter()
    notes.write(request, {"command": command, "workbook": BOOK, "language": "en", **options})
    hand_over(request_id)
    while not answer.exists():
        time.sleep(0.001)
    took = time.perf_counter() - began
    told = notes.read(answer)
    answer.unlink()
    if told["state"] != "done":
        raise SystemExit(f"{command}: {told}")
    return took


if __name__ == "__main__":
    main()
