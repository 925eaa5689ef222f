"""What is late or runs out in the areas beside the contracts, for the today list and for the manager."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from addin.commands.material import MaterialWorld
from addin.commands.promises import PromiseWorld
from addin.commands.sales import SalesWorld
from addin.commands.shipments import returns_to_book
from addin.commands.situation import Situation
from addin.core.computed.given import Given
from addin.core.fulfilment import Finding
from addin.core.lead_handovers import current, standing_of
from addin.core.mailings import OPEN
from addin.core.records import records
from addin.core.sales import not_turned_in
from addin.core.shipments import OPEN_ALARMS, tracked
from addin.core.today import Due, Urgency
from addin.reports.calendar import period_name
from addin.reports.fulfilment import finding_facts
from addin.words import Words


def promises_due(promised: PromiseWorld) -> Iterator[Due]:
    """Everything that is wrong with promises or overdue; what only comes near is left out (R-10, R-11)."""
    contracts = promised.situation.tables["contracts"].set_index("contract_id")
    for finding in promised.findings:
        if finding.urgency != "notice":
            yield promise_due(finding, promised, contracts)


def promise_due(finding: Finding, promised: PromiseWorld, contracts: Any) -> Due:
    """One finding as something due; `contracts` by their ids."""
    words = promised.situation.words
    _, contract_id, what, _ = promised.ledger.facts(finding)
    said = words.text(f"reports.fulfilment_check.findings.{finding.kind}", **finding_facts(finding, words))
    known = contract_id in contracts.index
    company, rep = (contracts.at[contract_id, key] if known else None for key in ("company_id", "rep"))
    return Due(
        "promise",
        finding.on,
        finding.urgency,
        finding.table,
        finding.row,
        finding.column,
        company_id=company,
        person=rep,
        subject=": ".join(part for part in (what, said) if part),
    )


def stock_due(material: MaterialWorld) -> Iterator[Due]:
    """Materials whose order must begin now, and those whose count is wrong (R-20, R-24)."""
    situation = material.situation
    for one in material.standings:
        urgency = one.urgency(material.soon)
        if urgency in ("critical", "warning") and (one.to_order or one.on_hand < 0):
            path = "negative" if one.on_hand < 0 else "stock"
            said = situation.words.text(f"reports.today.{path}", n=one.on_hand, on=one.runs_out or situation.today)
            on = one.order_by or situation.today
            yield Due("stock", on, urgency, "materials", one.row, "name", subject=f"{one.name}: {said}")


def numbers_due(sales: SalesWorld) -> Iterator[Due]:
    """Reps whose numbers of a period that is over are not in (R-47)."""
    situation, due_workday = sales.situation, sales.situation.settings["report.due_workday"]
    missing: Any = not_turned_in(sales.targets, situation.today, situation.house, due_workday).itertuples()
    for row in missing:
        said = situation.words.text("reports.today.numbers", period=_month(row, situation.words))
        on, place = row.due_on.date(), ("targets", int(row.Index), "rep")
        yield Due("numbers", on, "warning", *place, person=row.rep, subject=said)


def _month(row: Any, words: Words) -> str:
    first = row.period_start.date()
    return period_name(first, first, words)


def mailings_due(situation: Situation) -> Iterator[Due]:
    """Batches that wait for somebody: to be read, approved, sent, or to say what became of a message (R-41)."""
    recipients = situation.tables["recipients"]
    waiting = recipients[
        recipients["state"].isin(("queued", "sending", "uncertain")) & recipients["send"].eq(True)
    ]
    left = Counter(zip(waiting["mailing_id"], waiting["state"], strict=True))
    for row, mailing in records(situation.tables["mailings"]):
        states = {state: n for (of, state), n in left.items() if of == mailing["mailing_id"]}
        if states and mailing["state"] in OPEN:
            yield _mailing_due(situation, row, mailing, states)


def _mailing_due(situation: Situation, row: int, mailing: dict[str, Any], states: dict[str, int]) -> Due:
    uncertain = states.get("uncertain", 0)
    state = situation.words.text(f"choices.mail_state.{mailing['state']}")
    facts = {"title": mailing["about"] or mailing["letter"], "n": sum(states.values()), "state": state}
    said = situation.words.text("reports.today.uncertain" if uncertain else "reports.today.mailing", **facts)
    late = uncertain or mailing["prepared_on"] < situation.today
    on, place = mailing["prepared_on"], ("mailings", row, "state")
    return Due("mailing", on, "warning" if late else "notice", *place, subject=said)


def shipments_due(situation: Situation) -> Iterator[Due]:
    """Boxes that are late or will be, and shows whose return transport nobody has booked (R-28)."""
    text, shows = situation.words.texts("reports.today"), situation.tables["shows"]
    leads = {cells["show_id"]: (cells["name"], cells["lead"]) for _, cells in records(shows)}
    for one in tracked(Given(situation.tables, situation.today, situation.settings)):
        if one.alarm in OPEN_ALARMS:
            name, lead = leads.get(one.cells["show_id"], (None, None))
            said = text(f"shipments.{one.alarm}", id=one.cells["shipment_id"], show=name or one.cells["show_id"])
            on = one.cells["must_arrive_by"] or situation.today
            urgency: Urgency = "critical" if one.alarm == "overdue" else "warning"
            yield Due("shipment", on, urgency, "shipments", one.row, "tracking_no", person=lead, subject=said)
    for back in returns_to_book(situation):
        said = text("shipments.unbooked", show=back.name, on=back.ends_on)
        place = ("shows", back.row, "return_booked_on")
        yield Due("shipment", back.book_by, "warning", *place, person=back.lead, subject=said)


def leads_due(situation: Situation) -> Iterator[Due]:
    """Prospects whose rep has let the day of the answer pass; at once where the reminder was left too (R-34)."""
    workdays, handovers = situation.settings["handover.respond_workdays"], situation.with_answers("handovers")
    for row, cells in records(current(handovers)):
        standing = standing_of(cells, situation.today, situation.house, workdays)
        if standing in ("remind", "escalate"):
            said = situation.words.text("reports.today.lead", on=cells["handed_on"])
            urgency: Urgency = "critical" if standing == "escalate" else "warning"
            place = ("handovers", row, "outcome")
            who = {"company_id": cells["company_id"], "person": cells["rep"]}
            yield Due("lead", cells["answer_due"], urgency, *place, **who, subject=said)
