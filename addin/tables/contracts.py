"""Contracts, what was promised with them, and what billing really charged."""

from addin.tables.model import Column, Table
from addin.tables.phrases import date_in, number_in, one_of, pickable

# months from the first day to the end of the term that runs; the first one where nothing renews
_MONTHS = (
    "IF(COUNT([@starts_on],[@term_months])=2,[@term_months]+IF(N([@renew_months])>0,[@renew_months]*MAX(0,"
    'ROUNDUP((IFERROR(DATEDIF([@starts_on],as_of,"m"),-1)+1-[@term_months])/[@renew_months],0)),0),"")'
)

# the termination, else the fixed end unless it lies absurdly far ahead, else R-01 from the first day
_CURRENT_END = (
    "IFERROR(IF(ISNUMBER([@terminated_to]),[@terminated_to],"
    "IF(ISNUMBER([@ends_on]),"
    'IF([@ends_on]>EDATE(as_of,12*setting(expiry.sentinel_years)),"",[@ends_on]),'
    'IF([@months]="","",'
    'IF(DAY([@starts_on])=1,EOMONTH([@starts_on],[@months]-1),EDATE([@starts_on]-1,[@months]))))),"")'
)

# the last day on which notice can arrive
_NOTICE_BY = (
    "IFERROR(IF([@current_end]*ISNUMBER([@notice_value]),"
    + one_of(
        "[@notice_unit]",
        "notice_unit",
        {
            "months": (
                "IF(DAY([@current_end]+1)=1,EOMONTH([@current_end],-[@notice_value]),"
                "EDATE([@current_end],-[@notice_value]))"
            ),
            "weeks": "[@current_end]-7*[@notice_value]",
            "days": "[@current_end]-[@notice_value]",
            "workdays": 'WORKDAY.INTL([@current_end]+1,-[@notice_value],"0000001",house_holidays)-1',
        },
    )
    + ',""),"")'
)

# both bounds of a bucket belong to it
_BUCKET = (
    'IF([@contract_id]&[@company_id]="","",IF([@current_end]="",choice(bucket.open),'
    "LOOKUP([@current_end]-as_of,{-1000000,0,31,61,91,181},"
    "{" + ",".join(f"choice(bucket.{key})" for key in ("past", "b30", "b60", "b90", "b180", "later")) + "})))"
)

CONTRACTS = pickable(
    Table(
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
            Column("current_end", "date", formula=_CURRENT_END),
            Column("notice_by", "date", formula=_NOTICE_BY),
            Column("days_to_notice", "integer", formula='IF([@notice_by]="","",[@notice_by]-as_of)'),
            Column("bucket", "choice", choices="bucket", formula=_BUCKET),
            Column("terminated_on", "date"),  # the day the notice of termination arrived
            Column("terminated_to", "date"),
            Column("renewal_state", "choice", choices="renewal_state"),
            Column("renewal_priority", "integer", minimum=0, maximum=100),
            Column("note", "long"),
            Column("contact_id", "ref", ref="contacts", folded=True),
            Column("quote_id", "ref", ref="quotes", folded=True),
            Column("discount", "percent", minimum=0, maximum=1, folded=True),  # granted by scale, R-14
            Column("insertions", "integer", minimum=1, folded=True),  # agreed for twelve months, R-14
            Column("notice_form", "choice", choices="notice_form", folded=True),
            Column("notice_clause", "text", folded=True),  # as the old register had it
            Column("renewal_term_end", "date", folded=True),  # which end the renewal talk is about
            Column("lost_reason", "choice", choices="lost_reason", folded=True),
            Column("crm_entered_on", "date", folded=True),
            Column("billing_entered_on", "date", folded=True),
            Column("months", "integer", formula=_MONTHS, folded=True),
        ),
    )
)

_ONLINE = (
    "OR(" + ",".join(f"[@kind]=choice(promise_kind.{kind})" for kind in ("banner", "link", "newsletter")) + ")"
)

# print by the issue's copy deadline; online two working days before the window, more if the web team asks
_ARTWORK_DUE = (
    f'IFERROR(IF([@issue_id]<>"",{date_in("issues[copy_deadline]", "issue_id", "issues[issue_id]")},'
    f"IF(AND(ISNUMBER([@window_from]),{_ONLINE}),"
    'WORKDAY([@window_from],-MAX(2,setting(lead.web)),house_days_off),"")),"")'
)

_UNDER_WAY = '[@artwork_on]&[@confirmed_on]<>""'

# What is under way can be used until the issue is out or the show is over, anything else only until it closes
_ISSUE_CLOSES = (
    f"IF({_UNDER_WAY},{date_in('issues[published_on]', 'issue_id', 'issues[issue_id]')},"
    f"{date_in('issues[copy_deadline]', 'issue_id', 'issues[issue_id]')})"
)
_SHOW_CLOSES = (
    f"IF({_UNDER_WAY},{date_in('shows[ends_on]', 'show_id', 'shows[show_id]')},"
    f"{date_in('shows[starts_on]', 'show_id', 'shows[show_id]')})"
)

# the first that is known of issue, window, show, contract
_USE_BY = (
    "IF(ISNUMBER([@issue_closes]),[@issue_closes],IF(ISNUMBER([@window_until]),[@window_until],"
    "IF(ISNUMBER([@show_closes]),[@show_closes],"
    f"{date_in('contracts[current_end]', 'contract_id', 'contracts[contract_id]')})))"
)

_WRONG = (
    'OR(AND([@appeared_in]<>"",id([@appeared_in])<>id([@issue_id])),'
    'AND([@appeared_format]<>"",[@appeared_format]<>[@format]))'
)

# R-11, the first that holds: waived, delivered (accepted), wrong, lapsed, partly, then by what is missing
_STATE = (
    'IF([@promise_id]&[@contract_id]="","",'
    'IF([@waived_on]<>"",choice(promise_state.waived),'
    'IF(AND([@accepted_on]<>"",N([@done])>=N([@quantity])),choice(promise_state.delivered),'
    f'IF(AND([@accepted_on]="",{_WRONG}),choice(promise_state.wrong),'
    "IF(AND(ISNUMBER([@use_by]),N([@done])<N([@quantity]),N([@use_by])<as_of),choice(promise_state.lapsed),"
    "IF(AND(N([@done])>0,N([@done])<N([@quantity])),choice(promise_state.partly),"
    'IF(AND(N([@done])=0,[@artwork_on]="",N([@window_from])>0,N([@window_from])<=as_of,'
    'OR([@artwork_due]<>"",[@confirmed_on]="")),choice(promise_state.unused),'
    'IF(AND([@artwork_due]<>"",[@artwork_on]="",[@near]<=as_of),choice(promise_state.waiting),'
    f"IF(OR(N([@done])>0,{_UNDER_WAY}),choice(promise_state.in_work),"
    "choice(promise_state.planned))))))))))"
)

# days on which the banner really stood in its window, the broken ones taken off
_LIVE_DAYS = (
    'IFERROR(IF(OR([@live_from]="",[@window_from]="",[@window_until]=""),"",MAX(0,'
    'MIN([@window_until],IF([@live_until]="",as_of,[@live_until]))-MAX([@window_from],[@live_from])+1'
    '-N([@broken_days]))),"")'
)

PROMISES = pickable(
    Table(
        "promises",
        "contracts",
        prefix="L",
        shown_as=("contract_id", "what"),
        periods=(("window_from", "window_until"), ("live_from", "live_until")),
        columns=(
            Column("promise_id", "id", required=True, unique=True),
            Column("contract_id", "ref", ref="contracts", required=True),
            Column("kind", "choice", choices="promise_kind", required=True),
            Column("what", "text", required=True),
            Column("free", "flag"),
            Column("department", "choice", choices="department"),
            Column("quantity", "number", required=True, minimum=0),
            Column("done", "number", minimum=0),
            Column("state", "choice", choices="promise_state", formula=_STATE),
            Column("use_by", "date", formula=_USE_BY),
            Column("artwork_due", "date", formula=_ARTWORK_DUE),
            Column("artwork_on", "date"),
            Column("issue_id", "ref", ref="issues"),
            Column("appeared_in", "ref", ref="issues"),
            Column("show_id", "ref", ref="shows"),
            Column("window_from", "date"),
            Column("window_until", "date"),
            Column("agreed_discount", "percent", minimum=0, maximum=1),
            Column("list_value", "money", minimum=0),
            Column("accepted_on", "date"),
            Column("waived_on", "date"),
            Column("note", "long"),
            Column("price_id", "ref", ref="prices", folded=True),
            Column("format", "text", folded=True),
            Column("appeared_format", "text", folded=True),
            Column("target_url", "url", folded=True),
            Column("handed_over_on", "date", folded=True),
            Column("confirmed_on", "date", folded=True),
            Column("proof_sent_on", "date", folded=True),
            Column("live_from", "date", folded=True),
            Column("live_until", "date", folded=True),
            Column("broken_days", "integer", minimum=0, folded=True),
            Column("live_days", "integer", formula=_LIVE_DAYS, folded=True),
            Column("booked_impressions", "integer", minimum=0, folded=True),
            Column("issue_closes", "date", formula=_ISSUE_CLOSES, folded=True),
            Column("show_closes", "date", formula=_SHOW_CLOSES, folded=True),
            # from this day on missing artwork makes the promise wait
            Column(
                "near",
                "date",
                formula=(
                    'IFERROR(IF([@artwork_due]="","",'
                    'WORKDAY([@artwork_due],-setting(artwork.near_workdays),house_days_off)),"")'
                ),
                folded=True,
            ),
        ),
    )
)

_AGREED = number_in("promises[agreed_discount]", "promise_id", "promises[promise_id]")

INVOICE_LINES = Table(
    "invoice_lines",
    "contracts",
    unique=("invoice_no", "line_no"),
    columns=(
        Column("invoice_no", "text", required=True),
        Column("line_no", "integer", required=True, minimum=1),
        Column("invoiced_on", "date"),
        Column("contract_id", "ref", ref="contracts"),
        Column("promise_id", "ref", ref="promises"),
        Column("text", "text"),
        Column("quantity", "number", required=True),
        Column("unit_price", "money", required=True),  # list price a unit
        Column("discount", "percent", minimum=0, maximum=1),  # as billed
        Column("net", "money", required=True),
        Column("fee", "flag"),  # not discountable, R-13
        # blank where no promise says what was agreed and the line is no fee
        Column(
            "expected",
            "money",
            formula=(
                'IFERROR(IF([@net]="","",IF([@fee]=choice(yes_no.yes),ROUND([@quantity]*[@unit_price],2),'
                'IF([@agreed]="","",ROUND([@quantity]*[@unit_price]*(1-[@agreed]),2)))),"")'
            ),
        ),
        Column("deviation", "money", formula='IF([@expected]="","",ROUND([@net]-[@expected],2))'),
        Column(
            "verdict",
            "choice",
            choices="invoice_verdict",
            formula=(
                'IF([@deviation]="","",'
                "IF(ABS([@deviation])<=setting(discount.tolerance),choice(invoice_verdict.ok),"
                "IF(AND([@fee]<>choice(yes_no.yes),N([@agreed])>0,N([@discount])=0),"
                "choice(invoice_verdict.no_discount),choice(invoice_verdict.wrong_amount))))"
            ),
        ),
        Column("note", "long"),
        Column("customer_no", "text", folded=True),
        Column("source", "text", folded=True),  # the file it came from
        # the discount of the promise, 0 where the promise grants none, blank without promise
        Column("agreed", "percent", formula=_AGREED, folded=True),
    ),
)
