"""Excel around our VBA: pyOpenVBA's model of it, and in real files and processes what leaves VBA.

The interpreter runs every line of our modules. What it leaves out is here, with exactly the surface that they use:
VBA's file statements over real files, Excel's dialogs answered from a list, `Shell` as a real process.
"""

# ruff: noqa: N802, N803, ARG002  (members and parameters are called as Excel calls them)

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.apps.excel._bridge import ExcelBridge
from pyopenvba.apps.excel._io import WorkbookFileError
from pyopenvba.apps.excel._model import Application, Workbook, Workbooks
from pyopenvba.interpreter import (
    EMPTY,
    MISSING,
    NOTHING,
    Interpreter,
    ModuleRuntime,
    VBADate,
    VBAInt,
    VBAObject,
    member,
    method,
    parse_expression,
    parse_module,
    setter,
    to_date,
    to_text,
)
from pyopenvba.interpreter import _ast as syntax
from pyopenvba.interpreter._preprocess import strip_directives
from pyopenvba.interpreter._runtime import UserClassInstance
from pyopenvba.interpreter._values import error

import macros
from addin.excel import notes
from addin.excel.addin_file import modules

ADDIN = "teeup.xlam"
ALREADY_THERE, NO_SUCH_FILE, NO_PERMISSION, NO_SUCH_FOLDER = 58, 53, 70, 76


class IRibbonControl(VBAObject):
    """A control of the ribbon, as Excel hands it to a callback."""

    def __init__(self, tag: str = "", id: str = "") -> None:
        self._tag, self._id = tag, id or "teeup_" + re.sub("[^a-z0-9]+", "_", tag).strip("_")

    @member
    def Id(self) -> object:
        return self._id

    @member
    def Tag(self) -> object:
        return self._tag


class IRibbonUI(VBAObject):
    """The ribbon, which knows how often it was asked to look again, at everything or at some controls."""

    def __init__(self) -> None:
        self.invalidated = 0
        self.controls: list[str] = []

    @method
    def Invalidate(self) -> object:
        self.invalidated += 1
        return EMPTY

    @method
    def InvalidateControl(self, ControlID: object) -> object:
        self.controls.append(to_text(ControlID))
        return EMPTY


class LanguageSettings(VBAObject):
    def __init__(self, language_id: int) -> None:
        self._id = language_id

    @member
    def LanguageID(self, Id: object) -> object:
        return VBAInt(self._id, "Long")


class ProtectedViewWindow(VBAObject):
    """A window in Protected View: nothing in it can be reached."""


class FolderDialog(VBAObject):
    """The dialog in which a folder is chosen; a cancelled one has none."""

    def __init__(self, host: Excel) -> None:
        self._host = host
        self._title: object = ""
        self._chosen: object = False

    @member
    def Title(self) -> object:
        return self._title

    @setter("Title")
    def let_title(self, value: object) -> None:
        self._title = value

    @method
    def Show(self) -> object:
        self._chosen = self._host.asked("FileDialog", self._title)
        return VBAInt(0 if self._chosen is False else -1, "Integer")

    @method
    def SelectedItems(self, Index: object) -> object:
        return self._chosen


class Office(Application):
    """The application object with the members that the model lacks."""

    vba_type_name = "Application"

    def __init__(self, host: Excel) -> None:
        super().__init__()
        self.host = host
        self.workbooks_ = OpenBooks(self)

    @member
    def PathSeparator(self) -> object:
        return os.sep

    @member
    def Hwnd(self) -> object:
        return VBAInt(self.host.hwnd, "Long")

    @member
    def Ready(self) -> object:
        return self.host.ready

    @member
    def LanguageSettings(self) -> object:
        return LanguageSettings(self.host.language_id)

    @member
    def ActiveProtectedViewWindow(self) -> object:
        return ProtectedViewWindow() if self.host.protected_view else NOTHING

    @method
    def GetOpenFilename(
        self, FileFilter: object = MISSING, FilterIndex: object = MISSING, Title: object = MISSING
    ) -> object:
        return self.host.asked("GetOpenFilename", Title, FileFilter)

    @method
    def FileDialog(self, fileDialogType: object) -> object:
        assert int(to_text(fileDialogType)) == 4, "of folders"
        return FolderDialog(self.host)

    @method
    def GetSaveAsFilename(
        self,
        InitialFilename: object = MISSING,
        FileFilter: object = MISSING,
        FilterIndex: object = MISSING,
        Title: object = MISSING,
    ) -> object:
        return self.host.asked("GetSaveAsFilename", Title, InitialFilename)

    @method
    def InputBox(
        self,
        Prompt: object,
        Title: object = MISSING,
        Default: object = MISSING,
        Left: object = MISSING,
        Top: object = MISSING,
        HelpFile: object = MISSING,
        HelpContextID: object = MISSING,
        Type: object = MISSING,
    ) -> object:
        return self.host.asked("InputBox", Prompt, Title)

    @method
    def OnTime(self, EarliestTime: object, Procedure: object) -> object:
        self.host.planned.append((to_date(EarliestTime).to_datetime(), to_text(Procedure)))
        return EMPTY

    @method
    def MacroOptions(
        self, Macro: object, Description: object, Category: object, ArgumentDescriptions: object
    ) -> object:
        self.host.described[self.host.own(to_text(Macro))] = to_text(Description)
        return EMPTY


class OpenBooks(Workbooks):
    """The open workbooks; a file that is not there is Excel's error, not Python's."""

    vba_type_name = "Workbooks"

    @method
    def Open(self, Filename: object = MISSING) -> object:
        try:
            return super().Open(Filename)
        except WorkbookFileError as failure:
            raise error(1004, str(failure)) from failure


class AddinBook(Workbook):
    """The add-in's own workbook."""

    vba_type_name = "Workbook"

    @method
    def FollowHyperlink(self, Address: object) -> object:
        if not Path(to_text(Address)).exists():
            raise error(1004, "Cannot open the specified file.")
        self.application.host.followed.append(to_text(Address))
        return EMPTY


class Machine(Interpreter):
    """The interpreter with VBA's file statements and the functions that leave VBA."""

    def __init__(self, host: Excel, application: Office) -> None:
        super().__init__(ExcelBridge(application))
        self._excel = host
        self._channels: dict[int, Path] = {}
        self._intrinsics = {
            **self._intrinsics,
            "freefile": lambda *_: VBAInt(len(self._channels) + 1, "Integer"),
            "lof": lambda _, args, __: VBAInt(self._channels[int(args[0])].stat().st_size, "Long"),
            "input": lambda _, args, __: self._text(int(args[1]))[: int(args[0])],
            "filedatetime": lambda _, args, __: self._written(to_text(args[0])),
            "shell": lambda _, args, __: host.shell(to_text(args[0])),
            "applescripttask": lambda _, args, __: host.script(*map(to_text, args)),
        }

    def add_module(self, source: str, *, name: str = "", kind: str = "standard") -> ModuleRuntime:
        """A variable `WithEvents` is a variable to the interpreter; its events come from `happened`."""
        self.modules[name.lower()] = ModuleRuntime(parsed(source.replace(" WithEvents ", " "), name, kind), self)
        return self.modules[name.lower()]

    def happened(self, event: str, *facts: object) -> None:
        """Every object that a module keeps hears of it through its variable for the application."""
        kept = [slot.get() for module in self.modules.values() for slot in module.variables.values()]
        for listener in (each for each in kept if isinstance(each, UserClassInstance)):
            for name, slot in listener.variables.items():
                if slot.get() is self._excel.application and listener.module.procedure(f"{name}_{event}"):
                    listener.vba_get(f"{name}_{event}", facts)

    def clock(self) -> datetime:
        return now() + self._excel.ahead

    def _text(self, channel: int) -> str:
        return self._channels[channel].read_text("latin-1")

    def _written(self, path: str) -> VBADate:
        with vba_errors():
            return VBADate.from_datetime(written(Path(path)))

    def _execute(self, statement: syntax.Stmt, frame: Any) -> None:
        if not isinstance(statement, syntax.Unsupported):
            super()._execute(statement, frame)
            return
        source = frame.module.parsed.source.splitlines()[statement.line - 1].strip()
        for pattern, run in _FILE_STATEMENTS.items():
            if found := re.fullmatch(pattern, source):
                with vba_errors():
                    run(self, *(self.evaluate(parse_expression(part), frame) for part in found.groups()))
                return
        super()._execute(statement, frame)

    def open_to_read(self, path: object, channel: Any) -> None:
        Path(to_text(path)).stat()
        self._channels[int(channel)] = Path(to_text(path))

    def open_to_write(self, path: object, channel: Any) -> None:
        Path(to_text(path)).touch()
        self._channels[int(channel)] = Path(to_text(path))

    def put(self, channel: Any, text: object) -> None:
        with self._channels[int(channel)].open("ab") as file:
            file.write(to_text(text).encode("ascii"))

    def close(self, channel: Any) -> None:
        del self._channels[int(channel)]

    def kill(self, path: object) -> None:
        Path(to_text(path)).unlink()

    def name_as(self, old: object, new: object) -> None:
        if Path(to_text(new)).exists():
            raise error(ALREADY_THERE)
        Path(to_text(old)).rename(to_text(new))

    def mkdir(self, path: object) -> None:
        Path(to_text(path)).mkdir()


@cache
def parsed(source: str, name: str, kind: str) -> syntax.Module:
    """A module is parsed once for all tests."""
    return parse_module(source, name=name, kind=kind)


_FILE_STATEMENTS: dict[str, Callable[..., None]] = {
    r"Open (.+) For Input As #(\w+)": Machine.open_to_read,
    r"Open (.+) For Binary As #(\w+)": Machine.open_to_write,
    r"Put #(\w+), , (\w+)": Machine.put,
    r"Close #(\w+)": Machine.close,
    r"Kill (.+)": Machine.kill,
    r"Name (.+) As (.+)": Machine.name_as,
    r"MkDir (.+)": Machine.mkdir,
}


@contextmanager
def vba_errors() -> Iterator[None]:
    """What goes wrong on the disk is one of VBA's run-time errors."""
    try:
        yield
    except FileNotFoundError as failure:
        missing = Path(str(failure.filename)).parent.exists()
        raise error(NO_SUCH_FILE if missing else NO_SUCH_FOLDER) from failure
    except FileExistsError as failure:
        raise error(75) from failure
    except OSError as failure:
        raise error(NO_PERMISSION) from failure


class Excel(ExcelApplication):
    """An Excel with the add-in loaded: a coordinator clicks in it, and Python calls its macros."""

    def __init__(self, home: Path, *, python: str = sys.executable, mac: bool = False) -> None:
        self.home = home
        self.python = python
        self.refuses_to_start = 0
        self.language_id = 1031
        self.hwnd = 4711
        self.ready = True
        self.protected_view = False
        self.ahead = timedelta()
        self.choices: list[str | bool] = []
        self.questions: list[tuple[str, ...]] = []
        self.planned: list[tuple[datetime, str]] = []
        self.command_lines: list[str] = []
        self.scripts: list[tuple[str, ...]] = []
        self.followed: list[str] = []
        self.described: dict[str, str] = {}
        self.start: Callable[[str], object] = started
        self.ribbon = IRibbonUI()
        self.application = Office(self)
        self.interpreter = Machine(self, self.application)
        self.application.interpreter = self.interpreter
        book = AddinBook(self.application, ADDIN)
        book.add_sheet("Sheet1")
        self.application._this_workbook = book
        found = modules(Path(python), home)
        self._modules = {name: strip_directives(text, constants={"Mac": mac}) for name, text in found.items()}
        self.reset()
        self.run("TeeupOnLoad", self.ribbon)

    def reset(self) -> None:
        """What "End" in an error box does: every variable of every module is empty again."""
        for name, source in self._modules.items():
            self.add_module(source, name=name, kind="class" if name in macros.classes() else "standard")

    def open(self, path: Path) -> Workbook:
        """Opens a workbook file and puts it in front."""
        book = self.open_workbook(path)
        self.to_front(book)
        return book

    def to_front(self, book: Workbook) -> None:
        """The window of a workbook is chosen."""
        self.application.activate_book(book)
        self.interpreter.happened("WindowActivate", book, NOTHING)

    def click(self, tag: str) -> None:
        self.run("TeeupClick", IRibbonControl(tag))

    def get(self, callback: str, tag: str = "", id: str = "") -> Any:
        """What a callback of the ribbon gives back through its ByRef argument."""
        returned = Returned()
        self.run(callback, IRibbonControl(tag, id), returned.slot)
        return returned.value

    def let(self, seconds: float) -> None:
        """Time passes: what is planned by then runs, in its order."""
        until = now() + self.ahead + timedelta(seconds=seconds)
        while due := sorted(plan for plan in self.planned if plan[0] <= until):
            self.planned.remove(due[0])
            self.ahead = max(self.ahead, due[0][0] - now())
            self.run(self.own(due[0][1]))
        self.ahead = until - now()

    @staticmethod
    def own(macro: str) -> str:
        """The name of our procedure in a full macro name; another workbook's is never meant."""
        file, _, procedure = macro.partition("!")
        assert file == f"'{ADDIN}'", macro
        return procedure

    def asked(self, kind: str, *shown: object) -> object:
        self.questions.append((kind, *("" if text is MISSING else to_text(text) for text in shown)))
        return self.choices.pop(0)

    def shell(self, line: str) -> object:
        if self.refuses_to_start:
            raise error(self.refuses_to_start)
        self.command_lines.append(line)
        self.start(line)
        return 4712.0

    def script(self, *call: str) -> object:
        self.scripts.append(call)
        return ""

    @property
    def requests(self) -> list[dict[str, str]]:
        """What the request notes say that lie there."""
        return [notes.read(path) for path in sorted((self.home / "requests").glob("*.request"))]

    @property
    def told(self) -> list[str]:
        """The text of every message box so far."""
        return [text for kind, text, _, _ in self.dialogs if kind == "MsgBox"]

    @property
    def status_bar(self) -> object:
        return self.application.status_bar


def now() -> datetime:
    return datetime.now().astimezone().replace(tzinfo=None)


def unheard(_: str) -> None:
    """A process that Windows starts and that never does anything."""


def small_master(path: Path, *names: str) -> Path:
    """A workbook with the names by which a master is known, and ten rows on its sheet."""
    from openpyxl import Workbook as Written
    from openpyxl.workbook.defined_name import DefinedName

    book = Written()
    sheet = book.active
    sheet.title = "Verträge"
    for row in range(1, 11):
        sheet.append([f"V-{row}", "Firma", "01069"])
    for name in names or ("as_of", "house_holidays"):
        book.defined_names[name] = DefinedName(name, attr_text="'Verträge'!$A$1")
    book.save(path)
    return path


class Returned:
    """A variable of Excel's that a callback fills."""

    def __init__(self) -> None:
        from pyopenvba.interpreter._runtime import Slot

        self.slot = Slot()

    @property
    def value(self) -> Any:
        value = self.slot.get()
        return int(value) if isinstance(value, VBAInt) else value


def written(path: Path) -> datetime:
    """When the file was last written, in whole seconds as VBA tells it."""
    return datetime.fromtimestamp(int(path.stat().st_mtime)).astimezone().replace(tzinfo=None)


def started(line: str) -> None:
    """What Windows does with a command line: the process runs by itself, and here to its end."""
    subprocess.run(shlex.split(line), check=False, timeout=60)
