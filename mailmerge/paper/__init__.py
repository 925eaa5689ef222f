"""Messages on paper: letters after DIN 5008 and sheets of address labels, ready to be printed."""

from mailmerge.paper.labels import Label, Sheet, labels_pdf, sheets
from mailmerge.paper.letters import Form, PaperLetter, letters_pdf
from mailmerge.paper.press import Printed

__all__ = ["Form", "Label", "PaperLetter", "Printed", "Sheet", "labels_pdf", "letters_pdf", "sheets"]
