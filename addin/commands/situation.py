"""What a command may know when it decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from addin.tables.model import Problem
from addin.words import Words

if TYPE_CHECKING:
    import pandas as pd

    from addin.core.house import House
    from addin.reports.directory import Directory


@dataclass(frozen=True)
class Situation:
    """The tables a command asked for, the key date, the settings and what the coordinator chose.

    `problems` are the cells that could not be read; `selected` are the rows that are meant of the table the
    command acts on, None for all; `run` is the number of this run in the log. `folder` is where files go, and
    where those lie that go with letters.
    """

    tables: Mapping[str, pd.DataFrame]
    today: date
    settings: Mapping[str, Any]
    words: Words
    options: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    now: datetime = datetime(1900, 1, 1)
    selected: frozenset[int] | None = None
    run: int = 1
    folder: Path = Path()

    @cached_property
    def house(self) -> House:
        """The house that the settings describe."""
        from addin.core.house import House

        return House.of(self.settings.__getitem__)

    @cached_property
    def coordinator(self) -> str | None:
        """Who coordinates today, her stand-in while she is away; None where nobody does."""
        from addin.core.tasks import person_in_role

        return person_in_role(self.tables["staff"], "coordinator", self.today)

    @cached_property
    def names(self) -> Directory:
        """The names that reports show, and whom to call."""
        from addin.reports.directory import directory

        return directory(*(self.tables[key] for key in ("companies", "staff", "contacts")))

    def with_answers(self, key: str) -> pd.DataFrame:
        """A table with its computed columns as of the key date."""
        from addin.core.computed import computed

        return self.tables[key].join(computed(key, self.tables, self.today, self.settings))

    def choice(self, name: str) -> Any:
        """What was chosen for an option; None where nothing was."""
        return self.options.get(name)

    def meant(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Of a frame by sheet row of the table the command acts on, the rows that are meant."""
        return frame if self.selected is None else frame[frame.index.isin(self.selected)]
