"""Sales material: what there is, every piece that came or went, and each round of a reprint."""

from addin.tables.model import Column, Table
from addin.tables.phrases import bare_id, pickable

_MOVED = "stock_moves[quantity],stock_moves[material_key],[@material_id]"
_REQUESTED = f"SUMIFS({_MOVED},stock_moves[kind],choice(move_kind.request))"

# the window begins with its first day or the first receipt, whichever is later
_USE_SINCE = (
    'IF([@material_id]="","",MAX(as_of-setting(stock.demand_days),IF(COUNTIFS('
    "stock_moves[material_key],[@material_id],stock_moves[kind],choice(move_kind.receipt))=0,0,"
    "MINIFS(stock_moves[moved_on],stock_moves[material_key],[@material_id],"
    "stock_moves[kind],choice(move_kind.receipt)))))"
)
_ISSUED = (
    "stock_moves[material_key],[@material_id],stock_moves[kind],choice(move_kind.issue),"
    'stock_moves[moved_on],">="&[@use_since],stock_moves[moved_on],"<="&as_of'
)
# blank where too few issues say anything
_DAILY_USE = (
    f'IF([@material_id]="","",IF(OR(COUNTIFS({_ISSUED})<setting(stock.min_issues),[@use_since]>=as_of),"",'
    f"-SUMIFS(stock_moves[quantity],{_ISSUED})/(as_of-[@use_since])))"
)

MATERIALS = pickable(
    Table(
        "materials",
        "material",
        prefix="MT",
        shown_as=("name",),
        columns=(
            Column("material_id", "id", required=True, unique=True),
            Column("name", "text", required=True),
            Column("kind", "choice", choices="material_kind", required=True),
            Column("version", "text"),
            Column("valid_until", "date"),
            Column("consumable", "flag"),  # no: it comes back, R-28
            # every move but what is only asked for
            Column(
                "on_hand",
                "integer",
                formula=f'IF([@material_id]="","",SUMIFS({_MOVED})-{_REQUESTED})',
            ),
            # ordered reprints not yet received; requests and packing lists not yet sent
            Column(
                "on_order",
                "integer",
                formula=(
                    'IF([@material_id]="","",SUMIFS(reprints[quantity],reprints[material_key],[@material_id],'
                    "reprints[state],choice(reprint_state.ordered)))"
                ),
            ),
            Column(
                "reserved",
                "integer",
                formula=(
                    f'IF([@material_id]="","",SUMIFS(show_items[planned],show_items[material_key],[@material_id],'
                    f'show_items[sent],"")-{_REQUESTED})'
                ),
            ),
            Column("daily_use", "number", formula=_DAILY_USE),
            #
            Column(
                "cover_days",
                "integer",
                formula=(
                    'IF(N([@daily_use])<=0,"",ROUNDDOWN(([@on_hand]+[@on_order]-[@reserved])/[@daily_use],0))'
                ),
            ),
            Column("reorder_point", "integer", refreshed=True),
            Column("order_by", "date", refreshed=True),
            Column("order_quantity", "integer", refreshed=True),
            Column("review_days", "integer", minimum=0),  # working days each
            Column("proof_days", "integer", minimum=0),
            Column("production_days", "integer", minimum=0),
            Column("delivery_days", "integer", minimum=0),
            Column("min_run", "integer", minimum=0),
            Column("multiple", "integer", minimum=1),
            Column("owner", "ref", ref="staff"),
            Column("note", "long"),
            Column("service_level", "percent", minimum=0.5, maximum=0.999, folded=True),
            Column("safety_stock", "integer", minimum=0, folded=True),  # instead of R-22
            Column("cover_target", "integer", minimum=1, folded=True),  # days, R-25
            Column("unit_cost", "money", minimum=0, folded=True),
            Column("language", "choice", choices="language", folded=True),
            Column("size", "text", folded=True),  # of a shirt, R-29
            Column("printer", "ref", ref="companies", folded=True),
            Column("location", "text", folded=True),
            Column("content_on", "date", folded=True),  # date of the current version, R-27
            Column("file_hash", "text", folded=True),
            Column("active", "flag", folded=True),
            Column("use_since", "date", formula=_USE_SINCE, folded=True),
        ),
    )
)

STOCK_MOVES = Table(
    "stock_moves",
    "material",
    prefix="LB",
    columns=(
        Column("move_id", "id", required=True, unique=True),
        Column("moved_on", "date", required=True),
        Column("material_id", "ref", ref="materials", required=True),
        Column("kind", "choice", choices="move_kind", required=True),
        Column("quantity", "integer", required=True),  # what goes out is negative
        Column("version", "text"),
        Column("person", "ref", ref="staff"),
        Column("contact_id", "ref", ref="contacts"),
        Column("show_id", "ref", ref="shows"),
        Column("note", "long"),
        bare_id("material_key", "material_id"),
    ),
)

# the last step that has its date; a wish for changes holds the round until it is worked in
_REPRINT_STATE = (
    'IF([@reprint_id]&[@material_id]="","",'
    'IF([@received_on]<>"",choice(reprint_state.received),'
    'IF([@ordered_on]<>"",choice(reprint_state.ordered),'
    'IF(AND([@changes]<>"",[@changed_on]=""),choice(reprint_state.blocked),'
    'IF([@approved_on]<>"",choice(reprint_state.approved),'
    'IF([@proof_on]<>"",choice(reprint_state.proof),'
    'IF([@asked_on]<>"",choice(reprint_state.review),choice(reprint_state.draft))))))))'
)

REPRINTS = Table(
    "reprints",
    "material",
    prefix="ND",
    periods=(("asked_on", "ordered_on"), ("ordered_on", "received_on")),
    columns=(
        Column("reprint_id", "id", required=True, unique=True),
        Column("material_id", "ref", ref="materials", required=True),
        Column("version", "text"),
        Column("state", "choice", choices="reprint_state", formula=_REPRINT_STATE),
        Column("asked_on", "date"),
        Column("answers_due", "date"),
        Column("answers", "long"),  # a line each rep: `name: yes` prints unchanged
        Column("changes", "long"),
        Column("changed_on", "date"),
        Column("proof_on", "date"),
        Column("checked_by", "ref", ref="staff"),  # design
        Column("approved_by", "ref", ref="staff"),
        Column("approved_on", "date"),
        Column("ordered_on", "date"),
        Column("quantity", "integer", minimum=1),
        Column("promised_on", "date"),
        Column("received_on", "date"),
        Column("received", "integer", minimum=0),
        Column("cost", "money", minimum=0),
        Column("show_id", "ref", ref="shows"),
        Column("note", "long"),
        bare_id("material_key", "material_id"),
    ),
)
