"""E-mail addresses as cells hold them, made fit for an envelope, or what is wrong with them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from mailmerge.model import Finding

# Müller, Hans <h@x.example>
_DISPLAYED = re.compile(r"[^<>]*<([^<>]*)>")
# No keyboard types them and no mail server takes them: control and format characters, halves of characters
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_STRAY = " \t\r\n\u00a0\u200b\ufeff,;"


@lru_cache(maxsize=4096)
def ascii_address(address: str) -> str:
    """The address in the letters that every mail server takes; blank where it is none or has no such form.

    A domain with umlauts has one (IDNA 2008), a name before the @ with umlauts has not.

    >>> ascii_address("info@straße.example"), ascii_address("müller@a.example"), ascii_address("a@b")
    ('info@xn--strae-oqa.example', '', '')
    """
    from email_validator import EmailNotValidError, validate_email

    try:
        # Test domains are those of rehearsals, .example that of the demo data
        valid = validate_email(address.strip(), check_deliverability=False, test_environment=True, strict=True)
    except EmailNotValidError:
        return ""
    return valid.ascii_email or ""


def checked(typed: str, record: str = "", field: str = "email") -> str | Finding:
    """The address for the envelope: lower case (R-31), an umlaut domain in ASCII; else a finding with the reason.

    A pasted display form gives its address, blanks around it and a separator behind it go. Whether the domain
    exists is not asked.

    >>> checked(" Müller, Hans <Hans@Müller.Example>; ")
    'hans@xn--mller-kva.example'
    >>> [checked(each).code for each in ("a@b.example; c@b.example", "müller@b.example", "a@b.example\\nBcc: c@d")]
    ['address_several', 'address_umlaut', 'address_unseen']
    """
    address = _bare(typed)
    code = _fault(address)
    if code:
        return Finding(record, field, code, {"address": _visible(typed)})
    return ascii_address(address).lower() or Finding(record, field, "address_wrong", {"address": _visible(typed)})


def repeated(addresses: Iterable[str]) -> Mapping[int, int]:
    """Which address is the same as an earlier one: its place and that of the first, counted from 0.

    Capitals, blanks and the spelling of an umlaut domain make no difference; what is no address has no double.

    >>> repeated(["Eva@Müller.example", "jan@weiss.example", " eva@xn--mller-kva.example"])
    {2: 0}
    """
    first: dict[str, int] = {}
    doubles: dict[int, int] = {}
    for place, typed in enumerate(addresses):
        envelope = checked(typed)
        if isinstance(envelope, str) and first.setdefault(envelope, place) != place:
            doubles[place] = first[envelope]
    return doubles


def _bare(typed: str) -> str:
    """The address without what surrounds it."""
    stripped = typed.strip(_STRAY)
    displayed = _DISPLAYED.fullmatch(stripped)
    return (displayed[1] if displayed else stripped).strip(_STRAY).removeprefix("mailto:")


def _fault(address: str) -> str:
    """What a glance tells; blank for nothing."""
    if not address:
        return "address_missing"
    if any(unicodedata.category(each) in _UNSEEN for each in address):
        return "address_unseen"
    if address.count("@") > 1:
        return "address_several"
    local, at, _ = address.partition("@")
    return "address_umlaut" if at and not local.isascii() else ""


def _visible(typed: str) -> str:
    """The typed text on one line, with a mark where nothing would be seen."""
    return "".join("�" if unicodedata.category(each) in _UNSEEN else each for each in typed.strip(_STRAY))
