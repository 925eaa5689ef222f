"""Teeup: the sales coordinator's add-in. Rooms and promises: docs/ARCHITECTURE.md."""
