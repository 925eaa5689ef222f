"""What catches the eye: conditional formats that follow the computed columns, without Python."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.worksheet import Worksheet

from addin.reports.palette import TONES
from addin.tables.model import Table
from addin.words import Words
from workbook_templates import formats
from workbook_templates.places import FIRST_ROW, Place

Tone = Literal["critical", "warning", "notice", "over"]


@dataclass(frozen=True)
class Highlight:
    """The cells of `columns` take the tone where `when` holds (in the key language); none: the whole row."""

    tone: Tone
    when: str
    columns: tuple[str, ...] = ()


def _is(column: str, item: str) -> str:
    return f"[@{column}]=choice({item})"


def _past(column: str) -> str:
    return f"AND(ISNUMBER([@{column}]),[@{column}]<as_of)"


def _within(column: str, low: int, high: int) -> str:
    """A number of days between both, both included; nothing where the cell is blank."""
    return f"AND(ISNUMBER([@{column}]),[@{column}]>={low},[@{column}]<={high})"


def _each(
    tone: Tone, column: str, choices: str, *items: str, columns: tuple[str, ...] = ()
) -> tuple[Highlight, ...]:
    """The same highlight for several items of a value list."""
    return tuple(Highlight(tone, _is(column, f"{choices}.{item}"), columns) for item in items)


_END, _NOTICE = ("current_end", "bucket"), ("notice_by", "days_to_notice")

HIGHLIGHTS: dict[str, tuple[Highlight, ...]] = {
    "contracts": (
        Highlight("over", _is("bucket", "bucket.past")),
        *_each("over", "state", "contract_state", "draft", "ended", "cancelled"),
        Highlight("critical", _is("bucket", "bucket.b30"), _END),
        Highlight("warning", _is("bucket", "bucket.b60"), _END),
        Highlight("notice", _is("bucket", "bucket.b90"), _END),
        Highlight("over", 'AND(ISNUMBER([@days_to_notice]),[@terminated_to]<>"")', _NOTICE),
        Highlight("critical", _within("days_to_notice", 0, 30), _NOTICE),
        Highlight("warning", _within("days_to_notice", 31, 60), _NOTICE),
        Highlight("notice", _within("days_to_notice", 61, 90), _NOTICE),
    ),
    "promises": (
        *_each("over", "state", "promise_state", "delivered", "waived"),
        Highlight("critical", _is("state", "promise_state.wrong"), ("state",)),
        Highlight("critical", _is("state", "promise_state.lapsed"), ("state", "use_by")),
        Highlight("warning", _is("state", "promise_state.unused"), ("state",)),
        Highlight("notice", _is("state", "promise_state.waiting"), ("state",)),
        Highlight("critical", f'AND({_past("artwork_due")},[@artwork_on]="")', ("artwork_due",)),
    ),
    "invoice_lines": _each(
        "critical", "verdict", "invoice_verdict", "no_discount", "wrong_amount", columns=("deviation", "verdict")
    ),
    "materials": (
        Highlight("critical", "AND(ISNUMBER([@on_hand]),ISNUMBER([@reorder_point]),[@on_hand]<=0)", ("on_hand",)),
        Highlight(
            "warning", "AND(ISNUMBER([@reorder_point]),[@on_hand]<=[@reorder_point])", ("on_hand", "reorder_point")
        ),
        Highlight("critical", "AND(ISNUMBER([@order_by]),[@order_by]<=as_of)", ("order_by", "order_quantity")),
        Highlight("warning", "AND(ISNUMBER([@order_by]),[@order_by]<=as_of+21)", ("order_by", "order_quantity")),
        Highlight("critical", _past("valid_until"), ("version", "valid_until")),
    ),
    "reprints": (
        Highlight("over", _is("state", "reprint_state.received")),
        Highlight("critical", _is("state", "reprint_state.blocked"), ("state", "changes")),
    ),
    "web_pages": (
        Highlight("critical", _is("result", "link_result.broken"), ("result", "broken_since")),
        Highlight("warning", _is("result", "link_result.unclear"), ("result",)),
        *_each("warning", "edition", "web_edition", "outdated", "missing", columns=("edition",)),
    ),
    "activities": (
        Highlight("critical", f'AND({_past("follow_up_on")},[@done_on]="")', ("follow_up_on",)),
        Highlight("warning", "AND(ISNUMBER([@satisfaction]),[@satisfaction]<=2)", ("satisfaction",)),
    ),
    "tickets": (
        Highlight("over", _is("state", "work_state.done")),
        Highlight("critical", _is("state", "work_state.overdue"), ("due_on", "state")),
    ),
    "handovers": (Highlight("warning", f'AND({_past("answer_due")},[@answered_on]="")', ("answer_due",)),),
    "show_items": (Highlight("critical", "AND(ISNUMBER([@missing]),[@missing]<>0)", ("missing",)),),
    "shipments": (Highlight("critical", _is("late", "yes_no.yes"), ("must_arrive_by", "late")),),
    "returns": (
        Highlight("over", '[@repaired_on]<>""'),
        Highlight("warning", 'AND([@return_id]<>"",[@repaired_on]="")', ("address", "class", "action")),
    ),
    "quotes": (
        *_each("over", "state", "quote_state", "declined", "expired", "replaced"),
        Highlight(
            "critical", f"AND({_is('state', 'quote_state.sent')},{_past('valid_until')})", ("valid_until", "state")
        ),
    ),
    "quote_inputs": (Highlight("critical", _is("state", "input_state.overdue"), ("due_on", "state")),),
    "reviews": (Highlight("critical", _is("state", "work_state.overdue"), ("due_on", "state")),),
    "tasks": (
        *_each("over", "state", "task_state", "done", "dropped"),
        Highlight("critical", _is("state", "task_state.overdue"), ("due_on", "state")),
        Highlight("warning", "[@due_on]=as_of", ("due_on", "state")),
    ),
    "settings": (Highlight("critical", 'AND([@key]="calendar.closed_on",unread_closings>0)', ("value",)),),
    "recipients": _each(
        "critical", "state", "recipient_state", "failed", "uncertain", "bounced", columns=("state", "error")
    ),
}


def highlight(sheet: Worksheet, table: Table, columns: Sequence[Place], words: Words) -> None:
    """Adds the table's conditional formats; of two that hold for a cell, the first declared wins."""
    letters = {place.column.key: place.letter for place in columns}
    for number, declared in enumerate(HIGHLIGHTS.get(table.key, ()), 1):
        rule = Rule("expression", dxf=_look(declared.tone), priority=number, stopIfTrue=True)
        rule.formula = [condition(declared.when, letters, words)]
        sheet.conditional_formatting.add(_cells(declared, columns), rule)


_KEYS = re.compile(r"\[@(?P<here>\w+)\]|\bchoice\((?P<choice>\w+\.\w+)\)")


def condition(when: str, letters: Mapping[str, str], words: Words) -> str:
    """A condition of the key language in cells: conditional formats cannot name the columns of a table.

    >>> condition("[@state]=choice(work_state.done)", {"state": "N"}, Words.of("en"))
    '$N2="Done"'
    """

    def put(found: re.Match[str]) -> str:
        if found["here"]:
            return f"${letters[found['here']]}{FIRST_ROW}"
        return '"' + words.text(f"choices.{found['choice']}") + '"'

    return _KEYS.sub(put, when)


def _look(tone: Tone) -> DifferentialStyle:
    if tone == "over":
        return DifferentialStyle(font=Font(color="7B8794"), fill=PatternFill("solid", bgColor=formats.FAINT))
    return DifferentialStyle(font=Font(color=formats.INK), fill=PatternFill("solid", bgColor=TONES[tone]))


def _cells(declared: Highlight, columns: Sequence[Place]) -> str:
    if declared.columns:
        return " ".join(place.cells for place in columns if place.column.key in declared.columns)
    first, last = columns[0], columns[-1]
    return f"{first.letter}{FIRST_ROW}:{last.letter}{last.last_row}"
