"""X01 to X07: ends and notice deadlines that are easy to get wrong."""

from __future__ import annotations

from datetime import date

from addin.plan import NewRow
from workbook_templates.demo.planted.case import planted
from workbook_templates.demo.planted.clients import Client, contract, half_page
from workbook_templates.demo.wording import Wording


@planted(
    "X01",
    "R-03",
    ("contracts", "V-0099", "current_end", date(2027, 6, 30)),
    ("contracts", "V-0099", "notice_by", date(2027, 3, 31)),
)
def three_months_before_the_end_of_june(wording: Wording) -> list[NewRow]:
    """Subtracting months from the day alone would give 30 March."""
    client = Client(0, "Tieloh Dosierwerk GmbH", "NW")
    return [
        *client.rows(wording),
        contract(99, client, date(2026, 7, 1), 5700),
        half_page(386, 99, "8/2026", wording),
        half_page(387, 99, "2/2027", wording),
    ]


@planted(
    "X02",
    "R-03",
    ("contracts", "V-0100", "current_end", date(2028, 2, 29)),
    ("contracts", "V-0100", "notice_by", date(2027, 11, 30)),
)
def end_on_the_leap_day(wording: Wording) -> list[NewRow]:
    """The contract begins in March 2027 and ends with February 2028."""
    client = Client(1, "Wendquast Wägesysteme AG", "BY", "weighing")
    return [
        *client.rows(wording),
        contract(100, client, date(2027, 3, 1), 5800),
        half_page(388, 100, "5/2027", wording),
        half_page(389, 100, "7/2027", wording),
    ]


@planted("X03", "R-01", ("contracts", "V-0101", "current_end", date(2027, 2, 28)))
def half_a_year_from_the_last_of_august(wording: Wording) -> list[NewRow]:
    """February has no 30th: the term ends on the 28th, not on the 27th."""
    client = Client(2, "Ottermark Siebtechnik GmbH & Co. KG", "HE", "bulk")
    return [
        *client.rows(wording),
        contract(101, client, date(2026, 8, 31), 5600, term_months=6, renew_months=6, notice_value=1),
        half_page(390, 101, "9/2026", wording),
        half_page(391, 101, "10/2026", wording),
    ]


@planted(
    "X04",
    "R-02",
    ("contracts", "V-0102", "current_end", date(2027, 2, 28)),
    ("contracts", "V-0102", "notice_by", date(2026, 11, 30)),
    ("contracts", "V-0102", "next_end", date(2028, 2, 29)),
)
def renewed_twice_and_the_deadline_is_past(wording: Wording) -> list[NewRow]:
    """No notice arrived by the end of November, so it runs another year, to the leap day."""
    client = Client(3, "Sielbrink Behältertechnik KG", "HH", "plant")
    return [
        *client.rows(wording),
        contract(102, client, date(2024, 3, 1), 5600),
        half_page(392, 102, "5/2026", wording),
        half_page(393, 102, "7/2026", wording),
    ]


@planted(
    "X05",
    "R-02",
    ("contracts", "V-0103", "current_end", None),
    ("contracts", "V-0103", "bucket", "open"),
    ("contracts", "V-0103", "ends_on", "sentinel_end"),
)
def imported_with_an_end_in_2099(wording: Wording) -> list[NewRow]:
    """The old register wrote 2099 for contracts without an end."""
    client = Client(4, "Ruhwinkel Pumpentechnik GmbH", "NI", "pumps")
    end = date(2099, 12, 31)
    more = {"state": "imported", "term_months": None, "renew_months": None, "contract_no": "NV-2019-014"}
    return [*client.rows(wording), contract(103, client, date(2019, 5, 1), 3200, ends_on=end, **more)]


@planted(
    "X06",
    "R-02",
    ("contracts", "V-0104", "notice_by", date(2027, 1, 14)),
    ("contracts", "V-0104", "terminated_on", "late_notice"),
    ("contracts", "V-0104", "terminated_to", date(2028, 4, 14)),
)
def notice_that_came_a_day_late(wording: Wording) -> list[NewRow]:
    """It arrived on 15 January: the contract runs on until April of the next year."""
    client = Client(5, "Eichquast Folienwerk GmbH", "BB", "packaging")
    note = wording.text("notes", "late_notice")
    return [
        *client.rows(wording),
        contract(104, client, date(2024, 4, 15), 5600, terminated_on=date(2027, 1, 15), note=note),
        half_page(394, 104, "6/2026", wording),
        half_page(395, 104, "8/2026", wording),
    ]


@planted(
    "X07",
    "R-05",
    ("contracts", "V-0105", "notice_by", date(2027, 10, 31)),
    ("contracts", "V-0105", "arrives_on", date(2027, 10, 29)),
    ("contracts", "V-0105", "send_by", date(2027, 10, 26)),
)
def deadline_on_a_sunday_that_is_a_holiday(wording: Wording) -> list[NewRow]:
    """31 October 2027 is a Sunday, and Reformation Day in Lower Saxony where the customer sits."""
    client = Client(6, "Lohmark Verpackungstechnik GmbH", "NI", "packaging")
    return [
        *client.rows(wording),
        contract(105, client, date(2027, 2, 1), 5800),
        half_page(396, 105, "4/2027", wording),
        half_page(397, 105, "6/2027", wording),
    ]
