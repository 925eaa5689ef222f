"""How a person is called: the name as it may be printed, its titles, and who comes first.

Salutation and address field read the same `Name`, so that they agree.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from mailmerge.model import Person

# Ranks of the titles that are spoken
DOCTOR, PROFESSOR = 1, 2

_PARTICLES = frozenset(
    "von vom zu zum zur van de der den dem del della di da do dos du la ten ter und y af av".split()
)
_NOBILITY = frozenset(
    "freiherr freifrau freiin baron baronin baronesse graf gräfin fürst fürstin prinz prinzessin "
    "herzog herzogin edler edle ritter".split()
)
# What lists hold where nobody is named
_NOBODY = frozenset("none nan null n.n. nn n/a #n/a unbekannt unknown".split())
_FORMS_OF_ADDRESS = frozenset("herr herrn frau mr mr. ms ms. mrs mrs.".split())
_LETTERS = re.compile(r"[^\W\d_]+")
_PROFESSOR = re.compile(r"prof(?:\.|essor(?:in)?\b|\b)", re.IGNORECASE)
_DOCTOR = re.compile(r"\bd?dr\b|\bdo[ck]tor\b", re.IGNORECASE)
# Not the "Dr." of "Dr.-Ing."
_ABBREVIATED = re.compile(r"\b(prof|dr)\b(?!\.?-)\.?\s*", re.IGNORECASE)
# DIN 5008: bachelor's and master's degrees stand behind the name
_BEHIND = re.compile(
    r"(?<![\w.-])(?:[BM]\.?\s?(?:Sc|Eng|Ed|Mus)\b\.?|[BM]\.?\s?A\b\.?|E?MBA\b|LL\.?\s?[BM]\b\.?|Ph\.?\s?D\b\.?|MPH\b)"
)


@dataclass(frozen=True)
class Name:
    """A name taken apart; `before` and `behind` are the degrees around it, `rank` is that of its spoken title."""

    first: str = ""
    family: str = ""
    before: str = ""
    behind: str = ""
    rank: int = 0

    @property
    def noble(self) -> str:
        """The title of nobility before a `von` or the like; blank where the same word is a mere name.

        >>> [Name(family=each).noble for each in ("Graf von Altenau", "Graf", "Graf Altenau")]
        ['Graf', '', '']
        """
        title, _, rest = self.family.partition(" ")
        return title if title.casefold() in _NOBILITY and rest.split(" ")[0] in _PARTICLES else ""


def name_of(person: Person) -> Name:
    """The name as it may be printed, wherever its parts were typed; all blank without a family name.

    >>> name_of(Person("STEIN", "KARL  FREIHERR VON", title="dr.med., MBA"))
    Name(first='Karl', family='Freiherr von Stein', before='Dr. med.', behind='MBA', rank=1)
    """
    if not _names_somebody(person.last_name):
        return Name()
    title = " ".join(word for word in plain(person.title).split() if word.casefold() not in _FORMS_OF_ADDRESS)
    degrees, noble = _without_nobility(_BEHIND.sub(" ", title).replace(",", " "), keep=0)
    first, particles = _without_nobility(_first_name(person.first_name), keep=1)
    return Name(
        first=first,
        family=" ".join(filter(None, (noble, particles, _cased(person.last_name)))),
        before=_ABBREVIATED.sub(lambda found: f"{found[1].capitalize()}. ", degrees).strip(),
        behind=", ".join(_BEHIND.findall(title)),
        rank=_rank(title),
    )


def in_order(people: Iterable[Person]) -> list[Person]:
    """Who is named first: the highest spoken title, at equal rank the lady; people without a name last."""

    def place(person: Person) -> tuple[bool, int, bool]:
        name = name_of(person)
        return not name.family, -name.rank, person.gender != "female"

    return sorted(people, key=place)


def plain(text: str) -> str:
    """A text without stray blanks and without characters that nobody sees.

    >>> plain(" Eva\\u200b\\n  M\\u00adüller ")
    'Eva Müller'
    """
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(each for each in composed if unicodedata.category(each) != "Cf").split())


def _names_somebody(last_name: str) -> bool:
    name = plain(last_name)
    return bool(_LETTERS.search(name)) and name.replace(". ", ".").casefold() not in _NOBODY


def _rank(title: str) -> int:
    if _PROFESSOR.search(title):
        return PROFESSOR
    return DOCTOR if _DOCTOR.search(title) else 0


def _without_nobility(text: str, keep: int) -> tuple[str, str]:
    """The text, and the particles and titles of nobility at its end; the first `keep` words stay in any case."""
    words = text.split()
    cut = len(words)
    while cut > keep and (words[cut - 1] in _PARTICLES or words[cut - 1].casefold() in _NOBILITY):
        cut -= 1
    return " ".join(words[:cut]), " ".join(words[cut:])


def _first_name(typed: str) -> str:
    """Two capitals are no shouting but initials (HP, AJ)."""
    return plain(typed) if len(plain(typed)) <= 2 else _cased(typed)


def _cased(typed: str) -> str:
    """A name typed wholly in capitals or wholly in small letters, as it is written; any other as it stands.

    >>> _cased("VON DER LÜHE-MCDONALD"), _cased("van Dyk"), _cased("groß"), _cased("von der LEYEN")
    ('von der Lühe-McDonald', 'van Dyk', 'Groß', 'von der Leyen')
    """
    words = plain(typed).split()
    telling = "".join(word for word in words if word not in _PARTICLES).replace("ß", "")
    if len(telling) < 2 or not (telling.isupper() or telling.islower()):
        return " ".join(words)
    return " ".join(_written(word, alone=len(words) == 1) for word in words)


def _written(word: str, alone: bool) -> str:
    if word.casefold() in _PARTICLES and not alone:
        return word.casefold()
    capitalised = _LETTERS.sub(lambda found: found[0][0].upper() + found[0][1:].lower(), word)
    return re.sub(r"\bMc([a-z])", lambda found: "Mc" + found[1].upper(), capitalised)
