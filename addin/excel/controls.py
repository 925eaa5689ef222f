"""What the tab in Excel holds: groups of controls, made from the register of commands.

A control's tag says what a click does: the command, then the options chosen in its menu, `command;option=value`.
The tag is also the name under which its words are found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Literal, get_args

from addin.commands.button import Command, Group, Option
from addin.commands.register import COMMANDS

OWN_GROUP = "teeup"
_MOST = 20  # a menu of more choices is a dialog
KEYS = "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # of the items of a menu


@dataclass(frozen=True)
class Control:
    """One button or menu. A "split" is a button with a menu beside it; "reps" is a menu that Excel fills.

    `guarded` ones are greyed while they cannot be used.
    """

    tag: str
    kind: Literal["button", "toggle", "split", "menu", "reps"] = "button"
    keytip: str = ""
    icon: str = ""
    large: bool = False
    guarded: bool = False
    items: tuple[Control, ...] = ()

    @property
    def id(self) -> str:
        """The control's name in the ribbon.

        >>> Control("expiry-calendar;period=quarter;rep=").id
        'teeup_expiry_calendar_period_quarter_rep'
        """
        return "teeup_" + re.sub("[^a-z0-9]+", "_", self.tag).strip("_")

    @property
    def command(self) -> str:
        return self.tag.partition(";")[0]


@dataclass(frozen=True)
class ControlGroup:
    """A named group of controls, the large ones first."""

    name: str
    controls: tuple[Control, ...]

    @property
    def id(self) -> str:
        return f"teeup_group_{self.name}"


def tab() -> tuple[ControlGroup, ...]:
    """The groups from left to right: the commands', as far as there are any, then Teeup's own."""
    return (*_command_groups(), ControlGroup(OWN_GROUP, _OWN))


_OWN = (
    Control(
        "master",
        "menu",
        "TM",
        "TableInsertExcel",
        large=True,
        items=(Control("open", keytip="1"), Control("new", keytip="2"), Control("demo", keytip="3")),
    ),
    Control("undo", "button", "Z", "Undo", large=True, guarded=True),
    Control("rehearse", "toggle", "P", "MailMergeResultsPreview"),
    Control("handbook", "button", "TH", "Help"),
    Control("doctor", "button", "TD", "Info"),
)


def controls() -> Iterator[Control]:
    """Every control of the tab; those in a menu follow the one that opens it."""
    for group in tab():
        for control in group.controls:
            yield control
            yield from control.items


def _command_groups() -> Iterator[ControlGroup]:
    for group in get_args(Group):
        controls = [_control(command) for command in COMMANDS.values() if command.group == group]
        if controls:
            yield ControlGroup(group, tuple(sorted(controls, key=lambda control: not control.large)))


def _control(command: Command) -> Control:
    items = menu(command)
    return Control(
        command.name,
        "split" if items else "button",
        command.keytip,
        command.icon,
        command.large,
        guarded=True,
        items=items,
    )


def menu(command: Command) -> tuple[Control, ...]:
    """The ways to run a command that stand in the menu beside its button; none where it has no other way."""
    listed = next((option.name for option in command.options if option.listed), "")
    if listed:
        ways = [f"{tag};{listed}=" for tag in _ways(command) or [command.name]]
        return tuple(Control(tag, "reps", key) for key, tag in zip(KEYS, ways, strict=False))
    return tuple(Control(tag, keytip=key) for key, tag in zip(KEYS, _ways(command), strict=False))


def _ways(command: Command) -> list[str]:
    """A tag for every combination of what the options offer; choosing nothing is the button's own way."""
    offered = {option.name: values for option in command.options if (values := _offers(option))}
    ways = (dict(zip(offered, values, strict=True)) for values in product(*offered.values()))
    conditions = {option.name: option.only_with for option in command.options if option.only_with}
    tags = (_tag(command, way) for way in ways if _sensible(way, conditions))
    return [tag for tag in tags if tag != command.name]


def _tag(command: Command, way: Mapping[str, str]) -> str:
    return ";".join([command.name, *(f"{name}={value}" for name, value in way.items() if value)])


def _sensible(way: Mapping[str, str], conditions: Mapping[str, str]) -> bool:
    """Nothing is chosen that counts only with another choice than the one made."""
    made = {f"{name}={value}" for name, value in way.items()}
    return all(not way.get(name) or condition in made for name, condition in conditions.items())


def _offers(option: Option) -> tuple[str, ...]:
    """The values of an option that a menu shows, the default first; a blank one leaves the option out."""
    if option.kind == "flag":
        return ("", "yes")
    values = option.choices if len(option.choices) <= _MOST else ()
    without = ("",) if values and option.only_with else ()
    return (*without, *sorted(values or map(str, option.offers), key=lambda value: value != str(option.default)))
