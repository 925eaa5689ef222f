"""What is due, and the lists from which it follows."""

from addin.tables.model import Column, Table

TASKS = Table(
    "tasks",
    "every_day",
    prefix="TK",
    columns=(
        Column("task_id", "id", required=True, unique=True),
        Column("due_on", "date", required=True),
        Column("what", "text", required=True),
        Column("owner", "ref", ref="staff"),
        Column("area", "choice", choices="task_area"),
        Column("company_id", "ref", ref="companies"),
        Column("about", "text"),  # the id of any row
        Column("done_on", "date"),
        Column("dropped_on", "date"),
        #
        Column(
            "state",
            "choice",
            choices="task_state",
            formula=(
                'IF([@what]="","",IF([@done_on]<>"",choice(task_state.done),'
                'IF([@dropped_on]<>"",choice(task_state.dropped),'
                "IF(AND(ISNUMBER([@due_on]),N([@due_on])<as_of),choice(task_state.overdue),"
                "choice(task_state.open)))))"
            ),
        ),
        Column("note", "long"),
        Column("checklist", "text", folded=True),
        Column("anchor_on", "date", folded=True),  # when it moves, the open tasks move with it
        Column("offset_days", "integer", folded=True),
    ),
)

CHECKLISTS = Table(
    "checklists",
    "every_day",
    unique=("checklist", "what"),
    columns=(
        Column("checklist", "text", required=True),
        Column("anchor", "choice", choices="anchor", required=True),
        Column("offset_days", "integer", required=True),  # working days, before the anchor negative
        Column("what", "text", required=True),
        Column("role", "choice", choices="staff_role"),
        Column("department", "choice", choices="department"),
        Column("area", "choice", choices="task_area"),
    ),
)
