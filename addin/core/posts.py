"""How long a post is for the network it is meant for (R-72)."""

from __future__ import annotations

import re
import unicodedata

_ENDINGS = "de|com|net|org|eu|info|at|ch|io|biz|shop|app|dev|tv|co|uk|fr|nl|be|it|es|pl|dk|se"
_LINK = re.compile(
    rf"https?://\S*[\w/#=&-]|(?<![\w@./-])(?:[\w-]+\.)+(?:{_ENDINGS})\b(?:/\S*[\w/#=&-]|/)?", re.IGNORECASE
)
_LINK_LENGTH = 23  # X shortens every link
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_FIGURE = r"[\u203C-\u3299\U0001F000-\U0001FAFF]"
_SHADE = r"[\uFE0F\U0001F3FB-\U0001F3FF]"
_TAGS = r"[\U000E0020-\U000E007F]"
_EMOJI = re.compile(
    rf"[\U0001F1E6-\U0001F1FF]{{2}}|[#*0-9]\uFE0F?\u20E3"
    rf"|[\u00A9\u00AE]\uFE0F?|{_FIGURE}{_SHADE}*(?:\u200D{_FIGURE}{_SHADE}*)*{_TAGS}*"
)


def post_length(text: str, link: str | None, network: str) -> int:
    """Characters as the network counts them, the link with a space behind the text unless it stands in it (R-72).

    X counts 23 for a link, 2 for an emoji and for letters outside the Latin and its neighbours; the other
    networks count every character.

    >>> post_length("Neu:", "https://verlag.example/" + "a" * 67, "x")
    28
    """
    whole = text if not link or link in text else f"{text} {link}"
    if network != "x":
        return len(whole)
    links = len(_LINK.findall(whole))
    return _weight(unicodedata.normalize("NFC", _LINK.sub("", whole))) + links * _LINK_LENGTH


def _weight(text: str) -> int:
    emoji = len(_EMOJI.findall(text))
    letters = map(ord, _EMOJI.sub("", text))
    return 2 * emoji + sum(1 if any(low <= letter <= high for low, high in _LIGHT) else 2 for letter in letters)
