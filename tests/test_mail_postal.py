"""The address field: complete, in six lines, readable by machines, or a finding that names the field."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailmerge.countries import country_code, country_name
from mailmerge.model import Finding, Person
from mailmerge.postal import MOST_LINES, WIDTH_MM, address_findings, address_lines
from mailmerge.widths import text_width

FIRM = {"company": "Nordlicht GmbH", "street": "Hafenweg 3", "zip": "20457", "city": "Hamburg"}
EVA = Person("Köhler", "Eva", "female", "Dr. med.", "Marketingleitung", **FIRM)
JAN = Person("Weiß", "Jan", "male", **FIRM)


def somebody(**more: str) -> Person:
    return Person("Köhler", "Eva", "female", **(FIRM | more))


def at_home(*people: Person, **options: bool) -> tuple[str, ...]:
    return address_lines(people, "Deutschland", "de", **options)


def found(*people: Person, sender: str = "DE", width_mm: float = WIDTH_MM) -> set[tuple[str, str]]:
    findings = address_findings(people, sender, "de", record="P-0001", width_mm=width_mm)
    return {(each.field, each.code) for each in findings}


def test_the_firm_stands_first_where_the_firm_may_open_the_letter() -> None:
    assert at_home(EVA) == (
        "Nordlicht GmbH",
        "Frau Dr. med. Eva Köhler",
        "Marketingleitung",
        "Hafenweg 3",
        "20457 Hamburg",
    )


def test_the_person_stands_first_where_the_letter_is_personal() -> None:
    assert at_home(EVA, firm_first=False)[:3] == ("Frau Dr. med. Eva Köhler", "Marketingleitung", "Nordlicht GmbH")


@pytest.mark.parametrize(
    ("title", "german", "english"),
    [
        ("", "Herrn Jan Weiß", "Mr Jan Weiß"),
        ("Dr.", "Herrn Dr. Jan Weiß", "Dr Jan Weiß"),
        (
            "Prof. Dr. Dr. h.c. mult.",
            "Herrn Prof. Dr. Dr. h.c. mult. Jan Weiß",
            "Professor Dr Dr h.c. mult. Jan Weiß",
        ),
        ("prof.dr.", "Herrn Prof. Dr. Jan Weiß", "Professor Dr Jan Weiß"),
        ("Dr.-Ing.", "Herrn Dr.-Ing. Jan Weiß", "Dr.-Ing. Jan Weiß"),
        ("Dipl.-Ing.", "Herrn Dipl.-Ing. Jan Weiß", "Mr Dipl.-Ing. Jan Weiß"),
        ("M.A.", "Herrn Jan Weiß M.A.", "Mr Jan Weiß M.A."),
        ("Dr., MBA, LL.M.", "Herrn Dr. Jan Weiß MBA, LL.M.", "Dr Jan Weiß MBA, LL.M."),
        ("Dipl.-Ing., M. Sc.", "Herrn Dipl.-Ing. Jan Weiß M. Sc.", "Mr Dipl.-Ing. Jan Weiß M. Sc."),
    ],
)
def test_titles_stand_in_full(title: str, german: str, english: str) -> None:
    person = Person("Weiß", "Jan", "male", title, **FIRM)
    assert address_lines([person], "DE", "de")[1] == german
    assert address_lines([person], "DE", "en")[1] == english


def test_nobility_stands_between_first_name_and_family_name() -> None:
    person = Person("Stein", "Karl", "male", "Dr. Freiherr von", **FIRM)
    assert at_home(person)[1] == "Herrn Dr. Karl Freiherr von Stein"


@pytest.mark.parametrize("gender", ["", "other"])
def test_without_a_known_gender_the_name_stands_alone(gender: str) -> None:
    assert at_home(Person("Weber", "Kim", gender, **FIRM))[1] == "Kim Weber"  # type: ignore[arg-type]


def test_a_firm_without_a_known_person_is_written_to_as_a_firm() -> None:
    assert at_home(Person(function="Marketing", **FIRM)) == (
        "Nordlicht GmbH",
        "Marketing",
        "Hafenweg 3",
        "20457 Hamburg",
    )


def test_a_person_without_a_firm_is_written_to_at_home() -> None:
    assert at_home(somebody(company="")) == ("Frau Eva Köhler", "Hafenweg 3", "20457 Hamburg")


def test_two_people_stand_one_below_the_other_the_higher_title_first() -> None:
    assert at_home(JAN, EVA)[1:4] == ("Frau Dr. med. Eva Köhler", "Marketingleitung", "Herrn Jan Weiß")


def test_a_postcode_keeps_its_zero() -> None:
    assert at_home(somebody(zip="01067", city="Dresden"))[-1] == "01067 Dresden"


@pytest.mark.parametrize(
    ("zip_code", "city", "country", "last"),
    [
        ("1010", "Wien", "AT", ("1010 WIEN", "ÖSTERREICH")),
        ("A-1010", "Wien", "Österreich", ("1010 WIEN", "ÖSTERREICH")),
        ("CH-8001", "Zürich", "Schweiz", ("8001 ZÜRICH", "SCHWEIZ")),
        ("75008", "Paris", "FR", ("75008 PARIS", "FRANKREICH")),
        ("00-950", "Warszawa", "Poland", ("00-950 WARSZAWA", "POLEN")),
        ("1000-001", "Lisboa", "pt", ("1000-001 LISBOA", "PORTUGAL")),
        ("LV-1010", "Rīga", "LV", ("LV-1010 RĪGA", "LETTLAND")),
        ("SW1A 1AA", "London", "UK", ("LONDON SW1A 1AA", "VEREINIGTES KÖNIGREICH")),
        ("10001", "New York, NY", "USA", ("NEW YORK, NY 10001", "VEREINIGTE STAATEN VON AMERIKA")),
        ("", "Dubai", "VAE", ("DUBAI", "VEREINIGTE ARABISCHE EMIRATE")),
    ],
)
def test_abroad_city_and_country_stand_in_capitals(
    zip_code: str, city: str, country: str, last: tuple[str, ...]
) -> None:
    person = somebody(zip=zip_code, city=city, country=country)
    assert at_home(person)[-2:] == last
    assert not found(person)


@pytest.mark.parametrize("country", ["", "DE", "D", "de", "Deutschland", "Germany", " deutschland "])
def test_at_home_no_country_is_named(country: str) -> None:
    assert at_home(somebody(country=country))[-1] == "20457 Hamburg"


def test_the_country_is_named_for_the_post_where_the_letter_is_posted() -> None:
    assert address_lines([somebody(country="DE")], "Österreich", "en")[-1] == "DEUTSCHLAND"
    assert address_lines([somebody(country="DE")], "United Kingdom", "de")[-1] == "GERMANY"


def test_no_code_of_the_country_stands_before_a_postcode() -> None:
    assert at_home(somebody(zip="D-20457"))[-1] == "20457 Hamburg"
    assert not found(somebody(zip="D – 20457"))


@pytest.mark.parametrize(
    ("street", "lines"),
    [
        ("Postfach 12 34", ("Postfach 12 34",)),
        ("c/o Hafenbüro GmbH, Hafenweg 3", ("c/o Hafenbüro GmbH", "Hafenweg 3")),
        ("Hafenweg 3, c/o Hafenbüro GmbH", ("Hafenweg 3", "c/o Hafenbüro GmbH")),
        ("c/o Hafenbüro GmbH\r\nHafenweg 3", ("c/o Hafenbüro GmbH", "Hafenweg 3")),
        ("Haus 4\n\n  \nHafenweg 3", ("Haus 4", "Hafenweg 3")),
    ],
)
def test_a_street_may_be_a_box_or_care_of_somebody(street: str, lines: tuple[str, ...]) -> None:
    assert at_home(somebody(street=street))[2:-1] == lines


def test_a_firm_care_of_another_stands_on_two_lines() -> None:
    assert at_home(somebody(company="Nordlicht GmbH c/o Hafenbüro AG"))[:2] == (
        "Nordlicht GmbH",
        "c/o Hafenbüro AG",
    )


@pytest.mark.parametrize("field", ["street", "zip", "city"])
def test_what_is_missing_is_named(field: str) -> None:
    assert found(somebody(**{field: "  "})) == {(field, "postal_missing")}


def test_a_letter_to_nobody_is_refused() -> None:
    assert ("last_name", "postal_missing") in found(Person(street="Hafenweg 3", zip="20457", city="Hamburg"))
    assert {field for field, _ in found()} == {"last_name", "street", "zip", "city"}
    assert at_home() == ()


def test_a_finding_tells_its_record() -> None:
    (finding,) = address_findings([somebody(zip="1067")], "DE", "de", record="P-0007")
    assert finding == Finding("P-0007", "zip", "postal_zip", {"value": "1067", "digits": 5})


def test_a_postcode_that_lost_its_zero_is_refused() -> None:
    assert found(somebody(zip="1067")) == {("zip", "postal_zip")}
    assert not found(somebody(zip="1067", country="AT"))


def test_a_country_nobody_knows_is_refused() -> None:
    assert found(somebody(country="Atlantis")) == {("country", "postal_country")}


def test_people_at_two_addresses_get_no_letter_together() -> None:
    assert found(JAN, somebody(street="Am Kai 4")) == {("street", "postal_two_addresses")}


LONG = "Norddeutsche Gesellschaft für Windenergie und Netzanschluss mbH & Co. KG"


def test_a_long_line_goes_on_in_the_next() -> None:
    lines = at_home(somebody(company=LONG))
    assert (" ".join(lines[:2]), lines[2]) == (LONG, "Frau Eva Köhler")
    assert not found(somebody(company=LONG))


def test_a_function_goes_to_the_person_s_line_where_lines_are_short() -> None:
    person = somebody(company=LONG, function="Einkauf", zip="1010", city="Wien", country="AT")
    assert at_home(person)[2] == "Frau Eva Köhler, Einkauf"
    assert not found(person)


def test_a_function_there_is_no_room_for_is_named() -> None:
    person = somebody(company=LONG, function="Einkauf " * 8, zip="1010", city="Wien", country="AT")
    assert found(person) == {("function", "postal_too_long")}


def test_what_does_not_fit_in_six_lines_is_named_and_never_printed() -> None:
    person = somebody(street="Haus 4\nHof 2\nc/o Weiß\nHafenweg 3\nTor 5")
    assert found(person) == {("street", "postal_too_long")}
    assert len(at_home(person)) == MOST_LINES


def test_a_word_wider_than_the_field_is_named() -> None:
    assert found(somebody(company="Nord" * 20)) == {("company", "postal_too_wide")}
    assert not found(somebody(company="Nord" * 20), width_mm=400)


def test_a_narrow_label_breaks_lines_sooner() -> None:
    wide = at_home(somebody(company="Nordlicht Windenergie GmbH"))
    narrow = address_lines([somebody(company="Nordlicht Windenergie GmbH")], "DE", "de", width_mm=40)
    assert (wide[0], narrow[:2]) == ("Nordlicht Windenergie GmbH", ("Nordlicht Windenergie", "GmbH"))


_texts = st.text(max_size=60)
_people = st.builds(
    Person,
    *(_texts, _texts, st.sampled_from(("female", "male", "other", "")), *[_texts] * 6),
    st.one_of(_texts, st.sampled_from(("AT", "US", "Schweiz", ""))),
)


@given(st.lists(_people, max_size=3), st.sampled_from(("DE", "GB", "")), st.booleans())
def test_whatever_a_list_holds_the_field_has_six_lines_and_none_is_blank(
    people: list[Person], sender: str, firm_first: bool
) -> None:
    lines = address_lines(people, sender, "de", firm_first=firm_first)
    assert len(lines) <= MOST_LINES
    assert all(line.strip() == line and line and len(line.splitlines()) == 1 for line in lines)
    if not address_findings(people, sender, "de", record="", firm_first=firm_first):
        assert all(text_width(line) <= WIDTH_MM for line in lines)


def test_a_country_is_known_by_code_and_by_both_names() -> None:
    assert {country_code(name) for name in ("AT", "Österreich", "austria")} == {"AT"}
    assert country_code("Atlantis") == ""
    assert country_name("GB", sender="CH") == "Vereinigtes Königreich"


def test_widths_are_those_of_the_type() -> None:
    """Measured by typst, where the machine has the type."""
    import typst

    fonts = typst.Fonts(include_system_fonts=True)
    face = next((each for each in ("Liberation Sans", "Arial") if each in fonts.families()), "")
    if not face:
        pytest.skip("neither Arial nor Liberation Sans is installed")
    lines = ["Müller & Söhne Maschinenbau GmbH & Co. KG", "Frau Prof. Dr. Małgorzata Dąbrowska", "20457 HAMBURG"]
    page = f'#set text(font: "{face}", size: 10pt, kerning: false)\n' + "".join(
        f"#context [#metadata(measure([{line}]).width.mm()) <width>]\n" for line in lines
    )
    measured = json.loads(typst.query(page.encode(), "<width>", field="value"))
    assert [text_width(line) for line in lines] == pytest.approx(measured, rel=0.01)
