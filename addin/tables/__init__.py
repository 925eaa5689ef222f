"""Every table and column of the master workbook, declared once, one file an area."""

from addin.tables.contracts import CONTRACTS, INVOICE_LINES, PROMISES
from addin.tables.digital import POSTS, TRAFFIC, WEB_PAGES
from addin.tables.every_day import CHECKLISTS, TASKS
from addin.tables.mailing import MAILINGS, RECIPIENTS
from addin.tables.manager import RETURNS, SALES, TARGETS
from addin.tables.master import COMPANIES, CONTACTS, ISSUES, PRICES, STAFF
from addin.tables.material import MATERIALS, REPRINTS, STOCK_MOVES
from addin.tables.model import Table
from addin.tables.prospects import ANSWERS, HANDOVERS, QUESTIONS, RESEARCH
from addin.tables.quotes import MEETINGS, QUOTE_INPUTS, QUOTE_LINES, QUOTES, REVIEWS, TRIPS
from addin.tables.service import ACTIVITIES, TICKETS
from addin.tables.shows import GUESTS, SHIPMENTS, SHOW_CONTACTS, SHOW_ITEMS, SHOWS
from addin.tables.system import LOG, SETTINGS_TABLE

# Every area with the colour of its tabs, in the order of the sheets
AREAS = {
    "master": "1F4E79",
    "contracts": "2E75B6",
    "material": "548235",
    "digital": "7030A0",
    "service": "C55A11",
    "prospects": "BF9000",
    "shows": "C00000",
    "manager": "833C0B",
    "quotes": "375623",
    "every_day": "008080",
    "mailing": "AD1457",
    "system": "7F7F7F",
}

_DECLARED = (
    *(STAFF, COMPANIES, CONTACTS, PRICES, ISSUES),
    *(CONTRACTS, PROMISES, INVOICE_LINES),
    *(MATERIALS, STOCK_MOVES, REPRINTS),
    *(WEB_PAGES, TRAFFIC, POSTS),
    *(ACTIVITIES, TICKETS),
    *(QUESTIONS, ANSWERS, HANDOVERS, RESEARCH),
    *(SHOWS, SHOW_ITEMS, SHIPMENTS, SHOW_CONTACTS, GUESTS),
    *(SALES, TARGETS, RETURNS),
    *(QUOTES, QUOTE_LINES, QUOTE_INPUTS, MEETINGS, TRIPS, REVIEWS),
    *(TASKS, CHECKLISTS),
    *(MAILINGS, RECIPIENTS),
    *(SETTINGS_TABLE, LOG),
)

# Every table by its key, in the order of the sheets
TABLES: dict[str, Table] = {table.key: table for table in _DECLARED}


def table(key: str) -> Table:
    """The declared table of that key; KeyError where there is none."""
    return TABLES[key]
