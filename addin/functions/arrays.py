"""Cell functions over single cells and ranges: one place for what every one of them does around its rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from inspect import Parameter, Signature, signature
from itertools import chain
from typing import Any, get_args, get_type_hints

import numpy as np
import pandas as pd
import xlwings as xw

from addin.errors import Refusal
from addin.functions.cells import ERRORS, ChoiceKind, Kind, Misread, serial, shown
from addin.functions.surroundings import Surroundings
from addin.tables.frames import blank
from addin.words import Words

ASKED_FROM = "asked_from"
Rows = list[tuple[Any, ...]]


class Wrong(str):
    """What is wrong with a cell, as it will stand in the answer's place; nothing for a blank cell."""


BLANK = Wrong()


@dataclass(frozen=True)
class Argument:
    """One argument of a cell function: what belongs there, whether it may be left out, and whether its cell may be
    blank; else a blank cell makes a blank answer.
    """

    name: str
    kind: Kind
    optional: bool
    blank: bool


@dataclass(frozen=True)
class CellFunction:
    """A cell function: its rule for single values, and the arguments that Excel shows.

    The rule gets what its cells say, None for an optional one that is blank, and `here` where it names it.
    """

    name: str
    rule: Callable[..., Any]
    arguments: tuple[Argument, ...]
    asks_here: bool

    @property
    def answers_day(self) -> bool:
        """Its numbers are days as Excel counts them."""
        answer = get_type_hints(self.rule)["return"]
        return date in (answer, *get_args(answer))

    def of_cells(self, cells: Sequence[Any], here: Surroundings) -> Rows:
        """The answers for arguments that are single cells or ranges, row by row.

        A range of one row or one column stands for every row or column of the others. Equal arguments are answered
        once. Where sizes do not fit, one text says so.
        """
        grids = [_grid(cell) for cell in cells]
        rows, columns = (max(sizes) for sizes in zip(*(shape for _, shape in grids), strict=True))
        if any(height not in (1, rows) or width not in (1, columns) for _, (height, width) in grids):
            return [(here.words.text("functions.errors.sizes"),)]
        different: list[Any] = []  # for every argument its meanings in the different rows
        places: Any = np.zeros(rows * columns, "int64")
        for argument, (values, shape) in zip(self.arguments, grids, strict=True):
            codes, known = _coded(values, argument.kind)
            meanings = np.array([self._read(argument, cell, here.words) for cell in known], dtype=object)
            codes = np.broadcast_to(codes.reshape(shape), (rows, columns)).ravel()
            places, joint = pd.factorize(places * len(meanings) + codes)
            before, at = np.divmod(joint, len(meanings))
            different = [*(earlier[before] for earlier in different), meanings[at]]
        answers = [self._answer(row, here) for row in zip(*different, strict=True)]
        found = map(answers.__getitem__, places.tolist())
        return list(zip(*[found] * columns, strict=True))

    def _read(self, argument: Argument, cell: Any, words: Words) -> Any:
        """What a cell says; BLANK for a blank one that must not be."""
        if blank(cell):
            return None if argument.blank else BLANK
        try:
            if cell in ERRORS:
                raise Misread("error", value=cell)
            return argument.kind.read(cell)
        except Misread as wrong:
            facts = {key: _fact(value, words) for key, value in wrong.facts.items()}
            label, _ = words.tree(f"functions.known.{self.name}.arguments.{argument.name}")
            return Wrong(words.text(f"functions.errors.{wrong.code}", argument=label, **facts))

    def _answer(self, values: tuple[Any, ...], here: Surroundings) -> Any:
        """The rule's answer as Excel takes it, or what is wrong."""
        if Wrong in map(type, values):
            return str(next(value for value in values if type(value) is Wrong))
        try:
            answer = self.rule(*values, here=here) if self.asks_here else self.rule(*values)
            return serial(answer) if isinstance(answer, date) else "" if answer is None else answer
        except Misread as wrong:
            return here.words.text(f"functions.errors.{wrong.code}", **wrong.facts)
        except Refusal as refusal:  # a setting of the workbook
            return here.words.text(f"errors.{refusal.code}", **refusal.facts)
        except (ArithmeticError, ValueError):  # beyond the calendar's first or last year
            return here.words.text("functions.errors.calendar")


def _fact(value: Any, words: Words) -> str:
    return value.possible(words) if isinstance(value, ChoiceKind) else shown(value, words)


def _grid(argument: Any) -> tuple[list[Any], tuple[int, int]]:
    """The cells of an argument row by row, and how many rows and columns it has."""
    if not isinstance(argument, list | tuple):
        return [argument], (1, 1)
    rows = argument if isinstance(argument[0], list | tuple) else (argument,)
    return list(chain.from_iterable(rows)), (len(rows), len(rows[0]))


def _coded(cells: list[Any], kind: Kind) -> tuple[Any, list[Any]]:
    """The different cells, and for every cell which of them it is."""
    if kind.counts:
        try:
            numbers = np.fromiter(cells, "float64", len(cells))
        except (TypeError, ValueError):
            numbers = np.array([np.nan])
        if not np.isnan(numbers).any():
            codes, different = pd.factorize(numbers)
            return codes, different.tolist()
    codes, different = pd.factorize(np.array(cells, dtype=object), use_na_sentinel=False)
    return codes, list(different)


FUNCTIONS: dict[str, CellFunction] = {}


def cell_function(rule: Callable[..., Any]) -> Callable[..., Rows]:
    """The rule as Excel calls it: with cells as they come, and last with what the asking workbook says.

    xlwings evaluates annotations while a workbook opens, and only under Windows: what it gets has none. Nor does
    it convert: cells arrive as Excel's values, dates as the days that Excel counts, and leave in the same way.
    """
    hints = get_type_hints(rule, include_extras=True)
    own = [p for p in signature(rule).parameters.values() if p.kind is Parameter.POSITIONAL_OR_KEYWORD]
    arguments = tuple(_argument(p.name, hints[p.name], p.default is not Parameter.empty) for p in own)
    function = CellFunction(rule.__name__, rule, arguments, "here" in hints)
    FUNCTIONS[rule.__name__] = function

    def called(*cells):  # type: ignore[no-untyped-def]
        return function.of_cells(cells[:-1], Surroundings.of(cells[-1]))

    names = [*(argument.name for argument in arguments), ASKED_FROM]
    called.__name__, called.__doc__, called.__module__ = rule.__name__, rule.__doc__, rule.__module__
    vars(called)["__signature__"] = Signature([Parameter(n, Parameter.POSITIONAL_OR_KEYWORD) for n in names])
    for name in names:
        called = xw.arg(name, convert="raw")(called)
    return xw.ret(convert="raw")(xw.func(called))


def _argument(name: str, hint: Any, optional: bool) -> Argument:
    """What the annotation says of an argument: how it is read, and in `Day | None` that it may be blank."""
    parts = (hint, *get_args(hint))
    kind: Kind = next(part.__metadata__[0] for part in parts if hasattr(part, "__metadata__"))
    return Argument(name, kind, optional, type(None) in parts)
