"""The numbers a coordinator may change, and every change that a command made."""

from addin.tables.model import Column, Table

SETTINGS_TABLE = Table(
    "settings",
    "system",
    columns=(
        Column("key", "text", required=True, unique=True),
        Column("name", "text"),
        Column("value", "any"),
        Column("meaning", "long"),
    ),
)

LOG = Table(
    "log",
    "system",
    columns=(
        Column("run", "integer", required=True, minimum=1),
        Column("at", "moment", required=True),
        Column("command", "text", required=True),
        Column("table", "text"),
        Column("record", "text"),  # the id of the row: rows may be sorted
        Column("row", "integer", minimum=1),
        Column("column", "text"),
        Column("before", "text"),
        Column("after", "text"),
    ),
)
