"""expiry-flags on 50,000 contracts that are open, against reading them once: `python benchmarks/live.py`.

They are open in LibreOffice, reached through xlwings by the bench of tests/live. What counts is the ratio in one
run on one machine: a command over an open workbook should cost little more than looking at it. Loading is not
measured.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "tests"))
sys.path.append(str(Path(__file__).parent.parent / "tests" / "live"))

import xlwings as xw
from engine import activate
from expiry_flags import TODAY, build
from lightened import lighten
from office import Office

from addin.books.live import LiveBook
from addin.commands.register import COMMANDS
from addin.desk import Desk
from addin.tables import TABLES

NOW = datetime(2027, 2, 15, 9, 30)
MOST = 3


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measured(office: Office, path: Path) -> tuple[float, float]:
    """Seconds to read the contracts, and to run the command over the same open workbook."""
    book = activate(office.home).books.open(path)
    _desk(book, path).run(COMMANDS["as-of"], {"date": TODAY})  # the formulas count from the day the command does
    reading = seconds(lambda: LiveBook(book, NOW).read(TABLES["contracts"]))
    running = seconds(lambda: _desk(book, path).run(COMMANDS["expiry-flags"], {}))
    return reading, running


def _desk(book: xw.Book, path: Path) -> Desk:
    return Desk(LiveBook(book, NOW), NOW, path.with_suffix(""), TODAY)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contracts", type=int, default=50_000)
    parser.add_argument("--annual", action="store_true", help="the worst case: all contracts are annual")
    chosen = parser.parse_args()
    command = shutil.which("soffice") or "libreoffice"
    with tempfile.TemporaryDirectory(prefix="teeup-bench-", ignore_cleanup_errors=True) as home:
        path = Path(home) / "M.xlsx"
        build(path, chosen.contracts, chosen.annual)
        lighten(path)
        office = Office(command, Path(home))
        try:
            reading, running = measured(office, path)
        finally:
            office.stop()
    print(f"{chosen.contracts} contracts, open      seconds")
    print(f"reading the contracts once  {reading:9.1f}")
    print(f"expiry-flags                {running:9.1f}")
    print(f"expiry-flags / reading      {running / reading:9.2f}   (at most {MOST})")
    return int(running / reading > MOST)


if __name__ == "__main__":
    sys.exit(main())
