"""Markdown becomes blocks, blocks become text and HTML; whatever a value holds stays text on the way."""

from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailmerge import blocks
from mailmerge.errors import BadText
from mailmerge.markdown import blocks as read
from mailmerge.model import Grid, Items, Paragraph, Run
from mailmerge.veil import is_veiled, unveiled, veiled

# What a cell may hold: anything but half a character, in which no writing ends
VALUES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
HOSTILE = (
    "*Eva*",
    "_Eva_ __x__",
    "[x](http://evil.example)",
    "<script>alert(1)</script>",
    "<http://evil.example>",
    "a | b",
    "1. first",
    "- item",
    "# heading",
    "> quote",
    "    code",
    "`code`",
    "![x](http://evil.example/x.png)",
    "line\nline",
    "line\n\nline",
    "\\",
    "&amp; &lt; &#42;",
    "{{ x }} {% if %}",
    "---",
    "~~x~~",
    "\U000f0041",
    "👩‍🚀",
)


class Visible(HTMLParser):
    """The text that a reader of the page sees; line breaks are newlines."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: set[str] = set()
        self.feed(page)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.tags.add(tag)
        self.text += "\n" * (tag == "br")


@given(VALUES)
@example("\ud83d")
def test_a_veil_hides_a_value_whole_and_gives_it_back_whole(value: str) -> None:
    assert all(is_veiled(each) for each in veiled(value))
    assert unveiled(f"a{veiled(value)}b") == f"a{value}b".replace("\ud83d", "?")


def assert_stays_text(value: str) -> None:
    hidden = veiled(value)
    assert read(hidden) == (Paragraph((Run(value),)),)
    assert read(f"**{hidden}**") == (Paragraph((Run(value, strong=True),)),)
    assert read(f"- {hidden}\n- b") == (Items(((Run(value),), (Run("b"),))),)
    assert read(f"## {hidden}") == (Paragraph((Run(value),), level=2),)
    assert read(f"|a|b|\n|-|-|\n|{hidden}|x|") == (
        Grid(((Run("a"),), (Run("b"),)), (((Run(value),), (Run("x"),)),)),
    )


@given(VALUES)
def test_any_value_stays_text_wherever_it_stands(value: str) -> None:
    assert_stays_text(value)


@pytest.mark.parametrize("value", HOSTILE)
def test_markdown_in_a_value_stays_text(value: str) -> None:
    assert_stays_text(value)


@pytest.mark.parametrize("value", HOSTILE)
def test_html_shows_a_value_as_it_is_and_makes_nothing_of_it(value: str) -> None:
    page = Visible(blocks.html([Paragraph((Run(value),))]))
    assert page.text == value
    assert page.tags <= {"p", "br"}


def test_html_escapes_what_it_shows() -> None:
    assert "A &amp; B &lt;script&gt;" in blocks.html([Paragraph((Run("A & B <script>"),))])
    link = blocks.html([Paragraph((Run("x", link='https://a.example/"><script>'),))])
    assert "<script" not in link


def test_a_line_end_in_the_text_is_a_blank_and_a_backslash_before_it_breaks_the_line() -> None:
    assert read("one\ntwo\\\nthree") == (Paragraph((Run("one two\nthree"),)),)


def test_bold_italics_and_links_are_runs_of_their_own() -> None:
    assert read("a **b** *c* [d](https://d.example)") == (
        Paragraph(
            (
                Run("a "),
                Run("b", strong=True),
                Run(" "),
                Run("c", emphasis=True),
                Run(" "),
                Run("d", link="https://d.example"),
            )
        ),
    )


def test_the_columns_of_a_table_that_stand_right_are_known() -> None:
    grid = read("|a|b|c|\n|--|-:|:-|\n|1|2|3|")[0]
    assert isinstance(grid, Grid)
    assert grid.right == {1}


@pytest.mark.parametrize(
    "text",
    [
        "![picture](https://a.example/a.png)",
        "> quote",
        "```\ncode\n```",
        "`code`",
        "a <b>bold</b>",
        "<div>\nhtml\n</div>",
        "~~gone~~",
        "#### deep",
        "3. third",
        "- a\n  - nested",
        "- a\n\n  second paragraph",
        "- # heading",
        "- ",
        "above\n\n---",
        "above\n---",
        "[x](https://a.example 'title')",
    ],
)
def test_what_mail_and_paper_cannot_both_show_is_refused_and_not_dropped(text: str) -> None:
    with pytest.raises(BadText) as refused:
        read(f"first line\n\n{text}")
    assert refused.value.code == "letter_markup"
    assert refused.value.line >= 3


@pytest.mark.parametrize("address", ["javascript:alert(1)", "/relative", "file:///etc/passwd", "data:text/html,x"])
def test_a_link_leads_to_the_web_or_to_an_address_only(address: str) -> None:
    for text in (f"[x]({address})", f"[x]({veiled(address)})"):
        with pytest.raises(BadText, match="letter_link"):
            read(text)
    assert read(f"[x]({veiled('https://a.example/?a=1&b=ä')})") == (
        Paragraph((Run("x", link="https://a.example/?a=1&b=ä"),)),
    )


def test_plain_text_puts_a_link_behind_its_words_once() -> None:
    text = "[our site](https://a.example), <https://b.example>, [us](mailto:us@c.example)"
    assert blocks.plain(read(text)) == "our site (https://a.example), https://b.example, us (us@c.example)"


def test_a_narrow_table_is_columns_in_plain_text() -> None:
    assert blocks.plain(read("|What|Euros|\n|-|-:|\n|Banner|5|\n|Link|120|")).splitlines() == [
        "What    Euros",
        "-------------",
        "Banner      5",
        "Link      120",
    ]


def test_a_wide_table_is_one_record_below_the_other_in_plain_text() -> None:
    wide = "w" * 70
    assert blocks.plain(read(f"|What|Until|\n|-|-|\n|{wide}|May|\n|Link||")).splitlines() == [
        f"What: {wide}",
        "Until: May",
        "",
        "What: Link",
    ]


def test_a_numbered_list_counts_in_plain_text_and_hangs_its_lines() -> None:
    assert blocks.plain(read("1. one\\\n   more\n2. two")) == "1. one\n   more\n2. two"


def test_html_needs_nothing_from_elsewhere() -> None:
    page = blocks.html(read("# h\n\ntext\n\n- a\n\n1. b\n\n|a|b|\n|-|-:|\n|1|2|"))
    assert Visible(page).tags == {"h1", "p", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"}
    assert not any(mark in page for mark in ("src=", "url(", "class=", "<style"))
