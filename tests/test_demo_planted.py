"""The thirty planted cases: each has exactly the facts it names, and nothing else in the demo looks like it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from demo_tables import frames, named, rows_of, settings, whole

from addin.core.contracts import contract_terms, current_end, notice_effects
from addin.core.dates import send_by, workday
from addin.core.house import House
from addin.core.materials import order_by, stock_out
from addin.core.posts import post_length
from addin.tables import TABLES
from workbook_templates.demo.issues import DOSING, issue_of
from workbook_templates.demo.keydate import AS_OF
from workbook_templates.demo.planted import CASES, PLANTED, Planted
from workbook_templates.demo.planted.figures import STATED_TOTAL, form_asked_back

COMPUTED = [found for found in PLANTED if found.column in {c.key for c in TABLES[found.table].computed}]


def expected(case: str) -> dict[tuple[str, str], Any]:
    """What must be found in a case, by row and column."""
    return {(found.row_id, found.column): found.expect for found in PLANTED if found.case == case}


def test_there_are_thirty_cases_and_each_says_what_must_be_found() -> None:
    names = [f"X{number:02d}" for number in range(1, 31)]
    assert sorted(CASES) == names
    assert sorted({found.case for found in PLANTED}) == names
    assert [found.case for found in PLANTED] == sorted(found.case for found in PLANTED)
    assert all(rows.__doc__ for rows in CASES.values())


def test_every_finding_points_to_rows_that_exist() -> None:
    for found in PLANTED:
        if found.table == "companies":
            assert all(named("companies", row_id) for row_id in found.row_id.split("/"))
        else:
            assert named(found.table, found.row_id)


@pytest.mark.parametrize("found", COMPUTED, ids=lambda found: f"{found.case} {found.row_id} {found.column}")
def test_python_finds_what_is_planted(found: Planted) -> None:
    answer = named(found.table, found.row_id)[found.column]
    answer = answer.date() if isinstance(answer, datetime) else answer
    assert answer == (pytest.approx(found.expect) if isinstance(found.expect, float) else found.expect)


# ------------------------------------------------------------------ X01 to X07: terms and notice


@pytest.mark.parametrize(
    ("contract_id", "starts_on", "months"),
    [
        ("V-0099", date(2026, 7, 1), 12),
        ("V-0100", date(2027, 3, 1), 12),
        ("V-0101", date(2026, 8, 31), 6),
        ("V-0102", date(2024, 3, 1), 12),
        ("V-0105", date(2027, 2, 1), 12),
    ],
)
def test_x01_to_x07_run_as_the_cases_say(contract_id: str, starts_on: date, months: int) -> None:
    contract = named("contracts", contract_id)
    assert contract["starts_on"].date() == starts_on
    assert contract["term_months"] == contract["renew_months"] == months
    assert (contract["notice_unit"], contract["terminated_on"]) == ("months", None)


def test_x04_runs_another_year_once_its_end_has_come() -> None:
    contracts = frames()["contracts"]
    terms = next(contract_terms(contracts[contracts["contract_id"] == "V-0102"]))
    assert current_end(terms, date(2027, 3, 1)) == expected("X04")["V-0102", "next_end"]


def test_x05_was_imported_with_an_end_in_2099() -> None:
    contract = named("contracts", "V-0103")
    assert (contract["ends_on"].date(), contract["state"]) == (date(2099, 12, 31), "imported")


def test_x06_gave_notice_a_day_late() -> None:
    contracts = frames()["contracts"]
    late = contracts[contracts["contract_id"] == "V-0104"]
    effect = notice_effects(late).iloc[0]
    deadline = named("contracts", "V-0104")["notice_by"]
    assert late["terminated_on"].iloc[0] == deadline + timedelta(days=1)
    assert effect["late"]
    assert effect["terminated_to"].date() == expected("X06")["V-0104", "terminated_to"]


def test_x07_must_leave_before_the_holiday_of_the_customers_state() -> None:
    contract = named("contracts", "V-0105")
    state = named("companies", contract["company_id"])["state"]
    deadline, wanted = contract["notice_by"].date(), expected("X07")
    assert state == "NI"
    assert send_by(deadline, "email", state) == wanted["V-0105", "arrives_on"]
    assert send_by(deadline, "letter", state) == wanted["V-0105", "send_by"]


# ------------------------------------------------------------------ X08 to X14: promises


def test_x08_is_the_only_advertisement_in_a_wrong_issue() -> None:
    promises = whole("promises")
    ad = named("promises", "L-0398")
    assert (ad["issue_id"], ad["appeared_in"]) == (
        issue_of(DOSING, "4/2027").issue_id,
        issue_of(DOSING, "5/2027").issue_id,
    )
    assert list(promises[promises["state"] == "wrong"]["promise_id"]) == ["L-0398"]


def test_x09_and_x10_are_the_only_lines_that_differ() -> None:
    lines = whole("invoice_lines")
    wrong = lines[lines["verdict"] != "ok"]
    assert list(wrong["invoice_no"]) == ["R-2026-1107", "R-2026-1108"]
    assert list(wrong["net"]) == [6720.00, 12.96]
    assert named("promises", "L-0401")["agreed_discount"] == 0.10
    assert named("invoice_lines", "R-2026-1107/1")["quantity"] == 24


def test_x11_took_four_of_twelve_at_4980() -> None:
    contract, promise = named("contracts", "V-0109"), named("promises", "L-0404")
    price = named("prices", promise["price_id"])
    scale = {v["from_quantity"]: v["discount"] for v in rows_of("prices") if v["from_quantity"]}
    assert (contract["insertions"], contract["discount"]) == (12, 0.10)
    assert (promise["quantity"], promise["done"], price["list_price"]) == (12, 4, 4980)
    settlement = round(4 * price["list_price"] * (contract["discount"] - scale[3]), 2)
    assert settlement == expected("X11")["V-0109", "settlement"]


def test_x12_is_free_unused_and_open_for_thirty_days() -> None:
    banner, link = named("promises", "L-0406"), named("promises", "L-0407")
    assert banner["free"] and link["free"]
    assert banner["use_by"].date() - timedelta(days=30) == expected("X12")["L-0406", "remind_on"] == AS_OF
    assert banner["contract_id"] == link["contract_id"] == "V-0110"


def test_x13_is_the_only_banner_that_did_not_stand_its_whole_window() -> None:
    promises = whole("promises")
    over = promises[promises["live_days"].notna() & (promises["window_until"] < AS_OF.isoformat())]
    window = (over["window_until"] - over["window_from"]).dt.days + 1
    short = over[over["live_days"] < window]
    assert list(short["promise_id"]) == ["L-0408"]
    assert window[short.index[0]] == 91
    assert expected("X13")["L-0408", "shortfall_days"] == 91 - 73


def test_x14_has_one_broken_target_behind_four_placements() -> None:
    broken = [v for v in rows_of("web_pages") if v["result"] == "broken"]
    contracts = {named("promises", v["promise_id"])["contract_id"] for v in broken}
    assert len(broken) == 4
    assert {v["http_code"] for v in broken} == {404}
    assert len({v["url"] for v in broken}) == len(contracts) == 1
    assert named("contracts", contracts.pop())["company_id"] == "F-0162"


# ------------------------------------------------------------------ X15 to X18, X22: material


def test_x15_would_last_three_weeks_longer_without_the_fair() -> None:
    brochure = named("materials", "MT-0025")
    workdays = sum(int(brochure[f"{step}_days"]) for step in ("review", "proof", "production", "delivery"))
    without = stock_out(AS_OF, brochure["on_hand"], brochure["daily_use"], {}, {})
    wanted = expected("X15")
    assert order_by(AS_OF, without, workdays, House("BE")) == wanted["MT-0025", "order_by_without_show"]
    assert wanted["MT-0025", "order_by_without_show"] - wanted["MT-0025", "order_by"] == timedelta(weeks=3)
    assert workday(date(2027, 5, 12), -workdays, "BE") == wanted["MT-0025", "order_by"]


def test_x16_needs_less_until_its_end_than_the_printer_prints() -> None:
    material = named("materials", "MT-0026")
    days = (material["valid_until"].date() - AS_OF).days
    usable = int(material["daily_use"] * days)
    assert material["valid_until"].date() == date(2027, 12, 31)
    assert usable == expected("X16")["MT-0026", "usable_until_end"]
    assert usable < material["min_run"]


def test_x17_is_the_only_reprint_that_is_blocked() -> None:
    reprints = whole("reprints")
    held = reprints[reprints["state"] == "blocked"]
    assert list(held["reprint_id"]) == ["ND-0008"]
    assert held["ordered_on"].isna().all()
    assert len(str(held["answers"].iloc[0]).splitlines()) == 6


def test_x18_is_the_only_document_that_is_outdated() -> None:
    pages = whole("web_pages")
    assert list(pages[pages["edition"] == "outdated"]["page_id"]) == ["W-0074"]


def test_x22_misses_five_brochures_and_a_roll_up() -> None:
    items = whole("show_items")
    brochures = named("show_items", "S-0002/MT-0001")
    assert [brochures[key] for key in ("sent", "used", "back_good", "back_damaged")] == [300, 212, 80, 3]
    assert named("show_items", "S-0002/MT-0021")["value"] == expected("X22")["S-0002/MT-0021", "incident_value"]
    assert list(items[items["missing"].fillna(0) != 0]["material_id"]) == ["MT-0001", "MT-0021"]


# ------------------------------------------------------------------ X19 to X21, X23, X30: companies and people


def test_x19_has_three_pairs_that_look_alike() -> None:
    names = {row: [named("companies", part)["name"] for part in row.split("/")] for row, _ in expected("X19")}
    countries = {row: [named("companies", part)["country"] for part in row.split("/")] for row in names}
    assert [one.replace(" ", "") == other.replace(" ", "") for one, other in names.values()] == [True, False, True]
    assert list(countries.values()) == [["DE", "DE"], ["CH", "DE"], ["EG", "GE"]]


def test_x20_has_a_silent_one_an_objector_and_a_customer_who_wants_no_mail() -> None:
    silent, objector, customer = (named("contacts", row_id) for row_id in ("P-0296", "P-0297", "P-0298"))
    statuses = [named("companies", person["company_id"])["status"] for person in (silent, objector, customer)]
    assert statuses == ["prospect", "prospect", "customer"]
    assert (silent["basis_email"], silent["objected_on"], silent["no_post_on"]) == ("none", None, None)
    assert objector["objected_on"] is not None
    assert (customer["basis_email"], customer["objected_on"]) == ("existing_customer", None)
    assert customer["no_email_on"] is not None
    assert sum(v.get("objected_on") is not None for v in rows_of("contacts")) == 1


def test_x21_has_one_hard_three_soft_and_one_policy_bounce() -> None:
    bounces = [v for v in rows_of("returns") if v.get("class") is None]
    full = [v for v in bounces if v["code"] == "4.2.2"]
    assert [v["code"] for v in bounces] == ["5.1.1", "4.2.2", "4.2.2", "4.2.2", "5.7.1"]
    assert (full[-1]["on"] - full[0]["on"]).days <= 30
    assert len({v["mailing_id"] for v in full}) == 2
    known = {v["email"] for v in rows_of("contacts")}
    assert {v["address"] for v in bounces} <= known


def test_x23_signed_on_the_last_day_a_day_later_and_twice() -> None:
    handed = {number: named("handovers", f"U-00{number}") for number in (15, 16, 17, 18)}
    signed = {number: named("contracts", row["contract_id"])["signed_on"].date() for number, row in handed.items()}
    assert handed[15]["handed_on"].date() == handed[16]["handed_on"].date() == date(2026, 1, 26)
    assert (signed[15], signed[16]) == (date(2027, 1, 26), date(2027, 1, 27))
    assert handed[17]["company_id"] == handed[18]["company_id"]
    assert signed[17] < signed[18]


def test_x30_names_begin_like_formulas() -> None:
    odd = [str(v["name"]) for v in rows_of("companies") if str(v["name"])[0] in "=+-@"]
    assert odd == list(expected("X30").values())


# ------------------------------------------------------------------ X24 to X29: figures, quotes, diary, posts


def test_x24_states_ten_cents_more_than_its_lines_and_is_not_booked() -> None:
    lines = form_asked_back()
    total = round(sum(float(str(line["net"])) for line in lines), 2)
    assert total == expected("X24")["M-0009/2027-01-01", "sum_of_lines"]
    assert round(STATED_TOTAL - total, 2) == 0.10
    booked = [v for v in rows_of("sales") if v["rep"] == "M-0009" and v["on"].strftime("%Y-%m") == "2027-01"]
    assert booked == []


def test_x25_has_a_target_of_zero_and_none_at_all() -> None:
    targets = [named("targets", f"M-0009/2026-0{month}-01") for month in (3, 4)]
    assert [row["revenue_target"] for row in targets] == [0, None]
    assert all(row["revenue"] > 0 for row in targets)


def test_x26_is_the_only_quote_that_is_sent_and_expired() -> None:
    sent = [v for v in rows_of("quotes") if v["state"] == "sent" and v["valid_until"] < AS_OF]
    assert [(v["quote_id"], v["valid_until"]) for v in sent] == [("Q-0039", AS_OF - timedelta(days=1))]
    assert settings()["quote.last_number"] not in {v["number"] for v in rows_of("quotes")}


def test_x27_has_three_lines_of_three_cents() -> None:
    lines = [v for v in rows_of("quote_lines") if v["quote_id"] == "Q-0040"]
    assert [(v["list_price"], v["quantity"], v["vat"]) for v in lines] == [(0.03, 1, "standard")] * 3


@pytest.mark.parametrize("language", ["de", "en"])
def test_x28_was_moved_and_its_subject_must_be_folded(language: str) -> None:
    moved = [v for v in rows_of("meetings", language) if v["sequence"]]
    line = "SUMMARY:" + str(moved[0]["subject"]).replace(",", "\\,")
    assert [(v["meeting_id"], v["sequence"]) for v in moved] == [("T-0030", 1)]
    with pytest.raises(UnicodeDecodeError):  # the 75th octet lies in the middle of an umlaut
        line.encode()[:75].decode()


@pytest.mark.parametrize("language", ["de", "en"])
def test_x29_has_270_characters_and_a_link_of_90(language: str) -> None:
    post = next(v for v in rows_of("posts", language) if v["post_id"] == "B-0015")
    assert (post["network"], len(post["text"]), len(post["link"])) == ("x", 270, 90)
    assert post_length(post["text"], post["link"], "x") == expected("X29")["B-0015", "length"] > 280
