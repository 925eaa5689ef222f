"""Notes say in ASCII whatever Excel and Python have to tell each other, and are never seen half written."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.excel import notes

KEYS = st.text("abcdefghijklmnopqrstuvwxyz0123456789_.-", min_size=1, max_size=12)
TEXTS = st.text(max_size=40)
HALVES = st.text(st.characters(categories=["Cs"]), max_size=3)  # of a pair: VBA may send one alone


@given(st.dictionaries(KEYS, TEXTS | HALVES))
def test_a_note_says_what_was_written_into_it(values: dict[str, str]) -> None:
    said = notes.values_of(notes.note(values))
    assert said.keys() == values.keys()
    for key, value in values.items():
        assert said[key].encode("utf-16", "surrogatepass") == value.encode("utf-16", "surrogatepass")


@given(st.dictionaries(KEYS, TEXTS))
def test_a_note_is_printable_ascii_one_value_a_line(values: dict[str, str]) -> None:
    lines = notes.note(values).decode("ascii").split("\n")
    assert lines.pop() == ""
    assert [line.partition("=")[0] for line in lines] == list(values)
    assert all(" " <= character <= "~" for line in lines for character in line)


def test_the_lines_of_windows_say_the_same() -> None:
    assert notes.values_of(b"a=1\r\nb=x=\\u00e4\\uD83D\\uDE00\r\n") == {"a": "1", "b": "x=ä😀"}


@pytest.mark.parametrize("data", [b"a", b"A=1\n", b"=1", "a=ä".encode(), b"\xff\xfea=1", b"a=1\n\n"])
def test_what_is_no_note_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        notes.values_of(data)


@pytest.mark.parametrize("key", ["", "a b", "Ä", "a=b", "a\n"])
def test_a_key_that_no_note_can_have_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        notes.note({key: "x"})


def test_a_file_is_replaced_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "figures.note"
    for due in ("7", "8"):
        notes.write(path, {"due": due})
        assert notes.read(path) == {"due": due}
    assert [file.name for file in path.parent.iterdir()] == ["figures.note"]


def test_what_cannot_be_read_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "broken").write_bytes(b"\x00\xff")
    assert notes.read(tmp_path / "broken") == notes.read(tmp_path / "missing") == {}


def test_a_file_that_is_just_being_read_on_windows_is_replaced_a_moment_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really, refusals = Path.replace, [PermissionError(13, "sharing violation")] * 3

    def replace(self: Path, target: Path) -> Path:
        if refusals:
            raise refusals.pop()
        return really(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    notes.write(tmp_path / "a.note", {"due": "7"})
    assert notes.read(tmp_path / "a.note") == {"due": "7"}
    refusals.extend([PermissionError(13, "for ever")] * 9)
    with pytest.raises(PermissionError):
        notes.write(tmp_path / "a.note", {"due": "8"})
    assert notes.read(tmp_path / "a.note") == {"due": "7"}
