"""How a message begins: DIN 5008 and the house's rule, as cases; the address field says the same."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailmerge.model import Gender, Person
from mailmerge.names import in_order, name_of
from mailmerge.postal import address_lines
from mailmerge.salutation import salutation

NOBODY = ("Sehr geehrte Damen und Herren,", "Dear Sir or Madam,")

# gender, title, first name, last name, German, English
ONE: tuple[tuple[Gender, str, str, str, str, str], ...] = (
    # nobody with a title
    ("female", "", "Eva", "Köhler", "Sehr geehrte Frau Köhler,", "Dear Ms Köhler,"),
    ("male", "", "Jan", "Weiß", "Sehr geehrter Herr Weiß,", "Dear Mr Weiß,"),
    ("female", "", "", "Köhler", "Sehr geehrte Frau Köhler,", "Dear Ms Köhler,"),
    ("male", "", "", "Weiß", "Sehr geehrter Herr Weiß,", "Dear Mr Weiß,"),
    # only Dr. and Professor are spoken, the highest only
    ("female", "Dr.", "Eva", "Köhler", "Sehr geehrte Frau Dr. Köhler,", "Dear Dr Köhler,"),
    ("male", "Dr.", "Jan", "Weiß", "Sehr geehrter Herr Dr. Weiß,", "Dear Dr Weiß,"),
    ("male", "Professor", "Jan", "Müller", "Sehr geehrter Herr Professor Müller,", "Dear Professor Müller,"),
    ("male", "Prof.", "Jan", "Müller", "Sehr geehrter Herr Professor Müller,", "Dear Professor Müller,"),
    ("male", "Prof. Dr.", "Jan", "Müller", "Sehr geehrter Herr Professor Müller,", "Dear Professor Müller,"),
    ("female", "Prof. Dr.", "Eva", "Roth", "Sehr geehrte Frau Professorin Roth,", "Dear Professor Roth,"),
    ("female", "Professorin", "Eva", "Roth", "Sehr geehrte Frau Professorin Roth,", "Dear Professor Roth,"),
    ("male", "Prof. Dr. Dr. h.c. mult.", "Jan", "Ott", "Sehr geehrter Herr Professor Ott,", "Dear Professor Ott,"),
    ("male", "Prof.Dr.", "Jan", "Roth", "Sehr geehrter Herr Professor Roth,", "Dear Professor Roth,"),
    ("male", "Univ.-Prof. Dr.", "Jan", "Roth", "Sehr geehrter Herr Professor Roth,", "Dear Professor Roth,"),
    ("male", "Honorarprofessor", "Jan", "Roth", "Sehr geehrter Herr Professor Roth,", "Dear Professor Roth,"),
    ("female", "Jun.-Prof. Dr.", "Eva", "Roth", "Sehr geehrte Frau Professorin Roth,", "Dear Professor Roth,"),
    ("male", "Dr. med.", "Jan", "Heile", "Sehr geehrter Herr Dr. Heile,", "Dear Dr Heile,"),
    ("female", "Dr. med. dent.", "Eva", "Heile", "Sehr geehrte Frau Dr. Heile,", "Dear Dr Heile,"),
    ("male", "Dr. Dr.", "Jan", "Klug", "Sehr geehrter Herr Dr. Klug,", "Dear Dr Klug,"),
    ("male", "Dr. phil. Dr. med.", "Jan", "Klug", "Sehr geehrter Herr Dr. Klug,", "Dear Dr Klug,"),
    ("male", "DDr.", "Jan", "Klug", "Sehr geehrter Herr Dr. Klug,", "Dear Dr Klug,"),
    ("male", "Dr. h. c.", "Jan", "Klug", "Sehr geehrter Herr Dr. Klug,", "Dear Dr Klug,"),
    ("male", "Dr.-Ing.", "Jan", "Klug", "Sehr geehrter Herr Dr. Klug,", "Dear Dr Klug,"),
    ("male", "PD Dr. habil.", "Jan", "Klug", "Sehr geehrter Herr Dr. Klug,", "Dear Dr Klug,"),
    ("female", "dr.", "Eva", "Klug", "Sehr geehrte Frau Dr. Klug,", "Dear Dr Klug,"),
    ("female", "DR", "Eva", "Klug", "Sehr geehrte Frau Dr. Klug,", "Dear Dr Klug,"),
    ("female", "Doktor", "Eva", "Klug", "Sehr geehrte Frau Dr. Klug,", "Dear Dr Klug,"),
    ("female", " Frau  Dr. ", "Eva", "Klug", "Sehr geehrte Frau Dr. Klug,", "Dear Dr Klug,"),
    ("male", "Herr", "Jan", "Klug", "Sehr geehrter Herr Klug,", "Dear Mr Klug,"),
    # other degrees are not
    ("male", "Dipl.-Ing.", "Jan", "Brand", "Sehr geehrter Herr Brand,", "Dear Mr Brand,"),
    ("female", "Dipl.-Kffr.", "Eva", "Brand", "Sehr geehrte Frau Brand,", "Dear Ms Brand,"),
    ("female", "M.A.", "Eva", "Brand", "Sehr geehrte Frau Brand,", "Dear Ms Brand,"),
    ("male", "MBA", "Jan", "Brand", "Sehr geehrter Herr Brand,", "Dear Mr Brand,"),
    ("female", "LL.M.", "Eva", "Brand", "Sehr geehrte Frau Brand,", "Dear Ms Brand,"),
    ("male", "B. Sc.", "Jan", "Brand", "Sehr geehrter Herr Brand,", "Dear Mr Brand,"),
    ("male", "Drs.", "Jan", "Brand", "Sehr geehrter Herr Brand,", "Dear Mr Brand,"),
    ("female", "Mag.", "Eva", "Brand", "Sehr geehrte Frau Brand,", "Dear Ms Brand,"),
    ("male", "Doktorand", "Jan", "Brand", "Sehr geehrter Herr Brand,", "Dear Mr Brand,"),
    ("male", "Certified Professional", "Jan", "Brand", "Sehr geehrter Herr Brand,", "Dear Mr Brand,"),
    ("female", "Dr., MBA", "Eva", "Brand", "Sehr geehrte Frau Dr. Brand,", "Dear Dr Brand,"),
    ("male", "Dipl.-Ing. Dr.", "Jan", "Brand", "Sehr geehrter Herr Dr. Brand,", "Dear Dr Brand,"),
    # nobody is known
    ("", "", "", "", *NOBODY),
    ("female", "", "", "", *NOBODY),
    ("male", "Dr.", "", "", *NOBODY),
    ("female", "", "Eva", "", *NOBODY),
    ("male", "", "", "   ", *NOBODY),
    ("male", "", "", "None", *NOBODY),
    ("female", "", "Eva", "nan", *NOBODY),
    ("male", "", "", "N. N.", *NOBODY),
    ("male", "", "", "unbekannt", *NOBODY),
    ("male", "", "", "–", *NOBODY),
    # neither Ms nor Mr, or nobody knows
    ("", "", "Alex", "Müller", "Guten Tag Alex Müller,", "Dear Alex Müller,"),
    ("other", "", "Kim", "Weber", "Guten Tag Kim Weber,", "Dear Kim Weber,"),
    ("other", "Dr.", "Kim", "Weber", "Guten Tag Dr. Kim Weber,", "Dear Dr Weber,"),
    ("", "Prof. Dr.", "Kim", "Weber", "Guten Tag Professor Kim Weber,", "Dear Professor Weber,"),
    ("other", "Dr.", "", "Weber", "Guten Tag Dr. Weber,", "Dear Dr Weber,"),
    ("other", "M.A.", "Kim", "Weber", "Guten Tag Kim Weber,", "Dear Kim Weber,"),
    ("other", "", "", "Weber", *NOBODY),
    ("", "MBA", "", "Weber", *NOBODY),
    ("", "", "K.", "Weber", "Guten Tag K. Weber,", "Dear K. Weber,"),
    # nobility is part of the name; Freiherr is spoken as Herr von, Graf stands for Herr
    ("male", "", "Jan", "von Altenau", "Sehr geehrter Herr von Altenau,", "Dear Mr von Altenau,"),
    ("female", "", "Eva", "von der Lühe", "Sehr geehrte Frau von der Lühe,", "Dear Ms von der Lühe,"),
    ("male", "", "Jan", "van der Berg", "Sehr geehrter Herr van der Berg,", "Dear Mr van der Berg,"),
    ("male", "", "Jan", "Freiherr von Stein", "Sehr geehrter Herr von Stein,", "Dear Mr von Stein,"),
    ("female", "", "Eva", "Freifrau von Stein", "Sehr geehrte Frau von Stein,", "Dear Ms von Stein,"),
    ("male", "Dr.", "Jan", "Freiherr von Stein", "Sehr geehrter Herr Dr. von Stein,", "Dear Dr von Stein,"),
    ("male", "", "Jan Freiherr von", "Stein", "Sehr geehrter Herr von Stein,", "Dear Mr von Stein,"),
    ("male", "Dr. Freiherr von", "Jan", "Stein", "Sehr geehrter Herr Dr. von Stein,", "Dear Dr von Stein,"),
    ("male", "", "Jan", "Graf von Altenau", "Sehr geehrter Graf von Altenau,", "Dear Graf von Altenau,"),
    ("female", "", "Eva", "Gräfin zu Altenau", "Sehr geehrte Gräfin zu Altenau,", "Dear Gräfin zu Altenau,"),
    ("male", "Dr.", "Jan", "Prinz von Ahorn", "Sehr geehrter Dr. Prinz von Ahorn,", "Dear Dr Prinz von Ahorn,"),
    ("female", "", "Steffi", "Graf", "Sehr geehrte Frau Graf,", "Dear Ms Graf,"),
    ("male", "", "Jan", "Graf Altenau", "Sehr geehrter Herr Graf Altenau,", "Dear Mr Graf Altenau,"),
    ("", "", "Kim", "Freiherr von Stein", "Guten Tag Kim Freiherr von Stein,", "Dear Kim Freiherr von Stein,"),
    ("male", "", "Thomas", "de Maizière", "Sehr geehrter Herr de Maizière,", "Dear Mr de Maizière,"),
    ("male", "", "Jan", "zur Mühlen", "Sehr geehrter Herr zur Mühlen,", "Dear Mr zur Mühlen,"),
    ("male", "", "Jan", "Ritter von Altenau", "Sehr geehrter Herr von Altenau,", "Dear Mr von Altenau,"),
    ("female", "", "Eva", "Edle von Altenau", "Sehr geehrte Frau von Altenau,", "Dear Ms von Altenau,"),
    ("female", "", "Eva", "Baronin von Ahorn", "Sehr geehrte Baronin von Ahorn,", "Dear Baronin von Ahorn,"),
    ("male", "Prof. Dr.", "Jan", "van Dyk", "Sehr geehrter Herr Professor van Dyk,", "Dear Professor van Dyk,"),
    ("female", "", "Inês", "da Silva", "Sehr geehrte Frau da Silva,", "Dear Ms da Silva,"),
    ("male", "", "Jan", "von und zu Ahorn", "Sehr geehrter Herr von und zu Ahorn,", "Dear Mr von und zu Ahorn,"),
    # double names
    ("female", "", "Eva", "Müller-Wieland", "Sehr geehrte Frau Müller-Wieland,", "Dear Ms Müller-Wieland,"),
    ("female", "", "Eva", "Kühn Sander", "Sehr geehrte Frau Kühn Sander,", "Dear Ms Kühn Sander,"),
    ("", "", "Hans-Peter", "Groß", "Guten Tag Hans-Peter Groß,", "Dear Hans-Peter Groß,"),
    # as lists are typed
    ("female", "", "EVA", "KÖHLER", "Sehr geehrte Frau Köhler,", "Dear Ms Köhler,"),
    ("male", "", "JAN", "GROßMANN", "Sehr geehrter Herr Großmann,", "Dear Mr Großmann,"),
    ("female", "", "EVA", "MÜLLER-WIELAND", "Sehr geehrte Frau Müller-Wieland,", "Dear Ms Müller-Wieland,"),
    ("male", "", "JAN", "VON DER LÜHE", "Sehr geehrter Herr von der Lühe,", "Dear Mr von der Lühe,"),
    ("male", "", "JAN", "VAN DER BERG", "Sehr geehrter Herr van der Berg,", "Dear Mr van der Berg,"),
    ("male", "DR.", "JAN", "FREIHERR VON STEIN", "Sehr geehrter Herr Dr. von Stein,", "Dear Dr von Stein,"),
    ("male", "", "SEAN", "O'BRIEN", "Sehr geehrter Herr O'Brien,", "Dear Mr O'Brien,"),
    ("male", "", "IAN", "MCDONALD", "Sehr geehrter Herr McDonald,", "Dear Mr McDonald,"),
    ("female", "", "eva", "köhler", "Sehr geehrte Frau Köhler,", "Dear Ms Köhler,"),
    ("female", "", "Eva", "von der LEYEN", "Sehr geehrte Frau von der Leyen,", "Dear Ms von der Leyen,"),
    ("male", "", "", "NG", "Sehr geehrter Herr Ng,", "Dear Mr Ng,"),
    ("", "", "HP", "Weber", "Guten Tag HP Weber,", "Dear HP Weber,"),
    ("", "", "KIM", "WEBER", "Guten Tag Kim Weber,", "Dear Kim Weber,"),
    ("female", "", " Eva ", "  Köhler \t", "Sehr geehrte Frau Köhler,", "Dear Ms Köhler,"),
    ("male", " Dr.  med. ", "Jan", "von\u00a0 Weiß", "Sehr geehrter Herr Dr. von Weiß,", "Dear Dr von Weiß,"),
    ("female", "", "Eva", "Köh\u00adler\u200b", "Sehr geehrte Frau Köhler,", "Dear Ms Köhler,"),
    ("female", "", "Eva", "Ko\u0308hler", "Sehr geehrte Frau Köhler,", "Dear Ms Köhler,"),
    ("male", "", "Jan", "Weiß\nGroß", "Sehr geehrter Herr Weiß Groß,", "Dear Mr Weiß Groß,"),
    # names of other tongues stand as they are
    ("male", "", "Mehmet", "Yıldız", "Sehr geehrter Herr Yıldız,", "Dear Mr Yıldız,"),
    ("male", "", "Łukasz", "Dąbrowski", "Sehr geehrter Herr Dąbrowski,", "Dear Mr Dąbrowski,"),
    ("female", "", "Minh", "Nguyễn", "Sehr geehrte Frau Nguyễn,", "Dear Ms Nguyễn,"),
)  # fmt: skip

EVA = Person("Köhler", "Eva", "female")
ADA = Person("Roth", "Ada", "female")
JAN = Person("Weiß", "Jan", "male")
DR_EVA = Person("Köhler", "Eva", "female", "Dr. med.")
DR_JAN = Person("Weiß", "Jan", "male", "Dr.")
PROF_JAN = Person("Weiß", "Jan", "male", "Prof. Dr.")
KIM = Person("Weber", "Kim", "other")
COUNT = Person("Graf von Altenau", "Otto", "male")
UNKNOWN = Person()

MANY: tuple[tuple[list[Person], str, str], ...] = (
    ([EVA, JAN], "Sehr geehrte Frau Köhler, sehr geehrter Herr Weiß,", "Dear Ms Köhler and Mr Weiß,"),
    ([JAN, EVA], "Sehr geehrte Frau Köhler, sehr geehrter Herr Weiß,", "Dear Ms Köhler and Mr Weiß,"),
    ([EVA, DR_JAN], "Sehr geehrter Herr Dr. Weiß, sehr geehrte Frau Köhler,", "Dear Dr Weiß and Ms Köhler,"),
    ([DR_JAN, DR_EVA], "Sehr geehrte Frau Dr. Köhler, sehr geehrter Herr Dr. Weiß,",
     "Dear Dr Köhler and Dr Weiß,"),
    ([DR_EVA, PROF_JAN], "Sehr geehrter Herr Professor Weiß, sehr geehrte Frau Dr. Köhler,",
     "Dear Professor Weiß and Dr Köhler,"),
    ([EVA, ADA], "Sehr geehrte Frau Köhler, sehr geehrte Frau Roth,", "Dear Ms Köhler and Ms Roth,"),
    ([ADA, EVA], "Sehr geehrte Frau Roth, sehr geehrte Frau Köhler,", "Dear Ms Roth and Ms Köhler,"),
    ([KIM, JAN], "Guten Tag Kim Weber, sehr geehrter Herr Weiß,", "Dear Kim Weber and Mr Weiß,"),
    ([KIM, EVA], "Sehr geehrte Frau Köhler, guten Tag Kim Weber,", "Dear Ms Köhler and Kim Weber,"),
    ([COUNT, EVA], "Sehr geehrte Frau Köhler, sehr geehrter Graf von Altenau,",
     "Dear Ms Köhler and Graf von Altenau,"),
    ([UNKNOWN, JAN], "Sehr geehrter Herr Weiß, sehr geehrte Damen und Herren,", "Dear Mr Weiß and colleagues,"),
    ([UNKNOWN, UNKNOWN], *NOBODY),
    ([JAN, EVA, PROF_JAN], "Sehr geehrter Herr Professor Weiß, sehr geehrte Frau Köhler, sehr geehrter Herr Weiß,",
     "Dear Professor Weiß and Ms Köhler and Mr Weiß,"),
    ([], *NOBODY),
)  # fmt: skip

CASES = [
    ([Person(last, first, gender, title)], german, english) for gender, title, first, last, german, english in ONE
]
CASES += MANY


def test_the_table_is_as_long_as_was_promised() -> None:
    assert len(CASES) >= 120


@pytest.mark.parametrize(("people", "german", "english"), CASES)
def test_a_message_begins_as_the_norm_says(people: list[Person], german: str, english: str) -> None:
    assert salutation(people, "de") == german
    assert salutation(people, "en") == english


def test_a_language_nobody_speaks_here_is_written_to_in_english() -> None:
    assert salutation([DR_EVA], "fr") == "Dear Dr Köhler,"


_GENDERS: tuple[Gender, ...] = ("female", "male", "other", "")
_TITLES = ("", "Dr.", "Prof. Dr. h.c.", "Dipl.-Ing.", "M.A.", "Dr. Freiherr von")
_EVERYBODY = [
    Person(last, first, gender, title, company="Nordlicht GmbH", street="Hafenweg 3", zip="20457", city="Hamburg")
    for gender, title, first, last in itertools.product(
        _GENDERS, _TITLES, ("Kim", "Otto"), ("Weber", "VON STEIN", "Graf von Altenau")
    )
]


@pytest.mark.parametrize("person", _EVERYBODY, ids=lambda p: f"{p.gender} {p.title} {p.first_name} {p.last_name}")
def test_salutation_and_address_field_call_a_person_the_same(person: Person) -> None:
    greeting, line = salutation([person], "de"), address_lines([person], "DE", "de")[1]
    assert (" Herr " in greeting) <= line.startswith("Herrn ")
    assert (" Frau " in greeting) <= line.startswith("Frau ")
    assert ("Professor" in greeting) == ("Prof." in line)
    assert ("Dr. " in greeting) <= ("Dr. " in line)
    family = re.split(r"Herr |Frau |Tag |geehrter? |geehrte |Dr\. |Professor(?:in)? ", greeting.rstrip(","))[-1]
    assert line.removesuffix(" M.A.").endswith(family)


def test_salutation_and_address_field_name_two_people_in_the_same_order() -> None:
    for pair in itertools.permutations(_EVERYBODY[::5], 2):
        greeting, lines = salutation(pair, "de"), address_lines(pair, "DE", "de")
        ranks = ["Professor" in part for part in greeting.split(", ")]
        assert [("Prof." in line) for line in lines[1:3]] == ranks[:2]
        assert in_order(pair) == in_order(in_order(pair))


def test_whoever_has_no_name_comes_last() -> None:
    lady = Person(gender="female", function="Einkauf")
    assert in_order([lady, JAN, EVA]) == [EVA, JAN, lady]


_texts = st.text(max_size=20)
_people = st.builds(Person, _texts, _texts, st.sampled_from(_GENDERS), _texts)


@given(st.lists(_people, max_size=3), st.sampled_from(("de", "en")))
def test_whatever_a_list_holds_a_greeting_is_one_line_with_a_comma(people: list[Person], language: str) -> None:
    greeting = salutation(people, language)
    assert greeting.endswith(",")
    assert len(greeting.splitlines()) == 1
    assert "  " not in greeting and " ," not in greeting


@given(_people)
def test_a_name_once_put_right_stays_as_it_is(person: Person) -> None:
    name = name_of(person)
    again = name_of(Person(name.family, name.first, person.gender))
    assert (again.first, again.family) == (name.first, name.family)
