"""Contracts, what was promised with them, and what billing really charged."""

from addin.tables.model import Column, Table

_LAST_MONTH_END = "IF(DAY([@starts_on])=1,EOMONTH([@starts_on],{n}-1),EDATE([@starts_on]-1,{n}))"

CONTRACTS = Table(
    "contracts",
    "contracts",
    prefix="V",
    shown_as=("company_id",),
    periods=(("signed_on", "ends_on"), ("starts_on", "ends_on")),
    columns=(
        Column("contract_id", "id", required=True, unique=True),
        Column("contract_no", "text"),  # the number the contract had before Teeup
        Column("company_id", "ref", ref="companies", required=True),
        Column("rep", "ref", ref="staff"),
        Column("state", "choice", choices="contract_state", required=True),
        Column("value", "money", minimum=0),  # a year, net
        Column("signed_on", "date"),
        Column("starts_on", "date", required=True),
        Column("term_months", "integer", minimum=1, maximum=120),
        Column("ends_on", "date"),  # a fixed end: no renewal
        Column("renew_months", "integer", minimum=1, maximum=120),
        Column("notice_value", "integer", minimum=0, maximum=400),
        Column("notice_unit", "choice", choices="notice_unit"),
        Column("notice_cutoff", "choice", choices="notice_cutoff"),
        Column("current_end", "date", formula="="),
        Column("notice_by", "date", formula="="),
        Column("days_to_notice", "integer", formula="="),
        Column("bucket", "choice", choices="bucket", formula="="),
        Column("terminated_on", "date"),  # the day the notice of termination arrived
        Column("terminated_to", "date"),
        Column("renewal_state", "choice", choices="renewal_state"),
        Column("renewal_term_end", "date"),  # which end the renewal talk is about
        Column("renewal_priority", "integer", minimum=0, maximum=100),
        Column("note", "long"),
        Column("notice_clause", "text", folded=True),  # as the old register had it
        Column("crm_entered_on", "date", folded=True),
        Column("billing_entered_on", "date", folded=True),
        Column("pick", "text", formula="=", folded=True),
    ),
)
