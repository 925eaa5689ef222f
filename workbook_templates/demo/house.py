"""The house itself: what its settings say."""

from __future__ import annotations

from addin.plan import NewRow
from addin.tables.model import Value
from workbook_templates.demo.addresses import phone
from workbook_templates.demo.companies import vat_id
from workbook_templates.demo.keydate import AS_OF, STATE
from workbook_templates.demo.quotes import last_number
from workbook_templates.demo.staff import DOMAIN
from workbook_templates.demo.wording import Wording


def rows(wording: Wording) -> list[NewRow]:
    """The settings in which the demo differs from an empty workbook."""
    values: dict[str, Value] = {
        "as_of": AS_OF,
        "house.name": "Fachverlag Nordlicht GmbH",
        "house.street": "Leuchtturmweg 7",
        "house.zip": "10115",
        "house.city": "Berlin",
        "house.country": wording.text("house", "country"),
        "house.phone": phone(STATE, 900),
        "house.email": f"info@{DOMAIN}",
        "house.website": f"https://www.{DOMAIN}",
        "house.seat": "Berlin",
        "house.court": wording.text("house", "court"),
        "house.register_no": "HRB 000000 B",
        "house.directors": "Dr. Friederike Ahlers-Meyer",
        "house.vat_id": vat_id(0),
        "house.bank": wording.text("house", "bank"),
        "house.state": STATE,
        "mail.sender": f"vertrieb@{DOMAIN}",
        "mail.objection": f"widerspruch@{DOMAIN}",
        "quote.last_number": last_number(),
    }
    return [NewRow("settings", {"key": key, "value": value}) for key, value in values.items()]
