"""10,000 cells of one function as one array call against one call a cell: `python benchmarks/functions.py`.

Both go the way a cell goes: CallUDF of the class that xlwings serves, its conversion, the function, and back; COM
is stood in, so a call costs what it costs in Python. The last column has a second process answer, as Excel has the
companion, with a pipe for COM. What counts is the ratio in one run on one machine.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))

from com_stand_in import windows  # noqa: E402

windows()

from com_client import ComProcess  # noqa: E402
from xlwings.com_server import XLPython  # noqa: E402

from addin.functions.cells import serial  # noqa: E402

TOLD = "language=de\nhouse.state=BY\nas_of=46433\n"
AS_OF = serial(date(2027, 2, 15))
Column = tuple[tuple[Any], ...]
Call = Callable[[str, str, tuple[Any, ...]], Any]


def registers(cells: int) -> dict[str, tuple[str, tuple[Any, ...]]]:
    """What is asked: columns as registers hold them, and the worst case, where no two rows are alike."""
    random = Random(20270215)
    starts = column(AS_OF - random.randint(1, 1100) for _ in range(cells))
    terms = column(random.choice((12.0, 24.0, 36.0)) for _ in range(cells))
    ends = column(AS_OF + random.randint(-30, 470) for _ in range(cells))
    units = column(random.choice(("Monate", "Wochen")) for _ in range(cells))
    apart = column(20_000.0 + n for n in range(cells))
    return {
        "term end": ("TEEUP_TERM_END", (starts, terms)),
        "notice deadline": ("TEEUP_NOTICE_DEADLINE", (ends, 3.0, units, None)),
        "expiry bucket": ("TEEUP_EXPIRY_BUCKET", (ends, None)),
        "working day": ("TEEUP_WORKDAY", (ends, -10.0, None)),
        "term end, all different": ("TEEUP_TERM_END", (apart, 12.0)),
    }


def column(cells: Any) -> Column:
    return tuple((cell,) for cell in cells)


def best(work: Callable[[], object], times: int = 5) -> float:
    """The seconds of the quickest of several runs: what else the machine does only ever adds."""
    return min(_seconds(work) for _ in range(times))


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def array_call(call: Call, name: str, arguments: tuple[Any, ...]) -> Any:
    return call("addin.functions", name, (*arguments, TOLD))


def single_calls(call: Call, name: str, arguments: tuple[Any, ...], cells: int) -> list[Any]:
    rows = [tuple(a[n][0] if isinstance(a, tuple) else a for a in arguments) for n in range(cells)]
    return [call("addin.functions", name, (*row, TOLD)) for row in rows]


def compared(call: Call, name: str, arguments: tuple[Any, ...], cells: int, singles: int) -> tuple[float, float]:
    """Microseconds a cell: one call a cell (over `singles` of them), one array call for all `cells`."""
    answers = [cell for (cell,) in array_call(call, name, arguments)]
    if single_calls(call, name, arguments, singles) != answers[:singles]:
        raise RuntimeError(name)
    alone = best(lambda: single_calls(call, name, arguments, singles), 3) / singles
    return alone * 1e6, best(lambda: array_call(call, name, arguments)) / cells * 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cells", type=int, default=10_000)
    parser.add_argument("--singles", type=int, default=2_000, help="how many of the single calls are measured")
    chosen = parser.parse_args()
    singles = min(chosen.cells, chosen.singles)
    process = ComProcess()
    print(f"{chosen.cells} cells, µs a cell    one by one    as array    ratio    ratio between processes")
    for title, (name, arguments) in registers(chosen.cells).items():
        alone, together = compared(XLPython().CallUDF, name, arguments, chosen.cells, singles)
        far_alone, far_together = compared(process.call, name, arguments, chosen.cells, singles)
        ratios = f"{alone / together:8.0f} {far_alone / far_together:26.0f}"
        print(f"{title:26}{alone:11.1f} {together:11.3f} {ratios}")
    process.end()


if __name__ == "__main__":
    main()
