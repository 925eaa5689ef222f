"""The words of the ribbon: what stands on every control and what Excel shows beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from addin.commands.register import COMMANDS, Option
from addin.excel.controls import OWN_GROUP, Control, tab
from addin.words import Words, texts_under

# Dialogs of the fixed controls: where to keep a workbook that is made
MADE = Option("book", "file", asked=True)


@dataclass(frozen=True)
class Shown:
    """What a coordinator reads of a control: its label, and on pointing at it a heading with an explanation."""

    label: str
    screentip: str
    supertip: str


def shown(control: Control, words: Words) -> Shown:
    """The words of a control, in the language of the words."""
    title, about = _named(control.command, words)
    if control.tag == control.command:
        return Shown(title, title, about)
    label = _way(control, words)
    return Shown(label, f"{title}: {label}", about)


def group_label(name: str, words: Words) -> str:
    return words.text("ribbon.groups.teeup" if name == OWN_GROUP else f"commands.groups.{name}")


def controls() -> Iterator[Control]:
    """Every control of the tab, those in menus after the one that opens it."""
    for group in tab():
        for control in group.controls:
            yield control
            yield from control.items


def ribbon_texts(words: Words) -> dict[str, str]:
    """All words that Excel asks for, by key: `<tag>.label|screentip|supertip`, `<command>.<option>.prompt` and so on."""
    texts = {"tab": words.text("ribbon.tab"), "reps.all": words.text("ribbon.reps.all")}
    texts |= {f"groups.{group.name}": group_label(group.name, words) for group in tab()}
    for control in controls():
        texts |= {f"{control.tag}.{part}": text for part, text in vars(shown(control, words)).items()}
    texts |= {f"{command}.counted": text for command, text in words.tree("ribbon.counted").items()}
    texts |= {f"{path}.prompt": text for path, text in texts_under(words.tree("ribbon.prompts"))}
    return texts | {f"reasons.{code}": text for code, text in words.tree("ribbon.reasons").items()}


def asked(command: str) -> tuple[Option, ...]:
    """The options that Excel asks for by dialog before the command begins."""
    if command in ("new", "demo"):
        return (MADE,)
    known = COMMANDS.get(command)
    return tuple(option for option in known.options if option.asked) if known else ()


def _named(command: str, words: Words) -> tuple[str, str]:
    own = words.tree("ribbon.controls").get(command)
    if own:
        return own["label"], own["supertip"]
    tree = words.tree(f"commands.{command}")
    return tree["title"], tree["supertip"]


def _way(control: Control, words: Words) -> str:
    """The label of one way to run a command: the words of the options its tag chooses."""
    chosen = (part.split("=") for part in control.tag.split(";")[1:])
    menus = words.tree("ribbon.menus").get(control.command, {})
    return ", ".join(menus[name][value] for name, value in chosen if value) or words.text("ribbon.reps.label")
