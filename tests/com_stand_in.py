"""What Windows gives xlwings, as far as a cell function meets it: the real xlwings runs on top.

`windows()` must come before the first import of xlwings in a process. `serve` makes the process answer CallUDF as
the companion does. Nothing here knows Excel: ranges arrive as their values, as our wrappers hand them over.
"""

import ctypes
import pickle
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, NoReturn


class ComError(Exception):
    """What pywin32 raises for a failed call."""


class NotWrapped(Exception):
    """What pywin32 raises for a value that is no wrapped Python object."""


def _unwrap(_: Any) -> NoReturn:
    raise NotWrapped


_MODULES: dict[str, dict[str, Any]] = {
    "pywintypes": {"TimeType": datetime, "com_error": ComError, "error": ComError, "IID": str},
    "pythoncom": {
        "__file__": "pythoncom311.dll",
        "CoInitialize": lambda: None,
        "IID_IDispatch": "IDispatch",
        "TypeIIDs": {"IDispatch": type("PyIDispatch", (), {})},
        "com_error": ComError,
        "ole_error": ComError,
    },
    "win32com": {},
    "win32com.client": {
        name: type(name, (), {}) for name in ("CDispatch", "Dispatch", "DispatchBaseClass", "DispatchEx")
    },
    "win32com.server": {},
    "win32com.server.dispatcher": {},
    "win32com.server.policy": {"DefaultPolicy": type("DefaultPolicy", (), {})},
    "win32com.server.util": {"unwrap": _unwrap},
    "win32api": {},
    "win32con": {},
    "win32event": {},
    "win32gui": {},
    "win32process": {},
    "win32timezone": {},
}


def windows() -> None:
    """Makes the import of xlwings take this machine for Windows with pywin32."""
    import asyncio  # noqa: F401 - these two know the machine they are on

    import pandas  # noqa: F401

    for name, contents in _MODULES.items():
        module = ModuleType(name)
        module.__dict__.update(contents)
        sys.modules[name] = module
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], child, module)
    with _windows_libraries():
        import xlwings  # noqa: F401


@contextmanager
def _windows_libraries() -> Iterator[None]:
    """The two libraries that xlwings looks at while it is imported."""
    ole32 = SimpleNamespace(CLSIDFromString=lambda *_: 0)
    stand_ins = {
        "oledll": SimpleNamespace(ole32=ole32),
        "windll": SimpleNamespace(),
        "PyDLL": lambda _: SimpleNamespace(PyCom_PyObjectFromIUnknown=SimpleNamespace()),
    }
    known, platform = {name: getattr(ctypes, name, None) for name in stand_ins}, sys.platform
    sys.platform = "win32"
    vars(ctypes).update(stand_ins)
    try:
        yield
    finally:
        sys.platform = platform
        vars(ctypes).update(known)


def serve() -> None:
    """Answers one pickled call of CallUDF after the other, until the caller goes away."""
    windows()
    from xlwings.com_server import XLPython

    server = XLPython()
    while True:
        try:
            call = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            answer = "answer", server.CallUDF(*call)
        except Exception as error:
            answer = "error", f"{type(error).__name__}: {error}"
        sys.stdout.buffer.write(pickle.dumps(answer))
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))
    serve()
