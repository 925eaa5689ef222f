"""Every button, declared once: ribbon, terminal, handbook and tests follow from this register.

`decide` names the function as `module:function` under addin.commands, so that listing the buttons loads no rule.
Titles and help stand in `words/<language>/commands.json` under the command's name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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

    `place` "argument" makes it positional in the terminal. `many` may be given more than once.
    """

    name: str
    kind: Literal["text", "date", "integer", "number", "choice", "file", "flag"] = "text"
    choices: tuple[str, ...] = ()
    default: str | int | None = None
    place: Literal["option", "argument"] = "option"
    many: bool = False


@dataclass(frozen=True)
class Command:
    """One button: the tables it needs, its options, and the function that decides what to do."""

    name: str
    group: Group
    needs: tuple[str, ...]
    decide: str
    options: tuple[Option, ...] = ()

    @property
    def decision(self) -> Callable[[Situation], Plan]:
        """The function behind the button, loaded when it is first needed."""
        module, function = self.decide.split(":")
        decide: Callable[[Situation], Plan] = getattr(import_module(f"addin.commands.{module}"), function)
        return decide


_PERIOD = Option("period", "choice", ("month", "quarter"), "quarter")
_CONTRACT_WORLD = ("contracts", "companies", "staff", "promises", "activities", "contacts")

COMMANDS: dict[str, Command] = {
    command.name: command
    for command in (
        Command("today", "heute", (*_CONTRACT_WORLD, "tasks", "tickets"), "today:today", (Option("rep"),)),
        Command("refresh", "heute", ("*",), "today:refresh"),
        Command("check", "heute", ("*",), "today:check"),
        Command(
            "as-of",
            "heute",
            ("settings",),
            "today:as_of",
            (Option("date", "date", place="argument"), Option("release", "flag")),
        ),
        Command(
            "contract-intake",
            "vertraege",
            (
                "contracts",
                "promises",
                "companies",
                "staff",
                "quotes",
                "quote_lines",
                "prices",
                "tasks",
                "checklists",
            ),
            "intake:contract_intake",
            (
                Option("quote"),
                Option("company"),
                Option("rep"),
                Option("starts", "date"),
                Option("months", "integer"),
                Option("renew", "integer"),
                Option("ends", "date"),
                Option("notice"),
                Option("value", "number"),
                Option("promise", many=True),
            ),
        ),
        Command(
            "import-contracts",
            "vertraege",
            ("contracts", "companies", "staff", "settings"),
            "registers:import_contracts",
            (
                Option("file", "file", place="argument"),
                Option("sheet"),
                Option("dates", "choice", ("day-first", "month-first")),
                Option("decimals", "choice", ("comma", "point")),
                Option("column", many=True),
            ),
        ),
        Command("expiry-flags", "vertraege", _CONTRACT_WORLD, "contracts:expiry_flags", (Option("rep"),)),
        Command(
            "expiry-calendar",
            "vertraege",
            _CONTRACT_WORLD,
            "contracts:expiry_calendar",
            (_PERIOD, Option("start", "date"), Option("rep")),
        ),
    )
}
