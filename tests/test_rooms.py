"""The house keeps its rooms: who may import whom, where the clock is read, who may save a workbook."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STANDARD = set(sys.stdlib_module_names)

# A room may import these and the standard library; a module's own room always
MAY_IMPORT = {
    "addin.errors": set(),
    "addin.words": set(),
    "addin.tables": {"addin.errors", "addin.words", "pandas"},
    "addin.plan": {"addin.tables"},
    "addin.core": {"addin.tables", "pandas", "numpy", "holidays", "phonenumbers", "rapidfuzz"},
    "addin.reports": {
        "addin.core",
        "addin.tables",
        "addin.words",
        "pandas",
        "openpyxl",
        "icalendar",
        "jinja2",
        "typst",
    },
    "addin.imports": {
        "addin.core",
        "addin.tables",
        "addin.words",
        "addin.errors",
        "addin.plan",
        "pandas",
        "python_calamine",
        "lxml",
    },
    "addin.commands": {
        "addin.core",
        "addin.reports",
        "addin.tables",
        "addin.imports",
        "addin.plan",
        "addin.errors",
        "addin.words",
        "mailmerge",
        "pandas",
    },
    "addin.books.live": {
        "addin.books",
        "addin.tables",
        "addin.words",
        "addin.errors",
        "addin.plan",
        "pandas",
        "xlwings",
    },
    "addin.books": {
        "addin.tables",
        "addin.words",
        "addin.errors",
        "addin.plan",
        "pandas",
        "lxml",
        "python_calamine",
    },
    "addin.functions": {
        "addin.core",
        "addin.errors",
        "addin.tables",
        "addin.words",
        "mailmerge",
        "numpy",
        "pandas",
        "xlwings",
    },
    "macros": set(),
    "mailmerge": {"email_validator", "jinja2", "keyring", "markdown_it", "sqlalchemy", "typst"},
    "workbook_templates": {
        "addin.reports",  # one palette
        "addin.tables",
        "addin.words",
        "addin.core",
        "addin.plan",
        "openpyxl",
        "holidays",
        "lxml",
    },
}
ROOMS = ("addin", "macros", "mailmerge", "workbook_templates")
# Only these read the clock
CLOCKS = {"addin/__main__.py"}


def modules() -> list[Path]:
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def room_of(module: str) -> str | None:
    return next((room for room in MAY_IMPORT if module == room or module.startswith(f"{room}.")), None)


def imported(path: Path) -> Iterator[str]:
    """Every module a file imports, but for those only the type checker sees."""
    tree = ast.parse(path.read_text("utf-8"))
    unseen = {id(n) for block in ast.walk(tree) if _for_types(block) for n in ast.walk(block)}
    for node in ast.walk(tree):
        if id(node) in unseen:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_a_module_imports_only_what_its_room_may(path: Path) -> None:
    room = room_of(dotted(path))
    if room is None:
        return
    allowed = {room, *MAY_IMPORT[room]}
    wrong = [
        name
        for name in imported(path)
        if name.split(".")[0] not in STANDARD
        and not any(name == good or name.startswith(f"{good}.") for good in allowed)
    ]
    assert not wrong


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_only_the_shell_reads_the_clock(path: Path) -> None:
    calls = {
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not calls & {"today", "now", "utcnow"} or str(path.relative_to(ROOT)) in CLOCKS


def test_openpyxl_never_meets_a_coordinator_s_file() -> None:
    """It builds reports and templates; the books only know from it what number formats mean."""
    users = {
        room_of(dotted(path))
        for path in modules()
        for name in imported(path)
        if name.startswith("openpyxl") and not name.startswith("openpyxl.styles.numbers")
    }
    assert users == {"addin.reports", "workbook_templates"}


def test_help_loads_no_pandas() -> None:
    script = (
        "import sys, addin.__main__ as m\n"
        "try: m.main(['--help'])\nexcept SystemExit: pass\n"
        "assert 'pandas' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)
