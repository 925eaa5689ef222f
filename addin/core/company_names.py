"""Names of companies as they are compared: what tells two of them apart, and how alike they are (R-30)."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from rapidfuzz import fuzz

from addin.core.legal_forms import ending

# What no decomposition of Unicode takes apart, and the German spellings
_SPELT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ı": "i"}
)
_INITIALS = re.compile(r"\b([^\W\d_])\.(?=[^\W\d_]\b)")  # S.p.A.
_APOSTROPHES = str.maketrans(dict.fromkeys("'’`´"))
_BETWEEN = re.compile(r"[\W_]+")
_AND = frozenset(("und", "and"))  # & and + are punctuation
SET_SHARE = 0.97  # what it counts that all words of one name stand in the other


class CompanyName(NamedTuple):
    """A name taken apart: the words that tell it from others, and its legal form."""

    key: str
    form: str

    @property
    def sorted_key(self) -> str:
        """The key with its words in the order of the alphabet: whichever comes first means nothing."""
        return " ".join(sorted(self.key.split()))


def company_name(name: str) -> CompanyName:
    """The name as it is compared (R-30).

    >>> company_name("KÖLLA GmbH & Co. KG"), company_name("A.I.A.D. S.p.A.").form
    (CompanyName(key='koella', form='gmbhcokg'), 'spa')
    """
    tokens = plain_words(name)
    cut = len(tokens) - ending(tokens)
    return CompanyName(" ".join(tokens[:cut]), "".join(tokens[cut:]))


def name_key(name: str) -> str:
    """What tells a company's name from others: no case, accent, punctuation, legal form, and or & (R-30).

    >>> name_key("Plattenhardt+Wirth GmbH"), name_key("3M Co."), name_key("Große-Bölting und Söhne e.K.")
    ('plattenhardt wirth', '3m', 'grosse boelting soehne')
    """
    return company_name(name).key


def plain_words(name: str) -> list[str]:
    """The words of a name without case, accents, punctuation, and or & (R-30).

    >>> plain_words("Müller-Lüdenscheidt & O'Hara")
    ['mueller', 'luedenscheidt', 'ohara']
    """
    small = name.casefold() if name.isascii() else _bare(name)
    whole = (_INITIALS.sub(r"\1", small) if "." in small else small).translate(_APOSTROPHES)
    return [word for word in _BETWEEN.sub(" ", whole).split() if word not in _AND]


def _bare(name: str) -> str:
    """The name without accents and typographer's signs."""
    small = unicodedata.normalize("NFKC", name).casefold().translate(_SPELT)
    return "".join(c for c in unicodedata.normalize("NFKD", small) if not unicodedata.combining(c))


def similarity(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1, their legal forms aside (R-30); 0 where one says nothing.

    >>> similarity("Plattenhardt + Wirth GmbH", "Wirth Plattenhardt AG")
    1.0
    >>> round(similarity("Kitware", "Kitware Europe"), 2), similarity("Kitware Lyon", "Kitware Europe Lyon")
    (0.67, 0.97)
    """
    return key_similarity(name_key(one), name_key(other))


def key_similarity(one: str, other: str) -> float:
    """How alike two keys are (R-30): their words in any order, or all words of one in the other."""
    if not one or not other:
        return 0.0
    alike = fuzz.token_sort_ratio(one, other)
    if " " in one and " " in other:
        alike = max(alike, SET_SHARE * fuzz.token_set_ratio(one, other))
    return alike / 100
