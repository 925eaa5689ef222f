"""What became of a list from a fair: customers for their reps, proposals, how the new ones fit (P-15)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from addin.reports.directory import Directory
from addin.reports.model import Figure, Figures, Group, Heading, Line, Note, Report, Severity, Table
from addin.words import Words

if TYPE_CHECKING:
    from addin.core.screening import Fit

KEY = "lead_list"
MOST = 500  # lines of a group: more nobody reads, and all stand in the sheet of show contacts

Outcome = Literal["merge", "review", "customer", "related", "new", "skip"]
_GROUPS: tuple[Outcome, ...] = ("merge", "review", "customer", "related", "new", "skip")
_TONES: Mapping[str, Severity] = {"merge": "warning", "review": "notice"}


@dataclass(frozen=True)
class ListedLine:
    """A company of the list: what was decided, whom it may be and why, how it fits."""

    decision: Outcome
    name: str
    people: int
    stand: str | None
    similarity: float | None
    known: str | None
    rep: str | None
    reason: str
    screen: str | None
    fit: Fit
    country: str | None


def list_report(
    lines: Sequence[ListedLine],
    counts: Mapping[str, int],
    show: str,
    file: str,
    names: Directory,
    words: Words,
    today: date,
) -> Report:
    """Companies in groups by what was decided; of the new ones those that fit best come first."""
    text = words.texts("reports.lead_list")
    groups = tuple(_groups(lines, names, words))
    table = Table(_headings(words), groups, text("empty"))
    cut = tuple(_cut(lines, words))
    note = Note(text("next" if groups else "next_when_empty"))
    subtitle = text("subtitle", show=show, file=file)
    return Report(
        KEY, text("sheet"), text("title"), today, (_figures(lines, counts, text), table, *cut, note), subtitle
    )


def _figures(lines: Sequence[ListedLine], counts: Mapping[str, int], text: Callable[[str], str]) -> Figures:
    decided = Counter(line.decision for line in lines)
    figures = [Figure(text(f"figures.{key}"), number) for key, number in counts.items()]
    figures += [
        Figure(text(f"figures.{key}"), decided[key], severity=_TONES.get(key, "") if decided[key] else "")
        for key in ("new", "merge", "review", "customer")
    ]
    return Figures(tuple(figures))


def _headings(words: Words) -> tuple[Heading, ...]:
    text = words.texts("reports.lead_list.columns")
    return (
        Heading(text("company")),
        Heading(text("country"), "choice"),
        Heading(text("stand"), "choice"),
        Heading(text("people"), "integer"),
        Heading(text("similarity"), "percent"),
        Heading(text("known")),
        Heading(text("rep"), "choice"),
        Heading(text("reason")),
        Heading(text("fit")),
    )


def _of(lines: Sequence[ListedLine], decision: Outcome) -> list[ListedLine]:
    own = [line for line in lines if line.decision == decision]
    return sorted(own, key=lambda line: (-len(line.fit.fitting), -(line.similarity or 0), line.name.casefold()))


def _groups(lines: Sequence[ListedLine], names: Directory, words: Words) -> Iterator[Group]:
    for decision in _GROUPS:
        own = _of(lines, decision)
        if own:
            title = words.text(f"reports.lead_list.groups.{decision}")
            yield Group(title, tuple(_line(line, names, words) for line in own[:MOST]))


def _cut(lines: Sequence[ListedLine], words: Words) -> Iterator[Note]:
    """What is too much for a sheet that somebody reads, said for each group."""
    for decision in _GROUPS:
        more = sum(line.decision == decision for line in lines) - MOST
        if more > 0:
            group = words.text(f"reports.lead_list.groups.{decision}")
            yield Note(words.text("reports.lead_list.cut", n=more, group=group))


def _line(line: ListedLine, names: Directory, words: Words) -> Line:
    reason = words.text(f"commands.lead-import.screened.{line.screen}") if line.screen else ""
    values = (
        line.name,
        line.country,
        line.stand,
        line.people,
        line.similarity,
        line.known,
        names.person(line.rep),
        ": ".join(part for part in (reason, line.reason) if part),
        _fit(line.fit, words),
    )
    return Line(values, _TONES.get(line.decision, ""))


def _fit(fit: Fit, words: Words) -> str:
    """What the company has in common with our customers, and what nobody knows."""
    text = words.texts("reports.lead_list.fit")
    known = ", ".join(text(trait) for trait in fit.fitting)
    unknown = text("unknown", traits=", ".join(text(trait) for trait in fit.unknown)) if fit.unknown else ""
    return "; ".join(part for part in (known, unknown) if part) or text("none")
