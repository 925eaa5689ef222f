"""What stands in the address field of a letter (DIN 5008): at most six lines, none of them blank."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from mailmerge.countries import country_code, country_name
from mailmerge.model import Finding, Person
from mailmerge.names import in_order, name_of, plain
from mailmerge.widths import text_width
from mailmerge.wording import phrase

MOST_LINES = 6
# The field is 85 mm wide, its text begins 5 mm inside
WIDTH_MM = 80.0
_HOME = "DE"
_ZIP_DIGITS = {"DE": 5, "AT": 4, "CH": 4, "LI": 4}
_ZIP_AFTER_CITY = frozenset("AU CA GB GG IE IM IN JE NZ SG US".split())
_WITHOUT_ZIP = frozenset(
    "AE AG AO BI BJ BO BS BW BZ CI CM DJ DM FJ GD GH GM HK JM KI KM KN MO ML MW QA RW SC TG TO".split()
)
# D-10115: no country code stands before a postcode
_CODE_BEFORE_ZIP = re.compile(
    r"^(?:D|DE|A|AT|CH|FL|F|FR|I|IT|B|BE|L|NL|DK|S|SE|N|NO|PL|CZ|E|ES|P|PT)\s*[-–]\s*(?=\d)", re.I
)
_CARE_OF = re.compile(r"[,;]?\s+(?=c/o\b)", re.IGNORECASE)


@dataclass(frozen=True)
class _Part:
    """The lines that come from one field of the people's."""

    field: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class _Layout:
    """How an address stands in its field."""

    parts: tuple[_Part, ...]
    width: float

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(line for part in self.parts for line in part.lines)


def address_lines(
    people: Sequence[Person],
    country_of_sender: str,
    language: str,
    *,
    firm_first: bool = True,
    width_mm: float = WIDTH_MM,
) -> tuple[str, ...]:
    """The lines of the address zone, cut at six; only fit to be posted where `address_findings` finds nothing.

    Firm first: the firm may open the letter; person first: it is personal. A long line goes on in the next; a
    function goes to its person's line where there are too many. Abroad, city and country stand in capitals, the
    country in the language of the country where the letter is posted; a blank country is that one.

    >>> eva = Person("Köhler", "Eva", "female", "Dr.", "", "Weiß AG", "Am Kai 3", "1010", "Wien", "AT")
    >>> address_lines([eva], "DE", "de")
    ('Weiß AG', 'Frau Dr. Eva Köhler', 'Am Kai 3', '1010 WIEN', 'ÖSTERREICH')
    """
    return _laid_out(people, country_of_sender, language, firm_first, width_mm).lines[:MOST_LINES]


def address_findings(
    people: Sequence[Person],
    country_of_sender: str,
    language: str,
    *,
    record: str,
    firm_first: bool = True,
    width_mm: float = WIDTH_MM,
) -> tuple[Finding, ...]:
    """Why a letter to these people cannot be posted, each with the field of theirs to put right; none is good."""
    layout = _laid_out(people, country_of_sender, language, firm_first, width_mm)
    found = [
        *_missing(people, country_of_sender),
        *_contradictions(people),
        *_unreadable(people, country_of_sender),
        *_without_room(layout),
    ]
    return tuple(replace(each, record=record) for each in found)


def _laid_out(people: Sequence[Person], sender: str, language: str, firm_first: bool, width: float) -> _Layout:
    names = [part for person in in_order(people) for part in _named(person, language)]
    firm = [_Part("company", _split(_shared(people, "company")))]
    opening = firm + names if firm_first else names + firm
    parts = [*opening, _Part("street", _street(people)), *_place(people, sender)]
    layout = _Layout(tuple(_wrapped(part, width) for part in parts), width)
    return layout if len(layout.lines) <= MOST_LINES else _joined(layout)


def _named(person: Person, language: str) -> Iterator[_Part]:
    """The line of a person, that of the function below; nothing where nobody is named."""
    name = name_of(person)
    if name.family:
        called = " ".join(filter(None, (name.before, name.first, name.family, name.behind)))
        yield _Part("last_name", (_with_form(called, person, name.rank, language),))
    yield _Part("function", _split(person.function))


def _with_form(called: str, person: Person, rank: int, language: str) -> str:
    """Herrn and Frau stand before any title; in English a spoken title stands for them."""
    if language != "de" and rank:
        return called.replace("Prof. ", "Professor ").replace("Dr. ", "Dr ")
    known = person.gender in ("female", "male")
    return f"{phrase(language, f'postal.{person.gender}')} {called}" if known else called


def _street(people: Sequence[Person]) -> tuple[str, ...]:
    """Street or P.O. box; what is care of somebody stands above it."""
    lines = _split(_shared(people, "street"))
    return tuple(
        part for line in lines for part in (re.split(r",\s*", line, maxsplit=1) if _care_of(line) else [line])
    )


def _place(people: Sequence[Person], sender: str) -> Iterator[_Part]:
    home, code = _countries(people, sender)
    zip_code = _zip(people)
    city = plain(_shared(people, "city"))
    if code == home:
        yield _Part("city", _filled(f"{zip_code} {city}"))
        return
    place = f"{city} {zip_code}" if code in _ZIP_AFTER_CITY else f"{zip_code} {city}"
    country = country_name(code, home) if code else plain(_shared(people, "country"))
    yield _Part("city", _filled(place.upper()))
    yield _Part("country", _filled(country.upper()))


def _zip(people: Sequence[Person]) -> str:
    return _CODE_BEFORE_ZIP.sub("", plain(_shared(people, "zip")))


def _countries(people: Sequence[Person], sender: str) -> tuple[str, str]:
    """The codes of the sender's and of the people's country, the latter blank where nobody knows it."""
    home = country_code(sender) or _HOME
    typed = plain(_shared(people, "country"))
    return home, country_code(typed) if typed else home


def _shared(people: Sequence[Person], field: str) -> str:
    return next((value for person in people if plain(value := str(getattr(person, field)))), "")


def _split(typed: str) -> tuple[str, ...]:
    """The lines of a cell: what was typed on lines of its own, and what is care of somebody."""
    return tuple(part for line in typed.splitlines() for part in _CARE_OF.split(plain(line)) if part)


def _care_of(line: str) -> bool:
    return line.casefold().startswith("c/o")


def _filled(line: str) -> tuple[str, ...]:
    return (line.strip(),) if line.strip() else ()


def _wrapped(part: _Part, width: float) -> _Part:
    return replace(part, lines=tuple(piece for line in part.lines for piece in _pieces(line, width)))


def _pieces(line: str, width: float) -> Iterator[str]:
    """A line in as many as it needs, broken at blanks only."""
    piece = ""
    for word in line.split():
        if piece and text_width(f"{piece} {word}") > width:
            yield piece
            piece = word
        else:
            piece = f"{piece} {word}".strip()
    yield piece


def _joined(layout: _Layout) -> _Layout:
    """The layout with every function behind its person's name where there is room for it."""
    parts: list[_Part] = []
    for part in layout.parts:
        last = parts[-1] if parts else part
        line = ", ".join((*last.lines, *part.lines))
        if part.field == "function" and last.field == "last_name" and text_width(line) <= layout.width:
            parts[-1] = replace(last, lines=(line,))
        else:
            parts.append(part)
    return replace(layout, parts=tuple(parts))


def _missing(people: Sequence[Person], sender: str) -> Iterator[Finding]:
    _, code = _countries(people, sender)
    if not _shared(people, "company") and not any(name_of(person).family for person in people):
        yield _finding("last_name", "postal_missing")
    for field in ("street", "zip", "city"):
        if not _shared(people, field) and not (field == "zip" and code in _WITHOUT_ZIP):
            yield _finding(field, "postal_missing")


def _contradictions(people: Sequence[Person]) -> Iterator[Finding]:
    """Where people who get one letter together are not to be found together."""
    for field in ("company", "street", "zip", "city", "country"):
        values = {plain(getattr(person, field)).casefold() for person in people} - {""}
        if len(values) > 1:
            yield _finding(field, "postal_two_addresses", first=_shared(people, field))


def _unreadable(people: Sequence[Person], sender: str) -> Iterator[Finding]:
    """What the post's machines cannot read: an unknown country, a postcode that lost its zero."""
    _, code = _countries(people, sender)
    if not code:
        yield _finding("country", "postal_country", value=plain(_shared(people, "country")))
    zip_code = _zip(people)
    digits = _ZIP_DIGITS.get(code)
    if zip_code and digits and not re.fullmatch(rf"\d{{{digits}}}", zip_code):
        yield _finding("zip", "postal_zip", value=zip_code, digits=digits)


def _without_room(layout: _Layout) -> Iterator[Finding]:
    for part in layout.parts:
        wide = [line for line in part.lines if text_width(line) > layout.width]
        yield from (_finding(part.field, "postal_too_wide", value=line) for line in wide)
    lines = len(layout.lines)
    if lines > MOST_LINES:
        yield _finding(_longest(layout.parts), "postal_too_long", lines=lines, most=MOST_LINES)


def _longest(parts: Iterable[_Part]) -> str:
    """What is to be shortened: a function, for the post needs none; else the field that takes most lines."""
    shown = [part for part in parts if part.lines]
    if any(part.field == "function" for part in shown):
        return "function"
    return max(shown, key=lambda part: len(part.lines)).field


def _finding(field: str, code: str, **facts: object) -> Finding:
    return Finding("", field, code, facts)
