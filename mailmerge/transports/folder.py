"""Messages as .eml files in a folder: nothing leaves the machine, and a double click opens one."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from mailmerge.transports import Envelope, Halted


class Folder:
    """A folder of .eml files; a message that is written again takes the place of its first file."""

    name = "folder"

    def __init__(self, path: Path) -> None:
        self._path = path

    def open(self) -> None:
        """Makes the folder; Halted `mail_folder_closed` where that cannot be."""
        try:
            self._path.mkdir(parents=True, exist_ok=True)
        except OSError as why:
            raise _halted(self._path, why) from why

    def deliver(self, envelope: Envelope, commit: Callable[[], None]) -> str:
        """The name of the file, which is there whole or not at all."""
        name = file_name(envelope)
        unfinished = self._path / f"{name}.part"
        try:
            _write(unfinished, envelope.content)
            commit()
            unfinished.replace(self._path / name)
        except OSError as why:
            raise _halted(self._path, why) from why
        finally:
            unfinished.unlink(missing_ok=True)
        return name

    def close(self) -> None:
        """Nothing is open between two messages."""


def file_name(envelope: Envelope) -> str:
    """A name that says whom the message is for, and is the same for the same message on every system.

    >>> from mailmerge.model import Identity
    >>> message = Envelope(Identity("unused.1", "P/1", "Eva@a.example"), "info@b.example", "eva@a.example", b"")
    >>> file_name(message)
    'eva@a.example-unused.1-d0b57f681dfb.eml'
    """
    identity = envelope.identity
    readable = re.sub(r"[^\w.@+-]+", "_", f"{identity.address.strip().casefold()}-{identity.occasion}")
    return f"{readable[:100]}-{identity.key[:12]}.eml"


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _halted(path: Path, why: OSError) -> Halted:
    return Halted("mail_folder_closed", folder=str(path), reason=why.strerror or str(why))
