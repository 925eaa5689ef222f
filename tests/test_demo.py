"""The demo data: the same every time and in both languages, clean, and made up."""

import difflib
import hashlib
import json
import os
import re
import string
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from importlib import resources
from pathlib import Path
from typing import Any

from demo_tables import demo, frames, rows_of

from addin.core.checks import data_problems, late_notices
from addin.core.intake import intake_problems
from addin.tables import TABLES
from addin.tables.choices import CHOICES
from addin.words import texts_under
from workbook_templates.demo.addresses import names
from workbook_templates.demo.keydate import AS_OF
from workbook_templates.demo.staff import NAMES

LANGUAGES = ("de", "en")
KINDS: dict[str, Any] = {
    "integer": int,
    "number": (int, float),
    "money": (int, float),
    "percent": (int, float),
    "date": date,
    "moment": datetime,
    "flag": bool,
}


# ------------------------------------------------------------------ the same every time, in both languages

SPOKEN = ("contacts", "language")  # the demo speaks its own language to everybody at home


def test_the_demo_does_not_depend_on_the_machine_s_whims() -> None:
    script = (
        "from workbook_templates.demo import rows; print([(row.table, dict(row.values)) for row in rows('de')])"
    )
    digests = set()
    for seed in ("1", "2"):
        python = [sys.executable, "-c", script]
        made = subprocess.run(python, capture_output=True, check=True, env=os.environ | {"PYTHONHASHSEED": seed})
        digests.add(hashlib.sha256(made.stdout).hexdigest())
    assert len(digests) == 1


def test_both_languages_have_the_same_ids_dates_and_amounts() -> None:
    for german, english in zip(demo("de"), demo("en"), strict=True):
        assert german.table == english.table
        assert german.values.keys() == english.values.keys()
        for key, value in german.values.items():
            other = english.values[key]
            assert (value is None) == (other is None), (german.table, key)
            if TABLES[german.table][key].kind not in ("text", "long", "any") and (german.table, key) != SPOKEN:
                assert value == other, (german.table, key)


def test_the_house_writes_to_its_own_country_in_its_own_language_and_abroad_in_english() -> None:
    for language in LANGUAGES:
        companies = {row["company_id"]: row["country"] for row in rows_of("companies", language)}
        for contact in rows_of("contacts", language):
            near = companies[contact["company_id"]] == "DE"
            assert contact["language"] == (language if near else "en")


def test_both_languages_have_the_same_words_with_the_same_facts() -> None:
    german, english = (dict(texts_under(_words(language))) for language in LANGUAGES)
    assert german.keys() == english.keys()
    for path, text in german.items():
        assert _fields(text) == _fields(english[path]), path
    assert not [path for path in german if not german[path].strip() or not english[path].strip()]


def _words(language: str) -> Any:
    return json.loads((resources.files("workbook_templates.demo") / f"{language}.json").read_text("utf-8"))


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


# ------------------------------------------------------------------ clean


def test_every_value_fits_its_column() -> None:
    for row in demo():
        for key, value in row.values.items():
            column = TABLES[row.table][key]
            assert not column.computed, (row.table, key)
            if value is None:
                continue
            if column.kind == "choice":
                assert value in CHOICES[column.choices], (row.table, key, value)
            assert isinstance(value, KINDS.get(column.kind, object)), (row.table, key, value)
            assert isinstance(value, bool) == (column.kind == "flag"), (row.table, key, value)
            assert isinstance(value, datetime) == (column.kind == "moment"), (row.table, key, value)


def test_the_check_finds_what_is_planted_and_nothing_else() -> None:
    found = [*data_problems(frames(), AS_OF), *late_notices(frames()["contracts"], state="BE")]
    contracts = frames()["contracts"]["contract_id"]
    assert [(p.code, contracts[p.row]) for p in found] == [("sentinel_end", "V-0103"), ("late_notice", "V-0104")]


def test_drafts_of_contracts_are_complete() -> None:
    contracts = frames()["contracts"]
    drafts = contracts[contracts["state"] == "draft"]
    assert len(drafts) == 3
    assert intake_problems(drafts, frames()["promises"]) == []


def test_a_contract_is_worth_the_sum_of_its_paid_promises() -> None:
    promises = frames()["promises"]
    paid = promises[promises["free"].eq(False)].groupby("contract_id")["list_value"].sum(min_count=1).dropna()
    values = frames()["contracts"].set_index("contract_id")["value"]
    assert len(paid) > 100
    assert values[paid.index].round(2).equals(paid.round(2).astype("float64").rename("value"))


def test_stock_never_falls_below_nothing() -> None:
    moves = frames()["stock_moves"].sort_values("moved_on", kind="stable")
    assert (moves.groupby("material_id")["quantity"].cumsum() >= 0).all()


def test_no_quote_number_is_given_twice_and_the_last_one_belongs_to_no_quote() -> None:
    numbers = [values["number"] for values in rows_of("quotes")]
    last = next(values["value"] for values in rows_of("settings") if values["key"] == "quote.last_number")
    assert len(set(numbers)) == len(numbers)
    assert last > max(numbers)


# ------------------------------------------------------------------ made up


def _texts() -> Iterator[str]:
    return (value for row in demo() for value in row.values.values() if isinstance(value, str))


def test_nobody_can_be_called() -> None:
    reserved = "30 23125|69 90009|40 66969|221 4710|89 99998"  # by the Bundesnetzagentur, for films and books
    calls = [text for text in _texts() if "+49" in text]
    assert len(calls) > 700
    assert not [text for text in calls if not re.fullmatch(rf"\+49 ({reserved}) \d{{3}}", text)]


def test_no_two_have_the_same_number() -> None:
    numbers = [
        row.values[column.key]
        for row in demo()
        for column in TABLES[row.table].stored
        if column.kind == "phone" and row.values.get(column.key)
    ]
    assert [number for number, times in Counter(numbers).items() if times > 1] == []


def test_no_address_on_the_net_exists() -> None:
    hosts = {host for text in _texts() for host in re.findall(r"(?:https?://|@)([\w.-]+\.[a-z]{2,})", text)}
    assert len(hosts) > 150
    assert not [host for host in hosts if not host.endswith((".example", "example.com", "example.org"))]


def test_no_vat_id_passes_its_checksum() -> None:
    ids = [values["vat_id"] for values in rows_of("companies") if values.get("vat_id")]
    assert len(ids) > 150
    assert not [vat_id for vat_id in ids if _passes(vat_id.removeprefix("DE"))]


def _passes(digits: str) -> bool:
    """ISO 7064, modulus 11, 10: the product of all nine digits leaves 1."""
    rest = 10
    for digit in digits[:-1]:
        rest = ((rest + int(digit)) % 10 or 10) * 2 % 11
    return (rest + int(digits[-1])) % 10 == 1


def test_the_checksum_of_the_test_knows_a_true_vat_id() -> None:
    assert _passes("136695976")  # the example that Germany's tax office publishes
    assert not _passes("136695978")


def test_no_company_is_in_a_real_exhibitor_list(realdata: Path) -> None:
    real = {
        str(exhibitor["name"]).casefold()
        for path in (realdata / "exhibitors").glob("*.json")
        for exhibitor in json.loads(path.read_text("utf-8"))["exhibitor"]
    }
    assert len(real) > 1000
    assert not [name for name in _companies() if name.casefold() in real]


def test_only_planted_companies_look_alike() -> None:
    keys = {name: " ".join(sorted(name.casefold().split())) for name in _companies()}
    known = [name for name in keys if "Fleetmark" not in name and "VÖDRA" not in name]
    alike = [
        (one, other)
        for place, one in enumerate(known)
        for other in known[place + 1 :]
        if difflib.SequenceMatcher(None, keys[one], keys[other]).quick_ratio() > 0.92
        and difflib.SequenceMatcher(None, keys[one], keys[other]).ratio() > 0.92
    ]
    assert alike == []


def _companies() -> list[str]:
    return [str(values["name"]) for values in rows_of("companies")]


def test_nobody_outside_bears_the_name_of_somebody_in_the_house() -> None:
    outside = [f"{values['first_name']} {values['last_name']}" for values in rows_of("contacts")]
    assert not set(outside) & set(NAMES.values())
    assert len(set(outside)) == len(outside)


def test_every_state_has_companies_in_places_that_exist() -> None:
    places = {tuple(place) for place in names()["places"]}
    german = [(v["zip"], v["city"], v["state"]) for v in rows_of("companies") if v["country"] == "DE"]
    states = Counter(state for _, _, state in german)
    assert set(german) <= places
    assert set(states) == set(CHOICES["federal_state"])
    assert min(states.values()) >= 2
