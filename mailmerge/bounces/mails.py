"""The mails in a folder of .eml and .mbox files, a Maildir, an mbox or one .eml file."""

from __future__ import annotations

import mailbox
from collections.abc import Iterator
from contextlib import closing
from email import message_from_bytes
from email.message import Message
from pathlib import Path


def mails(path: Path) -> Iterator[tuple[str, Message]]:
    """Each mail with the name it is found by again. Nothing there is moved, marked or changed.

    FileNotFoundError where there is nothing of that name.
    """
    if not path.exists():
        raise FileNotFoundError(path)  # a mailbox would say it in a way of its own
    if (path / "cur").is_dir() and (path / "new").is_dir():
        yield from mailbox.Maildir(path, create=False).items()
    elif path.is_dir():
        for file in sorted(path.iterdir()):
            if file.is_file() and file.suffix.lower() in (".eml", ".mbox"):
                yield from mails(file)
    elif path.suffix.lower() == ".eml":
        yield path.name, message_from_bytes(path.read_bytes())
    else:
        with closing(mailbox.mbox(path, create=False)) as box:
            for number, message in box.iteritems():
                yield f"{path.name} #{int(number) + 1}", message
