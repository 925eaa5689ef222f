"""The chapter of the handbook about cell functions: what each one takes and answers, with a worked example."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from addin.functions.arrays import FUNCTIONS, Argument, CellFunction
from addin.functions.cells import ChoiceKind, day_of
from addin.functions.examples import AS_OF, EXAMPLES, Cell, answer
from addin.functions.surroundings import Surroundings
from addin.words import Words


def described(words: Words) -> Iterator[str]:
    """Every cell function, as Markdown."""
    yield f"## {words.text('functions.handbook.title')}\n"
    intro = words.tree("functions.handbook.intro")
    yield from (f"{paragraph.format(as_of=words.shown(AS_OF))}\n" for paragraph in intro)
    for function in FUNCTIONS.values():
        yield from _function(function, words)


def _function(function: CellFunction, words: Words) -> Iterator[str]:
    known = words.tree(f"functions.known.{function.name}")
    yield f"### `{function.name}` · {known['name']}\n"
    yield f"{known['help']}\n"
    yield f"| {' | '.join(words.tree('functions.handbook.columns'))} |"
    yield "|---|---|---|"
    for argument in function.arguments:
        label, hint = known["arguments"][argument.name]
        yield f"| {label} (`{argument.name}`) | {_kind(argument, words)} | {hint} |"
    yield f"\n{words.text('functions.handbook.returns')}: {known['returns']}."
    yield f"{words.text('functions.handbook.example')}: {_example(function, words)}\n"


def _kind(argument: Argument, words: Words) -> str:
    kind = words.text(f"functions.kinds.{argument.kind.name}")
    marks = [mark for mark, holds in (("optional", argument.optional), ("may_be_blank", argument.blank)) if holds]
    return "; ".join((kind, *(words.text(f"functions.handbook.{mark}") for mark in marks[:1])))


def _example(function: CellFunction, words: Words) -> str:
    """The formula as Excel takes it in that language, and what the cell shows."""
    cells = EXAMPLES[function.name]
    separator = ";" if words.language == "de" else ", "
    written = (_written(cell, argument, words) for cell, argument in zip(cells, function.arguments, strict=False))
    found = answer(function.name, tuple(map(_given, cells)), Surroundings(words.language, AS_OF))
    shown = words.shown(day_of(found) if function.answers_day else found)
    return f"`={function.name}({separator.join(written)})` → {shown}"


def _written(cell: Cell, argument: Argument, words: Words) -> str:
    if isinstance(argument.kind, ChoiceKind):
        return f'"{words.text(f"choices.{argument.kind.items}.{cell}")}"'
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return f"{cell:g}".replace(".", "," if words.language == "de" else ".")
    return f'"{words.shown(cell)}"'


def _given(cell: Cell) -> Cell:
    """A cell as Excel holds it: a date is the midnight it begins with."""
    return datetime.combine(cell, datetime.min.time()) if type(cell) is date else cell
