"""What came back: bounce mails, returned post, dead numbers; and what that says about an address (R-45)."""

from mailmerge.bounces.classes import Channel, ReturnClass, classified, gone
from mailmerge.bounces.reading import Bounce, bounces_of, read
from mailmerge.bounces.verdicts import Return, State, verdict

__all__ = [
    "Bounce",
    "Channel",
    "Return",
    "ReturnClass",
    "State",
    "bounces_of",
    "classified",
    "gone",
    "read",
    "verdict",
]
