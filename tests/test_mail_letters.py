"""Our letters are whole and polite in both languages; a coordinator's own wins, or is refused by line."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from mail_letters import loaded, message, own_letter

from mailmerge import letter
from mailmerge.blocks import plain
from mailmerge.errors import BadLetter
from mailmerge.filling import filled
from mailmerge.letter import Letter
from mailmerge.template import Reading, rendered

NAMES = letter.names()
LANGUAGES = ("de", "en")
HARSH = re.compile(
    r"mahn(?!t)|verzug|letzte (frist|aufforderung)|säumig|zahlungs|gebühr|inkasso|unverzüglich"
    r"|dunning|overdue|final notice|last warning|demand|arrears|penalt",
    re.IGNORECASE,
)
SELLING = re.compile(
    r"€|\bEUR\b|\beuros?\b|preis|rabatt|kostenlos|gratis|sonder|angebot|buchen|"
    r"price|discount|free of|offer|upgrade|book now",
    re.IGNORECASE,
)
FAMILIAR = re.compile(r"\b(du|dein\w*|dich|dir|euch|eu(re|er)\w*)\b", re.IGNORECASE)
LETTERS = [letter.load(name, language) for name in NAMES for language in LANGUAGES]
# What a client gets in performance of a contract, and may therefore get without consent
PERFORMANCE = [each for each in LETTERS if each.legal_class == "contract" and each.name != "quote"]


def text_of(source: Letter, language_values: dict[str, object]) -> str:
    made = filled(source, language_values)
    return f"{made.subject}\n{plain(made.blocks)}"


def variants(source: Letter) -> Iterator[dict[str, object]]:
    """The samples; then one row only; then nothing that may be blank, every flag the other way."""
    samples = source.samples
    yield samples
    yield {name: value[:1] if isinstance(value, list) else value for name, value in samples.items()}
    yield {name: _least(source, name, value) for name, value in samples.items()}


def _least(source: Letter, name: str, value: object) -> object:
    field = source.fields[name]
    if isinstance(value, bool):
        return not value
    if field.optional:
        return None
    if isinstance(value, list):
        return [{column: None if column in field.blanks else each[column] for column in each} for each in value]
    return value


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_asks_for_the_same_in_both_languages(name: str) -> None:
    german, english = (letter.load(name, language) for language in LANGUAGES)
    assert german.legal_class == english.legal_class
    assert german.attachments == english.attachments
    assert german.named == english.named
    assert list(german.fields) == list(english.fields)
    for one, other in zip(german.fields.values(), english.fields.values(), strict=True):
        assert (one.columns, one.optional, one.blanks) == (other.columns, other.optional, other.blanks)
        assert type(one.sample) is type(other.sample)


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_names_every_field_it_declares_and_none_else(name: str) -> None:
    for language in LANGUAGES:
        source = letter.load(name, language)
        texts = [Reading(text, language) for _, text in source.texts]
        declared = set(source.front.data["fields"])
        common = source.fields.keys() - declared
        assert {field for text in texts for field in text.fields} - common == declared
        columns = {column for field in source.fields.values() for column in field.columns}
        assert {column for text in texts for column, _ in text.columns} == columns


@pytest.mark.parametrize("source", LETTERS, ids=lambda each: f"{each.name}-{each.language}")
def test_a_letter_reads_well_with_all_it_can_say_and_with_the_least(source: Letter) -> None:
    for values in variants(source):
        text = text_of(source, values)
        assert not re.search(r"None|nan\b|\{\{|\{%|undefined", text)
        assert not re.search(r" [.,;:?!](\s|$)|,,|\.\.|\(\)| {2}(?=\S)", without_tables(text))
        assert str(source.samples["sender_name"]) in text


def without_tables(text: str) -> str:
    return "\n\n".join(block for block in text.split("\n\n") if "-----" not in block)


@pytest.mark.parametrize("source", LETTERS, ids=lambda each: f"{each.name}-{each.language}")
def test_no_letter_threatens_and_none_is_familiar(source: Letter) -> None:
    for values in variants(source):
        text = text_of(source, values)
        assert not HARSH.search(text)
        assert not (source.language == "de" and FAMILIAR.search(text))


@pytest.mark.parametrize("source", PERFORMANCE, ids=lambda each: f"{each.name}-{each.language}")
def test_a_letter_that_performs_a_contract_sells_nothing_and_names_no_price(source: Letter) -> None:
    for values in variants(source):
        assert not SELLING.search(text_of(source, values))


@pytest.mark.parametrize("stage", [1, 2, 3])
def test_before_the_notice_date_a_renewal_says_openly_when_notice_must_arrive(stage: int) -> None:
    for language, day in (("de", "31.03.2027"), ("en", "31 March 2027")):
        source = letter.load(f"renewal-{stage}", language)
        assert day in text_of(source, source.samples)
        without = text_of(source, {**source.samples, "notice_by": None, "renews_until": None})
        assert day not in without


def test_after_the_notice_date_the_letter_says_until_when_the_contract_renews() -> None:
    source = letter.load("renewed", "de")
    assert source.legal_class == "contract"
    assert "verlängert sich daher bis zum 30.06.2028" in text_of(source, source.samples)


def test_every_letter_of_the_house_is_there() -> None:
    wanted = """job-to-department artwork-request proof-of-publication unused-1 unused-2 unused-3 renewal-1
        renewal-2 renewal-3 renewed expiry-calendar content-review print-approval broken-link-client
        broken-link-web traffic-report welcome lead-handover lead-handover-2 lead-handover-3 information
        figures-missing show-invitation show-appointment
        thanks-a thanks-b thanks-c missed-you party-invitation quote-input quote meeting
        trip-folder address-check manager-summary"""
    assert set(wanted.split()) == set(NAMES)


def test_a_coordinator_s_copy_wins_over_ours(tmp_path: Path) -> None:
    copy = tmp_path / "de" / "missed-you.md"
    copy.parent.mkdir()
    copy.write_text(
        letter.load("missed-you", "de").path.read_text("utf-8").replace("vermisst", "gesucht"), "utf-8"
    )
    source = letter.load("missed-you", "de", tmp_path)
    assert source.path == copy
    assert "gesucht" in source.subject
    assert letter.load("missed-you", "en", tmp_path).path == letter.OURS / "en" / "missed-you.md"


def test_a_copy_need_not_repeat_the_fields(tmp_path: Path) -> None:
    own_letter(tmp_path, "{{ salutation }} {{ show }} {{ signature }}", name="missed-you")
    with pytest.raises(BadLetter, match="letter_class_changed"):  # it was advertising
        letter.load("missed-you", "de", tmp_path)
    path = tmp_path / "de" / "missed-you.md"
    path.write_text(path.read_text("utf-8").replace('"contract"', '"advertising"'), "utf-8")
    assert letter.load("missed-you", "de", tmp_path).fields["show"].sample == "Nordbau 2027"


def test_a_broken_copy_is_refused_and_ours_is_not_used_in_its_place(tmp_path: Path) -> None:
    path = own_letter(tmp_path, "{{ salutation }}\n\nLiebe {{ vorname }} aus {{ ort }}", name="unused-1")
    with pytest.raises(BadLetter) as refused:
        letter.load("unused-1", "de", tmp_path)
    assert (refused.value.path, refused.value.line) == (path, 8)
    assert refused.value.code == "letter_fields_unknown"
    assert refused.value.facts["fields"] == "ort, vorname"
    assert str(refused.value.facts["known"]).startswith("house, items, phone")


def test_a_copy_cannot_ask_for_what_nobody_fills(tmp_path: Path) -> None:
    own_letter(tmp_path, "{{ salutation }}", HEAD, name="unused-1")
    with pytest.raises(BadLetter) as refused:
        letter.load("unused-1", "de", tmp_path)
    assert (refused.value.code, refused.value.line, refused.value.facts["key"]) == ("letter_field_new", 5, "name")


def test_a_field_that_may_be_blank_must_be_asked_about_first(tmp_path: Path) -> None:
    head = '[fields]\nnote = { meaning = "N", sample = "x", optional = true }'
    with pytest.raises(BadLetter, match="letter_samples"):
        loaded(tmp_path, "Text\n\n{{ note }}", head)
    loaded(tmp_path, "Text\n\n{% if note %}{{ note }}{% endif %}", head)


def test_a_column_may_be_called_like_a_method(tmp_path: Path) -> None:
    head = '[fields]\nrows = { meaning = "R", sample = [{ items = "Banner", keys = 3, values = "x" }] }'
    source = loaded(
        tmp_path, "{% for row in rows %}{{ row.items }} {{ row.keys }} {{ row.values }}{% endfor %}", head
    )
    assert text_of(source, source.samples) == "Hallo\nBanner 3 x"


def test_nothing_of_jinja_s_own_is_in_reach_of_a_text() -> None:
    for name in ("cycler", "lipsum", "range", "dict", "namespace", "joiner"):
        with pytest.raises(UndefinedError):
            rendered(f"{{{{ {name} }}}}", "de", {})


def test_a_new_letter_of_the_coordinator_has_fields_of_its_own(tmp_path: Path) -> None:
    head = '[fields]\ncity = { meaning = "Ort", sample = "Kiel" }'
    source = loaded(tmp_path, "{{ salutation }}\n\nGrüße aus {{ city }}!\n\n{{ signature }}", head)
    assert "own" in letter.names(tmp_path)
    assert "Grüße aus Kiel!" in text_of(source, source.samples)


def test_a_windows_editor_may_have_saved_it(tmp_path: Path) -> None:
    path = own_letter(tmp_path, "Grüße {{ sender_name }}")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert letter.load("own", "de", tmp_path).body == "Grüße {{ sender_name }}\n"


HEAD = '[fields]\nname = { meaning = "Name", sample = "Eva" }\nrows = { meaning = "R", sample = [{ what = "x" }] }'
BROKEN = [
    ("{{ name }", "letter_syntax", 8),
    ("text\n{% if name %}\ntext", "letter_syntax", 10),
    ("text\n\n{% endif %}", "letter_syntax", 10),
    ("{% if name %}\ntext\n{% endif %}\n{{ nome }}", "letter_fields_unknown", 11),
    ("{% for row in rows %}\n- {{ row.waht }}\n{% endfor %}", "letter_fields_unknown", 9),
    ("text\n\n{{ name|datum }}", "letter_filter", 10),
    ("text\n{{ name|money }}", "letter_samples", 9),
    ("{{ name }}\n\n> quote", "letter_markup", 10),
    ("{% if name %}\ntext\n\n![x](https://a.example)\n{% endif %}", "letter_markup", 11),
    ("{% for row in rows %}\n- {{ row.what }}\n  - {{ row.what }} nested\n{% endfor %}", "letter_markup", 10),
    ("a\n[x](file:///etc)", "letter_link", 8),
    ("text {{ rows }}", "letter_samples", 8),
    ("{{ name.upper }}", "letter_fields_unknown", 8),
    ("\U000f0041", "letter_characters", 0),
    ("  \n", "letter_empty", 8),
    # attempts on the machine
    ("{{ cycler.__init__.__globals__.os.popen('id') }}", "letter_statement", 8),
    ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "letter_statement", 8),
    ("{{ name.__class__ }}", "letter_fields_unknown", 8),
    ("{{ loop.__init__ }}", "letter_fields_unknown", 8),
    ("{{ name|attr('__class__') }}", "letter_filter", 8),
    ("{{ rows|map('upper') }}", "letter_filter", 8),
    ("{{ self }}", "letter_statement", 8),
    ("{% for a in range(10**9) %}{% endfor %}", "letter_statement", 8),
    ("{{ 'x' * 10**9 }}", "letter_statement", 8),
    ("{{ lipsum(9) }}", "letter_statement", 8),
    ("{% include '/etc/passwd' %}", "letter_statement", 8),
    ("{% set x = 1 %}", "letter_statement", 8),
    ("{% macro m() %}{% endmacro %}", "letter_statement", 8),
    (
        "{% for a in rows %}{% for b in rows %}{% for c in rows %}{% endfor %}{% endfor %}{% endfor %}",
        "letter_nested",
        8,
    ),
]


@pytest.mark.parametrize(("body", "code", "line"), BROKEN, ids=lambda each: str(each)[:40])
def test_a_broken_text_is_reported_with_its_line(tmp_path: Path, body: str, code: str, line: int) -> None:
    with pytest.raises(BadLetter) as refused:
        loaded(tmp_path, body, HEAD)
    assert (refused.value.code, refused.value.line) == (code, line)


BROKEN_HEADS = [
    ("no head", "letter_head_missing", 1),
    ('+++\nsubject = "a"\nclass = advertising\n+++\n', "letter_head", 3),
    ('+++\nclass = "contract"\n+++\n', "letter_key", 0),
    ('+++\nsubject = ""\nclass = "contract"\n+++\n', "letter_key", 2),
    ('+++\nsubject = """a\nb"""\nclass = "contract"\n+++\n', "letter_key", 2),
    ('+++\nsubject = "a"\nclass = "contract"\nattachments = [1]\n+++\n', "letter_key", 4),
    ('+++\nsubject = "a"\nclass = "spam"\n+++\n', "letter_class", 3),
    ('+++\nsubject = "a"\nclass = "contract"\nbetreff = "b"\n+++\n', "letter_key_unknown", 4),
    ('+++\nsubject = "a"\nclass = "contract"\n\n[fields]\nname = "Eva"\n+++\n', "letter_field", 6),
    ('+++\nsubject = "a"\nclass = "contract"\n\n[fields.name]\nmeaning = "Name"\n+++\n', "letter_field", 5),
    ('+++\nsubject = "{{ a }"\nclass = "contract"\n+++\n', "letter_syntax", 2),
    ('+++\nclass = "contract"\nsubject = "{{ a }}"\n+++\n', "letter_fields_unknown", 3),
    ('+++\nclass = "contract"\nsubject = "a"\nattachments = ["{{ b }}"]\n+++\n', "letter_fields_unknown", 4),
]


@pytest.mark.parametrize(("text", "code", "line"), BROKEN_HEADS, ids=lambda each: str(each)[:40])
def test_a_broken_head_is_reported_with_its_line(tmp_path: Path, text: str, code: str, line: int) -> None:
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / "own.md").write_text(text, "utf-8")
    with pytest.raises(BadLetter) as refused:
        letter.load("own", "de", tmp_path)
    assert (refused.value.code, refused.value.line) == (code, line)


def test_a_letter_saved_in_an_old_encoding_is_named_with_the_line(tmp_path: Path) -> None:
    path = own_letter(tmp_path, "eins\n\ndrei")
    path.write_bytes(path.read_bytes() + "Grüße".encode("cp1252"))
    with pytest.raises(BadLetter) as refused:
        letter.load("own", "de", tmp_path)
    assert (refused.value.code, refused.value.line) == ("letter_encoding", 9)


@pytest.mark.parametrize("name", ["nothing", "../en/quote", "/etc/passwd", ""])
def test_a_letter_that_is_not_there_is_named_with_those_that_are(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadLetter) as refused:
        letter.load(name, "de", tmp_path)
    assert refused.value.code == "letter_missing"
    assert "unused-1" in str(refused.value.facts["known"])


def test_a_letter_longer_than_any_letter_is_not_written(tmp_path: Path) -> None:
    head = '[fields]\nrows = { meaning = "R", sample = [{ what = "x" }] }'
    source = loaded(tmp_path, "{% for a in rows %}{% for b in rows %}{{ a.what }}{% endfor %}{% endfor %}", head)
    with pytest.raises(OverflowError):
        filled(source, {"rows": [{"what": "x" * 100}] * 1000})


def test_a_tag_at_the_end_of_a_line_does_not_join_words(tmp_path: Path) -> None:
    source = loaded(tmp_path, "one{% if sender_name %} two{% endif %}\nthree")
    assert plain(message(source).blocks) == "one two three"
