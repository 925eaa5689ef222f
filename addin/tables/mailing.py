"""One row a batch of letters, one row a message: to whom, why or why not, what became of it."""

from addin.tables.model import Column, Table
from addin.tables.phrases import bare_id, pickable


def _counted(*states: str) -> str:
    """How many recipients of this mailing stand at one of the states."""
    counts = "+".join(
        f"COUNTIFS(recipients[mailing_key],[@mailing_id],recipients[state],choice(recipient_state.{state}))"
        for state in states
    )
    return f'IF([@mailing_id]="","",{counts})'


MAILINGS = pickable(
    Table(
        "mailings",
        "mailing",
        prefix="ML",
        shown_as=("letter", "about"),
        columns=(
            Column("mailing_id", "id", required=True, unique=True),
            Column("letter", "text", required=True),
            Column("about", "text"),
            Column("legal_class", "choice", choices="legal_class"),
            Column("channel", "choice", choices="mail_channel"),
            Column("prepared_on", "date", required=True),
            Column("previewed_by", "ref", ref="staff"),
            Column("approved_by", "ref", ref="staff"),
            Column("approved_on", "date"),
            Column("state", "choice", choices="mail_state", required=True),
            Column("queued", "integer", formula=_counted("queued")),
            Column("sent", "integer", formula=_counted("sent", "replied", "bounced")),  # left the house
            Column("skipped", "integer", formula=_counted("skipped")),
            Column("failed", "integer", formula=_counted("failed", "uncertain")),
            Column("note", "long"),
            Column("show_id", "ref", ref="shows", folded=True),
            Column("preview_hash", "text", folded=True),  # changed since: preview again, R-41
        ),
    )
)

RECIPIENTS = Table(
    "recipients",
    "mailing",
    columns=(
        Column("mailing_id", "ref", ref="mailings", required=True),
        Column("contact_id", "ref", ref="contacts"),
        Column("person", "ref", ref="staff"),  # of a letter inside the house
        Column("channel", "choice", choices="channel"),
        Column("address", "text"),
        Column("send", "flag"),
        Column("reason", "choice", choices="skip_reason"),
        Column("state", "choice", choices="recipient_state", required=True),
        Column("sent_on", "moment"),
        Column("error", "text"),
        Column("replied_on", "date"),
        Column("about", "text", folded=True),  # the ids of the rows it is about
        Column("stage", "integer", minimum=1, maximum=9, folded=True),
        Column("message_id", "text", unique=True, folded=True),
        Column("document", "text", folded=True),
        Column("occasion", "text", folded=True, later=True),  # nobody gets it twice about the same, R-41
        Column("content", "long", folded=True, later=True),  # what the letter's fields hold, as JSON
        bare_id("mailing_key", "mailing_id"),
    ),
)
