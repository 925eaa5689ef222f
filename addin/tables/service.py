"""Talks with customers, and their simple problems."""

from addin.tables.model import Column, Table
from addin.tables.phrases import one_of

ACTIVITIES = Table(
    "activities",
    "service",
    prefix="AK",
    columns=(
        Column("activity_id", "id", required=True, unique=True),
        Column("on", "date", required=True),
        Column("company_id", "ref", ref="companies", required=True),
        Column("contact_id", "ref", ref="contacts"),
        Column("rep", "ref", ref="staff"),
        Column("kind", "choice", choices="activity_kind", required=True),
        Column("purpose", "choice", choices="activity_purpose"),
        Column("result", "choice", choices="activity_result"),
        Column("satisfaction", "integer", minimum=1, maximum=5),  # 5 is best, R-18
        Column("follow_up_on", "date"),
        Column("done_on", "date"),  # the follow-up
        Column("note", "long"),
        Column("contract_id", "ref", ref="contracts", folded=True),
        Column("show_id", "ref", ref="shows", folded=True),
    ),
)

# working days by severity; critical ones on the day itself
_DUE_ON = (
    'IFERROR(IF([@opened_on]="","",WORKDAY([@opened_on],'
    + one_of(
        "[@severity]",
        "severity",
        {item: f"setting(sla.{item})" for item in ("critical", "high", "low")},
        otherwise="setting(sla.normal)",
    )
    + ',house_days_off)),"")'
)

TICKETS = Table(
    "tickets",
    "service",
    prefix="AN",
    periods=(("opened_on", "solved_on"),),
    columns=(
        Column("ticket_id", "id", required=True, unique=True),
        Column("opened_on", "date", required=True),
        Column("company_id", "ref", ref="companies"),  # blank: our own
        Column("contact_id", "ref", ref="contacts"),
        Column("promise_id", "ref", ref="promises"),
        Column("topic", "choice", choices="ticket_topic"),
        Column("severity", "choice", choices="severity"),
        Column("problem", "text", required=True),
        Column("department", "choice", choices="department"),
        Column("owner", "ref", ref="staff"),
        Column("due_on", "date", formula=_DUE_ON),
        Column("solved_on", "date"),
        Column("solution", "long"),
        Column(
            "state",
            "choice",
            choices="work_state",
            formula=(
                'IF([@ticket_id]&[@problem]="","",IF([@solved_on]<>"",choice(work_state.done),'
                "IF(AND(ISNUMBER([@due_on]),N([@due_on])<as_of),choice(work_state.overdue),"
                "choice(work_state.open))))"
            ),
        ),
        Column("url", "url", folded=True),  # one ticket for all that shares a broken target
        Column("reopened_on", "date", folded=True),
    ),
)
