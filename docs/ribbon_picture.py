"""Draws the ribbon of both languages from the register of commands: `python docs/ribbon_picture.py`.

Writes pictures/ribbon.<language>.html, and with Chromium a PNG of it. It is a drawing and says so: the icons stand
for Office's own, the menus and the explanation that Excel shows one at a time are shown together.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

from addin.excel.controls import Control, controls, tab
from addin.excel.ribbon_words import group_label, shown
from addin.words import LANGUAGES, Words

HERE = Path(__file__).parent
PICTURES = HERE / "pictures"
ICONS = (HERE / "ribbon_icons.svg").read_text("utf-8")
DUE = 7  # as in the label of a morning
POINTED_AT, OPENED = "today", "expiry-calendar"

STYLE = """
* { box-sizing: border-box; margin: 0 }
body { font: 15px/1.25 "Segoe UI", Selawik, Carlito, "Open Sans", sans-serif; color: #24292f; background: #fff }
main { width: 1330px; position: relative; padding: 14px 14px 10px }
.window { border: 1px solid #cfd4da; border-radius: 8px; overflow: hidden; background: #f2f3f5;
  box-shadow: 0 1px 5px rgb(0 0 0 / 12%) }
.tabs { display: flex; gap: 22px; padding: 12px 18px 0; color: #50575f }
.tabs span { padding-bottom: 7px; white-space: nowrap }
.tabs .ours { color: #17633d; font-weight: bold; border-bottom: 3px solid #1f7a4d }
.ribbon { display: flex; flex-wrap: wrap; row-gap: 12px; margin: 6px 8px 8px; background: #fff;
  border-radius: 7px; padding: 7px 0 3px;
  box-shadow: 0 1px 3px rgb(0 0 0 / 14%) }
.group { display: flex; flex-direction: column; justify-content: space-between; padding: 0 9px;
  border-right: 1px solid #dfe3e7 }
.group:last-child { border-right: 0 }
.controls { display: flex; gap: 3px }
.caption { text-align: center; color: #6a737d; font-size: 13px; padding-top: 3px }
.large { display: flex; flex-direction: column; align-items: center; padding: 4px 7px 0; border-radius: 5px;
  min-width: 62px; text-align: center; line-height: 1.15; white-space: nowrap }
.large svg { width: 34px; height: 34px; margin-bottom: 4px }
.column { display: grid; grid-template-rows: repeat(3, 28px); align-content: start }
.small { display: flex; align-items: center; gap: 6px; padding: 0 7px; white-space: nowrap; border-radius: 5px }
.small svg { width: 19px; height: 19px }
.hot { background: #e6f2eb; box-shadow: inset 0 0 0 1px #b9dcc8 }
.arrow { color: #50575f; font-size: 10px; padding-left: 2px }
svg { fill: none; stroke: #1f7a4d; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; flex: none }
svg > rect { fill: #d7eee1 }
svg text { fill: #17633d; stroke: none; font-size: 17px; text-anchor: middle; transform: translate(16px, 22px) }
.below { height: 168px; background: repeating-linear-gradient(#fff 0 23px, #e4e7ea 23px 24px);
  border: 1px solid #cfd4da; border-width: 0 1px 1px }
.card { position: absolute; background: #fff; border: 1px solid #c8ced4; border-radius: 6px;
  box-shadow: 0 4px 14px rgb(0 0 0 / 20%) }
.tip { width: 262px; padding: 11px 14px 13px }
.tip b { display: block; padding-bottom: 5px }
.menu { padding: 4px; white-space: nowrap }
.menu div { padding: 4px 12px; display: flex; gap: 26px; justify-content: space-between; border-radius: 4px }
.note { color: #6a737d; font-size: 13px; padding: 8px 2px 0 }
"""

PLACE = """
const box = (selector) => document.querySelector(selector).getBoundingClientRect()
const origin = box("main"), below = box(".window").bottom - origin.top + 6
let taken = 0
for (const card of document.querySelectorAll("[data-under]")) {
  card.style.left = `${Math.max(taken, box("#" + card.dataset.under).left - origin.left)}px`
  card.style.top = `${below}px`
  taken = card.getBoundingClientRect().right - origin.left + 14
}
for (const card of document.querySelectorAll("[data-beside]")) {
  card.style.left = `${box("#" + card.dataset.beside).right - origin.left - 2}px`
  card.style.top = `${below + 6}px`
}
const size = box("main")
document.body.dataset.size = `${Math.ceil(size.width)},${Math.ceil(size.height)}`
"""


def page(language: str) -> str:
    """The drawing of one language as a page of its own."""
    words = Words.of(language)
    names = words.tree("handbook.ribbon.excel_tabs")
    tabs = "".join(f"<span>{escape(name)}</span>" for name in names)
    ours = f'<span class="ours">{escape(words.text("ribbon.tab"))}</span>'
    groups = "\n".join(_group(group.name, group.controls, words) for group in tab())
    return f"""<!doctype html>
<html lang="{language}"><meta charset="utf-8"><title>Teeup</title><style>{STYLE}</style>
{ICONS}
<main><div class="window"><div class="tabs">{tabs}{ours}</div>
<div class="ribbon">
{groups}
</div></div>
<div class="below"></div>
{_explanation(words)}
{_open_menu(words)}
<p class="note">{escape(words.text("handbook.ribbon.drawn"))}</p></main>
<script>{PLACE}</script></html>
"""


def two_lines(label: str) -> tuple[str, str]:
    """A label as Excel breaks it under a large button: at the space that leaves the shorter longest line.

    >>> two_lines("Abläufe markieren"), two_lines("Rückgängig")
    (('Abläufe', 'markieren'), ('Rückgängig', ''))
    """
    breaks = [at for at, letter in enumerate(label) if letter == " "]
    ways = [(label[:at], label[at + 1 :]) for at in breaks] or [(label, "")]
    return min(ways, key=lambda lines: max(map(len, lines)))


def _group(name: str, members: tuple[Control, ...], words: Words) -> str:
    large = [_large(control, words) for control in members if control.large]
    small = [_small(control, words) for control in members if not control.large]
    columns = [f'<div class="column">{"".join(small[at : at + 3])}</div>' for at in range(0, len(small), 3)]
    caption = f'<div class="caption">{escape(group_label(name, words))}</div>'
    return f'<div class="group"><div class="controls">{"".join(large + columns)}</div>{caption}</div>'


def _large(control: Control, words: Words) -> str:
    first, second = (escape(line) for line in two_lines(_label(control, words)))
    return (
        f'<div id="{control.id}" class="large{_hot(control)}">{_icon(control, words)}'
        f"<span>{first}</span><span>{second}{_arrow(control)}&nbsp;</span></div>"
    )


def _small(control: Control, words: Words) -> str:
    label = f"<span>{escape(_label(control, words))}{_arrow(control)}</span>"
    return f'<div id="{control.id}" class="small{_hot(control)}">{_icon(control, words)}{label}</div>'


def _label(control: Control, words: Words) -> str:
    counted = words.tree("ribbon.counted").get(control.tag)
    return counted.format(n=DUE) if counted else shown(control, words).label


def _arrow(control: Control) -> str:
    return '<span class="arrow"> ▼</span>' if control.items else ""


def _hot(control: Control) -> str:
    return " hot" if control.tag in (POINTED_AT, OPENED) else ""


def _icon(control: Control, words: Words) -> str:
    """The drawing of the control's icon; the first letter of its label where nobody has drawn one."""
    letter = f"<text>{escape(shown(control, words).label[:1])}</text>"
    plain = f'<rect x="4" y="4" width="24" height="24" rx="5"/>{letter}'
    drawn = f'<use href="#{control.icon}"/>' if f'"{control.icon}"' in ICONS else plain
    return f'<svg viewBox="0 0 32 32">{drawn}</svg>'


def _explanation(words: Words) -> str:
    (control,) = (control for control in controls() if control.tag == POINTED_AT)
    seen = shown(control, words)
    text = f"<b>{escape(seen.screentip)}</b>{escape(seen.supertip)}"
    return f'<div class="card tip" data-under="{control.id}">{text}</div>'


def _open_menu(words: Words) -> str:
    (control,) = (control for control in controls() if control.tag == OPENED)
    items = [f"<div>{escape(shown(item, words).label)}<span>▸</span></div>" for item in control.items]
    items[0] = items[0].replace("<div>", '<div class="hot" id="first">')
    names = [words.text("ribbon.reps.all"), *_reps(words.language)]
    reps = "".join(f"<div>{escape(name)}</div>" for name in names)
    return (
        f'<div class="card menu" data-under="{control.id}">{"".join(items)}</div>'
        f'<div class="card menu" data-beside="first">{reps}</div>'
    )


def _reps(language: str) -> Iterator[str]:
    """The names of the demo's first sales reps."""
    from workbook_templates.demo import rows

    made = list(rows(language))
    busy = {row.values["rep"] for row in made if row.table == "contracts"}
    people = [row.values for row in made if row.table == "staff"]
    yield from [str(person["name"]) for person in people if person["staff_id"] in busy][:3]


def draw(source: Path, target: Path) -> None:
    """The page as a picture, cut to what is on it."""
    with tempfile.TemporaryDirectory() as profile:
        call = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}"]
        address = source.resolve().as_uri()
        seen = subprocess.run([*call, "--dump-dom", address], check=True, capture_output=True, text=True).stdout
        (size,) = re.findall(r'data-size="(\d+,\d+)"', seen)
        picture = [f"--window-size={size}", "--force-device-scale-factor=2", f"--screenshot={target}"]
        subprocess.run([*call, *picture, address], check=True, capture_output=True)


def write() -> None:
    """Both pages, and their pictures where Chromium is there."""
    for language in LANGUAGES:
        source = PICTURES / f"ribbon.{language}.html"
        source.write_text(page(language), "utf-8")
        if shutil.which("chromium"):
            draw(source, source.with_suffix(".png"))


if __name__ == "__main__":
    write()
