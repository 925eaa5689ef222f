"""Cell functions for texts (R-72)."""

from __future__ import annotations

from typing import Annotated

from addin.core.posts import post_length
from addin.functions.arrays import cell_function
from addin.functions.cells import ChoiceKind, Text

Network = Annotated[str, ChoiceKind("network")]


@cell_function
def TEEUP_POST_LENGTH(text: Text, link: Text | None, network: Network) -> int:
    """The length of a post as its network counts (R-72)."""
    return post_length(text, link, network)
