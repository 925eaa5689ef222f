"""What the reps sold against what was aimed at, and what is still to come (R-47 to R-49)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from addin.core.dates import ONE_DAY, month_end, months_later
from addin.core.house import House

OPEN_QUOTES = frozenset({"draft", "inputs", "approval", "sent"})
MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both included."""

    first: date
    last: date

    @property
    def a_year_before(self) -> Period:
        """The same days of the year before; the end of February stays the end of February."""
        first, last = months_later(self.first, -12), months_later(self.last, -12)
        return Period(first, month_end(last) if self.last == month_end(self.last) else last)

    def holds(self, days: pd.Series) -> pd.Series:
        return days.between(pd.Timestamp(self.first), pd.Timestamp(self.last))

    def workdays(self, house: House, until: date | None = None) -> int:
        """The house's working days in the period, up to that day and with it."""
        last = self.last if until is None else min(until, self.last)
        return house.workdays_after(self.first - ONE_DAY, last)


def run_rate(actual: float, period: Period, today: date, house: House) -> float | None:
    """What the period brings if its other working days bring as much as those up to today (R-49).

    Today counts as a day that is over. Blank before the period's first working day.

    >>> round(run_rate(1000.0, Period(date(2027, 2, 1), date(2027, 2, 28)), date(2027, 2, 12), House("BE")))
    2000
    """
    elapsed = period.workdays(house, today)
    return actual / elapsed * period.workdays(house) if elapsed else None


def results(
    sales: pd.DataFrame, targets: pd.DataFrame, period: Period, today: date, by: str = "rep"
) -> pd.DataFrame:
    """Revenue and margin of the period and of the year before, by the values of a column of `sales` (R-48).

    `sales` has its margins. A period that still runs is compared with the same days of the year before. Columns:
    revenue, margin, revenue_before, margin_before; by rep also revenue_target and margin_target, blank without
    one. Rows without the column's value stand under "".
    """
    sums = _sums(sales[period.holds(sales["on"])], by)
    so_far = Period(period.first, max(period.first, min(period.last, today)))
    before = _sums(sales[so_far.a_year_before.holds(sales["on"])], by)
    found = sums.join(before.add_suffix("_before"), how="outer").fillna(0.0).round(2)
    if by != "rep":
        return found
    return found.join(_targets(targets, period), how="outer").fillna(dict.fromkeys(found.columns, 0.0))


def _sums(sales: pd.DataFrame, by: str) -> pd.DataFrame:
    grouped = sales.assign(revenue=sales["net"]).groupby(sales[by].fillna(""))
    sums: pd.DataFrame = grouped[["revenue", "margin"]].sum()
    return sums


def _targets(targets: pd.DataFrame, period: Period) -> pd.DataFrame:
    """What each rep was to reach; where targets overlap, the longest periods that lie within this one count."""
    whole = targets.dropna(subset=["period", "period_start"])
    inside = whole[period.holds(whole["period_start"]) & period.holds(_last_days(whole))]
    inside = inside.assign(months=inside["period"].map(MONTHS))
    longest = inside[inside["months"] == inside.groupby("rep")["months"].transform("max")]
    sums: pd.DataFrame = longest.groupby("rep")[["revenue_target", "margin_target"]].sum(min_count=1)
    return sums


def _last_days(targets: pd.DataFrame) -> pd.Series:
    """The last day of each target's period."""
    starts = zip(targets["period_start"], targets["period"], strict=True)
    ends = [months_later(start.date(), MONTHS[str(period)]) - ONE_DAY for start, period in starts]
    return pd.Series(pd.to_datetime(ends), targets.index)


def quote_weight(
    net: float, probability: float, expected_on: date, starts_on: date, ends_on: date, today: date
) -> float:
    """What an open quote adds to the weighted forecast of a period: nothing where it closes outside of it, or
    should have closed before today (R-49).

    >>> march = date(2027, 3, 1), date(2027, 3, 31)
    >>> [quote_weight(4000, 0.5, date(2027, 3, day), *march, today=date(2027, 3, 10)) for day in (9, 10, 31)]
    [0.0, 2000.0, 2000.0]
    """
    return round(net * probability, 2) if max(starts_on, today) <= expected_on <= ends_on else 0.0


def open_quotes(quotes: pd.DataFrame, period: Period, today: date) -> pd.DataFrame:
    """Quotes that may still be won and should close in the period, with what they weigh (R-49).

    Adds weighted (probability times net) and overdue: expected before today, which counts nowhere.
    """
    waiting = quotes[quotes["state"].isin(OPEN_QUOTES) & quotes["net"].notna()]
    overdue = waiting["expected_on"] < pd.Timestamp(today)
    chosen = waiting[overdue | period.holds(waiting["expected_on"])]
    return chosen.assign(
        weighted=(chosen["net"] * chosen["probability"].fillna(0.0)).round(2), overdue=overdue[chosen.index]
    )


def forecast(revenue: pd.Series, quotes: pd.DataFrame, commit_from: float = 0.8) -> pd.DataFrame:
    """By rep what the period may bring: weighted, commit (probability from `commit_from` on), best (R-49).

    `revenue` is what it has brought, by rep; `quotes` are its open quotes.
    """
    counted = quotes[~quotes["overdue"]]
    sure = counted[counted["probability"] >= commit_from]
    sums = {
        "weighted": counted.groupby("rep")["weighted"].sum(),
        "commit": sure.groupby("rep")["net"].sum(),
        "best": counted.groupby("rep")["net"].sum(),
    }
    reps = revenue.index.union(pd.Index(sorted(set(counted["rep"].dropna()))))
    actual = revenue.reindex(reps).fillna(0.0)
    columns = {key: (actual + added.reindex(reps).fillna(0.0)).round(2) for key, added in sums.items()}
    return pd.DataFrame(columns, index=reps)


def not_turned_in(targets: pd.DataFrame, today: date, house: House, due_workday: int) -> pd.DataFrame:
    """The periods that are over and whose numbers are missing, with the day they were due (R-47).

    Due is the `due_workday`-th working day after the period; today is not too late.
    """
    waiting = targets[targets["turned_in_on"].isna()].dropna(subset=["rep", "period", "period_start"])
    due = [house.workday(end.date(), due_workday) for end in _last_days(waiting)]
    waiting = waiting.assign(due_on=pd.Series(pd.to_datetime(due), waiting.index))
    return waiting[waiting["due_on"] < pd.Timestamp(today)]
