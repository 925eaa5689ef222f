"""Every number a coordinator may change is declared, bounded and explained."""

from datetime import date, datetime

import pytest

from addin.errors import Refusal
from addin.tables import AREAS
from addin.tables.choices import CHOICES
from addin.tables.settings import SETTINGS, Setting, dates, numbers
from addin.words import LANGUAGES, Words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_has_a_name_and_a_meaning_and_no_words_are_left_over(language: str) -> None:
    words = Words.of(language).tree("settings")
    assert list(words) == list(SETTINGS)
    assert all(len(pair) == 2 and all(pair) for pair in words.values())
    names = [name for name, _ in words.values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=lambda s: s.key)
def test_a_setting_holds_its_own_default(setting: Setting) -> None:
    assert setting.value_of(None) == setting.default
    assert setting.default is None or setting.value_of(setting.default) == setting.default


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=lambda s: s.key)
def test_a_number_has_both_bounds_and_a_choice_its_list(setting: Setting) -> None:
    if setting.kind in ("integer", "number", "money", "percent", "numbers"):
        assert setting.minimum is not None
        assert setting.maximum is not None
    assert (setting.kind == "choice") == bool(setting.choices)
    assert not setting.choices or setting.choices in CHOICES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_value_as_it_is_shown_is_read_back(language: str) -> None:
    words = Words.of(language)
    assert SETTINGS["house.state"].shown("BY", words) == words.text("choices.federal_state.BY")
    for setting in SETTINGS.values():
        assert setting.value_of(setting.shown(setting.default, words)) == setting.default


def test_every_area_but_the_three_that_hold_the_house_together_can_be_switched_off() -> None:
    switched = {key.removeprefix("areas.") for key in SETTINGS if key.startswith("areas.")}
    assert set(AREAS) - switched == {"master", "every_day", "system"}


def test_a_value_is_taken_as_a_person_types_it() -> None:
    assert SETTINGS["vat.standard"].value_of("0,19") == 0.19
    assert SETTINGS["backups.kept"].value_of(7.0) == 7
    assert SETTINGS["as_of"].value_of("15.02.2027") == date(2027, 2, 15)
    assert SETTINGS["as_of"].value_of(datetime(2027, 2, 15)) == date(2027, 2, 15)
    assert SETTINGS["house.state"].value_of("Bavaria") == "BY"
    assert SETTINGS["house.state"].value_of("bayern") == "BY"
    assert SETTINGS["areas.shows"].value_of("nein") is False
    assert SETTINGS["house.zip"].value_of(10115.0) == "10115"
    assert numbers(SETTINGS["renewal.lead_days"].value_of("90, 60,30")) == (90, 60, 30)
    assert dates(SETTINGS["calendar.closed_on"].value_of("24.12.2027; 2027-12-31")) == (
        date(2027, 12, 24),
        date(2027, 12, 31),
    )
    assert dates(SETTINGS["calendar.closed_on"].value_of(datetime(2027, 12, 24))) == (date(2027, 12, 24),)


@pytest.mark.parametrize(
    ("key", "cell", "code"),
    [
        ("expiry.sentinel_years", "fifty", "setting_number"),
        ("expiry.sentinel_years", 0, "setting_number"),
        ("expiry.sentinel_years", 50.5, "setting_number"),
        ("backups.kept", True, "setting_number"),
        ("renewal.lead_days", "90; sixty", "setting_numbers"),
        ("renewal.lead_days", "90; -60", "setting_numbers"),
        ("as_of", "soon", "setting_date"),
        ("as_of", "2027-02-15; 2027-02-16", "setting_date"),
        ("calendar.closed_on", "32.12.2027", "setting_date"),
        ("calendar.closed_on", "20271224", "setting_date"),
        ("calendar.closed_on", "; ".join(["2027-12-24"] * 61), "setting_dates"),
        ("house.state", "Bohemia", "setting_choice"),
        ("areas.shows", "perhaps", "setting_choice"),
    ],
)
def test_a_value_that_means_nothing_is_refused_by_name(key: str, cell: str | float, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        SETTINGS[key].value_of(cell)
    assert refused.value.code == code
    assert refused.value.facts["setting"] == key
    for language in LANGUAGES:
        assert key in Words.of(language).text(f"errors.{code}", **refused.value.facts)
