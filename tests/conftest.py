"""What tests need from outside, each skipped with its reason where the machine lacks it."""

import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def realdata() -> Path:
    """Real data that nobody here wrote (TEEUP_REALDATA, else ../shared/data)."""
    folder = Path(os.environ.get("TEEUP_REALDATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("no real data here: set TEEUP_REALDATA to its folder")
    return folder


@pytest.fixture(scope="session")
def soffice() -> str:
    """The command that starts LibreOffice."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if not found:
        pytest.skip("LibreOffice is not installed: apt install libreoffice-calc")
    return found


@pytest.fixture(scope="session")
def pdftotext() -> str:
    """The command that reads the texts of a PDF and where they stand."""
    found = shutil.which("pdftotext")
    if not found:
        pytest.skip("poppler is not installed: apt install poppler-utils")
    return found


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[], Any]], Any]:
    """What gives a thing by its name that takes long to make: one worker makes it, the others wait and take it."""
    own = tmp_path_factory.getbasetemp()
    folder = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def made(name: str, make: Callable[[], Any]) -> Any:
        file = folder / name
        with FileLock(f"{file}.lock"):
            if not file.exists():
                file.write_bytes(pickle.dumps(make()))
        return pickle.loads(file.read_bytes())

    return made


@pytest.fixture(scope="session")
def demo_copied(
    made_once: Callable[[str, Callable[[], Any]], Any], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, Path], Path]:
    """What copies the demo in a language, with the files beside it, to a path; it is made once."""
    from addin.__main__ import main

    def made(language: str) -> Path:
        book = tmp_path_factory.mktemp("demo") / f"{language}.xlsx"
        assert main(["demo", str(book), "--language", language]) == 0
        return book

    def copied(language: str, to: Path) -> Path:
        book: Path = made_once(f"demo {language}", lambda: made(language))
        shutil.copytree(book.with_suffix(""), to.with_suffix(""))
        return Path(shutil.copy(book, to))

    return copied


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """A file's tests stay together: what they share, a recalculated workbook say, is made once."""
    config.option.loadscopereorder = False
    return LoadScopeScheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first, so that no worker is left alone with one at the end."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Where TEEUP_NO_SKIPS is set (CI), a skipped test is a failed one: the machine should have had the part."""
    if report.skipped and os.environ.get("TEEUP_NO_SKIPS") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be: {report.longrepr}"
