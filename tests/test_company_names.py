"""What tells a company's name from others, and numbers and domains as they are compared (R-30, R-31)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.core.company_names import company_name, key_similarity, name_key, similarity
from addin.core.domains import domain_of, own_domain
from addin.core.phones import dialled
from addin.core.sites import same_site, site
from addin.functions import FUNCTIONS
from addin.functions.examples import AS_OF
from addin.functions.surroundings import Surroundings

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=40)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Plattenhardt+Wirth GmbH", "plattenhardt wirth"),
        ("Plattenhardt & Wirth", "plattenhardt wirth"),
        ("Plattenhardt und Wirth KG", "plattenhardt wirth"),
        ("KÖLLA GmbH & Co,KG", "koella"),
        ("Große Söhne e. K.", "grosse soehne"),
        ("3M Deutschland GmbH", "3m deutschland"),
        ("A.I.A.D. S.p.A.", "aiad"),
        ("Chłodnia Łódź sp. z o.o.", "chlodnia lodz"),
        ("Société Générale S.A.", "societe generale"),
        ("3E ELEKTRO OPTIK SISTEMLER SAN. VE TIC. LTD. STI.", "3e elektro optik sistemler"),
        ("Pumpen-Müller UG (haftungsbeschränkt)", "pumpen mueller"),
        ("=quadrat Siebbau GmbH", "quadrat siebbau"),
        ("@lster Folienwerk GmbH", "lster folienwerk"),
        ("株式会社", "株式会社"),
        ("!!!", ""),
    ],
)
def test_a_key_says_what_tells_a_name_apart(name: str, key: str) -> None:
    assert name_key(name) == key


@pytest.mark.parametrize("name", ["AG Werft Rostock", "Limited Editions Verlag", "Co", "GmbH"])
def test_a_legal_form_falls_off_only_at_the_end_and_never_leaves_nothing(name: str) -> None:
    assert len(name_key(name).split()) == len(name.split())


@given(NAMES)
def test_a_key_is_the_key_of_itself_or_loses_only_a_form_that_came_to_the_end(name: str) -> None:
    key = name_key(name)
    assert key.startswith(name_key(key))
    assert name_key(name.upper().lower()) == name_key(name.lower())


@given(NAMES, NAMES)
def test_similarity_is_the_same_both_ways_and_between_nothing_and_one(one: str, other: str) -> None:
    alike = similarity(one, other)
    assert 0 <= alike <= 1
    assert alike == pytest.approx(similarity(other, one))
    assert similarity(one, one) == (1 if name_key(one) else 0)


def test_the_order_of_words_means_nothing_and_a_longer_name_counts_a_little_less() -> None:
    assert similarity("Wirth & Plattenhardt", "Plattenhardt + Wirth GmbH") == 1
    assert key_similarity("kitware lyon", "kitware europe lyon") == 0.97
    assert key_similarity("kitware", "kitware lyon") < 0.8


def test_forms_are_compared_without_dots_and_spaces() -> None:
    assert company_name("Huber e. K.").form == company_name("Huber e.K.").form == "ek"


@pytest.mark.parametrize(
    ("number", "country", "found"),
    [
        ("(030) 23125-017", "DE", "+493023125017"),
        ("+49 (0)30 23125 017", "CH", "+493023125017"),
        ("0041 44 668 18 00", "DE", "+41446681800"),
        ("044 668 18 00", "CH", "+41446681800"),
        ("030 23125017 Durchwahl 12", "DE", "+493023125017"),
        ("auf Anfrage", "DE", ""),
        ("Herr Kühn 030 23125017", "DE", ""),
        ("12", "DE", ""),
    ],
)
def test_numbers_are_written_as_they_are_dialled(number: str, country: str, found: str) -> None:
    assert dialled(number, country) == found


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://www.verlag.example/herbst?x=1", "verlag.example"),
        ("HTTP://user:secret@Verlag.example:8080/a@b", "verlag.example"),
        ("Eva <eva@mail.verlag.example>", "mail.verlag.example"),
        ("www.xn--mller-kva.de", "xn--mller-kva.de"),
        ("verlag.example, zweite.example", "verlag.example"),
        ("1.2.3.4", ""),
        ("keine", ""),
    ],
)
def test_domains_are_found_in_addresses(address: str, domain: str) -> None:
    assert domain_of(address) == domain


def test_a_mailbox_or_page_that_anybody_may_have_says_nothing_of_a_company() -> None:
    assert own_domain("eva@gmx.de", "https://tr.linkedin.com/company/x", "eva@hansen.example") == "hansen.example"
    assert own_domain("eva@gmail.com", None, "") == ""


def test_one_house_is_known_in_other_spellings_and_another_is_not() -> None:
    house = site("Große Bleiche 79", "97070")
    assert house
    same, next_door, other_town = (
        site(*address)
        for address in (
            ("Grosse Bleiche 79, Hinterhaus", None),
            ("Große Bleiche 81", "97070"),
            ("Große Bleiche 79", "20095"),
        )
    )
    assert same and next_door and other_town
    assert same_site(house, same)
    assert not same_site(house, next_door)
    assert not same_site(house, other_town)
    assert site("Postfach") is None


def asked(name: str, *cells: object) -> object:
    function = FUNCTIONS[name]
    given = [*cells, *[None] * (len(function.arguments) - len(cells))]
    return function.of_cells(given, Surroundings("de", AS_OF))[0][0]


def test_cells_answer_as_the_rules_do() -> None:
    assert asked("TEEUP_NAME_KEY", "KÖLLA GmbH & Co,KG") == "koella"
    assert asked("TEEUP_SIMILARITY", "KÖLLA AG", "Koella") == 1
    assert asked("TEEUP_PHONE", "044 668 18 00", "Schweiz") == "+41446681800"
    assert asked("TEEUP_DOMAIN", "eva@hansen.example") == "hansen.example"


def test_cells_say_what_is_no_number_and_no_country() -> None:
    assert asked("TEEUP_PHONE", "auf Anfrage") == "Keine Telefonnummer: auf Anfrage"
    assert asked("TEEUP_PHONE", "030 23125017", "Atlantis") == "Unbekanntes Land: Atlantis"
    assert asked("TEEUP_DOMAIN", "keine") == ""
