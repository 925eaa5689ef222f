"""One palette and one family of fonts for sheet, page and print; colours as hexadecimal RGB."""

from __future__ import annotations

from addin.reports.model import Severity

INK, STRONG_INK, FAINT_INK, LINK_INK = "1F2933", "17405C", "52606D", "0B5394"
HEADING_FILL, GROUP_FILL, SHADE, GRID = "DDE6ED", "EEF3F6", "E9ECEF", "D5DCE2"

# Told apart by everybody, also in grey print, where the mark before the line says the same.
TONES: dict[Severity, str] = {"notice": "CFE3F5", "warning": "FFE08A", "critical": "F0A27F"}
BARS = ("2F6690", "9DB4C0", "5C946E", "C8963E")
MARKS = ("C8553D", "1F2933")

FONT = "Calibri"
FONTS = f"{FONT}, Carlito, Liberation Sans, Arial, sans-serif"
