"""The words of the ribbon: what stands on every control and what Excel shows beside it."""

from __future__ import annotations

from dataclasses import dataclass

from addin.excel.controls import OWN_GROUP, Control, controls, tab
from addin.words import Words, texts_under


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
        return Shown(title, title.removesuffix(" …"), about)
    label = _way(control, words)
    return Shown(label, f"{title}: {label}", about)


def group_label(name: str, words: Words) -> str:
    return words.text("ribbon.groups.teeup" if name == OWN_GROUP else f"commands.groups.{name}")


def ribbon_texts(words: Words) -> dict[str, str]:
    """All words that Excel asks for, by key: `<tag>.label|screentip|supertip`, `<command>.<option>.prompt` …"""
    texts = {"tab": words.text("ribbon.tab"), "reps.all": words.text("ribbon.reps.all")}
    texts |= {f"groups.{group.name}": group_label(group.name, words) for group in tab()}
    for control in controls():
        texts |= {f"{control.tag}.{part}": text for part, text in vars(shown(control, words)).items()}
    texts |= {f"{command}.counted": text for command, text in words.tree("ribbon.counted").items()}
    texts |= {f"{path}.prompt": text for path, text in texts_under(words.tree("ribbon.prompts"))}
    return texts | {f"reasons.{code}": text for code, text in words.tree("ribbon.reasons").items()}


def _named(command: str, words: Words) -> tuple[str, str]:
    own = words.tree("ribbon.controls").get(command)
    if own:
        return own["label"], own["supertip"]
    tree = words.tree(f"commands.{command}")
    return tree["title"], tree["supertip"]


def _way(control: Control, words: Words) -> str:
    """The label of one way to run a command: the words of the options its tag chooses."""
    chosen = (part.split("=") for part in control.tag.split(";")[1:])
    menus = words.tree("ribbon.menus")
    labels = (_choice(menus[name], value) for name, value in chosen if value)
    return ", ".join(labels) or words.text("ribbon.reps.label")


def _choice(offered: dict[str, str] | str, value: str) -> str:
    """The words of one value: its own, or the sentence that all numbers of an option share."""
    return offered.format(n=value) if isinstance(offered, str) else offered[value]
