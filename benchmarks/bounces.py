"""Bounce mails read by us and by flufl.bounce: `python benchmarks/bounces.py [folder of the real bounces]`.

The one set is the folder of real bounces with what is expected of them (TEEUP_REALDATA/bounces, else
../shared/data/bounces beside the project), the other the labelled files in flufl.bounce's own source package. That
package is fetched and installed by pip in a folder of its own, which is deleted afterwards; `--sdist FILE` takes a
copy that is here already.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from mailmerge.bounces import bounces_of  # noqa: E402

PEER = "flufl.bounce==6.0.0"


class Answer(NamedTuple):
    """Whom a reader found, and whom it would strike off."""

    found: set[str]
    struck: set[str]


Reader = Callable[[Message], Answer]


def ours(mail: Message) -> Answer:
    bounces = [each for each in bounces_of(mail) if each.recipient and each.kind != "auto_reply"]
    return Answer(
        {each.recipient for each in bounces}, {each.recipient for each in bounces if each.kind == "hard"}
    )


def theirs(mail: Message) -> Answer:
    from flufl.bounce import all_failures  # type: ignore[import-not-found]

    temporary, permanent = (
        {address.decode("utf-8", "replace") for address in each} for each in all_failures(mail)
    )
    return Answer(temporary | permanent, permanent)


def unpacked(sdist: Path | None, into: Path) -> Path:
    """The peer's source package; the peer itself can be imported from then on."""
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    if sdist is None:
        subprocess.run([*pip, "download", "--no-deps", "--no-binary", ":all:", "--dest", into, PEER], check=True)
        sdist = next(into.glob("flufl*.tar.gz"))
    subprocess.run([*pip, "install", "--target", into / "site", sdist], check=True)
    sys.path.insert(0, str(into / "site"))
    with tarfile.open(sdist) as archive:
        archive.extractall(into / "source", filter="data")
    return next((into / "source").iterdir())


def labels(source: Path) -> dict[str, tuple[set[str], bool]]:
    """For each labelled file the addresses that its tests expect, and whether they are to be kept."""
    tree = ast.parse((source / "tests" / "test_detectors.py").read_text("utf-8"))
    tables = [node.value for node in tree.body if isinstance(node, ast.Assign) and _named(node) == "DETECTORS"]
    expected: dict[str, tuple[set[str], bool]] = {}
    for _, file, addresses, temporary in ast.literal_eval(tables[0]):
        known = expected.get(file, (set(), False))[0]
        expected[file] = (known | {address.decode() for address in addresses}, temporary)
    return expected


def _named(node: ast.Assign) -> str:
    return getattr(node.targets[0], "id", "")


def on_labelled(read: Reader, source: Path) -> dict[str, object]:
    expected = labels(source)
    got = {file: read(message_from_bytes((source / "tests/data" / file).read_bytes())) for file in expected}
    return {
        "files": len(expected),
        "all expected found": sum(wanted <= got[file].found for file, (wanted, _) in expected.items()),
        "these and no others": sum(wanted == got[file].found for file, (wanted, _) in expected.items()),
        "struck off though temporary": sum(bool(got[file].struck) for file, (_, kept) in expected.items() if kept),
    }


def on_real(read: Reader, folder: Path) -> dict[str, object]:
    expected: dict[str, list[dict[str, Any]]] = json.loads((folder / "expected.json").read_text("utf-8"))
    mails = {name: message_from_bytes((folder / f"{name}.eml").read_bytes()) for name in expected}
    began = time.perf_counter()
    got = {name: read(mail) for name, mail in mails.items()}
    seconds = time.perf_counter() - began
    hard = {name: any(each["hard"] for each in recipients) for name, recipients in expected.items()}
    return {
        "files": len(expected),
        "a recipient found": percent(bool(answer.found) for answer in got.values()),
        "hard or not right": percent(bool(got[name].struck) == hard[name] for name in expected),
        "struck off though not hard": sum(bool(got[name].struck) for name in expected if not hard[name]),
        "hard, but kept": sum(not got[name].struck for name in expected if hard[name]),
        "mails a second": round(len(mails) / seconds),
    }


def percent(hits: Any) -> str:
    known = list(hits)
    return f"{sum(known)} ({sum(known) / len(known):.1%})"


def shown(title: str, columns: dict[str, dict[str, object]]) -> None:
    print(f"\n{title}\n{'':30}" + "".join(f"{name:>24}" for name in columns))
    for figure in next(iter(columns.values())):
        print(f"{figure:30}" + "".join(f"{column[figure]!s:>24}" for column in columns.values()))


def main() -> None:
    data = Path(os.environ.get("TEEUP_REALDATA", ROOT.parent / "shared" / "data"))
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", nargs="?", type=Path, default=data / "bounces")
    arguments.add_argument("--sdist", type=Path)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        source = unpacked(given.sdist, Path(scratch))
        readers: dict[str, Reader] = {"mailmerge": ours, PEER: theirs}
        shown("Its own labelled files", {name: on_labelled(read, source) for name, read in readers.items()})
        shown("Real bounces", {name: on_real(read, given.folder) for name, read in readers.items()})


if __name__ == "__main__":
    main()
