"""The start sheet: the key date, today's figures, what runs out, the first steps, and the way to every sheet."""

from __future__ import annotations

from dataclasses import replace

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle

from addin.reports.model import Severity
from addin.reports.palette import TONES
from addin.tables import AREAS, TABLES
from addin.tables.choices import CHOICES
from addin.tables.formulas import native
from addin.words import Words
from workbook_templates import formats
from workbook_templates.canvas import COLUMNS, FIRST, LAST, Canvas, Pen
from workbook_templates.figures import FIGURES, Figure, formula, of_bucket, rows_at_first, rows_of
from workbook_templates.lists import define
from workbook_templates.paper import set_up_print

STEPS = ("import-contracts", "check", "expiry-flags")
_TILES_A_ROW, _BLOCKS_A_ROW = 4, 3
_TILES_AT, _HALVES_AT = 5, 14
_RIGHT_HALF = FIRST + 7
_BUCKET_TONES: dict[str, Severity] = {"b30": "critical", "b60": "warning", "b90": "notice"}
_LINE = Border(bottom=Side("thin", color=formats.RULE))
_BAND = Pen(colour=formats.WHITE, fill=formats.NAVY)
_PLAIN = Pen()
_PALE = Pen(size=10, colour=formats.PALE_INK)
_LINK = Pen(colour=formats.LINK_INK, indent=1)
_SECTION = Pen(size=13, bold=True, colour=formats.NAVY, border=Border(bottom=Side("medium", color=formats.NAVY)))


def add_start(workbook: Workbook, words: Words) -> dict[str, str | float]:
    """Draws the start sheet; what comes back is what its formulas show while the workbook is empty, by cell."""
    sheet = workbook.create_sheet(words.text("start.sheet"))
    canvas = Canvas(sheet, words)
    define(workbook, "as_of", _draw_head(canvas))
    _draw_tiles(canvas)
    _draw_buckets(canvas)
    _draw_steps(canvas)
    last = _draw_areas(canvas, _HALVES_AT + len(CHOICES["bucket"]) + 4)
    _draw_legend(canvas, last + 2)
    sheet.sheet_properties.tabColor = formats.NAVY
    set_up_print(sheet, words)
    sheet.page_setup.fitToHeight = 1
    sheet.print_options.horizontalCentered = True
    return canvas.answers


def _draw_head(canvas: Canvas) -> str:
    """The title, and the key date; where it stands."""
    words = canvas.words
    for row, points in {1: 8.0, 2: 32.0, 3: 22.0, 4: 12.0}.items():
        canvas.height(row, points)
        canvas.paint(row, 1, LAST + 1, _BAND if row < 4 else _PLAIN)
    frozen = native("setting(as_of)", TABLES["settings"], words.language)
    canvas.put(2, FIRST, 7, words.text("start.title"), replace(_BAND, size=22, bold=True))
    canvas.put(3, FIRST, 7, words.text("start.subtitle"), replace(_BAND, upright="top"))
    canvas.put(2, LAST - 3, 2, words.text("start.key_date.label"), replace(_BAND, size=13, across="right"))
    date = replace(_BAND, size=20, bold=True, across="right", number_format=formats.number_format("date", words))
    today = canvas.put(2, LAST - 1, 2, f'=IF({frozen}="",TODAY(),{frozen})', date)
    moving, held = (words.text(f"start.key_date.{state}") for state in ("moving", "held"))
    state = f'=IF({frozen}="","{moving}","{held}")'
    canvas.put(3, LAST - 4, 5, state, replace(_BAND, size=10, across="right", upright="top"))
    return f"'{canvas.sheet.title}'!${today.column_letter}${today.row}"


def _draw_tiles(canvas: Canvas) -> None:
    """Today's figures, four side by side."""
    canvas.put(_TILES_AT, FIRST, COLUMNS, canvas.words.text("start.figures.title"), _SECTION)
    canvas.height(_TILES_AT + 1, 6)
    span = COLUMNS // _TILES_A_ROW
    for number, figure in enumerate(FIGURES):
        down, right = divmod(number, _TILES_A_ROW)
        _draw_tile(canvas, _TILES_AT + 2 + 3 * down, FIRST + span * right, span, figure)


def _draw_tile(canvas: Canvas, row: int, column: int, span: int, figure: Figure) -> None:
    edge = Border(left=Side("thick", color=AREAS[TABLES[figure.table].area]))
    shown = formats.number_format(figure.kind, canvas.words)
    ground = Pen(fill=formats.FAINT, indent=1)
    value = replace(ground, size=20, bold=True, colour=formats.NAVY, number_format=shown)
    cell = canvas.put_figure(row, column, span, formula(figure, canvas.words.language), value)
    below = canvas.put(
        row + 1,
        column,
        span,
        canvas.words.text(f"start.figures.{figure.key}"),
        replace(ground, size=10, colour=formats.PALE_INK, upright="top", wrap=True),
    )
    cell.border = below.border = edge
    canvas.link(below, figure.table)
    _warn(canvas, cell, f"{cell.coordinate} {below.coordinate}", figure.tone)
    for at, points in ((row, 32.0), (row + 1, 20.0), (row + 2, 6.0)):
        canvas.height(at, points)


def _warn(canvas: Canvas, figure: Cell, cells: str, tone: Severity) -> None:
    """The cells take the tone while the figure is above 0."""
    if tone:
        ground = PatternFill("solid", bgColor=TONES[tone])
        look = DifferentialStyle(font=Font(color=formats.INK), fill=ground)
        rule = Rule("expression", formula=[f"${figure.column_letter}${figure.row}>0"], dxf=look)
        canvas.sheet.conditional_formatting.add(cells, rule)


def _draw_buckets(canvas: Canvas) -> None:
    """How many contracts run out when, and what they are worth a year."""
    words, row = canvas.words, _HALVES_AT
    canvas.put(row, FIRST, 6, words.text("start.buckets.title"), _SECTION)
    head = replace(_PALE, border=_LINE)
    canvas.put(row + 1, FIRST, 2, words.text("start.buckets.bucket"), head)
    canvas.put(row + 1, FIRST + 2, 2, words.text("start.buckets.contracts"), replace(head, across="right"))
    canvas.put(row + 1, FIRST + 4, 2, words.text("start.buckets.value"), replace(head, across="right"))
    for at, bucket in enumerate(CHOICES["bucket"], row + 2):
        canvas.put(at, FIRST, 2, words.text(f"choices.bucket.{bucket}"), replace(_PLAIN, border=_LINE))
        cells = [
            canvas.put_figure(at, column, 2, formula(figure, words.language), _counted(canvas, figure))
            for column, figure in zip((FIRST + 2, FIRST + 4), of_bucket(bucket), strict=True)
        ]
        _warn(canvas, cells[0], cells[0].coordinate, _BUCKET_TONES.get(bucket, ""))


def _counted(canvas: Canvas, figure: Figure) -> Pen:
    return Pen(across="right", number_format=formats.number_format(figure.kind, canvas.words), border=_LINE)


def _draw_steps(canvas: Canvas) -> None:
    """What to do first: the house into the settings, then the commands that fill an empty workbook."""
    words, row = canvas.words, _HALVES_AT
    span = LAST - _RIGHT_HALF + 1
    canvas.put(row, _RIGHT_HALF, span, words.text("start.steps.title"), _SECTION)
    settings = canvas.put(row + 1, _RIGHT_HALF, span, words.text("start.steps.settings"), _LINK)
    canvas.link(settings, "settings")
    for number, command in enumerate(STEPS):
        what, line = words.tree(f"start.steps.{command}")
        canvas.put(row + 2 + 2 * number, _RIGHT_HALF, span, what, replace(_PLAIN, indent=1))
        code = replace(_PALE, font="Consolas", fill=formats.FAINT, indent=3)
        canvas.put(row + 3 + 2 * number, _RIGHT_HALF, span, f"teeup {command} {line}".strip(), code)
    canvas.put(row + 8, _RIGHT_HALF, span, words.text("start.steps.daily"), replace(_PALE, indent=1))


def _draw_areas(canvas: Canvas, row: int) -> int:
    """Every sheet under its area, with its number of rows; the last row that was used."""
    canvas.put(row, FIRST, COLUMNS, canvas.words.text("start.areas.title"), _SECTION)
    span, per_block = COLUMNS // _BLOCKS_A_ROW, -(-len(AREAS) // _BLOCKS_A_ROW)
    ends = []
    for block in range(_BLOCKS_A_ROW):
        at = row + 2
        for area in list(AREAS)[block * per_block : (block + 1) * per_block]:
            at = _draw_area(canvas, at, FIRST + block * span, span, area) + 1
        ends.append(at - 1)
    return max(ends)


def _draw_area(canvas: Canvas, row: int, column: int, span: int, area: str) -> int:
    """One area with its sheets; the row below the last of them."""
    words = canvas.words
    edge = Border(left=Side("thick", color=AREAS[area]))
    title = replace(_PLAIN, bold=True, indent=1, fill=formats.FAINT)
    canvas.put(row, column, span - 1, words.text(f"start.areas.{area}"), title).border = edge
    for table in (table for table in TABLES.values() if table.area == area and not table.hidden):
        row += 1
        cell = canvas.put(row, column, span - 2, words.text(f"tables.{table.key}.sheet"), _LINK)
        cell.border = edge
        canvas.link(cell, table.key)
        shown = formats.number_format("integer", words)
        pen = replace(_PALE, across="right", number_format=shown)
        counted = formula(rows_of(table), words.language)
        canvas.put_figure(row, column + span - 2, 1, counted, pen, rows_at_first(table))
    return row + 1


def _draw_legend(canvas: Canvas, row: int) -> None:
    """What the colours of the headers mean."""
    span = COLUMNS // 4
    legend = (
        ("required", replace(_BAND, size=10, bold=True, indent=1)),
        ("optional", replace(_BAND, size=10, bold=True, indent=1, fill=formats.SLATE)),
        ("computed", replace(_PALE, italic=True, indent=1, fill=formats.MIST)),
        ("folded", replace(_PALE, indent=1)),
    )
    for number, (key, pen) in enumerate(legend):
        canvas.put(
            row, FIRST + span * number, span, canvas.words.text(f"start.legend.{key}"), replace(pen, wrap=True)
        )
    canvas.height(row, 32)
