"""Native formulas as a file stores them: the keys of a declaration put into a workbook's language."""

from __future__ import annotations

import re

from addin.tables import TABLES
from addin.tables.model import Table, Value
from addin.tables.settings import SETTINGS
from addin.words import Words

# Functions that came after the file format: files store them with this mark
_LATER = re.compile(r"\b(MAXIFS|MINIFS|IFS|CONCAT|TEXTJOIN|SWITCH)\(")

_KEYS = re.compile(
    r"(?P<part>\b(?:id|name)\(\[@(?P<of>\w+)\]\))"
    r"|\[@(?P<here>\w+)\]"
    r"|\bchoice\((?P<choice>\w+\.\w+)\)"
    r"|\bsetting\((?P<setting>[\w.]+)\)"
    r"|\b(?P<table>[a-z_]+)\[(?P<column>\w+)\]"
)


def native(formula: str, table: Table, language: str) -> str:
    """A formula of the key language as Excel stores it, headers and labels in `de` or `en`; no leading `=`.

    >>> native('IF([@state]=choice(contract_state.ended),0,N([@value]))', TABLES["contracts"], "de")
    'IF(contracts[[#This Row],[Status]]="beendet",0,N(contracts[[#This Row],[Jahreswert netto]]))'
    """
    words = Words.of(language)
    return _LATER.sub(r"_xlfn.\1(", _KEYS.sub(lambda found: _put(found, table, words), formula))


def _put(found: re.Match[str], table: Table, words: Words) -> str:
    if found["part"]:
        cell = _here(found["of"], table, words)
        return _bare_id(cell) if found["part"].startswith("id") else _bare_name(cell)
    if found["here"]:
        return _here(found["here"], table, words)
    if found["choice"]:
        return _quoted(words.text(f"choices.{found['choice']}"))
    if found["setting"]:
        return _setting(found["setting"], words)
    return _whole(found["table"], found["column"], words)


def _setting(key: str, words: Words) -> str:
    """The value of a setting; its default where the cell is blank or the row is gone."""
    values, keys = _whole("settings", "value", words), _whole("settings", "key", words)
    cell = f'INDEX({values},MATCH("{key}",{keys},0))'
    default = _literal(SETTINGS[key].default, words)
    return f'IFERROR(IF({cell}="",{default},{cell}),{default})'


def _literal(value: Value, words: Words) -> str:
    if isinstance(value, bool):
        return _quoted(words.text(f"choices.yes_no.{'yes' if value else 'no'}"))
    return str(value) if isinstance(value, int | float) else _quoted(str(value or ""))


def _here(column: str, table: Table, words: Words) -> str:
    return f"{table.key}[[#This Row],[{_header(table, column, words)}]]"


def _whole(table: str, column: str, words: Words) -> str:
    header = _header(TABLES[table], column, words)
    plain = header.replace(" ", "").isalnum()
    return f"{table}[{header}]" if plain else f"{table}[[{header}]]"


def _header(table: Table, column: str, words: Words) -> str:
    """The label with an apostrophe before what structured references reserve."""
    label = words.label(table.key, table[column].key)
    return re.sub(r"(['\[\]#@])", r"'\1", label)


def _bare_id(cell: str) -> str:
    """What follows the last ` · `; the whole cell where there is none."""
    return f'TRIM(RIGHT(SUBSTITUTE({cell}," · ",REPT(" ",99)),99))'


def _bare_name(cell: str) -> str:
    """What stands before the last ` · `; the whole cell where there is none."""
    return f'IF(ISNUMBER(FIND(" · ",{cell})),LEFT({cell},LEN({cell})-LEN({_bare_id(cell)})-3),{cell}&"")'


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
