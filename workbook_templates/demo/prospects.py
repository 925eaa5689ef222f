"""Questions and answers, prospects handed over to sales, and findings about the market."""

from __future__ import annotations

from datetime import timedelta

from addin.plan import NewRow
from addin.tables.model import Value
from workbook_templates.demo.companies import ASKED, HANDED_OVER, Firm, firms_of
from workbook_templates.demo.contacts import contacts, main_contacts
from workbook_templates.demo.dice import dice
from workbook_templates.demo.ids import identity
from workbook_templates.demo.keydate import AS_OF, workdays_after
from workbook_templates.demo.staff import COORDINATOR, SECOND_COORDINATOR
from workbook_templates.demo.wording import Wording

_QUESTIONS = (
    ("budget", 0.6, False),
    ("budget", 0.4, False),
    ("authority", 0.6, False),
    ("authority", 0.4, False),
    ("need", 0.6, True),
    ("need", 0.4, False),
    ("timing", 0.6, False),
    ("timing", 0.4, False),
    ("fit", 0.6, False),
    ("fit", 0.4, False),
)


def rows(wording: Wording) -> list[NewRow]:
    """Questions, answers, hand-overs and research, but for those of the planted cases."""
    return [*_questions(), *_all_answers(wording), *_handovers(wording), *_research(wording)]


def _questions() -> list[NewRow]:
    """The ten questions, in German and English whatever the workbook's language."""
    german, english = (Wording.of(language).list("questions") for language in ("de", "en"))
    pairs = zip(german, english, _QUESTIONS, strict=True)
    return [_question(number, *parts) for number, parts in enumerate(pairs, 1)]


def _question(number: int, german: str, english: str, asked: tuple[str, float, bool]) -> NewRow:
    topic, weight, knock_out = asked
    return NewRow(
        "questions",
        {
            "question_id": identity("questions", number),
            "topic": topic,
            "question_de": german,
            "question_en": english,
            "scale": "0 - 5",
            "weight": weight,
            "knock_out": knock_out,
            "active": True,
        },
    )


def _all_answers(wording: Wording) -> list[NewRow]:
    """Ten answers of every prospect that was asked, by the assistant where the house knows one."""
    return [row for firm in firms_of("prospect")[:ASKED] for row in _answers(firm, wording)]


def _answers(firm: Firm, wording: Wording) -> list[NewRow]:
    thrower = dice(f"answers {firm.number}")
    asked_on = workdays_after(AS_OF, -thrower.randrange(5, 120))
    known = [contact for contact in contacts() if contact.firm is firm]
    warmth = thrower.uniform(0.5, 5)
    points = [round(thrower.triangular(0, 5, warmth)) for _ in _QUESTIONS]
    return [
        NewRow(
            "answers",
            {
                "company_id": firm.company_id,
                "question_id": identity("questions", number),
                "asked_on": asked_on,
                "asked_whom": known[-1].contact_id,
                "asked_by": (COORDINATOR, SECOND_COORDINATOR)[firm.number % 2],
                "answer": wording.list("answers")[point],
                "points": point,
            },
        )
        for number, point in enumerate(points, 1)
    ]


def _handovers(wording: Wording) -> list[NewRow]:
    """The prospects handed over to a rep, the oldest first; the last waits for an answer."""
    firms = firms_of("prospect")[:HANDED_OVER]
    return [_handover(number, firm, wording) for number, firm in enumerate(firms, 1)]


def _handover(number: int, firm: Firm, wording: Wording) -> NewRow:
    handed_on = workdays_after(AS_OF, -18 * (HANDED_OVER - number) - 3)
    row: dict[str, Value] = {
        "handover_id": identity("handovers", number),
        "company_id": firm.company_id,
        "contact_id": main_contacts()[firm.company_id].contact_id,
        "coordinator": (COORDINATOR, SECOND_COORDINATOR)[number % 2],
        "rep": firm.rep,
        "handed_on": handed_on,
        "grade": "AB"[number % 2],
        "briefing": wording.text("briefings", "AB"[number % 2]),
    }
    if number < HANDED_OVER:
        outcome = "returned" if number % 5 == 2 else "accepted"
        row |= {"answered_on": workdays_after(handed_on, 1 + number % 4), "outcome": outcome}
        row["returned_because"] = wording.text("returned", "later") if outcome == "returned" else None
    return NewRow("handovers", row)


def _research(wording: Wording) -> list[NewRow]:
    """Findings with source and date; the oldest are older than two years."""
    findings = wording.list("research")
    return [_finding(number, finding, len(findings)) for number, finding in enumerate(findings, 1)]


def _finding(number: int, finding: str, last: int) -> NewRow:
    """A finding as it stands in the wording: kind | topic | finding | figure | unit | source."""
    kind, topic, text, figure, unit, source = finding.split(" | ")
    return NewRow(
        "research",
        {
            "research_id": identity("research", number),
            "found_on": AS_OF - timedelta(days=75 * (last - number) + 11),
            "kind": kind,
            "topic": topic,
            "finding": text,
            "figure": float(figure) if figure else None,
            "unit": unit or None,
            "source": source,
            "found_by": SECOND_COORDINATOR,
        },
    )
