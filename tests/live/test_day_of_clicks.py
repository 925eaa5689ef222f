"""By clicks, every command does to the workbook open in Excel what it does to the closed one."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlwings as xw
from days import calls
from office import Office
from routes import Companion, Told
from whole_days import Day

pytestmark = pytest.mark.long


def test_a_day_of_clicks(demo: xw.Book, office: Office, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    companion = Companion(office, tmp_path / "home", demo.name)
    try:
        told = [companion(call)["state"] for call in calls("de", tmp_path)]
        closed_day: Day = request.getfixturevalue("closed_day")  # another worker has made it meanwhile
        assert told == [state(each) for each in closed_day.told]
        closed_day.assert_twins(demo, companion)
    finally:
        companion.close()


def state(told: Told) -> str:
    """How a click is answered that came to this."""
    return "act" if any(problem["severity"] == "error" for problem in told["problems"]) else "done"
