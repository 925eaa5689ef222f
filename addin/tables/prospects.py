"""Questions and answers, prospects handed over to sales, and findings about the market."""

from addin.tables.model import Column, Table
from addin.tables.phrases import bare_id, flag, number_in, pickable, text_in

QUESTIONS = pickable(
    Table(
        "questions",
        "prospects",
        prefix="FR",
        shown_as=("question_de",),
        columns=(
            Column("question_id", "id", required=True, unique=True),
            Column("topic", "choice", choices="question_topic", required=True),
            Column("question_de", "text", required=True),
            Column("question_en", "text"),
            Column("scale", "text"),  # what five points are, what none
            Column("weight", "number", required=True, minimum=0),
            Column("knock_out", "flag"),  # no points here make the company a D
            Column("active", "flag"),
        ),
    )
)

# about who decides, an assistant's answer counts three points at most
_SCORE = (
    'IF(OR(NOT(ISNUMBER([@points])),[@weight]=""),"",N([@weight])*IF(AND([@topic]=choice(question_topic.authority),'
    "[@from_assistant]=choice(yes_no.yes)),MIN(3,[@points]),[@points]))"
)

ANSWERS = Table(
    "answers",
    "prospects",
    unique=("company_id", "question_id"),  # asked again, an answer is put right
    columns=(
        Column("company_id", "ref", ref="companies", required=True),
        Column("question_id", "ref", ref="questions", required=True),
        Column("asked_on", "date"),
        Column("asked_whom", "ref", ref="contacts"),
        Column("asked_by", "ref", ref="staff"),
        Column("answer", "text"),
        Column("points", "integer", minimum=0, maximum=5),
        Column("score", "number", formula=_SCORE),
        Column(
            "knocked_out",
            "flag",
            formula=(
                "IF(ISNUMBER([@points])," + flag("AND([@points]=0,[@knock_out]=choice(yes_no.yes))") + ',"")'
            ),
        ),
        bare_id("company_key", "company_id"),
        Column(
            "topic",
            "choice",
            choices="question_topic",
            formula=text_in("questions[topic]", "question_id", "questions[question_id]"),
            folded=True,
        ),
        Column(
            "weight",
            "number",
            formula=number_in("questions[weight]", "question_id", "questions[question_id]"),
            folded=True,
        ),
        Column(
            "knock_out",
            "flag",
            formula=text_in("questions[knock_out]", "question_id", "questions[question_id]"),
            folded=True,
        ),
        Column(
            "from_assistant",
            "flag",
            formula=text_in("contacts[is_assistant]", "asked_whom", "contacts[contact_id]"),
            folded=True,
        ),
    ),
)

# where the money stands; a credit note takes it back
_BONUS_STATE = (
    'IF([@handover_id]&[@company_id]="","",'
    'IF([@credited_on]<>"",choice(bonus_state.rejected),'
    'IF([@bonus_paid_on]<>"",choice(bonus_state.paid),'
    'IF([@bonus_approved_on]<>"",choice(bonus_state.approved),'
    "IF(N([@bonus])>0,choice(bonus_state.due),"
    'IF(OR([@outcome]=choice(handover_outcome.accepted),[@outcome]=""),'
    'choice(bonus_state.candidate),""))))))'
)

HANDOVERS = Table(
    "handovers",
    "prospects",
    prefix="U",
    periods=(("handed_on", "answered_on"),),
    columns=(
        Column("handover_id", "id", required=True, unique=True),
        Column("company_id", "ref", ref="companies", required=True),
        Column("contact_id", "ref", ref="contacts"),
        Column("coordinator", "ref", ref="staff", required=True),
        Column("rep", "ref", ref="staff", required=True),
        Column("handed_on", "date", required=True),
        Column("grade", "choice", choices="grade"),  # on the day of the hand-over
        Column("briefing", "long"),
        Column("reason", "text"),  # of a hand-over below grade B
        #
        Column(
            "answer_due",
            "date",
            formula=(
                'IFERROR(IF([@handed_on]="","",'
                'WORKDAY([@handed_on],setting(handover.respond_workdays),house_days_off)),"")'
            ),
        ),
        Column("answered_on", "date"),
        Column("outcome", "choice", choices="handover_outcome"),
        Column("returned_because", "text"),
        Column("contract_id", "ref", ref="contracts"),  # the company's first
        Column("bonus", "money", refreshed=True),
        Column("bonus_state", "choice", choices="bonus_state", formula=_BONUS_STATE),
        Column("bonus_approved_by", "ref", ref="staff"),
        Column("bonus_approved_on", "date"),
        Column("bonus_paid_on", "date"),
        Column("credited_on", "date"),
    ),
)

RESEARCH = Table(
    "research",
    "prospects",
    prefix="RE",
    columns=(
        Column("research_id", "id", required=True, unique=True),
        Column("found_on", "date", required=True),
        Column("kind", "choice", choices="research_kind"),
        Column("topic", "text", required=True),
        Column("company_id", "ref", ref="companies"),
        Column("finding", "long", required=True),
        Column("figure", "number"),
        Column("unit", "text"),
        Column("source", "text", required=True),
        Column("found_by", "ref", ref="staff"),
        #
        Column(
            "old",
            "flag",
            formula=(
                'IFERROR(IF([@found_on]="","",'
                + flag("EDATE([@found_on],setting(research.months))<as_of")
                + '),"")'
            ),
        ),
    ),
)
