"""Notice clauses of old registers, read by a grammar or not at all (R-06).

The grammar names what a clause may consist of, in German and in English. A text that it does not cover from the
first to the last letter has no reading: the coordinator decides, nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 400  # as the column notice_value allows
LONGEST_MONTHS = 60  # who writes more has lost a stroke: 1/4 Jahr, 14 Jahr


@dataclass(frozen=True)
class NoticeClause:
    """A clause as read: `value` and `unit` of the notice, the `cutoff` it runs to (as R-04 names them).

    Unit `none`: no notice can be given or none is needed, and there is no value and no cutoff. `renews` is
    False where the clause says that the contract runs out by itself, None where it says nothing of it.
    """

    value: int | None
    unit: str
    cutoff: str | None
    renews: bool | None = None


_WHOLE_CLAUSES = {
    "keine": NoticeClause(None, "none", None),
    "none": NoticeClause(None, "none", None),
    "laeuft automatisch aus": NoticeClause(None, "none", None, renews=False),
    "expires automatically": NoticeClause(None, "none", None, renews=False),
    "jederzeit": NoticeClause(0, "days", "any"),
    "at any time": NoticeClause(0, "days", "any"),
}

_NUMBERS = (
    dict.fromkeys(("ein", "eine", "einem", "einen", "einer", "a", "one"), 1)
    | dict.fromkeys(("zwei", "two"), 2)
    | dict.fromkeys(("drei", "three"), 3)
    | dict.fromkeys(("vier", "four"), 4)
    | dict.fromkeys(("fuenf", "five"), 5)
    | dict.fromkeys(("sechs", "six"), 6)
    | dict.fromkeys(("sieben", "seven"), 7)
    | dict.fromkeys(("acht", "eight"), 8)
    | dict.fromkeys(("neun", "nine"), 9)
    | dict.fromkeys(("zehn", "ten"), 10)
    | dict.fromkeys(("elf", "eleven"), 11)
    | dict.fromkeys(("zwoelf", "twelve"), 12)
    | dict.fromkeys(("vierzehn", "fourteen"), 14)
    | dict.fromkeys(("dreissig", "thirty"), 30)
    | dict.fromkeys(("sechzig", "sixty"), 60)
    | dict.fromkeys(("neunzig", "ninety"), 90)
)
_NUMBER = rf"(?P<number>[1-9][0-9]{{0,2}}|{'|'.join(_NUMBERS)})"

_GERMAN = re.compile(
    rf"""
    (?: (?:mit\s)? (?:einer\s)? (?:kuendigungs)?frist\svon\s | spaetestens\s )?
    (?:
        {_NUMBER} \s
        (?: (?P<days>tag(?:e|en)?) | (?P<workdays>werktag(?:e|en)?) | (?P<weeks>wochen?)
          | (?P<months>monat(?:e|en)?|mon\.) | (?P<quarters>quartal(?:e|en)?) | (?P<years>jahr(?:e|en)?) )
      | (?P<quarter_year> 1/4\sjahr | (?:ein(?:em)?\s)?vierteljahr )
      | (?P<half_year> 1/2\sjahr | halbjahr | (?:ein(?:em)?\s)?halbe[ns]\sjahr )
    )
    (?: \s (?: zum | zur | z\. | vor(?:\sdem)? ) \s
        (?: (?P<term_end> (?:vertrags|laufzeit)ende | (?:vertrags)?ablauf
                        | (?:ende|ablauf)\s(?:der\s(?:vertrags)?laufzeit|des\svertrage?s) )
          | (?P<month> (?:kalender)?monatsende | me | ende\s(?:des|eines)\s(?:kalender)?monats )
          | (?P<quarter> quartalsende | qe | ende\s(?:des|eines)\s(?:kalender)?(?:quartals|vierteljahre?s) )
          | (?P<halfyear> halbjahresende | 30\.0?6\.\soder\s(?:zum\s)?31\.12\.
                        | ende\s(?:des|eines)\s(?:kalender)?halbjahre?s )
          | (?P<year> (?:kalender)?jahresende | kalenderjahr | 31\.12\.
                    | ende\s(?:des|eines)\s(?:kalender)?jahres )
        )
    )?
    """,
    re.VERBOSE,
)

# Working days stay out: in English they are Monday to Friday, and ours (Werktage) would put the deadline too late.
_ENGLISH = re.compile(
    rf"""
    (?:
        {_NUMBER} \s
        (?: (?P<days>days?) | (?P<weeks>weeks?) | (?P<months>months?) | (?P<quarters>quarters?)
          | (?P<years>years?) )
      | (?P<half_year> half\sa\syear )
    )
    (?: (?:'s?)? \s notice )?
    (?: \s (?: before | prior\sto | to ) (?:\sthe)? \s
        (?: (?P<term_end> expiry | expiration | (?:contract|term)\send | end\sof\s(?:the\s)?(?:contract|term) )
          | (?P<month> month[ -]end | end\sof\s(?:a|the)\s(?:calendar\s)?month )
          | (?P<quarter> quarter[ -]end | end\sof\s(?:a|the)\s(?:calendar\s)?quarter )
          | (?P<halfyear> half-year[ -]end | end\sof\s(?:a|the)\s(?:calendar\s)?half-year )
          | (?P<year> year[ -]end | end\sof\s(?:a|the)\s(?:calendar\s)?year )
        )
    )?
    """,
    re.VERBOSE,
)

_UNITS = {
    "days": ("days", 1),
    "workdays": ("workdays", 1),
    "weeks": ("weeks", 1),
    "months": ("months", 1),
    "quarters": ("months", 3),
    "quarter_year": ("months", 3),
    "half_year": ("months", 6),
    "years": ("months", 12),
}
_CUTOFFS = ("term_end", "month", "quarter", "halfyear", "year")


def parsed_notice(text: str) -> NoticeClause | None:
    """What a notice clause says; None where the grammar does not cover the whole of it (R-06).

    Case, spacing and the spelling of umlauts do not matter. A clause without a cutoff may end on any day.

    >>> parsed_notice("sechs Wochen zum Ende eines Kalendervierteljahres")
    NoticeClause(value=6, unit='weeks', cutoff='quarter', renews=None)
    >>> parsed_notice("3 Monate oder 6 Wochen zum Quartalsende") is None
    True
    """
    clause = _plain(text)
    if clause in _WHOLE_CLAUSES:
        return _WHOLE_CLAUSES[clause]
    match = _GERMAN.fullmatch(clause) or _ENGLISH.fullmatch(clause)
    return _clause_of(match.groupdict()) if match else None


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKC", text).casefold().translate(_SPELLINGS)
    return " ".join(letters.split())


_SPELLINGS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "’": "'", "⁄": "/"})


def _clause_of(parts: dict[str, str | None]) -> NoticeClause | None:
    unit, factor = next(meaning for name, meaning in _UNITS.items() if parts.get(name))
    number = parts["number"] or "1"
    value = factor * (_NUMBERS.get(number) or int(number))
    cutoff = next((name for name in _CUTOFFS if parts[name]), "any")
    longest = LONGEST_MONTHS if unit == "months" else LONGEST
    return NoticeClause(value, unit, cutoff) if value <= longest else None
