"""What several buttons have in common: the tables they need, the options they take."""

from addin.commands.button import Option

CONTRACTS = ("contracts", "companies", "staff", "promises", "activities", "contacts")
PROMISES = (
    *("promises", "contracts", "companies", "staff", "contacts", "issues", "shows", "prices"),
    *("invoice_lines", "tickets", "web_pages", "traffic"),
)
SALES = ("sales", "targets", "staff", "companies", "contacts", "quotes", "quote_lines", "contracts")
MATERIAL = ("materials", "stock_moves", "reprints", "show_items", "shows", "staff")
HOUSE = tuple(dict.fromkeys((*CONTRACTS, *PROMISES, *MATERIAL, *SALES, "tasks", "tickets")))
MAIL = ("mailings", "recipients", "contacts", "companies", "staff")
LETTER = tuple(dict.fromkeys((*HOUSE, *MAIL, "handovers")))

REP = Option("rep", listed=True)
SHEET, COLUMN = Option("sheet"), Option("column", many=True)
DATES = Option("dates", "choice", ("day-first", "month-first"))
DECIMALS = Option("decimals", "choice", ("comma", "point"))
