"""What a button is: the command behind it, the tables it needs, the options it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from addin.commands.situation import Situation
    from addin.plan import Plan

Group = Literal[
    "heute",
    "vertraege",
    "material",
    "digital",
    "kunden",
    "interessenten",
    "leitung",
    "messe",
    "angebote",
    "versand",
]


@dataclass(frozen=True)
class Option:
    """One parameter of a command: `--name` in the terminal, a menu or a dialog in the ribbon.

    `place` "argument" makes it positional in the terminal. `many` may be given more than once. Excel asks for an
    `asked` one by dialog; `offers` are the usual values of a number, shown in a menu; a `listed` one is chosen
    from the sales reps of the workbook. One that is `only_with` an `option=value` is asked for and offered only
    where the menu has chosen that. A "folder" may be a single file too.
    """

    name: str
    kind: Literal["text", "date", "integer", "number", "choice", "file", "folder", "flag"] = "text"
    choices: tuple[str, ...] = ()
    default: str | int | None = None
    place: Literal["option", "argument"] = "option"
    many: bool = False
    asked: bool = False
    only_with: str = ""
    offers: tuple[int, ...] = ()
    listed: bool = False

    @property
    def is_path(self) -> bool:
        """Names a file or a folder, without which there is nothing to do."""
        return self.kind in ("file", "folder")


@dataclass(frozen=True)
class Command:
    """One button: the tables it needs, its options, and the function that decides what to do.

    In the ribbon it shows `icon`, one of Office's own pictures by name, is reached by the letters of its `keytip`,
    and is `large` where it is one of the two most used of its group. It may be for selected rows of the table it
    `acts_on` alone.
    """

    name: str
    group: Group
    needs: tuple[str, ...]
    decide: str
    options: tuple[Option, ...] = ()
    _: KW_ONLY
    icon: str
    keytip: str
    large: bool = False
    acts_on: str = ""

    @property
    def decision(self) -> Callable[[Situation], Plan]:
        """The function behind the button, loaded when it is first needed."""
        module, function = self.decide.split(":")
        decide: Callable[[Situation], Plan] = getattr(import_module(f"addin.commands.{module}"), function)
        return decide
