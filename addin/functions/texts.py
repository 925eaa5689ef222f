"""Cell functions for texts: lengths of posts, names, telephone numbers, domains (R-30, R-31, R-72)."""

from __future__ import annotations

from typing import Annotated

from addin.core.company_names import name_key, similarity
from addin.core.domains import domain_of
from addin.core.phones import HOME, dialled
from addin.core.posts import post_length
from addin.functions.arrays import cell_function
from addin.functions.cells import ChoiceKind, Misread, Text
from mailmerge.countries import country_code

Network = Annotated[str, ChoiceKind("network")]


@cell_function
def TEEUP_POST_LENGTH(text: Text, link: Text | None, network: Network) -> int:
    """The length of a post as its network counts (R-72)."""
    return post_length(text, link, network)


@cell_function
def TEEUP_NAME_KEY(name: Text) -> str:
    """What tells a company's name from others: without case, accents, punctuation and legal form (R-30)."""
    return name_key(name)


@cell_function
def TEEUP_SIMILARITY(one: Text, other: Text) -> float:
    """How alike two names of companies are, from 0 to 1, their legal forms aside (R-30)."""
    return similarity(one, other)


@cell_function
def TEEUP_PHONE(number: Text, country: Text | None = None) -> str:
    """The telephone number in its international form (R-31), German unless it or the country says otherwise."""
    code = country_code(country) if country else HOME
    if not code:
        raise Misread("country", value=country)
    found = dialled(number, code)
    if not found:
        raise Misread("phone", value=number)
    return found


@cell_function
def TEEUP_DOMAIN(email_or_url: Text) -> str:
    """The domain of an e-mail or web address, without www (R-31); blank where it has none."""
    return domain_of(email_or_url)
