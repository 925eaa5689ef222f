"""Quotes with their lines and inputs, meetings, trips, and what was learned."""

from addin.tables.model import Column, Table
from addin.tables.phrases import YES, bare_id, pickable

_FACTOR = "(1-N([@extra_discount]))*(1-N([@agency_commission]))"


def _lines(column: str, *condition: str) -> str:
    """The sum of a column over the lines of this quote."""
    criteria = "".join(f",{part}" for part in condition)
    return f"SUMIFS(quote_lines[{column}],quote_lines[quote_key],[@quote_id]{criteria})"


def _total(formula: str) -> str:
    return f'IF([@quote_id]="","",{formula})'


def _base(rate: str) -> str:
    """R-52: the subtotal of one VAT rate, after every discount."""
    return _total(f"ROUND({_lines('net', 'quote_lines[vat]', f'choice(vat.{rate})')}*{_FACTOR},2)")


# half-up for each rate; nothing for reverse charge and outside its scope
_VAT = _total(
    'IF(OR([@vat_case]=choice(vat_case.domestic),[@vat_case]=""),'
    "ROUND(ROUND([@base_standard]*setting(vat.standard),4),2)"
    "+ROUND(ROUND([@base_reduced]*setting(vat.reduced),4),2),0)"
)

# free items count with their list value; too thin a margin asks one level up
_APPROVAL = (
    'IF([@total_discount]="","",CHOOSE(MIN(3,'
    "IF([@total_discount]<=setting(quote.approval_rep),1,"
    "IF([@total_discount]<=setting(quote.approval_manager),2,3))"
    '+IF([@margin_share]="",0,IF([@margin_share]<setting(quote.min_margin),1,0))),'
    "choice(approval.rep),choice(approval.manager),choice(approval.management)))"
)

QUOTES = pickable(
    Table(
        "quotes",
        "quotes",
        prefix="Q",
        shown_as=("number", "company_id"),
        unique=("number", "revision"),
        periods=(("quoted_on", "valid_until"),),
        columns=(
            Column("quote_id", "id", required=True, unique=True),
            Column("number", "text", required=True),  # AN-2027-0001, never given twice, R-50
            Column("revision", "integer", minimum=1),
            Column("company_id", "ref", ref="companies", required=True),
            Column("contact_id", "ref", ref="contacts"),
            Column("rep", "ref", ref="staff"),
            Column("quoted_on", "date", required=True),
            Column("valid_until", "date"),
            Column("extra_discount", "percent", minimum=0, maximum=1),
            Column("agency_commission", "percent", minimum=0, maximum=1),
            Column("net", "money", formula=_total(f"ROUND({_lines('net')}*{_FACTOR},2)")),
            Column("vat", "money", formula=_VAT),
            Column("gross", "money", formula=_total("[@net]+[@vat]")),
            Column(
                "total_discount",
                "percent",
                formula=_total('IF([@list_total]=0,"",ROUND(1-[@net]/[@list_total],6))'),
            ),
            Column("approval", "choice", choices="approval", formula=_APPROVAL),
            Column("state", "choice", choices="quote_state", required=True),
            Column("approved_by", "ref", ref="staff"),
            Column("sent_on", "date"),
            Column("probability", "percent", minimum=0, maximum=1),
            Column("expected_on", "date"),
            Column("decided_on", "date"),
            Column("note", "long"),
            Column("lost_reason", "choice", choices="lost_reason", folded=True),
            Column("approved_on", "date", folded=True),
            Column("written_by", "ref", ref="staff", folded=True),  # never the approver
            Column("not_binding", "flag", folded=True),
            Column("special_terms", "flag", folded=True),
            Column("vat_case", "choice", choices="vat_case", folded=True),
            Column("package", "long", folded=True),  # what went out with it, R-55
            Column("base_standard", "money", formula=_base("standard"), folded=True),
            Column("base_reduced", "money", formula=_base("reduced"), folded=True),
            Column("list_total", "money", formula=_total(_lines("list_value")), folded=True),
            Column(
                "margin_share",
                "percent",
                formula=_total(
                    f'IF(OR([@net]=0,{_lines("cost")}=0),"",ROUND(([@net]-{_lines("cost")})/[@net],6))'
                ),
                folded=True,
            ),
        ),
    )
)

QUOTE_LINES = Table(
    "quote_lines",
    "quotes",
    unique=("quote_id", "pos"),
    columns=(
        Column("quote_id", "ref", ref="quotes", required=True),
        Column("pos", "integer", required=True, minimum=1),
        Column("price_id", "ref", ref="prices"),
        Column("text", "text", required=True),
        Column("quantity", "number", required=True),
        Column("list_price", "money", required=True),
        Column("discount", "percent", minimum=0, maximum=1),
        Column("free", "flag"),
        Column("vat", "choice", choices="vat", required=True),
        # free items cost nothing and keep their list value
        Column(
            "net",
            "money",
            formula=(
                f'IFERROR(IF([@quantity]="","",IF([@free]={YES},0,'
                'ROUND([@quantity]*[@list_price]*(1-N([@discount])),2))),"")'
            ),
        ),
        Column(
            "list_value",
            "money",
            formula='IFERROR(IF([@quantity]="","",ROUND([@quantity]*[@list_price],2)),"")',
        ),
        Column("issue_id", "ref", ref="issues"),
        Column("show_id", "ref", ref="shows"),
        Column("window_from", "date"),
        Column("window_until", "date"),
        Column("unit_cost", "money", minimum=0, folded=True),
        Column(
            "cost",
            "money",
            formula='IFERROR(IF([@quantity]="","",ROUND([@quantity]*N([@unit_cost]),2)),"")',
            folded=True,
        ),
        bare_id("quote_key", "quote_id"),
    ),
)

#
_INPUT_STATE = (
    'IF([@quote_id]="","",IF([@verdict]=choice(verdict.rejected),choice(input_state.rejected),'
    "IF([@verdict]=choice(verdict.approved),choice(input_state.approved),"
    'IF([@answered_on]<>"",choice(input_state.answered),'
    "IF(AND(ISNUMBER([@due_on]),N([@due_on])<as_of),choice(input_state.overdue),"
    "choice(input_state.asked))))))"
)

QUOTE_INPUTS = Table(
    "quote_inputs",
    "quotes",
    periods=(("asked_on", "answered_on"),),
    columns=(
        Column("quote_id", "ref", ref="quotes", required=True),
        Column("kind", "choice", choices="input_kind", required=True),
        Column("department", "choice", choices="department"),
        Column("asked_whom", "ref", ref="staff"),
        Column("question", "text", required=True),
        Column("asked_on", "date"),
        Column("due_on", "date"),
        Column("answer", "long"),
        Column("price", "money"),
        Column("answered_on", "date"),
        Column("source", "text"),
        Column("verdict", "choice", choices="verdict"),
        Column("state", "choice", choices="input_state", formula=_INPUT_STATE),
    ),
)

MEETINGS = pickable(
    Table(
        "meetings",
        "quotes",
        prefix="T",
        shown_as=("subject", "company_id"),
        periods=(("starts_at", "ends_at"),),
        columns=(
            Column("meeting_id", "id", required=True, unique=True),
            Column("starts_at", "moment", required=True),
            Column("ends_at", "moment", required=True),
            Column("subject", "text", required=True),
            Column("place", "text"),
            Column("company_id", "ref", ref="companies"),
            Column("organiser", "ref", ref="staff"),
            Column("attendees", "long"),  # names or addresses, one a line
            Column("state", "choice", choices="meeting_state"),
            Column("quote_id", "ref", ref="quotes"),
            Column("agenda", "long"),
            Column("minutes", "long"),
            Column("uid", "text", folded=True),
            Column("sequence", "integer", minimum=0, folded=True),
        ),
    )
)

TRIPS = Table(
    "trips",
    "quotes",
    prefix="R",
    periods=(("leaves_at", "returns_at"),),
    columns=(
        Column("trip_id", "id", required=True, unique=True),
        Column("traveller", "ref", ref="staff", required=True),
        Column("purpose", "text", required=True),
        Column("from", "text"),
        Column("to", "text", required=True),
        Column("leaves_at", "moment", required=True),
        Column("returns_at", "moment", required=True),
        Column("booked", "long"),  # train, flight, hotel with their numbers, one a line
        Column("booked_on", "date"),
        Column("cancel_until", "date"),
        Column("breakfasts", "integer", minimum=0),
        Column("lunches", "integer", minimum=0),
        Column("dinners", "integer", minimum=0),
        Column("per_diem", "money", refreshed=True),
        Column("costs", "money", minimum=0),  # all bookings
        Column("total", "money", formula='IF([@trip_id]="","",N([@costs])+N([@per_diem]))'),
        Column("state", "choice", choices="trip_state"),
        Column("approved_by", "ref", ref="staff"),
        Column("note", "long"),
        Column("show_id", "ref", ref="shows", folded=True),
        Column("meeting_id", "ref", ref="meetings", folded=True),
    ),
)

REVIEWS = Table(
    "reviews",
    "quotes",
    prefix="RB",
    columns=(
        Column("review_id", "id", required=True, unique=True),
        Column("about", "text", required=True),
        Column("contract_id", "ref", ref="contracts"),
        Column("show_id", "ref", ref="shows"),
        Column("kind", "choice", choices="review_kind", required=True),
        Column("text", "long", required=True),
        Column("action", "text"),
        Column("owner", "ref", ref="staff"),
        Column("due_on", "date"),
        Column("done_on", "date"),
        # blank where no action is wanted
        Column(
            "state",
            "choice",
            choices="work_state",
            formula=(
                'IF([@action]="","",IF([@done_on]<>"",choice(work_state.done),'
                "IF(AND(ISNUMBER([@due_on]),N([@due_on])<as_of),choice(work_state.overdue),"
                "choice(work_state.open))))"
            ),
        ),
    ),
)
