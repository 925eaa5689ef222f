"""The Excel that asked: its status bar, and the macro that shows an answer. It may be gone or busy at any time."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from addin.excel.places import ADDIN_NAME

if TYPE_CHECKING:
    from xlwings import App

_SHOW = f"'{ADDIN_NAME}'!TeeupAnswered"
_STATUS_BAR = 250  # characters it takes


class Office:
    """One running Excel by its window (None: the one in front); every wish is quietly in vain where it is gone."""

    def __init__(self, hwnd: int | None) -> None:
        self._app = _app(hwnd)

    def show(self, text: str) -> None:
        """The text in the status bar."""
        if self._app:
            with suppress(Exception):
                self._app.status_bar = text.partition("\n")[0][:_STATUS_BAR]

    def tell(self, request_id: str, text: str) -> None:
        """Lets the add-in show the answer; where it cannot, the status bar at least has the text."""
        if self._app:
            try:
                self._app.macro(_SHOW)(request_id)
            except Exception:  # the add-in is gone, or a cell is being edited
                self.show(text)


def _app(hwnd: int | None) -> App | None:
    try:
        import xlwings

        return _asking(xlwings.apps, hwnd)
    except Exception:  # no Excel at all, or it is just going
        return None


def _asking(apps: Iterable[App], hwnd: int | None) -> App | None:
    running = list(apps)
    asking = [app for app in running if hwnd is not None and app.hwnd == hwnd]
    return next(iter(asking or running), None)
