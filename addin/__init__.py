"""Teeup: the sales coordinator's add-in."""

__version__ = "0.1.0"
