"""What is wrong with a message, in words."""

from __future__ import annotations

from addin.words import Words
from mailmerge.model import Finding


def finding_text(finding: Finding, words: Words) -> str:
    """The finding as one sentence."""
    return words.text(f"problems.{finding.code}.what", **{**finding.facts, "field": finding.field})
