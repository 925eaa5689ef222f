"""Parts on their way from one package into another, and out of one again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import count

from addin.books.package import Package, Relationship

Adapt = Callable[[Relationship, bytes], bytes]

_FAMILY = re.compile(
    rb'((?:xmlns(?::\w+)?|uri)=")http://schemas\.openxmlformats\.org/(spreadsheetml|drawingml|officeDocument)/2006/'
)


def in_family(content: bytes, package: Package) -> bytes:
    """A part with the namespaces as the package spells them, strict or not."""
    return _FAMILY.sub(rb"\1http://purl.oclc.org/ooxml/\2/", content) if package.strict else content


def unused(package: Package, name: str) -> str:
    """A part name of the same kind that nobody has: `xl/charts/chart1.xml` -> `xl/charts/chart4.xml`.

    Nor had when the file was opened: a part that is there before and after is the same one.
    """
    match = re.fullmatch(r"(.*?)\d*(\.\w+)", name)
    assert match
    taken = {part.lower() for part in (*package.names, *package.changed)}
    return next(free for n in count(1) if (free := f"{match[1]}{n}{match[2]}").lower() not in taken)


def copy_used(source: Package, part: str, package: Package, name: str, adapted: Adapt) -> None:
    """Copies all that a part uses under unused names; its copy `name` gets the same arrows to the copies.

    `adapted` gives the content of a copy.
    """
    names = {part: name}

    def copied(arrow: Relationship) -> Relationship:
        if arrow.external or arrow.target not in source:
            return arrow
        if arrow.target not in names:
            names[arrow.target] = unused(package, arrow.target)
            content = adapted(arrow, source[arrow.target])
            package.add(names[arrow.target], content, source.content_type(arrow.target))
            draw(arrow.target)
        return replace(arrow, target=names[arrow.target])

    def draw(used: str) -> None:
        if arrows := source.relationships(used):
            package.draw(names[used], [copied(arrow) for arrow in arrows])

    draw(part)


def take_out(package: Package, part: str) -> None:
    """Deletes a part and every part that only it used; the arrow to it stays."""
    used = reached(package, [part])
    del package[part]
    for name in used - reached(package, [""]):
        if name in package:
            del package[name]


def reached(package: Package, starts: Iterable[str]) -> set[str]:
    """The parts that can be reached from some, these included."""
    found: set[str] = set()
    ahead = list(starts)
    while ahead:
        part = ahead.pop()
        if part not in found:
            found.add(part)
            ahead += [arrow.target for arrow in package.relationships(part) if not arrow.external]
    return found
