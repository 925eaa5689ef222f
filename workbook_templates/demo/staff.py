"""The fourteen people of the house."""

from __future__ import annotations

from datetime import date

from addin.plan import NewRow
from workbook_templates.demo.addresses import phone, plain
from workbook_templates.demo.ids import identity
from workbook_templates.demo.wording import Wording

DOMAIN = "nordlicht.example"

HEAD, MANAGER, SECOND_MANAGER = "M-0001", "M-0002", "M-0003"
REPS = ("M-0004", "M-0005", "M-0006", "M-0007", "M-0008", "M-0009")
COORDINATOR, SECOND_COORDINATOR = "M-0010", "M-0011"
DESIGN, WEB, SHOWS = "M-0012", "M-0013", "M-0014"

# How the contracts spread over the reps, and where each of them travels
REP_SHARES = dict(zip(REPS, (26, 21, 18, 15, 12, 8), strict=True))
TERRITORIES = {
    "M-0004": ("NW", "RP", "SL"),
    "M-0005": ("BY", "BW"),
    "M-0006": ("HE", "TH", "SN"),
    "M-0007": ("HH", "SH", "HB", "MV"),
    "M-0008": ("NI", "ST"),
    "M-0009": ("BE", "BB"),
}

_PEOPLE = (
    ("Dr. Friederike Ahlers-Meyer", "manager", "management", "BE", None, "M-0002", (2011, 4)),
    ("Volker Strauß", "manager", "sales", "NW", HEAD, "M-0003", (2014, 10)),
    ("Małgorzata Kaczmarek", "manager", "sales", "BE", HEAD, "M-0002", (2017, 1)),
    ("Deniz Yıldız", "rep", "sales", "NW", MANAGER, "M-0005", (2018, 3)),
    ("Björn Großmann", "rep", "sales", "BY", MANAGER, "M-0004", (2016, 7)),
    ("Linh Nguyễn", "rep", "sales", "HE", MANAGER, "M-0005", (2020, 9)),
    ("Katharina Weiß", "rep", "sales", "HH", SECOND_MANAGER, "M-0008", (2019, 2)),
    ("Stanisław Zieliński", "rep", "sales", "NI", SECOND_MANAGER, "M-0007", (2021, 5)),
    ("Jörg Süßmilch", "rep", "sales", "BE", SECOND_MANAGER, "M-0008", (2025, 10)),
    ("Anke Räther", "coordinator", "sales", "BE", HEAD, "M-0011", (2015, 1)),
    ("Mehmet Öztürk", "coordinator", "sales", "BE", HEAD, "M-0010", (2022, 8)),
    ("Swantje Möhring", "department", "design", "BE", HEAD, None, (2013, 6)),
    ("Quang Trần", "department", "web", "BE", HEAD, None, (2019, 11)),
    ("Bärbel Fößel", "department", "shows", "BE", HEAD, None, (2012, 3)),
)
NAMES = {identity("staff", number): person[0] for number, person in enumerate(_PEOPLE, 1)}
_ON_VACATION = {"M-0008": (date(2027, 2, 15), date(2027, 2, 19))}


def rows(_wording: Wording) -> list[NewRow]:
    """Everybody who works at the house, the head first."""
    return [_employee(number, person) for number, person in enumerate(_PEOPLE, 1)]


def _employee(number: int, person: tuple[str, str, str, str, str | None, str | None, tuple[int, int]]) -> NewRow:
    name, role, department, state, manager, stand_in, joined = person
    key = identity("staff", number)
    first, last = name.removeprefix("Dr. ").split(" ", 1)
    away = _ON_VACATION.get(key, (None, None))
    return NewRow(
        "staff",
        {
            "staff_id": key,
            "name": name,
            "role": role,
            "department": department,
            "email": f"{plain(first)[0]}.{plain(last)}@{DOMAIN}",
            "phone": phone("BE", 900 + number),
            "state": state,
            "manager": manager,
            "stand_in": stand_in,
            "vacation_from": away[0],
            "vacation_until": away[1],
            "active": True,
            "bonus": role == "coordinator",
            "joined_on": date(*joined, 1),
        },
    )
