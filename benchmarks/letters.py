"""1,000 letters after DIN 5008 into one PDF, and their labels: `python benchmarks/letters.py [how many]`.

Each letter has an address of its own, five paragraphs, a list and a table; the best of three runs.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from mailmerge.model import Grid, Identity, Items, Message, Paragraph, Run, Sender
from mailmerge.paper import Label, PaperLetter, Printed, labels_pdf, letters_pdf

HOUSE = Sender(
    name="Fachverlag Nordlicht GmbH",
    street="Hansastraße 12",
    zip="20144",
    city="Hamburg",
    email="vertrieb@nordlicht.example",
    seat="Hamburg",
    court="Amtsgericht Hamburg",
    register_no="HRB 48211",
    directors="Dr. Anke Räther",
)
SENTENCE = (
    "Damit nichts verfällt, was Sie bezahlt haben, haben wir die freien Zeiträume für Sie zusammengestellt. "
)
TEXT = (
    *(Paragraph((Run(words),)) for words in ("Sehr geehrte Frau Köhler,", SENTENCE * 2, SENTENCE)),
    Items(((Run("das Motiv"),), (Run("die Zieladresse"),))),
    Grid(((Run("Leistung"),), (Run("Anzahl"),)), (((Run("Banner"),), (Run("2"),)),) * 3, frozenset({1})),
    *(Paragraph((Run(words),)) for words in ("Mit freundlichen Grüßen", "Vera Muster\nVertriebskoordination")),
)


def address(number: int) -> tuple[str, ...]:
    return (
        f"Weiß Verpackungstechnik {number} GmbH",
        "Frau Dr. Eva Köhler",
        f"Am Kaiserkai {number}",
        "20457 Hamburg",
    )


def letter(number: int) -> PaperLetter:
    identity = Identity("renewal.1", f"V-{number:04}", "")
    message = Message(identity, "post", "renewal", "contract", "de", HOUSE, (), f"Ihr Vertrag V-{number:04}", TEXT)
    return PaperLetter(message, address(number), "15. Februar 2027", f"V-{number:04}", "Vera Muster")


def best(work: Callable[[], Printed], times: int = 3) -> tuple[float, Printed]:
    """The seconds of the quickest run, and what it printed."""
    quickest = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        printed = work()
        quickest = min(quickest, time.perf_counter() - began)
    return quickest, printed


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("letters", nargs="?", type=int, default=1000)
    count = arguments.parse_args().letters
    letters = [letter(number) for number in range(count)]
    labels = [Label(str(number), address(number)) for number in range(count)]
    for name, work in (("letters", lambda: letters_pdf(letters)), ("labels", lambda: labels_pdf(labels, "L7160"))):
        seconds, printed = best(work)
        print(
            f"{count:,} {name}: {seconds:.2f} s, {count / seconds:,.0f} a second, {len(printed.pdf) / 1e6:.1f} MB"
        )


if __name__ == "__main__":
    main()
