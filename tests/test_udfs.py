"""The real xlwings loads every cell function and calls it; only COM is stood in."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from com_client import ComProcess

from addin.functions import FUNCTIONS
from addin.functions.examples import AS_OF, EXAMPLES, answer
from addin.functions.surroundings import Surroundings

HERE = Path(__file__).parent
TOLD = "language=en\nas_of=46433\n"
SURROUNDINGS = Surroundings("en", AS_OF)

LOADED = """
import sys
sys.path[:0] = [{tests!r}, {root!r}]
import com_stand_in
com_stand_in.windows()
from xlwings import udfs
module = udfs.get_udf_module({module!r}, None)
found = {{f.__xlfunc__["name"]: f.__xlfunc__ for f in vars(module).values() if hasattr(f, "__xlfunc__")}}
for name, known in sorted(found.items()):
    print(name, *(argument["name"] for argument in known["args"]), *known["ret"]["options"].values())
"""


def loaded(module: str, *folders: Path) -> str:
    """Every cell function of a module as xlwings knows it, with its arguments; CalledProcessError if it cannot."""
    script = LOADED.format(tests=str(HERE), root=str(HERE.parent), module=module)
    path = "".join(f"import sys; sys.path.insert(0, {str(folder)!r})\n" for folder in folders)
    run = subprocess.run([sys.executable, "-c", path + script], check=True, capture_output=True, text=True)
    return run.stdout


def test_xlwings_loads_every_cell_function_with_its_arguments() -> None:
    wanted = [
        f"{name} {' '.join(argument.name for argument in function.arguments)} asked_from raw"
        for name, function in sorted(FUNCTIONS.items())
    ]
    assert loaded("addin.functions").splitlines() == wanted


def test_an_annotation_that_xlwings_cannot_evaluate_would_be_seen(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text(
        "from __future__ import annotations\n"
        "from typing import TYPE_CHECKING\n"
        "import xlwings as xw\n"
        "if TYPE_CHECKING:\n    from datetime import date\n"
        "@xw.func\ndef F(day: date): return day\n"
    )
    with pytest.raises(subprocess.CalledProcessError) as failed:
        loaded("broken", tmp_path)
    assert "NameError" in failed.value.stderr


def test_no_cell_function_shows_xlwings_an_annotation() -> None:
    import addin.functions as functions

    assert not any(getattr(functions, name).__annotations__ for name in FUNCTIONS)


@pytest.fixture(scope="module")
def process() -> Iterator[ComProcess]:
    running = ComProcess()
    yield running
    running.end()


def cells(name: str) -> tuple[object, ...]:
    """The example's arguments as COM hands them over, those left out as blanks."""
    given = [datetime.combine(c, datetime.min.time()) if type(c) is date else c for c in EXAMPLES[name]]
    numbers = [float(c) if isinstance(c, int) else c for c in given]
    return (*numbers, *[None] * (len(FUNCTIONS[name].arguments) - len(given)))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_call_through_com_gives_the_core_s_answer(process: ComProcess, name: str) -> None:
    given = cells(name)
    assert process.call("addin.functions", name, (*given, TOLD)) == answer(name, given, SURROUNDINGS)


def test_columns_come_back_as_columns_and_rows_as_rows(process: ComProcess) -> None:
    days = ((46265.0,), (46266.0,))
    column = process.call("addin.functions", "TEEUP_TERM_END", (days, 12.0, TOLD))
    assert column == [(46629.0,), (46630.0,)]
    row = process.call("addin.functions", "TEEUP_TERM_END", (tuple(zip(*days, strict=True)), 12.0, TOLD))
    assert row == (46629.0, 46630.0)


def test_moments_of_com_count_as_their_day(process: ComProcess) -> None:
    moment = datetime(2026, 8, 31, 15, 30, tzinfo=UTC)
    assert process.call("addin.functions", "TEEUP_TERM_END", (moment, 6.0, TOLD)) == 46446.0
