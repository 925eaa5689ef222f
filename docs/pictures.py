"""Makes the pictures of README and handbook from the demo workbook: `python docs/pictures.py`.

Needs LibreOffice, pdftoppm and chromium; what they draw is what a coordinator sees, but for Excel's own fonts.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from datetime import datetime
from pathlib import Path

from addin import masters
from addin.commands.register import COMMANDS

# How the pages begin that are worth showing, in either language
SHOWN = {
    "start": ("Start",),
    "contracts": ("Verträge", "Contracts"),
    "expiry-list": ("Auslaufende Kunden", "Expiring clients"),
    "calendar": ("Ablaufkalender", "Expiry calendar"),
    "today": ("Tagesliste", "Today"),
    "manager": ("Managerbericht", "Manager report"),
}
PICTURES = Path(__file__).parent / "pictures"
RESOLUTION = 70


def pages(book: Path, folder: Path) -> list[tuple[str, Path]]:
    """The first page of every sheet as PNG, with the text at the left of its footer."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    call = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(book)]
    subprocess.run(call, check=True, capture_output=True)
    printed = folder / f"{book.stem}.pdf"
    text = subprocess.run(["pdftotext", "-layout", str(printed), "-"], check=True, capture_output=True, text=True)
    found: dict[str, int] = {}
    for number, page in enumerate(text.stdout.split("\f"), 1):
        lines = [line.strip() for line in page.splitlines() if line.strip()]
        found.setdefault(lines[-1].split("  ")[0].strip() if lines else "", number)
    return [(footer, _picture(printed, number, folder)) for footer, number in found.items() if _key(footer)]


def _key(footer: str) -> str:
    """The name of the picture that a sheet's page becomes; blank for a sheet that no page shows."""
    return next((key for key, starts in SHOWN.items() if footer.startswith(starts)), "")


def _picture(printed: Path, number: int, folder: Path) -> Path:
    page, target = str(number), folder / f"page-{number}"
    call = ["pdftoppm", "-png", "-singlefile", "-r", str(RESOLUTION), "-f", page, "-l", page]
    subprocess.run([*call, str(printed), str(target)], check=True)
    return target.with_suffix(".png")


def make(language: str) -> None:
    """The demo of one language with its reports, drawn."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book = folder / f"demo-{language}.xlsx"
        now = datetime(2027, 2, 15, 8, 0)
        masters.demo(book, language, now)
        for command in ("today", "check", "manager-report"):
            masters.desk(book, now, None).run(COMMANDS[command], {})
        for footer, picture in reversed(pages(book, folder)):
            shutil.copy(picture, PICTURES / f"{language}-{_key(footer)}.png")
        mail_pictures(language, book, now)


def mail_pictures(language: str, book: Path, now: datetime) -> None:
    """The preview of the demo's renewal batch, and one of its letters."""
    calls: dict[str, dict[str, object]] = {
        "prepare": {"letter": "renewal"},
        "preview": {},
        "approve": {"by": "M-0001"},
        "mail-letters": {},
    }
    done = {name: masters.desk(book, now, None).run(COMMANDS[name], options) for name, options in calls.items()}
    (page,), (letters,) = done["preview"].files, done["mail-letters"].files
    target = PICTURES / f"{language}-mail-preview.png"
    call = ["chromium", "--headless", "--no-sandbox", "--hide-scrollbars", "--virtual-time-budget=3000"]
    subprocess.run([*call, "--window-size=1200,900", f"--screenshot={target}", page.as_uri()], check=True)
    shutil.copy(_picture(letters, 1, book.parent), PICTURES / f"{language}-letter.png")


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    for language in ("de", "en"):
        make(language)
