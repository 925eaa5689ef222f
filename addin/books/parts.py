"""The parts of a zipped file as bytes and trees; every part nobody touched stays as it lies in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from addin.books import archive, markup
from addin.errors import Refusal


class Parts:
    """Parts by name (`xl/workbook.xml`; case does not matter, as in Excel). `file` is named in Refusals."""

    def __init__(self, data: bytes, file: str = "") -> None:
        self._data = data
        self.file = file
        self._zip = archive.opened(data, file)
        self._infos = {
            key_of(info.orig_filename): info for info in self._zip.infolist() if not _is_folder(info.orig_filename)
        }
        self._names = {key: _part_name(info.orig_filename) for key, info in self._infos.items()}
        self._changed: dict[str, archive.Packed] = {}
        self._sound: set[str] = set()  # what was read to its end, and its checksum was right

    @property
    def original(self) -> bytes:
        """The file as it was opened."""
        return self._data

    def member(self, name: str) -> archive.Member:
        """The part as it lies packed in the file that was opened."""
        return archive.Member.kept(memoryview(self._data), self._infos[key_of(name)])

    # --- as bytes

    @property
    def names(self) -> list[str]:
        """The part names in the file's order, new ones last."""
        return list(self._names.values())

    @property
    def changed(self) -> set[str]:
        """The names of the parts that differ from the file: new, changed and deleted ones."""
        deleted = {_part_name(info.orig_filename) for key, info in self._infos.items() if key not in self._names}
        return {self._names[key] for key in self._changed} | deleted

    def __contains__(self, name: str) -> bool:
        return key_of(name) in self._names

    def __getitem__(self, name: str) -> bytes:
        return b"".join(self.blocks(name))

    def blocks(self, name: str) -> Iterator[bytes]:
        """The part in pieces, for one that is too large to be held whole; KeyError where it is missing."""
        key = key_of(name)
        if key not in self._names:
            raise KeyError(name)
        return self._changed[key].blocks() if key in self._changed else self._stored(key)

    def _stored(self, key: str) -> Iterator[bytes]:
        known = key in self._sound
        yield from archive.blocks(memoryview(self._data), self._infos[key], self.file, known=known)
        self._sound.add(key)

    def size(self, name: str) -> int:
        """How many bytes the part has unpacked, by the file's own account."""
        key = key_of(name)
        return self._changed[key].size if key in self._changed else self._infos[key].file_size

    def __setitem__(self, name: str, content: bytes) -> None:
        if name not in self or self[name] != content:
            self.put_blocks(name, [content])

    def put_blocks(self, name: str, pieces: Iterable[bytes]) -> None:
        """A part from pieces that are never held together."""
        self._changed[key_of(name)] = archive.Packed.of(pieces)
        self._names.setdefault(key_of(name), name)

    def __delitem__(self, name: str) -> None:
        self._names.pop(key_of(name), None)
        self._changed.pop(key_of(name), None)

    def spelled(self, name: str) -> str | None:
        """The name as the file spells it; None where it has no such part."""
        return self._names.get(key_of(name))

    # --- as trees

    def tree(self, name: str) -> etree._Element:
        """The part's root element; Refusal `damaged` where it is missing or no sound XML."""
        if name not in self:
            raise Refusal("damaged", file=self.file, part=name)
        try:
            return markup.parsed(self[name])
        except markup.Malformed as error:
            raise Refusal("damaged", file=self.file, part=name) from error

    def put(self, name: str, root: etree._Element) -> None:
        self[name] = markup.written(root)

    # --- the file

    def to_bytes(self) -> bytes:
        """The file: untouched members as they were, in their order; the others packed anew; new ones last."""
        return archive.joined(self._members(), self._zip.comment)

    def _members(self) -> Iterator[archive.Member]:
        data = memoryview(self._data)
        for info in self._zip.infolist():
            key = key_of(info.orig_filename)
            kept = archive.Member.kept(data, info)
            if _is_folder(info.orig_filename) or (key in self._names and key not in self._changed):
                yield kept
            elif key in self._changed:  # every copy of a doubled name: readers differ in which one they take
                yield archive.Member.made(kept.name, self._changed[key])
        for key, content in self._changed.items():
            if key not in self._infos:
                yield archive.Member.made(self._names[key].encode(), content)


def _part_name(written: str) -> str:
    path = written.replace("\\", "/").lstrip("/")
    return path.removeprefix("./").lstrip("/")


def key_of(name: str) -> str:
    return _part_name(name).lower()


def _is_folder(written: str) -> bool:
    return written.endswith(("/", "\\"))
