"""Values pass through Markdown under a veil: whatever they hold, nothing of it is ever read as Markdown.

Each UTF-16 unit of a value becomes one character of a plane that no writing uses; Markdown sees neither marks nor
line ends nor blanks in it. When the blocks stand, the veil is lifted.
"""

from __future__ import annotations

import re
import struct

_PLANE = 0xF0000
_VEILED = re.compile("[\U000f0000-\U000fffff]+")


def veiled(value: str) -> str:
    """The value as Markdown may see it; half a surrogate pair becomes a question mark."""
    units = struct.iter_unpack("<H", value.encode("utf-16-le", "replace"))
    return "".join(chr(_PLANE + unit) for (unit,) in units)


def unveiled(text: str) -> str:
    """The text with its values put back.

    >>> unveiled(f"Dear **{veiled('*Eva*')}**")
    'Dear ***Eva***'
    """
    return _VEILED.sub(lambda found: _lifted(found[0]), text)


def is_veiled(text: str) -> bool:
    """Whether anything in the text is a value, or pretends to be one."""
    return _VEILED.search(text) is not None


def without_values(text: str) -> str:
    """What of a text its author wrote."""
    return _VEILED.sub("", text)


def _lifted(veil: str) -> str:
    return struct.pack(f"<{len(veil)}H", *(ord(each) - _PLANE for each in veil)).decode("utf-16-le")
