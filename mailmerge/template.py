"""The small language of letters: fields, if, for and a few filters; nothing else of Jinja is let in.

No calls, no arithmetic, no assignments, no globals: what a text can do is bounded by the rows it is given, and the
sandbox stands behind that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from jinja2 import StrictUndefined, TemplateSyntaxError, meta, nodes
from jinja2 import Template as Compiled
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mailmerge.errors import BadText
from mailmerge.shown import Shown
from mailmerge.veil import veiled

LONGEST = 200_000
_DEEPEST = 2
_FILTERS = ("first", "last", "length", "lower", "upper")
_TESTS = ("eq", "ge", "gt", "le", "lt", "ne", "none")
_NODES = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr),
    *(nodes.If, nodes.For, nodes.Filter, nodes.Test, nodes.CondExpr),
    *(nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not),
)
_LOOP = frozenset(("first", "last", "index", "length"))


class _Environment(ImmutableSandboxedEnvironment):
    """A record's columns are all it has: no method of a mapping is within reach."""

    def getattr(self, obj: object, attribute: str) -> object:
        if isinstance(obj, Mapping):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)


@cache
def _environment(language: str) -> _Environment:
    shown = Shown(language)
    made = _Environment(
        undefined=StrictUndefined,
        # an unknown column says so itself, when it is asked for its text
        finalize=lambda value: veiled(str(value) if isinstance(value, StrictUndefined) else shown.text(value)),
    )
    made.globals.clear()
    made.filters = {**{name: made.filters[name] for name in _FILTERS}, **shown.filters}
    made.tests = {name: made.tests[name] for name in _TESTS}
    return made


_TAG_LINE = re.compile(r"^[ \t]*(\{%(?:(?!%\}).)*)(?<!-)%\}[ \t]*\n", re.MULTILINE)


def _tags_leave_no_line(text: str) -> str:
    """The text without the lines that are tags only; their line ends move into the tag, so that lines still count.

    Jinja's own trimming would also join the words around a line end that follows a tag within a sentence.
    """
    return _TAG_LINE.sub(r"\1\n%}", text)


class Reading:
    """What a text asks for; BadText with the line for whatever the small language does not know."""

    def __init__(self, text: str, language: str) -> None:
        self._environment = _environment(language)
        try:
            self._tree = self._environment.parse(_tags_leave_no_line(text))
        except TemplateSyntaxError as error:
            raise BadText(error.lineno, "letter_syntax", reason=error.message or "") from None
        for node in self._tree.find_all(nodes.Node):
            self._check(node)
        self._check_depth(self._tree, 0)

    def _check(self, node: nodes.Node) -> None:
        if not isinstance(node, _NODES):
            raise BadText(node.lineno, "letter_statement", statement=type(node).__name__.lower())
        if isinstance(node, nodes.Filter) and node.name not in self._environment.filters:
            known = ", ".join(sorted(self._environment.filters))
            raise BadText(node.lineno, "letter_filter", filter=node.name, known=known)
        if isinstance(node, nodes.Name) and node.name == "self":
            raise BadText(node.lineno, "letter_statement", statement=node.name)
        if isinstance(node, nodes.Test) and node.name not in self._environment.tests:
            raise BadText(node.lineno, "letter_statement", statement=f"is {node.name}")

    def _check_depth(self, node: nodes.Node, depth: int) -> None:
        if depth > _DEEPEST:
            raise BadText(node.lineno, "letter_nested")
        for inner in node.iter_child_nodes():
            self._check_depth(inner, depth + isinstance(inner, nodes.For))

    @property
    def fields(self) -> Mapping[str, int]:
        """Every field the text names, with the first line that does."""
        known = meta.find_undeclared_variables(self._tree)
        named = [(node.name, node.lineno) for node in self._tree.find_all(nodes.Name)]
        return {name: line for name, line in reversed(named) if name in known}

    @property
    def columns(self) -> Iterator[tuple[str, int]]:
        """Every column of a record the text names, with its line; what Jinja's `loop` knows is none."""
        for node in self._tree.find_all(nodes.Getattr):
            if not (isinstance(node.node, nodes.Name) and node.node.name == "loop" and node.attr in _LOOP):
                yield node.attr, node.lineno


def rendered(text: str, language: str, values: Mapping[str, object]) -> str:
    """The text with its values under the veil; OverflowError if it grows longer than any letter.

    TypeError for a blank value; what else a value does to a filter comes out as Jinja's or Python's own error.
    """
    pieces: list[str] = []
    length = 0
    for piece in _compiled(text, language).generate(values):
        pieces.append(piece)
        length += len(piece)
        if length > LONGEST:
            raise OverflowError(LONGEST)
    return "".join(pieces)


@lru_cache(maxsize=256)
def _compiled(text: str, language: str) -> Compiled:
    return _environment(language).from_string(_tags_leave_no_line(text))
