"""The line that a message begins with: nobody is called what they are not (DIN 5008)."""

from __future__ import annotations

from collections.abc import Sequence

from mailmerge.model import Person
from mailmerge.names import DOCTOR, PROFESSOR, Name, in_order, name_of
from mailmerge.wording import phrase

_SPOKEN = {DOCTOR: "doctor", PROFESSOR: "professor"}
# Elsewhere a title stands for Mr and Ms: "Dear Dr Miller"
_TITLE_FOLLOWS_FORM = frozenset({"de"})
# Spoken as Herr von and Frau von
_UNSPOKEN_NOBILITY = frozenset("freiherr freifrau freiin edler edle ritter".split())


def salutation(people: Sequence[Person], language: str) -> str:
    """How a message to these people begins, with the comma at its end.

    Only "Dr." and "Professor" are spoken, the highest only; the highest rank comes first, at equal rank the lady.
    Whoever has no known gender is greeted by the full name; without one, as somebody unknown.

    >>> salutation([Person("Weiß", "Jan", "male"), Person("Köhler", "Eva", "female", "Dr. med.")], "de")
    'Sehr geehrte Frau Dr. Köhler, sehr geehrter Herr Weiß,'
    >>> salutation([Person("Miller", gender="female", title="Prof. Dr.")], "en")
    'Dear Professor Miller,'
    """
    greeted = [_greeted(person, language) for person in in_order(people)]
    known = [each for each in greeted if each]
    if not known:
        return phrase(language, "salutation.unknown")
    first, *others = known
    parts = [phrase(language, f"salutation.first.{first[0]}", name=first[1])]
    parts += [phrase(language, f"salutation.next.{form}", name=called) for form, called in others]
    if len(known) < len(greeted):
        parts.append(phrase(language, "salutation.next.unknown"))
    return phrase(language, "salutation.between").join(parts) + ","


def _greeted(person: Person, language: str) -> tuple[str, str] | None:
    """The form of the greeting and the name in it; None for somebody unknown.

    A greeting is `bare` where a title stands for Herr and Frau.
    """
    name = name_of(person)
    title = _title(person, name, language)
    alone = bool(title) and language not in _TITLE_FOLLOWS_FORM
    gender = person.gender if person.gender in ("female", "male") else "other"
    if not name.family or (gender == "other" and not (title or name.first)):
        return None
    if gender == "other" and not alone:
        return gender, _joined(title, name.first, name.family)
    noble = name.noble.casefold()
    family = name.family.partition(" ")[2] if noble in _UNSPOKEN_NOBILITY else name.family
    bare = alone or (noble and noble not in _UNSPOKEN_NOBILITY)
    return f"bare.{gender}" if bare else gender, _joined(title, family)


def _title(person: Person, name: Name, language: str) -> str:
    if not name.rank:
        return ""
    return phrase(language, f"title.{_SPOKEN[name.rank]}.{'female' if person.gender == 'female' else 'male'}")


def _joined(*parts: str) -> str:
    return " ".join(filter(None, parts))
