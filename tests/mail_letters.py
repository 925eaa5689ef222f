"""What the tests of letters share: a house, a person, and a letter written for the occasion."""

from pathlib import Path

from mailmerge import letter
from mailmerge.compose import compose
from mailmerge.letter import Letter
from mailmerge.model import Finding, Identity, Message, Person, Sender

HOUSE = Sender(
    name="Fachverlag Nordlicht GmbH",
    street="Musterstraße 12",
    zip="10115",
    city="Berlin",
    phone="+49 30 23125-100",
    email="info@nordlicht.example",
    website="www.nordlicht.example",
    seat="Berlin",
    court="Amtsgericht Charlottenburg",
    register_no="HRB 12345",
    directors="Dr. Friederike Ahlers-Meyer",
    vat_id="DE123456789",
    objection="widerspruch@nordlicht.example",
)
EVA = Person(last_name="Köhler", first_name="Eva", company="Köhler & Söhne KG")
SIGNED = {"salutation": "Guten Tag Eva Köhler,", "sender_name": "Anke Räther"}


def own_letter(folder: Path, body: str, head: str = "", subject: str = "Hallo", name: str = "own") -> Path:
    """A coordinator's own letter in a folder of her own; what comes back is its file."""
    path = folder / "de" / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"+++\nsubject = '''{subject}'''\nclass = \"contract\"\n{head}\n+++\n{body}\n", "utf-8")
    return path


def loaded(folder: Path, body: str, head: str = "", subject: str = "Hallo") -> Letter:
    own_letter(folder, body, head, subject)
    return letter.load("own", "de", folder)


def made(source: Letter, **values: object) -> Message | tuple[Finding, ...]:
    """What the letter makes of these values for Eva; signed by Anke unless they say otherwise."""
    identity = Identity(f"{source.name}.1", "P-0001", "eva@koehler.example")
    return compose(source, identity, "email", HOUSE, [EVA], {**SIGNED, **values})


def message(source: Letter, **values: object) -> Message:
    made_of_it = made(source, **values)
    assert isinstance(made_of_it, Message), made_of_it
    return made_of_it
