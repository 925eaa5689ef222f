"""The seam to COM: on Windows the companion serves cell functions while it answers requests."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from importlib import import_module

_QUIT = 0x0012  # WM_QUIT ends a thread's message loop


class NoCom:
    """A system without COM: threads need nothing, and there is nobody to serve cell functions to."""

    def enter_thread(self) -> None:
        """Nothing to do."""

    def serve_beside(self, work: Callable[[], None]) -> None:
        """Does the work."""
        work()


class WindowsCom:
    """COM through pywin32; xlwings answers cell functions in the main thread, as it must."""

    def enter_thread(self) -> None:
        """Every thread that speaks to Excel begins with this."""
        import_module("pythoncom").CoInitialize()

    def serve_beside(self, work: Callable[[], None]) -> None:
        """Does the work in a thread and serves cell functions until it ends."""
        win32api = import_module("win32api")
        ended, main = threading.Event(), win32api.GetCurrentThreadId()

        def in_thread() -> None:
            self.enter_thread()
            try:
                work()
            finally:
                ended.set()
                win32api.PostThreadMessage(main, _QUIT, 0, 0)

        thread = threading.Thread(target=in_thread)
        thread.start()
        self._serve_until(ended)
        thread.join()

    def _serve_until(self, ended: threading.Event) -> None:
        """Serving ends whenever Excel lets go of its last object; then it begins anew."""
        while not ended.is_set():
            self.enter_thread()
            import_module("xlwings").serve()


def com(platform: str = sys.platform) -> NoCom | WindowsCom:
    """What this system has."""
    return WindowsCom() if platform == "win32" else NoCom()
