"""What is declared once is declared whole: words in both languages, lists, references, keys of formulas."""

import re
from collections import Counter

import pytest

from addin.tables import AREAS, TABLES, table
from addin.tables.choices import CHOICES
from addin.tables.model import Column, Table
from addin.tables.settings import SETTINGS
from addin.words import LANGUAGES, Words

COLUMNS = [(t, c) for t in TABLES.values() for c in t.columns]
FORMULAS = [(t, c) for t, c in COLUMNS if c.formula]
KINDS_WITH_NUMBERS = ("integer", "number", "money", "percent")


def named(pair: tuple[Table, Column]) -> str:
    return f"{pair[0].key}.{pair[1].key}"


def trees(path: str) -> list[dict[str, object]]:
    return [Words.of(language).tree(path) for language in LANGUAGES]


def test_every_table_has_its_words_and_no_words_are_left_over() -> None:
    for words in trees("tables"):
        assert list(words) == list(TABLES)


@pytest.mark.parametrize("declared", TABLES.values(), ids=lambda t: t.key)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_has_a_sheet_a_noun_a_hint_and_words_for_each_column(declared: Table, language: str) -> None:
    words = Words.of(language).tree(f"tables.{declared.key}")
    assert set(words) == {"sheet", "one", "hint", "columns"}
    assert all(words[name].strip() for name in ("sheet", "one", "hint"))
    assert list(words["columns"]) == [column.key for column in declared.columns]
    assert all(
        len(pair) == 2 and all(text.strip() == text != "" for text in pair) for pair in words["columns"].values()
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_excel_accepts_every_sheet_name(language: str) -> None:
    sheets = [Words.of(language).text(f"tables.{key}.sheet") for key in TABLES]
    assert len({sheet.casefold() for sheet in sheets}) == len(TABLES)
    assert all(len(sheet) <= 31 and not re.search(r"[][:*?/\\]|^'|'$", sheet) for sheet in sheets)


@pytest.mark.parametrize("language", LANGUAGES)
def test_excel_accepts_every_header_and_shows_every_hint(language: str) -> None:
    for declared, column in COLUMNS:
        label, hint = Words.of(language).tree(f"tables.{declared.key}.columns.{column.key}")
        assert not re.search(r"[\[\]#'@\n\t]", label), label
        assert len(label) <= 40, label
        assert len(hint) <= 255, hint


@pytest.mark.parametrize("declared", TABLES.values(), ids=lambda t: t.key)
def test_no_label_means_two_columns_whichever_language_it_is_in(declared: Table) -> None:
    meanings: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for column in declared.columns:
            label = Words.of(language).label(declared.key, column.key).casefold()
            meanings.setdefault(label, set()).add(column.key)
    assert {label: keys for label, keys in meanings.items() if len(keys) > 1} == {}


@pytest.mark.parametrize("declared", TABLES.values(), ids=lambda t: t.key)
def test_a_table_shows_at_most_two_dozen_columns_and_folds_the_rest_to_the_right(declared: Table) -> None:
    folded = [column.folded for column in declared.columns]
    assert folded == sorted(folded)
    assert folded.count(False) <= 24


def test_every_id_begins_with_a_prefix_of_its_own() -> None:
    prefixes = [t.prefix for t in TABLES.values() if t.prefix]
    assert [prefix for prefix, count in Counter(prefixes).items() if count > 1] == []
    assert all(re.fullmatch("[A-Z]{1,2}", prefix) for prefix in prefixes)
    assert all(bool(t.prefix) == bool(t.id_column) for t in TABLES.values())


def test_every_area_has_a_colour_a_name_and_a_table() -> None:
    assert {t.area for t in TABLES.values()} == set(AREAS)
    assert all(re.fullmatch("[0-9A-F]{6}", colour) for colour in AREAS.values())
    assert len(set(AREAS.values())) == len(AREAS)
    assert all(set(AREAS) <= set(words) for words in trees("start.areas"))


def test_the_tables_of_an_area_stand_together_in_the_order_of_the_areas() -> None:
    order = list(AREAS)
    places = [order.index(t.area) for t in TABLES.values()]
    assert places == sorted(places)


def test_a_table_is_found_by_its_key() -> None:
    assert table("contracts") is TABLES["contracts"]
    with pytest.raises(KeyError):
        table("unknown")


@pytest.mark.parametrize("column", [column for _, column in COLUMNS], ids=map(named, COLUMNS))
def test_a_column_leads_where_it_says(column: Column) -> None:
    assert bool(column.choices) == (column.kind == "choice")
    assert bool(column.ref) == (column.kind == "ref")
    assert not column.choices or column.choices in CHOICES
    assert not column.ref or "pick" in TABLES[column.ref].by_key
    assert not (column.formula and column.refreshed)
    assert not (column.computed and column.required)
    bounded = column.minimum is not None or column.maximum is not None
    assert not bounded or column.kind in KINDS_WITH_NUMBERS


@pytest.mark.parametrize("declared", TABLES.values(), ids=lambda t: t.key)
def test_a_table_speaks_of_its_own_columns(declared: Table) -> None:
    keys = [column.key for column in declared.columns]
    assert len(set(keys)) == len(keys)
    spoken_of = {*declared.shown_as, *declared.unique, *(key for pair in declared.periods for key in pair)}
    assert spoken_of <= set(keys)
    assert all(declared[key].kind in ("date", "moment") for pair in declared.periods for key in pair)
    assert bool(declared.shown_as) == ("pick" in keys)


def test_only_what_a_rule_needs_python_for_is_left_to_the_refresh_command() -> None:
    assert [named(pair) for pair in COLUMNS if pair[1].refreshed] == [
        "materials.reorder_point",
        "materials.order_by",
        "materials.order_quantity",
        "posts.length",
        "handovers.bonus",
        "trips.per_diem",
    ]


@pytest.mark.parametrize(("declared", "column"), FORMULAS, ids=map(named, FORMULAS))
def test_a_formula_names_only_what_is_declared(declared: Table, column: Column) -> None:
    formula = column.formula
    assert set(re.findall(r"\[@(\w*)\]", formula)) <= set(declared.by_key)
    for other, key in re.findall(r"\b([a-z_]+)\[(\w+)\]", formula):
        assert key in TABLES[other].by_key, f"{other}[{key}]"
    for choices, item in re.findall(r"\bchoice\((\w+)\.(\w+)\)", formula):
        assert item in CHOICES[choices], f"{choices}.{item}"
    assert set(re.findall(r"\bsetting\(([\w.]+)\)", formula)) <= set(SETTINGS)


@pytest.mark.parametrize(("declared", "column"), FORMULAS, ids=map(named, FORMULAS))
def test_a_formula_compares_a_choice_with_its_own_list(declared: Table, column: Column) -> None:
    for key, choices in re.findall(r"\[@(\w+)\]=choice\((\w+)\.", column.formula):
        expected = "yes_no" if declared[key].kind == "flag" else declared[key].choices
        assert choices == expected, f"{key} is compared with {choices}"


NEWER = "LET LAMBDA XLOOKUP XMATCH FILTER SORT UNIQUE SEQUENCE TEXTJOIN TEXT TODAY NOW OFFSET INDIRECT".split()


@pytest.mark.parametrize("formula", [column.formula for _, column in FORMULAS], ids=map(named, FORMULAS))
def test_a_formula_uses_only_what_excel_2019_and_libreoffice_know(formula: str) -> None:
    functions = set(re.findall(r"\b([A-Z][A-Z.]+)\(", formula))
    assert functions.isdisjoint(NEWER)
    assert formula.count("(") == formula.count(")")
    assert len(formula) < 2000


def test_there_are_sixteen_federal_states() -> None:
    assert len(CHOICES["federal_state"]) == 16


def test_every_value_list_has_labels_in_both_languages_and_no_label_twice() -> None:
    for words in trees("choices"):
        assert {name: tuple(items) for name, items in words.items()} == CHOICES
        for name, items in words.items():
            labels = [str(label).casefold() for label in items.values()]
            assert len(set(labels)) == len(labels), name


def test_no_label_of_a_value_list_means_two_items_across_the_languages() -> None:
    german, english = trees("choices")
    for name, items in CHOICES.items():
        meanings: dict[str, set[str]] = {}
        for item in items:
            for label in (item, german[name][item], english[name][item]):
                meanings.setdefault(str(label).casefold(), set()).add(item)
        assert {label: keys for label, keys in meanings.items() if len(keys) > 1} == {}, name


def test_every_value_list_is_used() -> None:
    used = {column.choices for _, column in COLUMNS} | {setting.choices for setting in SETTINGS.values()}
    assert set(CHOICES) - used == {"yes_no"}


def test_a_label_that_excel_would_count_with_is_a_plain_word() -> None:
    for words in trees("choices"):
        for items in words.values():
            assert all(not re.match(r"[=<>+\-@\d]", str(label)) or " " in str(label) for label in items.values())
            assert not any(set("*?~") & set(str(label)) for label in items.values())
