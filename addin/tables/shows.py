"""Fairs: what goes there and comes back, whom we met, and who comes to the party."""

from addin.tables.model import Column, Table
from addin.tables.phrases import bare_id, date_in, flag, one_of, pickable

SHOWS = pickable(
    Table(
        "shows",
        "shows",
        prefix="S",
        shown_as=("name",),
        periods=(("starts_on", "ends_on"), ("must_arrive_by", "starts_on")),
        columns=(
            Column("show_id", "id", required=True, unique=True),
            Column("name", "text", required=True),
            Column("role", "choice", choices="show_role"),
            Column("city", "text"),
            Column("venue", "text"),
            Column("starts_on", "date", required=True),
            Column("ends_on", "date", required=True),
            Column("days_left", "integer", formula='IF(ISNUMBER([@starts_on]),[@starts_on]-as_of,"")'),
            Column("stand", "text"),
            Column("area", "number", minimum=0),  # square metres
            Column("lead", "ref", ref="staff"),
            Column("must_arrive_by", "date"),
            Column("return_booked_on", "date"),
            Column("zip_prefixes", "text"),  # whom to invite, R-42
            Column("expected_visitors", "integer", minimum=0),
            Column("budget", "money", minimum=0),
            Column("cost", "money", minimum=0),
            Column("note", "long"),
            Column("state", "choice", choices="federal_state", folded=True),
            Column("party_at", "moment", folded=True),
            Column("party_venue", "text", folded=True),
            Column("party_capacity", "integer", minimum=0, folded=True),
            Column("party_answer_by", "date", folded=True),
            Column("party_budget", "money", minimum=0, folded=True),
            Column("party_cost", "money", minimum=0, folded=True),
        ),
    )
)

SHOW_ITEMS = Table(
    "show_items",
    "shows",
    columns=(
        Column("show_id", "ref", ref="shows", required=True),
        Column("material_id", "ref", ref="materials", required=True),
        Column("version", "text"),
        Column("inventory_no", "text"),
        Column("box", "text"),
        Column("planned", "integer", minimum=0),
        Column("sent", "integer", minimum=0),
        Column("used", "integer", minimum=0),
        Column("back_good", "integer", minimum=0),
        Column("back_damaged", "integer", minimum=0),
        # blank before anything was sent
        Column(
            "missing",
            "integer",
            formula='IF([@sent]="","",N([@sent])-N([@used])-N([@back_good])-N([@back_damaged]))',
        ),
        Column("value", "money", minimum=0),  # a piece
        Column("checked_by", "ref", ref="staff"),
        Column("booked_on", "date"),
        Column("note", "long"),
        Column("shipment_id", "ref", ref="shipments", folded=True),
        bare_id("material_key", "material_id"),
    ),
)

# delivered, or today still on its way, after the day it must be there
_LATE = (
    "IF(ISNUMBER([@must_arrive_by]),"
    + flag("IF(ISNUMBER([@delivered_on]),[@delivered_on],as_of)>[@must_arrive_by]")
    + ',"")'
)

SHIPMENTS = pickable(
    Table(
        "shipments",
        "shows",
        prefix="SD",
        shown_as=("show_id", "tracking_no"),
        periods=(("sent_on", "delivered_on"),),
        columns=(
            Column("shipment_id", "id", required=True, unique=True),
            Column("show_id", "ref", ref="shows", required=True),
            Column("direction", "choice", choices="direction", required=True),
            Column("carrier", "text"),
            Column("tracking_no", "text"),
            Column("boxes", "integer", minimum=0),
            Column("weight", "number", minimum=0),  # kilograms
            Column("sent_on", "date"),
            Column("expected_on", "date"),
            Column("must_arrive_by", "date"),
            Column("delivered_on", "date"),
            Column("state", "choice", choices="shipment_state"),
            Column("late", "flag", formula=_LATE),
            Column("value", "money", minimum=0),
            Column("note", "long"),
        ),
    )
)

_SHOW_END = date_in("shows[ends_on]", "show_id", "shows[show_id]")
# working days after the show, by rating
_FOLLOW_UP_BY = (
    'IFERROR(IF([@rating]="","",WORKDAY('
    + _SHOW_END
    + ","
    + one_of("[@rating]", "rating", {item: f"setting(show.follow_up_{item.lower()})" for item in "ABC"})
    + ',house_days_off)),"")'
)

SHOW_CONTACTS = Table(
    "show_contacts",
    "shows",
    columns=(
        Column("show_id", "ref", ref="shows", required=True),
        Column("company", "text"),
        Column("person", "text"),
        Column("email", "email"),
        Column("phone", "phone"),
        Column("country", "text"),
        Column("stand", "text"),
        Column("met_on", "date"),
        Column("met_by", "ref", ref="staff"),
        Column("rating", "choice", choices="rating"),
        Column("wish", "text"),
        Column("promised", "text"),
        Column("consent", "choice", choices="consent_basis"),
        Column("follow_up_by", "date", formula=_FOLLOW_UP_BY),
        Column("followed_up_on", "date"),
        Column("company_id", "ref", ref="companies"),
        Column("contact_id", "ref", ref="contacts"),
        Column("decision", "choice", choices="match_decision"),
        Column("similarity", "number", minimum=0, maximum=1, folded=True),
        Column("match_reason", "text", folded=True),
        Column("source", "text", folded=True),
    ),
)

GUESTS = Table(
    "guests",
    "shows",
    unique=("show_id", "contact_id"),
    columns=(
        Column("show_id", "ref", ref="shows", required=True),
        Column("contact_id", "ref", ref="contacts", required=True),
        Column("host", "ref", ref="staff"),
        Column("invited_on", "date"),
        Column("reply", "choice", choices="reply"),
        Column("replied_on", "date"),
        Column("companions", "integer", minimum=0),
        Column("diet", "text"),
        Column("badge_on", "date"),
        Column("note", "long"),
    ),
)
