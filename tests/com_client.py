"""The companion as VBA meets it: an object whose CallUDF another process answers, with the values of COM."""

import pickle
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pyopenvba.interpreter import (
    EMPTY,
    MISSING,
    VBAArray,
    VBADate,
    VBAErrorValue,
    VBAInt,
    VBAObject,
    VBARuntimeError,
    method,
)

HERE = Path(__file__).parent
_NOT_GIVEN = -2147352572  # DISP_E_PARAMNOTFOUND
_FAILED = -2147352567  # DISP_E_EXCEPTION
_ERROR_BASE = -2146828288  # CVErr(2042) arrives as this plus 2042


class ComProcess:
    """A process in which the real xlwings answers calls, with Windows stood in."""

    def __init__(self) -> None:
        script = str(HERE / "com_stand_in.py")
        self._process = subprocess.Popen([sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def call(self, script: str, function: str, arguments: tuple[Any, ...]) -> Any:
        """What CallUDF gives back; RuntimeError with the text of its exception."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(pickle.dumps((script, function, arguments)))
        self._process.stdin.flush()
        kind, answer = pickle.load(self._process.stdout)
        if kind == "error":
            raise RuntimeError(answer)
        return answer

    def end(self) -> None:
        """Lets the process go, as a companion that was stopped."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(10)


class Companion(VBAObject):
    """What GetObject gives VBA: the served class of a process."""

    vba_type_name = "XLPython"

    def __init__(self, process: ComProcess) -> None:
        self.process = process
        self.calls: list[str] = []

    @method
    def CallUDF(self, script: Any, fname: Any, args: Any) -> Any:  # noqa: N802 - its name
        self.calls.append(fname)
        try:
            return to_vba(self.process.call(script, fname, to_python(args)))
        except (RuntimeError, OSError, ValueError, EOFError) as error:
            raise VBARuntimeError(_FAILED, str(error)) from error


def to_python(value: Any) -> Any:
    """A VBA value as pywin32 hands it to Python."""
    if isinstance(value, VBAArray):
        if value.dimensions == 1:
            return tuple(map(to_python, value.elements()))
        (top, bottom), (left, right) = value.bounds
        rows = range(top, bottom + 1)
        return tuple(tuple(to_python(value.get([r, c])) for c in range(left, right + 1)) for r in rows)
    if value is EMPTY:
        return None
    if value is MISSING:
        return _NOT_GIVEN
    if isinstance(value, VBAErrorValue):
        return _ERROR_BASE + int(value.number)
    if isinstance(value, VBADate):
        return value.to_datetime().replace(tzinfo=UTC)
    return int(value) if isinstance(value, VBAInt) else value


def to_vba(value: Any) -> Any:
    """A Python value as pywin32 hands it to VBA."""
    if isinstance(value, list | tuple) and value and isinstance(value[0], list | tuple):
        array = VBAArray([(0, len(value) - 1), (0, len(value[0]) - 1)])
        for row, cells in enumerate(value):
            for column, cell in enumerate(cells):
                array.set([row, column], to_vba(cell))
        return array
    if isinstance(value, list | tuple):
        return VBAArray([(0, len(value) - 1)], items=[to_vba(cell) for cell in value])
    if isinstance(value, datetime):
        return VBADate.from_datetime(value.replace(tzinfo=None))
    if isinstance(value, int) and not isinstance(value, bool):
        return VBAInt(value, "Long")
    return EMPTY if value is None else value
