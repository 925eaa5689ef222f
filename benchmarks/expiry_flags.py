"""expiry-flags on 50,000 contracts against the same with openpyxl: `python benchmarks/expiry_flags.py`.

Both find the contracts that run out and enter the same cells into the same closed workbook, each in a process of
its own. What counts is the ratio of wall time and of peak memory in one run on one machine.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from addin import masters
from addin.core.contracts import ContractTerms, current_end, notice_by
from addin.core.renewals import renewal_priority
from addin.plan import NewRow, Plan
from addin.tables.model import Value
from addin.words import Words

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

TODAY = date(2027, 2, 15)
HERE = Path(__file__)


@dataclass(frozen=True)
class Cost:
    """What one process took."""

    seconds: float
    megabytes: float


def build(path: Path, contracts: int, annual: bool = False) -> None:
    """A master with so many contracts of a tenth as many companies.

    In the proportions of a real register of 3,699: 89 % open-ended, the other ends spread over the next fifteen
    months. Or, the worst case, all `annual`: every third one runs into its notice deadline within four months.
    """
    masters.create(path, "en")
    random = Random(20270215)
    companies = max(1, contracts // 10)
    rows = [
        NewRow("companies", {"company_id": f"F-{n:05d}", "name": f"Company {n}", "status": "customer"})
        for n in range(1, companies + 1)
    ]
    rows += [NewRow("staff", {"staff_id": f"M-{n:04d}", "name": f"Rep {n}", "role": "rep"}) for n in range(1, 41)]
    rows += [
        NewRow(
            "contracts",
            {
                "contract_id": f"V-{n:05d}",
                "contract_no": f"{random.randint(1, 99)}-{n}",
                "company_id": f"F-{random.randint(1, companies):05d}",
                "rep": f"M-{random.randint(1, 40):04d}",
                "state": "active",
                "value": float(random.randint(10, 400) * 50),
                "signed_on": TODAY - timedelta(days=random.randint(1101, 1200)),
                "starts_on": TODAY - timedelta(days=random.randint(1, 1100)),
                "note": f"Taken over from the register, page {random.randint(1, 900)}",
                "notice_form": "written",
                "notice_clause": "three months before expiry",
                **TERMS,
                **({} if annual else {"ends_on": _end(random)}),
            },
        )
        for n in range(1, contracts + 1)
    ]
    masters.desk(path, datetime(2027, 2, 15), TODAY).carry_out(Plan(rows=tuple(rows)), "build", logged=False)


TERMS: dict[str, Value] = {
    "term_months": 12,
    "renew_months": 12,
    "notice_value": 3,
    "notice_unit": "months",
    "notice_cutoff": "term_end",
}


def _end(random: Random) -> date:
    return date(2099, 12, 31) if random.random() < 0.89 else TODAY + timedelta(days=random.randint(-3, 470))


def cost(call: list[str]) -> Cost:
    """Runs a command to its end; RuntimeError where it fails."""
    began = time.perf_counter()
    process = subprocess.Popen(call, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{call} ended with {status}")
    return Cost(time.perf_counter() - began, used.ru_maxrss / 1024)


def with_openpyxl(path: Path) -> None:
    """What one would write otherwise: load, look at every row, enter, list and log what runs out, save."""
    from openpyxl import load_workbook

    workbook = load_workbook(path)
    due = list(_flagged(workbook["Contracts"]))
    listed = workbook.create_sheet("Expiring")
    for contract in sorted(due, key=lambda contract: contract[-1]):
        listed.append(contract)
    for name, _, days in due:
        for column in FLAGS:
            workbook["Log"].append(
                [1, datetime(2027, 2, 15), "expiry-flags", "Contracts", name, None, column, days]
            )
    workbook.save(path)


FLAGS = ("renewal_state", "renewal_term_end", "renewal_priority")


def _flagged(sheet: Worksheet) -> Iterator[tuple[str, date, int]]:
    """Id, day and days of each contract that runs out within 120 days, after its flags were entered."""
    label = Words.of("en").label
    places = {cell.value: cell.column for cell in sheet[1]}
    at = [places[label("contracts", key)] for key in ("contract_id", "starts_on", "ends_on", *TERMS)]
    to = {key: places[label("contracts", key)] for key in FLAGS}
    for row in range(2, sheet.max_row + 1):
        name, start, fixed, term, renew, notice, unit, _ = (sheet.cell(row, column).value for column in at)
        terms = ContractTerms(start.date(), term, fixed and fixed.date(), renew, notice, unit)
        end = current_end(terms, TODAY)
        due = notice_by(terms, end) or end
        days = (due - TODAY).days if due else -1
        if due and 0 <= days <= 120:
            for column, value in zip(to.values(), ("Open", end, renewal_priority(days)), strict=True):
                sheet.cell(row, column, value)
            yield name, due, days


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contracts", type=int, default=50_000)
    parser.add_argument("--annual", action="store_true", help="the worst case: all contracts are annual")
    parser.add_argument("--openpyxl", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--build", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.openpyxl:
        with_openpyxl(chosen.openpyxl)
        return
    if chosen.build:
        build(chosen.build, chosen.contracts, chosen.annual)
        return
    python = [sys.executable, str(HERE)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # in a process of its own: a child's peak memory begins with its parent's
        made = [*python, "--build", str(folder / "M.xlsx"), "--contracts", str(chosen.contracts)]
        cost([*made, *(["--annual"] if chosen.annual else [])])
        for copy in ("teeup.xlsx", "openpyxl.xlsx"):
            shutil.copy(folder / "M.xlsx", folder / copy)
        flags = [sys.executable, "-m", "addin", "expiry-flags", str(folder / "teeup.xlsx"), "--today", str(TODAY)]
        ours = cost(flags)
        theirs = cost([*python, "--openpyxl", str(folder / "openpyxl.xlsx")])
    print(f"{chosen.contracts} contracts      seconds   megabytes")
    print(f"teeup expiry-flags   {ours.seconds:9.1f} {ours.megabytes:11.0f}")
    print(f"openpyxl             {theirs.seconds:9.1f} {theirs.megabytes:11.0f}")
    print(f"openpyxl / teeup     {theirs.seconds / ours.seconds:9.1f} {theirs.megabytes / ours.megabytes:11.1f}")


if __name__ == "__main__":
    main()
