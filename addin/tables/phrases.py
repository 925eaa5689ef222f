"""Turns of phrase that the native formulas of several tables share, in the key language of `Column`."""

from dataclasses import replace

from addin.tables.model import Column, Table

YES = "choice(yes_no.yes)"
NO = "choice(yes_no.no)"


def text_in(found: str, ref: str, key: str) -> str:
    """The text in the row that the reference names; blank text where there is none.

    >>> text_in("questions[topic]", "question_id", "questions[question_id]")
    'IF([@question_id]="","",IFERROR(INDEX(questions[topic],MATCH(id([@question_id]),questions[question_id],0)),""))&""'
    """
    return f'IF([@{ref}]="","",IFERROR(INDEX({found},MATCH(id([@{ref}]),{key},0)),""))&""'


def number_in(found: str, ref: str, key: str) -> str:
    """The number in the row that the reference names, 0 where its cell is blank; blank text without row.

    N() makes the 0 of a blank cell a number: Excel and LibreOffice differ on whether a cell taken over is blank.
    """
    return f'IF([@{ref}]="","",IFERROR(N(INDEX({found},MATCH(id([@{ref}]),{key},0))),""))'


def date_in(found: str, ref: str, key: str) -> str:
    """The date in the row that the reference names; blank text, not day 0, where its cell is blank."""
    cell = f"INDEX({found},MATCH(id([@{ref}]),{key},0))"
    return f'IF([@{ref}]="","",IFERROR(IF(N({cell})>0,{cell},""),""))'


def one_of(cell: str, choices: str, answers: dict[str, str], otherwise: str = '""') -> str:
    """The answer of the item that stands in the cell.

    >>> one_of("[@size]", "size", {"s": "1", "l": "2"})
    'IF([@size]=choice(size.s),1,IF([@size]=choice(size.l),2,""))'
    """
    for item, answer in reversed(answers.items()):
        otherwise = f"IF({cell}=choice({choices}.{item}),{answer},{otherwise})"
    return otherwise


def flag(condition: str) -> str:
    """Yes or no, as the language writes it."""
    return f"IF({condition},{YES},{NO})"


def bare_id(key: str, ref: str) -> Column:
    """A folded column with the bare id of a reference: sums over a table compare ids, not names."""
    return Column(key, "text", formula=f"id([@{ref}])", folded=True)


def pickable(table: Table) -> Table:
    """The table with the column `pick` at its end: name and id, as a reference to its rows shows them."""
    assert table.id_column
    key = table.id_column.key
    parts = [f"name([@{c}])" if table[c].kind == "ref" else f"[@{c}]" for c in table.shown_as]
    name = parts[0] if len(parts) == 1 else "TRIM(" + '&" "&'.join(parts) + ")"
    known = f"[@{table.shown_as[0]}]" if len(parts) == 1 else name
    formula = f'IF([@{key}]="","",IF({known}="","",{name}&" · ")&[@{key}])'
    return replace(table, columns=(*table.columns, Column("pick", "text", formula=formula, folded=True)))
