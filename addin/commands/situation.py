"""What a command may know when it decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from addin.tables.model import Problem, Value
from addin.words import Words

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Situation:
    """The tables a command asked for, the key date, the settings and what the coordinator chose.

    `problems` are the cells that could not be read; `computed` gives Python's answers for a table's computed
    columns as of the key date; `read_file` opens a file the coordinator named; `selected` are the rows that are
    meant of the table the command acts on, None for all; `run` is the number of this run in the log.
    """

    tables: Mapping[str, pd.DataFrame]
    today: date
    settings: Mapping[str, Value]
    words: Words
    options: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    now: datetime = datetime(1900, 1, 1)
    selected: frozenset[int] | None = None
    run: int = 1

    def choice(self, name: str) -> Any:
        """What was chosen for an option; None where nothing was."""
        return self.options.get(name)

    def meant(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Of a frame by sheet row of the table the command acts on, the rows that are meant."""
        return frame if self.selected is None else frame[frame.index.isin(self.selected)]
