"""Numbers that reps turned in, what was aimed at, and addresses that no longer work."""

from addin.tables.model import Column, Table
from addin.tables.phrases import bare_id

SALES = Table(
    "sales",
    "manager",
    prefix="UM",
    columns=(
        Column("sale_id", "id", required=True, unique=True),
        Column("on", "date", required=True),
        Column("rep", "ref", ref="staff", required=True),
        Column("company_id", "ref", ref="companies"),
        Column("contract_id", "ref", ref="contracts"),
        Column("product", "text"),
        Column("kind", "choice", choices="sale_kind"),
        Column("net", "money", required=True),  # credit notes negative, R-48
        Column("cost", "money"),
        Column("margin", "money", formula='IF([@net]="","",N([@net])-N([@cost]))'),
        Column("margin_share", "percent", formula='IF(N([@net])=0,"",[@margin]/[@net])'),
        Column("note", "long"),
        Column("source", "text", folded=True),  # the form it came in with, R-47
        bare_id("rep_key", "rep"),
    ),
)

_MONTHS = "IF([@period]=choice(period.month),1,IF([@period]=choice(period.quarter),3,12))"
_IN_PERIOD = (
    f'sales[rep_key],id([@rep]),sales[on],">="&[@period_start],sales[on],"<"&EDATE([@period_start],{_MONTHS})'
)


def _sum_in_period(column: str) -> str:
    return f'IFERROR(IF(OR([@rep]="",NOT(ISNUMBER([@period_start]))),"",SUMIFS(sales[{column}],{_IN_PERIOD})),"")'


def _attainment(actual: str, target: str) -> str:
    """R-48: blank without target or with target 0."""
    return f'IF(OR([@{actual}]="",N([@{target}])=0),"",[@{actual}]/[@{target}])'


TARGETS = Table(
    "targets",
    "manager",
    unique=("rep", "period", "period_start"),
    columns=(
        Column("rep", "ref", ref="staff", required=True),
        Column("period", "choice", choices="period", required=True),
        Column("period_start", "date", required=True),
        Column("revenue_target", "money", minimum=0),
        Column("revenue", "money", formula=_sum_in_period("net")),
        Column("revenue_attained", "percent", formula=_attainment("revenue", "revenue_target")),
        Column("margin_target", "money", minimum=0),
        Column("margin", "money", formula=_sum_in_period("margin")),
        Column("margin_attained", "percent", formula=_attainment("margin", "margin_target")),
        Column("turned_in_on", "date"),  # the rep's numbers of this period, R-47
        Column("stated_total", "money"),
        Column("note", "long"),
        Column("form_id", "text", folded=True),
    ),
)

RETURNS = Table(
    "returns",
    "manager",
    prefix="RL",
    columns=(
        Column("return_id", "id", required=True, unique=True),
        Column("on", "date", required=True),
        Column("channel", "choice", choices="channel", required=True),
        Column("company_id", "ref", ref="companies"),
        Column("contact_id", "ref", ref="contacts"),
        Column("address", "text", required=True),
        Column("code", "text"),
        Column("reason", "text"),
        Column("class", "choice", choices="return_class"),
        Column("action", "choice", choices="return_action"),
        Column("new_value", "text"),
        Column("repair_source", "text"),  # no correction without its source
        Column("repaired_on", "date"),
        Column("repaired_by", "ref", ref="staff"),
        Column("mailing_id", "ref", ref="mailings", folded=True),
        Column("message_id", "text", folded=True),
        Column("source", "text", folded=True),
    ),
)
