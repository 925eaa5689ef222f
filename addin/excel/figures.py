"""What the ribbon shows of the open workbook: how much is due, who the reps are, which command is running."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time

from addin.excel import notes, places

_KEYS = ("as_of", "due", "reps", "busy")
_BETWEEN = "|"  # two names


def begun(workbook: str, command: str) -> None:
    """The note says that the command runs; what it knows of this workbook (blank: of the last one) stays."""
    notes.write(places.figures_note(), {**_known(workbook), "busy": command})


def ended() -> None:
    """The note says that nothing runs any more."""
    begun("", "")


def forget_yesterday(now: datetime) -> None:
    """What was counted on an earlier day goes, since Excel takes a note of today for a count of today."""
    note = places.figures_note()
    if note.exists() and note.stat().st_mtime < datetime.combine(now, time.min).timestamp():
        notes.write(note, {**_known(""), "due": ""})


def learned(workbook: str, as_of: date, counts: Mapping[str, int], reps: Iterable[str]) -> None:
    """The note says how much is due, where the run counted it; what was counted for the same day stays."""
    known = _known(workbook)
    day = as_of.isoformat()
    due = known["due"] if known["as_of"] == day else ""
    counted = str(counts["due"]) if "due" in counts else due
    names = _BETWEEN.join(sorted(name for name in reps if _BETWEEN not in name))
    notes.write(places.figures_note(), {**known, "as_of": day, "due": counted, "reps": names})


def running() -> tuple[str, str]:
    """The workbook that is worked on and the command; blank where nothing runs."""
    known = notes.read(places.figures_note())
    busy = known.get("busy", "")
    return (known.get("workbook", ""), busy) if busy else ("", "")


def _known(workbook: str) -> dict[str, str]:
    known = notes.read(places.figures_note())
    same = known if known.get("workbook") == workbook or not workbook else {}
    return {
        "workbook": workbook or known.get("workbook", ""),
        **{key: same.get(key, "") for key in _KEYS},
    }
