"""Internet domains of companies, out of their websites and mail addresses (R-31)."""

from __future__ import annotations

import re

# Mailboxes that anybody may have say nothing of a company
FREE_MAIL = frozenset(
    "gmail.com googlemail.com gmx.de gmx.net gmx.at gmx.ch gmx.com web.de t-online.de freenet.de arcor.de "
    "aol.com aol.de outlook.com outlook.de hotmail.com hotmail.de live.com live.de msn.com yahoo.com "
    "yahoo.de ymail.com icloud.com me.com mac.com mail.com mail.de mailbox.org posteo.de proton.me "
    "protonmail.com 1und1.de online.de kabelmail.de bluewin.ch hispeed.ch sunrise.ch aon.at chello.at "
    "orange.fr wanadoo.fr free.fr laposte.net libero.it virgilio.it qq.com 163.com 126.com sina.com "
    "yandex.ru mail.ru btinternet.com comcast.net seznam.cz wp.pl o2.pl onet.pl telenet.be skynet.be "
    "ziggo.nl kpnmail.nl hetnet.nl".split()
)
# Pages that many companies have on one domain
_SHARED = frozenset(
    "facebook.com linkedin.com instagram.com twitter.com x.com xing.com youtube.com google.com wordpress.com "
    "wixsite.com jimdosite.com jimdofree.com blogspot.com github.io sites.google.com weebly.com linktr.ee".split()
)
_SCHEME = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//|^\s*mailto:", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+(?:xn--[a-z0-9-]{2,59}|[^\W\d_]{2,63})")


def domain_of(address: str) -> str:
    """The domain in an e-mail or web address, without www, punycode as it is (R-31); blank where there is none.

    >>> domain_of("https://www.Hansen-Druck.de:8080/kontakt?x=1"), domain_of("Eva <eva@mail.hansen.de>")
    ('hansen-druck.de', 'mail.hansen.de')
    >>> domain_of("www.xn--mller-kva.de"), domain_of("n/a"), domain_of("v1.2")
    ('xn--mller-kva.de', '', '')
    """
    rest = _SCHEME.sub("", address.strip().casefold())
    host = re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2].strip()
    plain = re.split(r"[\s>,;:]", host, maxsplit=1)[0].rstrip(".").removeprefix("www.")
    return plain if _DOMAIN.fullmatch(plain) else ""


def own_domain(*addresses: str | None) -> str:
    """The first domain among addresses that belongs to one company alone; blank where none does.

    >>> own_domain("eva@gmx.de", None, "http://hansen.de")
    'hansen.de'
    """
    found = (domain_of(address) for address in addresses if address)
    return next((domain for domain in found if domain and not _anybody_s(domain)), "")


def _anybody_s(domain: str) -> bool:
    whole = domain.split(".")
    return any(".".join(whole[at:]) in FREE_MAIL | _SHARED for at in range(len(whole) - 1))
