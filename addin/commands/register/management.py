"""The buttons for the manager's figures and the addresses that came back."""

from addin.commands.button import Command, Option
from addin.commands.register.shared import HOUSE, SALES

_RETURNS = ("returns", "contacts", "companies", "staff", "tasks", "recipients")
_SALES_OPTIONS = (
    Option("period", "choice", ("month", "quarter", "year"), "quarter"),
    Option("start", "date"),
    Option("manager"),
)

COMMANDS = (
    Command(
        "manager-report",
        "leitung",
        HOUSE,
        "manager:manager_report",
        _SALES_OPTIONS,
        icon="CreateReport",
        keytip="LM",
        large=True,
    ),
    Command(
        "margin",
        "leitung",
        SALES,
        "sales:margin",
        _SALES_OPTIONS,
        icon="ChartTypeColumnInsertGallery",
        keytip="LE",
    ),
    Command(
        "collect",
        "leitung",
        ("sales", "targets", "staff", "companies", "contacts"),
        "collecting:collect",
        (
            Option("file", "file", many=True, asked=True),
            Option("forms", "flag"),
            Option("month", "date"),
        ),
        icon="ImportExcel",
        keytip="LZ",
    ),
    Command(
        "read-bounces",
        "leitung",
        _RETURNS,
        "bounces:read_bounces",
        (Option("file", "folder", place="argument", asked=True),),
        icon="MailDelete",
        keytip="LB",
    ),
    Command(
        "returns",
        "leitung",
        _RETURNS,
        "returns:returns",
        (
            Option("contact", asked=True),
            Option("channel", "choice", ("post", "phone", "email")),
            Option("reason", asked=True),
            Option("new", asked=True),
            Option("source", asked=True),
            Option("company"),
            Option("on", "date"),
            Option("left", "date"),
        ),
        icon="DeclineInvitation",
        keytip="LR",
    ),
)
