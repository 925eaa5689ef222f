"""Rows of every table, and what their native formulas must answer on the key date."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

AS_OF = date(2027, 2, 15)
HOLIDAYS = [date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29), date(2027, 10, 31), date(2027, 12, 25)]
Rows = Mapping[str, Sequence[Mapping[str, Any]]]

CONTRACT = "Nord · Süd GmbH · V-0001"

# Days to the end on both sides of every bound of the buckets
BOUNDS = (-1, 0, 30, 31, 60, 61, 90, 91, 180, 181)

GIVEN: Rows = {
    "staff": [
        {"staff_id": "M-0001", "name": "Ina Rep", "vacation_from": AS_OF, "vacation_until": AS_OF},
        {"staff_id": "M-0002", "name": "Max Rep", "vacation_from": AS_OF + timedelta(1), "vacation_until": None},
    ],
    "companies": [
        {"company_id": "F-0001", "name": "Nord · Süd GmbH"},
        {"company_id": "F-0002", "name": "Leer AG"},
    ],
    "contacts": [
        {"contact_id": "P-0001", "first_name": "Ute", "last_name": "Klar", "is_assistant": "yes_no.yes"},
        {"contact_id": "P-0002", "last_name": "Solo"},
    ],
    "issues": [
        {
            "issue_id": f"A-000{n}",
            "publication": "Bau",
            "issue": f"{n}/2027",
            "copy_deadline": date(2027, n, 10),
            "published_on": date(2027, n, 28),
        }
        for n in (1, 2, 3, 4)
    ],
    "contracts": [
        {
            "contract_id": "V-0001",
            "company_id": "Nord · Süd GmbH · F-0001",
            "ends_on": date(2027, 6, 30),
            "notice_value": 3,
            "notice_unit": "notice_unit.months",
        },
        {
            "contract_id": "V-0002",
            "starts_on": date(2024, 3, 1),
            "term_months": 12,
            "renew_months": 12,
            "notice_value": 3,
            "notice_unit": "notice_unit.months",
        },
        {
            "contract_id": "V-0003",
            "starts_on": date(2026, 8, 31),
            "term_months": 6,
            "notice_value": 6,
            "notice_unit": "notice_unit.weeks",
        },
        {
            "contract_id": "V-0004",
            "ends_on": date(2099, 12, 31),
            "notice_value": 30,
            "notice_unit": "notice_unit.days",
        },
        {
            "contract_id": "V-0005",
            "starts_on": date(2027, 1, 1),
            "term_months": 3,
            "ends_on": "31.12.2027",
            "terminated_to": date(2027, 2, 28),
            "notice_value": 0,
            "notice_unit": "notice_unit.days",
        },
        {
            "contract_id": "V-0006",
            "ends_on": date(2027, 11, 15),
            "notice_value": 10,
            "notice_unit": "notice_unit.workdays",
        },
        {"contract_id": "V-0007", "ends_on": date(2027, 8, 14), "notice_unit": "notice_unit.none"},
        {
            "contract_id": "V-0008",
            "starts_on": "soon",
            "term_months": "twelve",
            "notice_value": "three",
            "notice_unit": "notice_unit.months",
        },
        {"contract_id": "V-0009", "starts_on": date(2026, 2, 15), "term_months": 12, "renew_months": 12},
        *({"contract_id": f"V-00{10 + n}", "ends_on": AS_OF + timedelta(d)} for n, d in enumerate(BOUNDS)),
        {},
    ],
    "promises": [
        {
            "promise_id": "L-0001",
            "contract_id": CONTRACT,
            "what": "Ad",
            "quantity": 1,
            "done": 1,
            "format": "1/1",
            "issue_id": "Bau 1/2027 · A-0001",
            "appeared_in": "Bau 2/2027 · A-0002",
        },
        {
            "promise_id": "L-0002",
            "contract_id": CONTRACT,
            "quantity": 1,
            "issue_id": "A-0004",
            "kind": "promise_kind.ad",
            "confirmed_on": AS_OF,
        },
        {
            "promise_id": "L-0003",
            "contract_id": CONTRACT,
            "quantity": 1,
            "issue_id": "A-0003",
            "kind": "promise_kind.ad",
        },
        {
            "promise_id": "L-0004",
            "contract_id": CONTRACT,
            "quantity": 1,
            "kind": "promise_kind.banner",
            "window_from": date(2027, 1, 4),
            "window_until": date(2027, 3, 17),
        },
        {
            "promise_id": "L-0005",
            "contract_id": CONTRACT,
            "quantity": 2,
            "done": 1,
            "kind": "promise_kind.banner",
            "window_from": date(2026, 9, 1),
            "window_until": date(2026, 11, 30),
            "live_from": date(2026, 9, 19),
            "live_until": date(2026, 12, 5),
        },
        {"promise_id": "L-0006", "contract_id": CONTRACT, "quantity": 2, "done": 2, "accepted_on": AS_OF},
        {"promise_id": "L-0007", "contract_id": CONTRACT, "quantity": 2, "waived_on": AS_OF},
        {"promise_id": "L-0008", "contract_id": CONTRACT, "quantity": 2, "done": 1},
        {"promise_id": "L-0009", "contract_id": CONTRACT, "quantity": 1},
        {
            "promise_id": "L-0010",
            "contract_id": CONTRACT,
            "quantity": 1,
            "issue_id": "A-0002",
            "artwork_on": AS_OF,
        },
        {},
    ],
    "invoice_lines": [
        {"promise_id": "L-0011", "quantity": 24, "unit_price": 280, "net": 6720},
        {"promise_id": "L-0009", "quantity": 24, "unit_price": 280, "net": 6720},
        {"quantity": 24, "unit_price": 0.6, "net": 12.96, "fee": "yes_no.yes"},
        {"quantity": 24, "unit_price": 0.6, "net": 12.96},
    ],
    "materials": [
        {"material_id": "MT-0001", "name": "Flyer", "content_on": date(2027, 1, 1)},
        {"material_id": "MT-0002", "name": "Roll-up"},
        {},
    ],
    "stock_moves": [
        {
            "moved_on": AS_OF - timedelta(100),
            "material_id": "Flyer · MT-0001",
            "kind": "move_kind.receipt",
            "quantity": 1000,
        },
        *(
            {
                "moved_on": AS_OF - timedelta(n),
                "material_id": "MT-0001",
                "kind": "move_kind.issue",
                "quantity": -40,
            }
            for n in range(5)
        ),
        {"moved_on": AS_OF + timedelta(9), "material_id": "MT-0001", "kind": "move_kind.request", "quantity": -50},
    ],
    "reprints": [
        {"reprint_id": "ND-0001", "material_id": "MT-0001", "ordered_on": AS_OF, "quantity": 500},
        {
            "reprint_id": "ND-0002",
            "material_id": "MT-0001",
            "asked_on": AS_OF,
            "changes": "new price",
            "quantity": 500,
        },
    ],
    "show_items": [
        {"show_id": "S-0001", "material_id": "MT-0001", "planned": 300},
        {
            "show_id": "S-0001",
            "material_id": "MT-0001",
            "planned": 300,
            "sent": 300,
            "used": 212,
            "back_good": 80,
            "back_damaged": 3,
        },
    ],
    "web_pages": [
        {"page_id": "W-0001", "what": "Kit", "material_id": "MT-0001", "found_on": date(2026, 1, 1)},
        {"page_id": "W-0002", "what": "Roll", "material_id": "MT-0002", "found_on": date(2026, 1, 1)},
    ],
    "traffic": [{"impressions": 200, "clicks": 3}, {"impressions": 0, "clicks": 3}],
    "tickets": [
        {"ticket_id": "AN-0001", "opened_on": date(2027, 2, 5), "severity": "severity.normal"},
        {
            "ticket_id": "AN-0002",
            "opened_on": date(2027, 2, 5),
            "severity": "severity.critical",
            "solved_on": AS_OF,
        },
        {"ticket_id": "AN-0003", "opened_on": date(2027, 3, 25)},
    ],
    "questions": [
        {"question_id": "FR-0001", "topic": "question_topic.authority", "weight": 2, "knock_out": "yes_no.yes"}
    ],
    "answers": [
        {"company_id": "F-0001", "question_id": "FR-0001", "asked_whom": "Ute Klar · P-0001", "points": 5},
        {"company_id": "F-0002", "question_id": "FR-0001", "asked_whom": "Solo · P-0002", "points": 0},
        {"company_id": "F-0002", "question_id": "FR-0404", "points": 3},
    ],
    "handovers": [{"handover_id": "U-0001", "company_id": "F-0001", "handed_on": AS_OF, "bonus": 100}],
    "research": [{"found_on": date(2025, 2, 14)}, {"found_on": date(2025, 2, 15)}],
    "shows": [
        {"show_id": "S-0001", "name": "Nordbau", "starts_on": date(2027, 5, 12), "ends_on": date(2027, 5, 14)}
    ],
    "shipments": [
        {"shipment_id": "SD-0001", "show_id": "Nordbau · S-0001", "must_arrive_by": AS_OF, "delivered_on": AS_OF},
        {
            "shipment_id": "SD-0002",
            "show_id": "Nordbau · S-0001",
            "tracking_no": "X1",
            "must_arrive_by": AS_OF - timedelta(1),
        },
    ],
    "show_contacts": [{"show_id": "S-0001", "rating": "rating.A"}, {"show_id": "S-0001", "rating": "rating.B"}],
    "sales": [
        {"on": date(2027, 1, 1), "rep": "M-0001", "net": 100, "cost": 40},
        {"on": date(2027, 3, 31), "rep": "Ina Rep · M-0001", "net": -20},
        {"on": date(2027, 4, 1), "rep": "M-0001", "net": 7},
    ],
    "targets": [
        {
            "rep": "Ina Rep · M-0001",
            "period": "period.quarter",
            "period_start": date(2027, 1, 1),
            "revenue_target": 160,
        },
        {"rep": "M-0002", "period": "period.year", "period_start": date(2027, 1, 1), "revenue_target": 0},
    ],
    "quotes": [
        {"quote_id": "Q-0001", "number": "AN-2027-0001", "company_id": "Leer AG · F-0002"},
        {"quote_id": "Q-0002", "number": "AN-2027-0002", "extra_discount": 0.1, "agency_commission": 0.15},
    ],
    "quote_lines": [
        *(
            {"quote_id": "AN-2027-0001 Leer AG · Q-0001", "quantity": 1, "list_price": 0.03, "vat": "vat.standard"}
            for _ in range(3)
        ),
        {
            "quote_id": "Q-0002",
            "quantity": 2,
            "list_price": 500,
            "vat": "vat.standard",
            "discount": 0.1,
            "unit_cost": 300,
        },
        {"quote_id": "Q-0002", "quantity": 1, "list_price": 100, "vat": "vat.reduced", "free": "yes_no.yes"},
    ],
    "quote_inputs": [
        {"quote_id": "Q-0001", "due_on": AS_OF - timedelta(1)},
        {"quote_id": "Q-0001", "answered_on": AS_OF},
    ],
    "meetings": [{"meeting_id": "T-0001", "subject": "Jour fixe", "company_id": "Nord · Süd GmbH · F-0001"}],
    "trips": [{"trip_id": "R-0001", "costs": 100, "per_diem": 28}],
    "reviews": [{"action": "call", "due_on": AS_OF - timedelta(1)}, {"text": "fine"}],
    "tasks": [{"what": "call", "due_on": AS_OF - timedelta(1)}, {"what": "write", "dropped_on": AS_OF}, {}],
    "mailings": [{"mailing_id": "ML-0001", "letter": "Invitation", "about": "Nordbau"}],
    "recipients": [
        {"mailing_id": "Invitation Nordbau · ML-0001", "state": f"recipient_state.{state}"}
        for state in ("sent", "replied", "skipped", "queued", "failed")
    ],
    "settings": [{"key": "sla.normal", "value": 4}, {"key": "stock.min_issues"}],
}

D = date
EXPECTED: dict[str, list[Any]] = {
    "staff.absent": ["yes_no.yes", "yes_no.no"],
    "staff.pick": ["Ina Rep · M-0001", "Max Rep · M-0002"],
    "companies.pick": ["Nord · Süd GmbH · F-0001", "Leer AG · F-0002"],
    "companies.score": [6, 0],
    "companies.grade": ["grade.C", "grade.D"],
    "contacts.pick": ["Ute Klar · P-0001", "Solo · P-0002"],
    "contracts.current_end": [
        *(
            D(2027, 6, 30),
            D(2027, 2, 28),
            D(2027, 2, 28),
            "",
            D(2027, 2, 28),
            D(2027, 11, 15),
            D(2027, 8, 14),
            "",
            D(2028, 2, 14),
        ),
        *(AS_OF + timedelta(days) for days in BOUNDS),
        "",
    ],
    "contracts.notice_by": [
        *(D(2027, 3, 31), D(2026, 11, 30), D(2027, 1, 17), "", D(2027, 2, 28), D(2027, 11, 3)),
        *[""] * (4 + len(BOUNDS)),
    ],
    "contracts.days_to_notice": [44, -77, -29, "", 13, 261, *[""] * (4 + len(BOUNDS))],
    "contracts.bucket": [
        *("bucket.b180", "bucket.b30", "bucket.b30", "bucket.open", "bucket.b30"),
        *("bucket.later", "bucket.b180", "bucket.open", "bucket.later"),
        *("bucket.past", "bucket.b30", "bucket.b30", "bucket.b60", "bucket.b60", "bucket.b90", "bucket.b90"),
        *("bucket.b180", "bucket.b180", "bucket.later", ""),
    ],
    "contracts.pick": ["Nord · Süd GmbH · V-0001", *(f"V-00{n:02}" for n in range(2, 20)), ""],
    "promises.artwork_due": [
        D(2027, 1, 10),
        D(2027, 4, 10),
        D(2027, 3, 10),
        D(2026, 12, 30),
        D(2026, 8, 28),
        *([""] * 4),
        D(2027, 2, 10),
        "",
    ],
    "promises.use_by": [D(2027, 1, 10), D(2027, 4, 28), D(2027, 3, 10), D(2027, 3, 17), D(2026, 11, 30)]
    + [D(2027, 6, 30)] * 4
    + [D(2027, 2, 28), ""],
    "promises.live_days": ["", "", "", "", 73, "", "", "", "", "", ""],
    "promises.state": [
        f"promise_state.{state}" if state else ""
        for state in [*"wrong in_work planned unused lapsed delivered waived partly planned in_work".split(), ""]
    ],
    "promises.pick": ["Nord · Süd GmbH Ad · L-0001", *(f"Nord · Süd GmbH · L-00{n:02}" for n in range(2, 11)), ""],
    "invoice_lines.expected": ["", 6720, 14.4, ""],
    "invoice_lines.deviation": ["", 0, -1.44, ""],
    "invoice_lines.verdict": ["", "invoice_verdict.ok", "invoice_verdict.wrong_amount", ""],
    "materials.on_hand": [800, 0, ""],
    "materials.on_order": [500, 0, ""],
    "materials.reserved": [350, 0, ""],
    "materials.daily_use": [2, "", ""],
    "materials.cover_days": [475, "", ""],
    "reprints.state": ["reprint_state.ordered", "reprint_state.blocked"],
    "show_items.missing": ["", 5],
    "web_pages.edition": ["web_edition.outdated", "web_edition.unknown"],
    "traffic.click_rate": [0.015, ""],
    "tickets.due_on": [D(2027, 2, 11), D(2027, 2, 5), D(2027, 4, 2)],
    "tickets.state": ["work_state.overdue", "work_state.done", "work_state.open"],
    "answers.score": [6, 0, ""],
    "answers.knocked_out": ["yes_no.no", "yes_no.yes", "yes_no.no"],
    "handovers.answer_due": [D(2027, 2, 22)],
    "handovers.bonus_state": ["bonus_state.due"],
    "research.old": ["yes_no.yes", "yes_no.no"],
    "shows.days_left": [86],
    "shipments.late": ["yes_no.no", "yes_no.yes"],
    "shipments.pick": ["Nordbau · SD-0001", "Nordbau X1 · SD-0002"],
    "show_contacts.follow_up_by": [D(2027, 5, 18), D(2027, 5, 21)],
    "sales.margin": [60, -20, 7],
    "sales.margin_share": [0.6, 1, 1],
    "targets.revenue": [80, 0],
    "targets.margin": [40, 0],
    "targets.revenue_attained": [0.5, ""],
    "quotes.net": [0.09, 688.5],
    "quotes.vat": [0.02, 130.82],
    "quotes.gross": [0.11, 819.32],
    "quotes.total_discount": [0, 0.374091],
    "quotes.approval": ["approval.rep", "approval.management"],
    "quotes.margin_share": ["", 0.12854],
    "quote_lines.net": [0.03, 0.03, 0.03, 900, 0],
    "quote_inputs.state": ["input_state.overdue", "input_state.answered"],
    "meetings.pick": ["Jour fixe Nord · Süd GmbH · T-0001"],
    "trips.total": [128],
    "reviews.state": ["work_state.overdue", ""],
    "tasks.state": ["task_state.overdue", "task_state.dropped", ""],
    "mailings.queued": [1],
    "mailings.sent": [2],
    "mailings.skipped": [1],
    "mailings.failed": [1],
}
