"""What stands on the web, how often it is seen and clicked, and posts for the networks."""

from addin.tables.model import Column, Table
from addin.tables.phrases import date_in, pickable, text_in

# by hash where both are known, else by date
_EDITION = (
    'IF([@material_id]="","",'
    "IF([@result]=choice(link_result.broken),choice(web_edition.missing),"
    'IF(AND([@found_hash]<>"",[@wanted_hash]<>""),'
    "IF([@found_hash]=[@wanted_hash],choice(web_edition.current),choice(web_edition.outdated)),"
    "IF(AND(ISNUMBER([@found_on]),ISNUMBER([@wanted_on])),"
    "IF([@found_on]>=[@wanted_on],choice(web_edition.current),choice(web_edition.outdated)),"
    "choice(web_edition.unknown)))))"
)

WEB_PAGES = pickable(
    Table(
        "web_pages",
        "digital",
        prefix="W",
        shown_as=("what",),
        columns=(
            Column("page_id", "id", required=True, unique=True),
            Column("what", "text", required=True),
            Column("url", "url", required=True),  # where it leads, or the document itself
            Column("shown_on", "url"),  # the page on which it stands
            Column("promise_id", "ref", ref="promises"),
            Column("material_id", "ref", ref="materials"),
            Column("checked_on", "date"),
            Column("result", "choice", choices="link_result"),
            Column("broken_since", "date"),
            Column("found_on", "date"),  # date of the document on the website
            Column("edition", "choice", choices="web_edition", formula=_EDITION),
            Column("department", "choice", choices="department"),
            Column("note", "long"),
            Column("adserver_key", "text", unique=True, folded=True),
            Column("http_code", "integer", minimum=0, maximum=999, folded=True),
            Column("final_url", "url", folded=True),
            Column("failures", "integer", minimum=0, folded=True),  # in a row, R-71
            Column("found_hash", "text", folded=True),
            Column(
                "wanted_on",
                "date",
                formula=date_in("materials[content_on]", "material_id", "materials[material_id]"),
                folded=True,
            ),
            Column(
                "wanted_hash",
                "text",
                formula=text_in("materials[file_hash]", "material_id", "materials[material_id]"),
                folded=True,
            ),
        ),
    )
)

TRAFFIC = Table(
    "traffic",
    "digital",
    unique=("day", "page_id", "section", "source"),
    columns=(
        Column("day", "date", required=True),  # of a month: its first
        Column("page_id", "ref", ref="web_pages"),
        Column("section", "text"),  # of the website, where the row is no banner
        Column("source", "text"),
        Column("impressions", "integer", minimum=0),
        Column("clicks", "integer", minimum=0),
        # blank without impressions
        Column(
            "click_rate",
            "percent",
            formula='IF(N([@impressions])=0,"",N([@clicks])/[@impressions])',
        ),
        Column("visits", "integer", minimum=0),
        Column("visitors", "integer", minimum=0),
        Column("page_views", "integer", minimum=0),
    ),
)

POSTS = Table(
    "posts",
    "digital",
    prefix="B",
    columns=(
        Column("post_id", "id", required=True, unique=True),
        Column("network", "choice", choices="network", required=True),
        Column("rep", "ref", ref="staff"),
        Column("text", "long", required=True),
        Column("link", "url"),
        Column("length", "integer", refreshed=True),
        Column("planned_on", "moment"),
        Column("state", "choice", choices="post_state"),
        Column("approved_by", "ref", ref="staff"),
        Column("approved_on", "date"),
        Column("posted_on", "date"),
        Column("posted_url", "url"),
        Column("note", "long"),
        Column("image", "text", folded=True),
        Column("show_id", "ref", ref="shows", folded=True),
        Column("company_id", "ref", ref="companies", folded=True),
    ),
)
