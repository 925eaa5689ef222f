"""A letter's Markdown as blocks: paragraphs, headings, lists, tables, bold, italics, links.

Nothing is dropped in silence: what e-mail and paper could not both show is BadText with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from mailmerge.errors import BadText
from mailmerge.model import Block, Grid, Items, Paragraph, Run
from mailmerge.veil import unveiled

_DEEPEST_HEADING = 3
_LINK = re.compile(r"(https?://|mailto:)[^\s<>\"]+", re.IGNORECASE)
_OPENING = {"strong_open": "strong", "em_open": "emphasis", "link_open": "link"}
_CLOSING = {"strong_close": "strong", "em_close": "emphasis", "link_close": "link"}
_TEXT = {"text": None, "softbreak": " ", "hardbreak": "\n"}


class _Reader(MarkdownIt):
    """Leaves addresses as they are: they are judged when their veil is lifted."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002
        return True


@cache
def _reader() -> MarkdownIt:
    """CommonMark and tables; HTML and strike-through are read only so that they can be refused.

    Text indented under an `if` is no code, and dashes below a line make no heading of it.
    """
    made = _Reader("commonmark", {"html": True})
    return made.enable(["table", "strikethrough"]).disable(["code", "lheading"])


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text whose values may be veiled; the veil is lifted.

    >>> blocks("Dear **Eva**,")
    (Paragraph(runs=(Run(text='Dear ', ...), Run(text='Eva', strong=True, ...), Run(text=',', ...)), level=0),)
    """
    tokens = iter(_reader().parse(text))
    return tuple(_block(token, tokens) for token in tokens)


def _block(token: Token, rest: Iterator[Token]) -> Block:
    inner = list(_until(_closing(token), rest)) if token.nesting == 1 else []
    if token.type == "paragraph_open":
        return Paragraph(_runs(inner[0]))
    if token.type == "heading_open" and int(token.tag[1:]) <= _DEEPEST_HEADING:
        return Paragraph(_runs(inner[0]), int(token.tag[1:]))
    if token.type == "bullet_list_open":
        return Items(tuple(_items(inner)))
    if token.type == "ordered_list_open" and "start" not in token.attrs:
        return Items(tuple(_items(inner)), numbered=True)
    if token.type == "table_open":
        return _grid(inner)
    raise _refused(token)


def _closing(token: Token) -> str:
    return token.type.removesuffix("open") + "close"


def _until(closing: str, tokens: Iterator[Token]) -> Iterator[Token]:
    """What stands before the end of the element that is open, those of its kind within it taken whole."""
    depth = 1
    for token in tokens:
        depth += token.nesting if _closing(token) == closing or token.type == closing else 0
        if depth == 0:
            return
        yield token


def _items(tokens: list[Token]) -> Iterator[tuple[Run, ...]]:
    rest = iter(tokens)
    for token in rest:
        inner = list(_until(_closing(token), rest))
        if [each.type for each in inner] != ["paragraph_open", "inline", "paragraph_close"]:
            raise _refused(next((each for each in inner[3:] if each.nesting == 1), token))
        yield _runs(inner[1])


def _grid(tokens: list[Token]) -> Grid:
    rows: list[list[tuple[Run, ...]]] = []
    right: set[int] = set()
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "th_open" and token.attrs.get("style") == "text-align:right":
            right.add(len(rows[0]))
        elif token.type == "inline":
            rows[-1].append(_runs(token))
    return Grid(tuple(rows[0]), tuple(tuple(row) for row in rows[1:]), frozenset(right))


def _runs(inline: Token) -> tuple[Run, ...]:
    """The text of one paragraph, item or cell; neighbours of the same kind are one run."""
    runs: list[Run] = []
    for run in _pieces(inline):
        if runs and (runs[-1].strong, runs[-1].emphasis, runs[-1].link) == (run.strong, run.emphasis, run.link):
            run = Run(runs.pop().text + run.text, run.strong, run.emphasis, run.link)
        runs.append(run)
    return tuple(runs)


def _pieces(inline: Token) -> Iterator[Run]:
    strong, emphasis, link = 0, 0, ""
    for token in inline.children or ():
        kind = _OPENING.get(token.type) or _CLOSING.get(token.type)
        if token.type in _TEXT:
            text = unveiled(_TEXT[token.type] or token.content)
            if text:
                yield Run(text, strong > 0, emphasis > 0, link)
        elif kind == "strong":
            strong += token.nesting
        elif kind == "emphasis":
            emphasis += token.nesting
        elif kind == "link":
            link = _link(token, inline) if token.nesting == 1 else ""
        else:
            raise _refused(token, inline)


def _link(token: Token, inline: Token) -> str:
    address = unveiled(str(token.attrs["href"]))
    if "title" in token.attrs:
        raise _refused(token, inline)
    if not _LINK.fullmatch(address):
        raise BadText(_line(inline), "letter_link", link=address)
    return address


def _refused(token: Token, within: Token | None = None) -> BadText:
    """Inline tokens know no line; the paragraph they are within does."""
    return BadText(_line(token) or _line(within), "letter_markup")


def _line(token: Token | None) -> int:
    return token.map[0] + 1 if token and token.map else 0
