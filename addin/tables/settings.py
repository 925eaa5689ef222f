"""Every number of the rules that a coordinator may change; names and meanings stand in settings.json."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from addin.errors import Refusal
from addin.tables.choices import CHOICES
from addin.tables.model import Value
from addin.words import LANGUAGES, Words

SettingKind = Literal[
    "text",
    "integer",
    "number",
    "money",
    "percent",  # 0.1 is 10 %
    "date",
    "flag",
    "choice",
    "numbers",  # whole numbers in one cell: 90; 60; 30
    "dates",  # days in one cell: 2027-12-24; 2027-12-31
]


@dataclass(frozen=True)
class Setting:
    """One row of the settings sheet. `choices` names a value list; both bounds are allowed values.

    The maximum of `dates` is how many days the cell may hold.
    """

    key: str
    kind: SettingKind
    default: Value = None
    minimum: float | None = None
    maximum: float | None = None
    choices: str = ""

    def value_of(self, cell: Value) -> Value:
        """What the cell says, the default where it is blank; Refusal `setting_…` where it says nothing usable.

        >>> SETTINGS["expiry.sentinel_years"].value_of(None)
        50
        >>> SETTINGS["renewal.lead_days"].value_of("90, 60,30")
        '90; 60; 30'
        """
        if cell is None or cell == "" or cell != cell:
            return self.default
        match self.kind:
            case "integer" | "number" | "money" | "percent":
                return self._number(cell)
            case "date":
                return self._date(cell)
            case "flag" | "choice":
                return self._item(cell)
            case "numbers":
                return "; ".join(str(number) for number in self._numbers(cell))
            case "dates":
                return "; ".join(day.isoformat() for day in self._dates(cell))
            case "text":
                return _text(cell)

    def shown(self, value: Value, words: Words) -> Value:
        """The value as it stands in its cell: labels in the workbook's language, nothing for a blank.

        >>> SETTINGS["house.state"].shown("BY", Words.of("de"))
        'Bayern'
        """
        if value is None or value == "":
            return None
        if self.kind == "flag":
            return words.shown(value)
        return words.text(f"choices.{self.choices}.{value}") if self.kind == "choice" else value

    def _number(self, cell: Value) -> float | int:
        value = cell if isinstance(cell, int | float) else _parsed(str(cell))
        if isinstance(value, bool) or value is None or not self._fits(value):
            raise self._refusal("setting_number", cell, low=self.minimum, high=self.maximum)
        return int(value) if self.kind == "integer" else float(value)

    def _fits(self, value: float) -> bool:
        if self.kind in ("integer", "numbers") and value != int(value):
            return False
        low, high = self.minimum, self.maximum
        return (low is None or value >= low) and (high is None or value <= high)

    def _numbers(self, cell: Value) -> tuple[int, ...]:
        found = re.findall(r"\d+", _text(cell))
        if not found or re.sub(r"[\d;,\s]", "", _text(cell)) or not all(self._fits(int(n)) for n in found):
            raise self._refusal("setting_numbers", cell)
        return tuple(int(number) for number in found)

    def _date(self, cell: Value) -> date:
        if isinstance(cell, datetime):
            return cell.date()
        found = self._dates(cell)
        if len(found) != 1:
            raise self._refusal("setting_date", cell)
        return found[0]

    def _dates(self, cell: Value) -> tuple[date, ...]:
        if isinstance(cell, date):
            return (cell.date() if isinstance(cell, datetime) else cell,)
        try:
            days = tuple(day_in(text) for text in re.split(r"[;,\s]+", _text(cell)) if text)
        except ValueError:
            raise self._refusal("setting_date", cell) from None
        if self.maximum is not None and len(days) > self.maximum:
            raise self._refusal("setting_dates", cell, most=int(self.maximum))
        return days

    def _item(self, cell: Value) -> Value:
        if isinstance(cell, bool):
            return cell
        items = self.choices or "yes_no"
        known = {item: labels(items, item) for item in CHOICES[items]}
        for item, names in known.items():
            if _text(cell).casefold() in {item.casefold(), *(name.casefold() for name in names)}:
                return item == "yes" if self.kind == "flag" else item
        possible = dict.fromkeys(name for names in known.values() for name in names)
        raise self._refusal("setting_choice", cell, choices=", ".join(possible))

    def _refusal(self, code: str, cell: Value, **facts: object) -> Refusal:
        return Refusal(code, setting=self.key, value=cell, **facts)


def numbers(value: Value) -> tuple[int, ...]:
    """The whole numbers of a setting of kind `numbers`.

    >>> numbers("90; 60; 30")
    (90, 60, 30)
    """
    return tuple(int(number) for number in re.findall(r"\d+", str(value or "")))


def dates(value: Value) -> tuple[date, ...]:
    """The days of a setting of kind `dates`."""
    return tuple(date.fromisoformat(text) for text in str(value or "").split("; ") if text)


def labels(items: str, item: str) -> list[str]:
    """How an item of a value list is called in each language."""
    return [Words.of(language).text(f"choices.{items}.{item}") for language in LANGUAGES]


def _text(cell: Value) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _parsed(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def day_in(text: str) -> date:
    """A day as 2027-12-24 or 24.12.2027; ValueError for anything else."""
    german = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text)
    if german:
        return date(int(german[3]), int(german[2]), int(german[1]))
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _days(key: str, default: int, maximum: int = 366) -> Setting:
    return Setting(key, "integer", default, 0, maximum)


def _share(key: str, default: float) -> Setting:
    return Setting(key, "percent", default, 0, 1)


_HOUSE = ("name street zip city country phone email website seat court register_no directors vat_id bank").split()

_SWITCHED = ("contracts material digital service prospects shows manager quotes mailing").split()

_LIMITS = {
    "x": 280,
    "linkedin": 3000,
    "facebook": 5000,
    "instagram": 2200,
    "threads": 500,
    "bluesky": 300,
    "mastodon": 500,
}

_LEADS = {"design": 5, "web": 2, "shows": 10, "production": 10, "billing": 3, "marketing": 5}

_DECLARED = (
    Setting("language", "choice", None, choices="language"),
    Setting("as_of", "date"),
    Setting("output.folder", "text", ""),
    Setting("export.profile", "choice", None, choices="csv_profile"),  # R-17; blank: by the workbook's language
    Setting("backups.kept", "integer", 5, 1, 100),
    # the house: sender of every letter (HGB § 37a, GmbHG § 35a), place of the holidays
    *(Setting(f"house.{part}", "text", "") for part in _HOUSE),
    Setting("house.state", "choice", "BE", choices="federal_state"),
    Setting("calendar.assumption_day", "flag", False),
    Setting("calendar.closed_on", "dates", "", maximum=60),
    Setting("calendar.fiscal_start_month", "integer", 1, 1, 12),
    # which areas the house works with
    *(Setting(f"areas.{area}", "flag", True) for area in _SWITCHED),
    # contracts
    Setting("expiry.sentinel_years", "integer", 50, 5, 200),
    _days("renewal.open_days", 120),
    Setting("renewal.lead_days", "numbers", "90; 60; 30", 0, 366),
    _days("notice.post_workdays", 3, 20),
    # promises and invoices
    Setting("artwork.reminder_workdays", "numbers", "10; 5; 2", 0, 60),
    _days("artwork.near_workdays", 10, 60),
    *(_days(f"lead.{department}", days, 60) for department, days in _LEADS.items()),
    _days("proof.workdays", 10, 60),
    Setting("discount.tolerance", "money", 0.01, 0, 10),
    Setting("discount.period_months", "integer", 12, 1, 36),
    Setting("discount.lead_days", "numbers", "90; 60; 30", 0, 366),
    Setting("stand.auma_fee", "money", 0.60, 0, 10),
    # reminders of what is not used
    _days("unused.first_days", 14),
    _share("unused.mid_share", 0.5),
    _days("unused.last_days", 30),
    _days("unused.call_workdays", 10, 60),
    # customers
    _days("welcome.workdays", 10, 60),
    _days("care.days", 90, 1000),
    _share("upsell.share", 0.3),
    _days("sla.low", 10, 60),
    _days("sla.normal", 5, 60),
    _days("sla.high", 1, 60),
    _days("sla.critical", 0, 60),
    # material
    Setting("stock.demand_days", "integer", 180, 14, 1000),
    Setting("stock.min_issues", "integer", 5, 1, 100),
    Setting("stock.service_level", "percent", 0.95, 0.5, 0.999),
    _days("stock.cover_days", 90, 1000),
    _days("stock.soon_workdays", 15, 60),
    Setting("stock.learned_orders", "integer", 5, 2, 50),
    _days("stock.lead_tolerance", 3, 60),
    _share("giveaway.share", 0.2),
    _share("giveaway.shirts", 0.05),
    Setting("giveaway.reserve", "percent", 0.1, 0, 2),
    Setting("giveaway.sizes", "text", "S 12; M 28; L 32; XL 20; XXL 8"),
    # prospects
    _share("match.merge", 0.97),
    _share("match.review", 0.85),
    Setting("score.a", "number", 15, 0, 100),
    Setting("score.b", "number", 10, 0, 100),
    Setting("score.c", "number", 5, 0, 100),
    _days("handover.respond_workdays", 5, 60),
    _share("bonus.share", 0.02),
    Setting("bonus.minimum", "money", 50, 0, 100_000),
    Setting("bonus.maximum", "money", 500, 0, 100_000),
    Setting("bonus.months", "integer", 12, 1, 60),
    Setting("bonus.credit_months", "integer", 3, 0, 24),
    Setting("research.months", "integer", 24, 1, 120),
    # mailing and returns
    _days("mail.gap_days", 14),
    Setting("mail.per_minute", "integer", 20, 1, 1000),
    Setting("mail.transport", "choice", "folder", choices="mail_transport"),
    Setting("mail.host", "text", ""),
    Setting("mail.port", "integer", 587, 1, 65535),
    Setting("mail.security", "choice", "starttls", choices="mail_security"),
    Setting("mail.login", "choice", "password", choices="mail_login"),
    Setting("mail.user", "text", ""),
    Setting("mail.ledger", "text", ""),
    Setting("mail.letters", "text", ""),
    Setting("paper.form", "choice", "B", choices="paper_form"),
    Setting("mail.sender", "text", ""),
    Setting("mail.objection", "text", ""),
    Setting("mail.per_company", "integer", 3, 1, 50),
    Setting("bounce.soft_limit", "integer", 3, 1, 20),
    _days("bounce.soft_days", 30),
    Setting("phone.dead_attempts", "integer", 2, 1, 10),
    # manager
    _days("report.due_workday", 2, 20),
    _days("report.reminder_workdays", 1, 20),
    _days("report.manager_workdays", 3, 20),
    _share("forecast.commit", 0.8),
    _share("forecast.renewal_rate", 0.7),
    # shows
    Setting("show.invite_weeks", "numbers", "12; 6; 2", 0, 52),
    _days("show.follow_up_a", 2, 60),
    _days("show.follow_up_b", 5, 60),
    _days("show.follow_up_c", 10, 60),
    Setting("show.review_months", "integer", 6, 1, 24),
    _days("show.return_workdays", 30, 120),
    _share("party.open_rate", 0.35),
    # quotes and trips
    Setting("quote.last_number", "text", ""),  # kept by Teeup: a number is never given twice, R-50
    _days("quote.valid_days", 30),
    _share("quote.approval_rep", 0.1),
    _share("quote.approval_manager", 0.2),
    _share("quote.min_margin", 0.3),
    _days("quote.input_workdays", 2, 60),
    _share("vat.standard", 0.19),
    _share("vat.reduced", 0.07),
    Setting("trip.full", "money", 28, 0, 200),
    Setting("trip.part", "money", 14, 0, 200),
    _share("trip.breakfast", 0.2),
    _share("trip.lunch", 0.4),
    _share("trip.dinner", 0.4),
    _days("meeting.buffer_minutes", 15, 240),
    _days("meeting.ahead_hours", 24, 240),
    # digital
    *(Setting(f"social.{network}", "integer", limit, 1, 100_000) for network, limit in _LIMITS.items()),
    Setting("link.unclear", "numbers", "401; 403; 405; 429", 100, 599),
    Setting("link.retries", "integer", 3, 1, 10),
    Setting("link.days", "integer", 2, 1, 10),
)

# Every setting by its key, in the order of the sheet
SETTINGS: dict[str, Setting] = {setting.key: setting for setting in _DECLARED}
