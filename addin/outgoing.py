"""Files beside the workbook: written whole before it is saved, given their names after it.

A file and the marks that it leaves in the workbook (`handed over on`) cannot be written in one step. The workbook
first, and a crash in between leaves rows marked whose file never was: nobody ever bills them. The file first, and
a crash leaves a file whose rows are not marked: the next run writes them again, and they are billed twice. So the
content goes to a hidden name that carries the number of its run; then the workbook is saved, whose log says that
the run took place; then the file gets its name. What a crash leaves hidden, the next run settles: it gets its name
where its run stands in the log, and goes where it does not.
"""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from addin.errors import Refusal
from addin.plan import File


@dataclass(frozen=True)
class Hidden:
    """A file that is whole but not yet seen."""

    beside: Path
    path: Path
    content: bytes

    def write(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.beside.open("wb") as file:
            file.write(self.content)
            file.flush()
            os.fsync(file.fileno())

    def release(self) -> None:
        """Gives the file its name; written anew where somebody has cleared it away meanwhile."""
        if not self.beside.exists():
            self.write()
        self.beside.replace(self.path)


@dataclass(frozen=True)
class Outgoing:
    """The files that the runs over one workbook write into a folder.

    `book` names the workbook: others may write into the same folder. `run` is the number of this run, `logged` are
    those of the runs that stand in the workbook's log.
    """

    folder: Path
    book: str
    run: int
    logged: Collection[int]

    def settle(self) -> int:
        """How many files of earlier runs got their names only now; others that were left hidden go, or wait."""
        return sum(self._settled(beside) for beside in self._left_hidden())

    def _settled(self, beside: Path) -> bool:
        found = re.fullmatch(rf"\.{re.escape(self.book)}\.(\d+)\.(.+)\.teeup", beside.name)
        happened = found is not None and int(found[1]) in self.logged
        try:
            if found and happened:
                beside.replace(beside.with_name(found[2]))
            elif found:
                beside.unlink()
        except OSError:  # somebody has it open: the next run tries again
            return False
        return happened

    def _left_hidden(self) -> list[Path]:
        pattern = f".{glob.escape(self.book)}.*.teeup"
        return [*self.folder.glob(pattern), *self.folder.glob(f"*/{pattern}")]

    @contextmanager
    def around(self, files: Iterable[File]) -> Iterator[list[Path]]:
        """The paths of the files whose content is new, hidden while the workbook is saved, named when it is.

        Refusal `file_unwritten` before anything is done; `file_held` when the workbook is, and the next run names
        the file. A refusal within leaves nothing; what else ends it may come after the save: the next run settles.
        """
        hidden = self._hide([file for file in files if not _says_so(self.folder / file.name, file.content)])
        try:
            yield [each.path for each in hidden]
        except Refusal:
            _remove(hidden)
            raise
        for each in hidden:
            try:
                each.release()
            except OSError as error:
                raise Refusal("file_held", file=str(each.path), reason=error.strerror) from error

    def _hide(self, files: Iterable[File]) -> list[Hidden]:
        hidden: list[Hidden] = []
        for file in files:
            path = self.folder / file.name
            hidden.append(Hidden(path.with_name(f".{self.book}.{self.run}.{path.name}.teeup"), path, file.content))
            try:
                hidden[-1].write()
            except OSError as error:
                _remove(hidden)
                raise Refusal("file_unwritten", file=str(path), reason=error.strerror) from error
        return hidden


def _says_so(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def _remove(hidden: Iterable[Hidden]) -> None:
    for each in hidden:
        if each.beside.is_file():
            each.beside.unlink()
