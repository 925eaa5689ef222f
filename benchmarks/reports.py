"""today, stock-check and manager-report against just reading their tables: `python benchmarks/reports.py`.

The workbook holds 20,000 promises, 5,000 contracts and 100,000 stock moves of three years, and what a house of
forty reps has beside them: sales, targets, quotes, tickets, tasks, visits. Each way is a process of its own on the
closed file. What counts is the ratio of wall time in one run on one machine: everything that is computed, drawn
as sheets, pages and print and saved whole, against the tables of the same command merely read into memory.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median

from addin import masters
from addin.commands.register import COMMANDS
from addin.core.intake import DEPARTMENT_OF
from addin.plan import NewRow, Plan
from addin.tables.model import Value

TODAY = date(2027, 2, 15)
NOW = datetime(2027, 2, 15)
HERE = Path(__file__)
SHEETS = {"today": 1, "stock-check": 2, "manager-report": 1}  # what each command writes
MATERIALS, SHOWS, REPS, MANAGERS, ISSUES = 100, 20, 40, 4, 48
MOVES = ("issue",) * 17 + ("receipt", "count", "request")
PROMISES = ("ad",) * 11 + ("banner",) * 4 + ("link",) * 2 + ("newsletter", "stand_discount", "spoken")
STATES = ("active",) * 17 + ("ended", "ended", "draft")
Row = dict[str, Value]


def build(path: Path, moves: int, promises: int, contracts: int) -> None:
    """A master of that size."""
    masters.create(path, "en")
    dice = Random(20270215)
    rows = [
        *_people(contracts),
        *_material(dice),
        *_moves(dice, moves),
        *_contracts(dice, contracts),
        *_promises(dice, promises, contracts),
        *_sales(dice, contracts),
        *_quotes(dice, contracts),
        *_days(dice, contracts),
    ]
    masters.desk(path, NOW, TODAY).carry_out(Plan(rows=tuple(rows)), "build", logged=False)


def _day(dice: Random, first: int, last: int) -> date:
    """A day between so many days from the key date on."""
    return TODAY + timedelta(days=dice.randint(first, last))


def _rep(dice: Random) -> str:
    return f"M-{dice.randint(1, REPS):04d}"


def _company(dice: Random, contracts: int) -> str:
    return f"F-{dice.randint(1, contracts // 3):04d}"


def _people(contracts: int) -> Iterator[NewRow]:
    """Reps and their managers, customers and whom to call there."""
    for n in range(1, REPS + MANAGERS + 1):
        row: Row = {"staff_id": f"M-{n:04d}", "name": f"Colleague {n}", "active": True}
        manager = f"M-{REPS + 1 + n % MANAGERS:04d}"
        own: Row = {"role": "rep", "manager": manager} if n <= REPS else {"role": "manager"}
        yield NewRow("staff", row | own)
    for n in range(1, contracts // 3 + 1):
        company: Row = {"company_id": f"F-{n:04d}", "name": f"Company {n}", "status": "customer"}
        yield NewRow("companies", company)
        name: Row = {"first_name": "Kim", "last_name": f"Nilsson {n}", "is_main": True, "active": True}
        yield NewRow("contacts", {"contact_id": f"K-{n:04d}", "company_id": company["company_id"], **name})


def _material(dice: Random) -> Iterator[NewRow]:
    """Materials, each with a show that needs it and its last reprints."""
    for n in range(1, SHOWS + 1):
        first = TODAY + timedelta(days=20 * n)
        days: Row = {"starts_on": first, "ends_on": first + timedelta(days=2), "must_arrive_by": first}
        yield NewRow("shows", {"show_id": f"S-{n:04d}", "name": f"Show {n}", **days})
    for n in range(1, MATERIALS + 1):
        steps: Row = {"review_days": 3, "proof_days": 3, "production_days": 10, "delivery_days": 4}
        name: Row = {"material_id": f"MT-{n:04d}", "name": f"Brochure {n}", "kind": "brochure", "version": "2027"}
        yield NewRow("materials", {**name, **steps, "consumable": True, "min_run": 500, "multiple": 50})
        show = f"S-{dice.randint(1, SHOWS):04d}"
        yield NewRow("show_items", {"show_id": show, "material_id": name["material_id"], "planned": 50})
        yield from _reprints(dice, n)


def _reprints(dice: Random, material: int) -> Iterator[NewRow]:
    for n in range(3):
        ordered = TODAY - timedelta(days=300 - 90 * n)
        received = ordered + timedelta(days=dice.randint(15, 30))
        days: Row = {"asked_on": ordered - timedelta(days=10), "ordered_on": ordered, "received_on": received}
        made: Row = {"reprint_id": f"ND-{3 * material + n:04d}", "material_id": f"MT-{material:04d}"}
        yield NewRow("reprints", {**made, **days, "quantity": 1000})


def _moves(dice: Random, moves: int) -> Iterator[NewRow]:
    for n in range(1, moves + 1):
        kind = dice.choice(MOVES)
        pieces = dice.randint(1, 20) if kind != "receipt" else dice.randint(150, 200)
        row: Row = {
            "move_id": f"LB-{n:06d}",
            "moved_on": _day(dice, -1095, -1),
            "material_id": f"MT-{dice.randint(1, MATERIALS):04d}",
            "kind": kind,
            "quantity": pieces if kind in ("receipt", "count") else -pieces,
            "version": "2027",
            "person": _rep(dice),
        }
        yield NewRow("stock_moves", row)


def _contracts(dice: Random, contracts: int) -> Iterator[NewRow]:
    """Annual contracts that renew, one in eight open-ended."""
    terms: Row = {"term_months": 12, "renew_months": 12}
    notice: Row = {"notice_value": 3, "notice_unit": "months", "notice_cutoff": "term_end"}
    for n in range(1, contracts + 1):
        row: Row = {"contract_id": f"V-{n:05d}", "company_id": _company(dice, contracts), "rep": _rep(dice)}
        open_end: Row = {} if dice.random() < 0.875 else {"ends_on": date(2099, 12, 31)}
        row |= {"state": dice.choice(STATES), "value": float(dice.randint(10, 400) * 50)}
        yield NewRow("contracts", {**row, **terms, **notice, "starts_on": _day(dice, -1100, 0), **open_end})


def _promises(dice: Random, promises: int, contracts: int) -> Iterator[NewRow]:
    """Issues of three years, and promises most of which were kept or are still ahead."""
    for n in range(1, ISSUES + 1):
        out = TODAY + timedelta(days=23 * (n - 36))
        days: Row = {"copy_deadline": out - timedelta(days=25), "published_on": out}
        yield NewRow("issues", {"issue_id": f"A-{n:04d}", "publication": "Journal", "issue": str(n), **days})
    for n in range(1, promises + 1):
        kind = dice.choice(PROMISES)
        row: Row = {"promise_id": f"L-{n:05d}", "contract_id": f"V-{dice.randint(1, contracts):05d}", "kind": kind}
        row |= {"what": f"As agreed, {kind}", "department": DEPARTMENT_OF.get(kind, "sales"), "quantity": 1}
        yield NewRow("promises", {**row, "list_value": float(dice.randint(4, 90) * 50), **_kept(dice, kind)})


def _kept(dice: Random, kind: str) -> Row:
    """When a promise is due and what has become of it: one in fifty that was due has not been kept."""
    issue, opens = dice.randint(1, ISSUES), _day(dice, -900, 250)
    due = TODAY + timedelta(days=23 * (issue - 36)) if kind == "ad" else opens
    when: Row = {"window_from": opens, "window_until": opens + timedelta(days=30)}
    if kind == "ad":
        when = {"issue_id": f"A-{issue:04d}", "format": "1/1"}
    if due > TODAY or dice.random() < 0.02:
        return when
    proof: Row = {"appeared_in": when["issue_id"], "proof_sent_on": due} if kind == "ad" else {"live_from": opens}
    days: Row = {"artwork_on": due - timedelta(days=30), "accepted_on": due + timedelta(days=10)}
    return {**when, **proof, **days, "done": 1}


def _sales(dice: Random, contracts: int) -> Iterator[NewRow]:
    """Two sales for each contract, and a target for each rep and month of two years."""
    for n in range(1, 2 * contracts + 1):
        row: Row = {"sale_id": f"U-{n:05d}", "rep": _rep(dice), "company_id": _company(dice, contracts)}
        net = float(dice.randint(5, 900) * 10)
        yield NewRow("sales", {**row, "on": _day(dice, -700, 0), "product": "Ad", "net": net, "cost": net / 2})
    for rep in range(1, REPS + 1):
        for month in range(24):
            start = date(2025 + month // 12, month % 12 + 1, 1)
            aim: Row = {"period": "month", "period_start": start, "revenue_target": 9000.0, "turned_in_on": start}
            yield NewRow("targets", {"rep": f"M-{rep:04d}", **aim})


def _quotes(dice: Random, contracts: int) -> Iterator[NewRow]:
    for n in range(1, contracts // 5 + 1):
        row: Row = {"quote_id": f"Q-{n:04d}", "number": f"2027-{n}", "rep": _rep(dice)}
        row |= {"company_id": _company(dice, contracts), "quoted_on": _day(dice, -330, 0), "probability": 0.6}
        state = dice.choice(("sent", "accepted", "declined"))
        yield NewRow("quotes", {**row, "state": state, "expected_on": _day(dice, -300, 90)})
        for line in (1, 2, 3):
            price: Row = {"quantity": line, "list_price": 1450.0, "text": "1/1 page", "vat": "standard"}
            yield NewRow("quote_lines", {"quote_id": row["quote_id"], "pos": line, **price})


def _days(dice: Random, contracts: int) -> Iterator[NewRow]:
    """Visits, tasks and tickets, one in fifty of them still to be done."""
    for n in range(1, contracts + 1):
        day, still = _day(dice, -700, 30), dice.random() < 0.02
        of: Row = {"company_id": _company(dice, contracts)}
        done, seen = None if still or day > TODAY else day, min(day, TODAY)
        visit: Row = {"activity_id": f"AK-{n:05d}", "on": seen, "rep": _rep(dice), "kind": "visit"}
        visit |= {"follow_up_on": day, "done_on": done, "satisfaction": 1 + n % 5}
        yield NewRow("activities", of | visit)
        task: Row = {"task_id": f"AU-{n:05d}", "what": "Call", "owner": _rep(dice)}
        yield NewRow("tasks", {**task, "due_on": day, "done_on": done})
        if not n % 5:
            ticket: Row = {"ticket_id": f"T-{n:05d}", "opened_on": seen, "problem": "Link broken"}
            yield NewRow("tickets", {**of, **ticket, "owner": _rep(dice), "solved_on": done})


def read(path: Path, name: str) -> None:
    """Every table that the command needs, and the settings, into memory; nothing else."""
    desk = masters.desk(path, NOW, TODAY)
    rows = sum(len(desk.table(key)) for key in {*COMMANDS[name].needs, "settings"})
    assert rows


def seconds(call: list[str]) -> tuple[float, bytes]:
    """How long a command takes to its end, and what it says."""
    began = time.perf_counter()
    said = subprocess.run(call, stdout=subprocess.PIPE, check=False).stdout
    return time.perf_counter() - began, said


def ran(name: str, book: Path) -> float:
    """How long the command takes; RuntimeError where it did not write its sheets."""
    call = [sys.executable, "-m", "addin", name, str(book), "--today", str(TODAY), "--json"]
    took, said = seconds(call)
    if json.loads(said).get("counts", {}).get("sheets_written") != SHEETS[name]:
        raise RuntimeError(said.decode())
    return took


def measured(book: Path, name: str, runs: int) -> tuple[float, float]:
    """Seconds that reading takes and that the command takes, in turns, each time on a fresh copy."""
    reads, commands = [], []
    for _ in range(runs):
        fresh = Path(shutil.copy(book, book.with_name("fresh.xlsx")))
        reads.append(seconds([sys.executable, str(HERE), "--read", str(fresh), "--command", name])[0])
        commands.append(ran(name, fresh))
    return median(reads), median(commands)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moves", type=int, default=100_000)
    parser.add_argument("--promises", type=int, default=20_000)
    parser.add_argument("--contracts", type=int, default=5_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--command", choices=SHEETS, help="that one alone")
    parser.add_argument("--keep", type=Path, help="also put the workbook there")
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.read:
        read(chosen.read, chosen.command)
        return
    print(f"{chosen.moves} moves, {chosen.promises} promises, {chosen.contracts} contracts; of {chosen.runs} runs")
    print("                    reading   command   ratio")
    with tempfile.TemporaryDirectory() as name:
        book = Path(name) / "book.xlsx"
        build(book, chosen.moves, chosen.promises, chosen.contracts)
        if chosen.keep:
            shutil.copy(book, chosen.keep)
        for command in [chosen.command] if chosen.command else SHEETS:
            reading, running = measured(book, command, chosen.runs)
            print(f"{command:<18}{reading:8.2f} s{running:8.2f} s{running / reading:8.2f}", flush=True)


if __name__ == "__main__":
    main()
