"""A bug is ours: the details go to a file, the coordinator gets one sentence."""

from __future__ import annotations

import traceback
from datetime import datetime
from pathlib import Path

from addin.excel import places


def written_down(doing: str, now: datetime) -> Path:
    """The error log, with the exception that is being handled at its end."""
    log = places.error_log()
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8", errors="backslashreplace") as file:
        file.write(f"{now.astimezone().isoformat()} {doing}\n{traceback.format_exc()}\n")
    return log
