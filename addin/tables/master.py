"""Who works here, who buys or might, and what is sold at which price in which issue."""

from addin.tables.model import Column, Table
from addin.tables.phrases import flag, pickable

STAFF = pickable(
    Table(
        "staff",
        "master",
        prefix="M",
        shown_as=("name",),
        periods=(("vacation_from", "vacation_until"), ("joined_on", "left_on")),
        columns=(
            Column("staff_id", "id", required=True, unique=True),
            Column("name", "text", required=True),
            Column("role", "choice", choices="staff_role", required=True),
            Column("department", "choice", choices="department"),
            Column("email", "email"),
            Column("phone", "phone"),
            Column("state", "choice", choices="federal_state"),  # whose holidays count
            Column("manager", "ref", ref="staff"),
            Column("stand_in", "ref", ref="staff"),
            Column("vacation_from", "date"),
            Column("vacation_until", "date"),
            # GEN-04: away from the first to the last day of the vacation, both included
            Column(
                "absent",
                "flag",
                formula=(
                    'IF([@name]="","",'
                    + flag("AND(ISNUMBER([@vacation_from]),as_of>=[@vacation_from],as_of<=[@vacation_until])")
                    + ")"
                ),
            ),
            Column("active", "flag"),
            Column("bonus", "flag", folded=True),  # takes part in the bonus for prospects
            Column("joined_on", "date", folded=True),
            Column("left_on", "date", folded=True),
        ),
    )
)

COMPANIES = pickable(
    Table(
        "companies",
        "master",
        prefix="F",
        shown_as=("name",),
        columns=(
            Column("company_id", "id", required=True, unique=True),
            Column("name", "text", required=True),
            Column("status", "choice", choices="company_status", required=True),
            Column("rep", "ref", ref="staff"),
            Column("industry", "text"),
            Column("size", "choice", choices="company_size"),
            Column("street", "text"),
            Column("zip", "zip"),
            Column("city", "text"),
            Column("country", "text"),
            Column("state", "choice", choices="federal_state"),
            Column("phone", "phone"),
            Column("website", "url"),
            Column("customer_no", "text", unique=True),
            Column("prospect_state", "choice", choices="prospect_state"),
            # points of all answers, blank where nothing was asked
            Column(
                "score",
                "number",
                formula=(
                    'IF(OR([@company_id]="",COUNTIFS(answers[company_key],[@company_id])=0),"",'
                    "SUMIFS(answers[score],answers[company_key],[@company_id]))"
                ),
            ),
            # a knock-out answer makes D
            Column(
                "grade",
                "choice",
                choices="grade",
                formula=(
                    'IF([@score]="","",'
                    "IF(COUNTIFS(answers[company_key],[@company_id],answers[knocked_out],choice(yes_no.yes))>0,choice(grade.D),"
                    "IF([@score]>=setting(score.a),choice(grade.A),"
                    "IF([@score]>=setting(score.b),choice(grade.B),"
                    "IF([@score]>=setting(score.c),choice(grade.C),choice(grade.D))))))"
                ),
            ),
            Column("note", "long"),
            Column("crm_no", "text", folded=True),
            Column("vat_id", "text", folded=True),
            Column("source", "choice", choices="lead_source", folded=True),
            Column("found_by", "ref", ref="staff", folded=True),
            Column("agency", "ref", ref="companies", folded=True),
            Column("parent", "ref", ref="companies", folded=True),
            Column("post_state", "choice", choices="channel_state", folded=True),
            Column("no_post_on", "date", folded=True),  # objected to letters, R-40
            Column("customer_since", "date", folded=True),
            Column("created_on", "date", folded=True),
            Column("merged_into", "ref", ref="companies", folded=True),
            Column("different_from", "text", folded=True, later=True),  # ids; judged by a person, R-30
        ),
    )
)

CONTACTS = pickable(
    Table(
        "contacts",
        "master",
        prefix="P",
        shown_as=("first_name", "last_name"),
        columns=(
            Column("contact_id", "id", required=True, unique=True),
            Column("company_id", "ref", ref="companies", required=True),
            Column("gender", "choice", choices="gender"),
            Column("title", "text"),
            Column("first_name", "text"),
            Column("last_name", "text", required=True),
            Column("function", "text"),
            Column("is_assistant", "flag"),
            Column("is_main", "flag"),
            Column("email", "email"),
            Column("email_state", "choice", choices="channel_state"),
            Column("phone", "phone"),
            Column("phone_state", "choice", choices="channel_state"),
            Column("language", "choice", choices="language"),
            Column("basis_email", "choice", choices="consent_basis"),
            Column("basis_since", "date"),
            Column("basis_proof", "text"),
            Column("basis_phone", "text"),  # the factual reason for presumed consent, R-40
            Column("objected_on", "date"),  # to all advertising
            Column("active", "flag"),
            Column("note", "long"),
            Column("no_email_on", "date", folded=True),
            Column("no_phone_on", "date", folded=True),
            Column("no_post_on", "date", folded=True),
            Column("mobile", "phone", folded=True),
            Column("buying_role", "choice", choices="buying_role", folded=True),
            Column("left_on", "date", folded=True),
            Column("merged_into", "ref", ref="contacts", folded=True),
            Column("different_from", "text", folded=True, later=True),
        ),
    )
)

PRICES = pickable(
    Table(
        "prices",
        "master",
        prefix="PR",
        shown_as=("product", "format"),
        periods=(("valid_from", "valid_until"),),
        columns=(
            Column("price_id", "id", required=True, unique=True),
            Column("product", "text", required=True),
            Column("kind", "choice", choices="product_kind", required=True),
            Column("publication", "text"),
            Column("format", "text"),
            Column("unit", "choice", choices="price_unit"),
            Column("list_price", "money", minimum=0),
            Column("vat", "choice", choices="vat"),
            Column("from_quantity", "integer", minimum=1),  # a row for each step of a scale, R-14
            Column("discount", "percent", minimum=0, maximum=1),
            Column("discountable", "flag"),  # no for fees, R-13
            Column("valid_from", "date"),
            Column("valid_until", "date"),
            Column("unit_cost", "money", minimum=0, folded=True),
        ),
    )
)

ISSUES = pickable(
    Table(
        "issues",
        "master",
        prefix="A",
        shown_as=("publication", "issue"),
        unique=("publication", "issue"),
        periods=(("booking_close", "copy_deadline"), ("copy_deadline", "published_on")),
        columns=(
            Column("issue_id", "id", required=True, unique=True),
            Column("publication", "text", required=True),
            Column("issue", "text", required=True),
            Column("theme", "text"),
            Column("booking_close", "date"),
            Column("cancel_until", "date"),
            Column("copy_deadline", "date", required=True),
            Column("published_on", "date", required=True),
            Column("note", "long"),
        ),
    )
)
