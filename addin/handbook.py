"""The handbook, made from commands, tables and words: as Markdown, and as the page that Excel opens."""

from __future__ import annotations

from collections.abc import Iterator

from addin.commands.button import Option
from addin.commands.register import COMMANDS
from addin.excel.controls import Control, tab
from addin.excel.ribbon import TAB_KEYTIP
from addin.excel.ribbon_words import group_label, shown
from addin.functions.described import described
from addin.tables import AREAS, TABLES
from addin.tables.choices import CHOICES
from addin.tables.model import Column, Table
from addin.tables.settings import SETTINGS
from addin.words import Words

_INSTALLATION = (
    "install [--folder FOLDER]",
    "uninstall",
    "doctor",
    "companion [--start | --stop | --status | --at-logon on|off]",
    "build-addin [FILE.xlam]",
)
# What a command makes of the demo, where that is worth showing: docs/pictures.py draws it
_PICTURES = {
    "today": "today",
    "expiry-flags": "expiry-list",
    "expiry-calendar": "calendar",
    "manager-report": "manager",
    "preview": "mail-preview",
    "mail-letters": "letter",
}
_STYLE = """
body { font: 16px/1.5 "Segoe UI", system-ui, sans-serif; color: #24292f; max-width: 60rem; margin: 2rem auto }
body { padding: 0 1rem }
h1, h2 { color: #17633d }
h2 { margin-top: 3rem; border-bottom: 1px solid #dfe3e7 }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.6rem; border-bottom: 1px solid #dfe3e7 }
code { background: #f2f3f5; border-radius: 4px; padding: 0.1rem 0.3rem }
pre { overflow-x: auto }
"""


def handbook(language: str) -> str:
    """The whole handbook as Markdown."""
    words = Words.of(language)
    doing = (_opening(words), _ribbon(words), _commands(words), described(words))
    parts = (*doing, _tables(words), _settings(words), _problems(words))
    return "\n".join(line for part in parts for line in part)


def page(language: str) -> str:
    """The handbook as a page of its own, to read in a browser without any other file."""
    from markdown_it import MarkdownIt

    lines = (line for line in handbook(language).splitlines() if not line.startswith("!["))
    body = MarkdownIt("commonmark").enable("table").render("\n".join(lines))
    title = Words.of(language).text("handbook.title")
    head = f'<meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
    return f'<!doctype html>\n<html lang="{language}">{head}\n{body}</html>\n'


def _opening(words: Words) -> Iterator[str]:
    yield f"# {words.text('handbook.title')}\n"
    yield from (f"{line}\n" for line in words.tree("handbook.opening"))


def _ribbon(words: Words) -> Iterator[str]:
    yield f"## {words.text('handbook.ribbon.title')}\n"
    yield f"![{words.text('handbook.ribbon.picture')}](pictures/ribbon.{words.language}.png)\n"
    yield f"{words.text('handbook.ribbon.intro', tab=words.text('ribbon.tab'))}\n"
    for group in tab():
        yield f"### {group_label(group.name, words)}\n"
        yield f"| {' | '.join(words.tree('handbook.ribbon.columns'))} |"
        yield "|---|---|---|"
        yield from (_control(control, words) for control in group.controls)
        yield ""


def _control(control: Control, words: Words) -> str:
    seen = shown(control, words)
    items = " · ".join(f"`{item.keytip}` {shown(item, words).label}" for item in control.items)
    keys = "\N{NO-BREAK SPACE}".join(("Alt", TAB_KEYTIP, control.keytip))
    menu = f"<br>{words.text('handbook.ribbon.menu')}: {items}" if items else ""
    return f"| {seen.label} | `{keys}` | {seen.supertip}{menu} |"


def _commands(words: Words) -> Iterator[str]:
    yield f"## {words.text('handbook.commands')}\n"
    yield f"{words.text('handbook.commands_intro')}\n"
    for name in ("new", "demo"):
        yield from _command(name, f"teeup {name} MASTER.xlsx", words)
    for command in COMMANDS.values():
        yield from _command(command.name, _call(command.name, command.options), words)
        yield from _options(command.name, command.options, words)
    yield from _command("undo", "teeup undo MASTER.xlsx [--runs N]", words)
    yield from _command("mail-login", "teeup mail-login MASTER.xlsx", words)
    for call in _INSTALLATION:
        yield from _command(call.partition(" ")[0], f"teeup {call}", words)


def _command(name: str, call: str, words: Words) -> Iterator[str]:
    tree = words.tree(f"commands.{name}")
    yield f"### {tree['title']} · `{name}`\n"
    yield f"{tree.get('supertip') or tree['help']}\n"
    yield f"```\n{call}\n```\n"
    if name in _PICTURES:
        yield f"![{tree['title']}](pictures/{words.language}-{_PICTURES[name]}.png)\n"


def _call(name: str, options: tuple[Option, ...]) -> str:
    return " ".join([f"teeup {name} MASTER.xlsx", *(_part(option) for option in options)])


def _part(option: Option) -> str:
    if option.place == "argument":
        return option.name.upper() if option.is_path else f"[{option.name.upper()}]"
    value = "" if option.kind == "flag" else f" {'|'.join(option.choices) or option.name.upper()}"
    return f"[--{option.name}{value}]"


def _options(name: str, options: tuple[Option, ...], words: Words) -> Iterator[str]:
    for option in options:
        shown = option.name if option.place == "argument" else f"--{option.name}"
        yield f"- `{shown}`: {words.text(f'commands.{name}.options.{option.name}')}"
    if options:
        yield ""


def _tables(words: Words) -> Iterator[str]:
    yield f"## {words.text('handbook.tables')}\n"
    yield f"{words.text('handbook.tables_intro')}\n"
    for area in AREAS:
        yield f"### {words.text(f'start.areas.{area}')}\n"
        for table in TABLES.values():
            if table.area == area:
                yield from _table(table, words)


def _table(table: Table, words: Words) -> Iterator[str]:
    yield f"#### {words.text(f'tables.{table.key}.sheet')}\n"
    yield f"{words.text(f'tables.{table.key}.hint')}\n"
    yield f"| {' | '.join(words.tree('handbook.columns'))} |"
    yield "|---|---|---|"
    for column in table.columns:
        label, hint = words.tree(f"tables.{table.key}.columns.{column.key}")
        yield f"| {label} | {_kind(column, words)} | {hint} |"
    yield ""


def _kind(column: Column, words: Words) -> str:
    kind = words.text(f"handbook.kinds.{column.kind}")
    if column.choices:
        labels = words.tree(f"choices.{column.choices}")
        kind = ", ".join(labels[item] for item in CHOICES[column.choices])
    if column.ref:
        kind = f"{kind}: {words.text(f'tables.{column.ref}.sheet')}"
    marks = [key for key in ("required", "computed") if getattr(column, key)]
    return "; ".join([kind, *(words.text(f"handbook.{mark}") for mark in marks)])


def _settings(words: Words) -> Iterator[str]:
    yield f"## {words.text('tables.settings.sheet')}\n"
    yield f"| {' | '.join(words.tree('handbook.settings'))} |"
    yield "|---|---|---|"
    for setting in SETTINGS.values():
        _, meaning = words.tree("settings")[setting.key]
        yield f"| `{setting.key}` | {words.shown(setting.default)} | {meaning} |"
    yield ""


def _problems(words: Words) -> Iterator[str]:
    yield f"## {words.text('handbook.problems')}\n"
    yield f"{words.text('handbook.problems_intro')}\n"
    yield f"| {' | '.join(words.tree('handbook.problem_columns'))} |"
    yield "|---|---|"
    for problem in words.tree("problems").values():
        yield f"| {problem['what']} | {problem['fix']} |"
    yield ""
