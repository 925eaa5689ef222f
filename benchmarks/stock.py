"""stock-check on 100,000 stock moves against just reading the same tables: `python benchmarks/stock.py`.

The workbook also holds 20,000 promises and 5,000 contracts. Each way is a process of its own on the closed file.
What counts is the ratio of wall time in one run on one machine: everything that is computed, drawn as two sheets
and saved whole, against the tables merely read into memory.
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
from addin.plan import NewRow, Plan

TODAY = date(2027, 2, 15)
NOW = datetime(2027, 2, 15)
HERE = Path(__file__)
MATERIALS, SHOWS, REPS = 100, 20, 40
KINDS = ("issue",) * 17 + ("receipt", "count", "request")


def build(path: Path, moves: int, promises: int, contracts: int) -> None:
    """A master with so many stock moves of a hundred materials in three years, and contracts with promises."""
    masters.create(path, "en")
    dice = Random(20270215)
    rows = [*_people(contracts), *_material(dice), *_moves(dice, moves), *_contracts(dice, contracts, promises)]
    masters.desk(path, NOW, TODAY).carry_out(Plan(rows=tuple(rows)), "build", logged=False)


def _people(contracts: int) -> Iterator[NewRow]:
    for n in range(1, REPS + 1):
        yield NewRow("staff", {"staff_id": f"M-{n:04d}", "name": f"Rep {n}", "role": "rep"})
    for n in range(1, contracts // 10 + 1):
        yield NewRow("companies", {"company_id": f"F-{n:04d}", "name": f"Company {n}", "status": "customer"})


def _material(dice: Random) -> Iterator[NewRow]:
    """A hundred materials, each with a show that needs it and the last reprints."""
    for n in range(1, SHOWS + 1):
        first = TODAY + timedelta(days=20 * n)
        days = {"starts_on": first, "ends_on": first + timedelta(days=2), "must_arrive_by": first}
        yield NewRow("shows", {"show_id": f"S-{n:04d}", "name": f"Show {n}", **days})
    for n in range(1, MATERIALS + 1):
        steps = {"review_days": 3, "proof_days": 3, "production_days": 10, "delivery_days": 4}
        name = {"material_id": f"MT-{n:04d}", "name": f"Brochure {n}", "kind": "brochure", "version": "2027"}
        yield NewRow("materials", {**name, **steps, "consumable": True, "min_run": 500, "multiple": 50})
        show = f"S-{dice.randint(1, SHOWS):04d}"
        yield NewRow("show_items", {"show_id": show, "material_id": name["material_id"], "planned": 50})
        yield from _reprints(dice, n)


def _reprints(dice: Random, material: int) -> Iterator[NewRow]:
    for n in range(3):
        ordered = TODAY - timedelta(days=300 - 90 * n)
        received = ordered + timedelta(days=dice.randint(15, 30))
        days = {"asked_on": ordered - timedelta(days=10), "ordered_on": ordered, "received_on": received}
        made = {"reprint_id": f"ND-{3 * material + n:04d}", "material_id": f"MT-{material:04d}"}
        yield NewRow("reprints", {**made, **days, "quantity": 1000})


def _moves(dice: Random, moves: int) -> Iterator[NewRow]:
    for n in range(1, moves + 1):
        kind = dice.choice(KINDS)
        pieces = dice.randint(1, 20) if kind != "receipt" else dice.randint(150, 200)
        values = {
            "move_id": f"LB-{n:06d}",
            "moved_on": TODAY - timedelta(days=dice.randint(1, 1095)),
            "material_id": f"MT-{dice.randint(1, MATERIALS):04d}",
            "kind": kind,
            "quantity": pieces if kind in ("receipt", "count") else -pieces,
            "version": "2027",
            "person": f"M-{dice.randint(1, REPS):04d}",
        }
        yield NewRow("stock_moves", values)


def _contracts(dice: Random, contracts: int, promises: int) -> Iterator[NewRow]:
    for n in range(1, contracts + 1):
        company = f"F-{dice.randint(1, contracts // 10):04d}"
        term = {"starts_on": TODAY - timedelta(days=dice.randint(1, 700)), "term_months": 12, "renew_months": 12}
        name = {"contract_id": f"V-{n:05d}", "company_id": company, "rep": f"M-{dice.randint(1, REPS):04d}"}
        yield NewRow("contracts", {**name, **term, "state": "active", "value": 5000.0})
    for n in range(1, promises + 1):
        of = {"promise_id": f"L-{n:05d}", "contract_id": f"V-{dice.randint(1, contracts):05d}"}
        yield NewRow("promises", {**of, "kind": "ad", "what": "1/1 page", "department": "design", "quantity": 4})


def read(path: Path) -> None:
    """Every table that the command needs, and the settings, into memory; nothing else."""
    desk = masters.desk(path, NOW, TODAY)
    rows = sum(len(desk.table(key)) for key in (*COMMANDS["stock-check"].needs, "settings"))
    assert rows


def seconds(call: list[str]) -> tuple[float, bytes]:
    """How long a command takes to its end, and what it says."""
    began = time.perf_counter()
    said = subprocess.run(call, stdout=subprocess.PIPE, check=False).stdout
    return time.perf_counter() - began, said


def checked(book: Path) -> float:
    """How long the command takes; RuntimeError where it did not write its two sheets."""
    call = [sys.executable, "-m", "addin", "stock-check", str(book), "--today", str(TODAY), "--json"]
    took, said = seconds(call)
    if json.loads(said).get("counts", {}).get("sheets_written") != 2:
        raise RuntimeError(said.decode())
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moves", type=int, default=100_000)
    parser.add_argument("--promises", type=int, default=20_000)
    parser.add_argument("--contracts", type=int, default=5_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.read:
        read(chosen.read)
        return
    with tempfile.TemporaryDirectory() as name:
        book, fresh = Path(name) / "book.xlsx", Path(name) / "fresh.xlsx"
        build(book, chosen.moves, chosen.promises, chosen.contracts)
        checks, reads = [], []
        for _ in range(chosen.runs):
            shutil.copy(book, fresh)
            reads.append(seconds([sys.executable, str(HERE), "--read", str(fresh)])[0])
            checks.append(checked(fresh))
    print(f"{chosen.moves} moves, {chosen.promises} promises, {chosen.contracts} contracts; of {chosen.runs} runs")
    print(f"reading the tables   {median(reads):6.2f} s")
    print(f"teeup stock-check    {median(checks):6.2f} s")
    print(f"ratio                {median(checks) / median(reads):6.2f}")


if __name__ == "__main__":
    main()
