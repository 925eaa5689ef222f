"""The buttons for a show: planned, packed, invited to, thanked after, counted."""

from addin.commands.button import Command, Option
from addin.commands.register.shared import COLUMN, MAIL, MATERIAL, SHEET

_STOCK = ("shows", "show_items", "materials", "stock_moves", "staff")
_PEOPLE = (*MAIL, "shows", "show_contacts", "guests")

COMMANDS = (
    Command(
        "show-plan",
        "messe",
        (*_STOCK, "shipments", "tasks", "checklists"),
        "show_plans:show_plan",
        (Option("show", asked=True), Option("from")),
        icon="NewAppointment",
        keytip="FP",
        large=True,
    ),
    Command(
        "packlist",
        "messe",
        (*_STOCK, "shipments"),
        "packing:packlist",
        (
            Option("show", asked=True),
            Option("step", "choice", ("print", "book"), "print"),
            Option("by"),
        ),
        icon="PrintTitles",
        keytip="FL",
        large=True,
    ),
    Command(
        "shipments",
        "messe",
        ("shipments", "shows", "settings"),
        "shipments:shipments",
        (
            Option("step", "choice", ("show", "read"), "show"),
            Option("file", "file", asked=True, only_with="step=read"),
            Option("show"),
            SHEET,
            Option("dates", "choice", ("day-first", "month-first"), only_with="step=read"),
            COLUMN,
        ),
        icon="GetExternalDataFromText",
        keytip="FS",
    ),
    Command(
        "party",
        "messe",
        ("shows", "guests", "contacts", "companies", "staff", "contracts"),
        "parties:party",
        (Option("step", "choice", ("list", "plan", "badges"), "list"), Option("show")),
        icon="AddressBook",
        keytip="FE",
    ),
    Command(
        "giveaway",
        "messe",
        MATERIAL,
        "giveaways:giveaway",
        (
            Option("show", asked=True),
            Option("step", "choice", ("list", "order"), "list"),
            Option("share", "number"),
            Option("shirts", "number"),
            Option("material"),
        ),
        icon="PivotTableReport",
        keytip="FW",
    ),
    Command(
        "return-check",
        "messe",
        (*_STOCK, "tickets", "settings"),
        "show_returns:return_check",
        (
            Option("step", "choice", ("check", "read", "book"), "check"),
            Option("file", "file", asked=True, only_with="step=read"),
            Option("show"),
            SHEET,
            Option("by"),
            COLUMN,
        ),
        icon="AcceptInvitation",
        keytip="FR",
    ),
    Command(
        "pre-show",
        "messe",
        _PEOPLE,
        "show_mailings:pre_show",
        (Option("show", asked=True), Option("wave", "choice", ("due", "1", "2", "3"), "due")),
        icon="DistributionListSelectMembers",
        keytip="FI",
    ),
    Command(
        "show-appointments",
        "messe",
        (*_PEOPLE, "answers", "questions", "meetings"),
        "show_mailings:show_appointments",
        (Option("show", asked=True),),
        icon="NewAppointment",
        keytip="FT",
    ),
    Command(
        "post-show",
        "messe",
        (*_PEOPLE, "tasks"),
        "show_mailings:post_show",
        (Option("show", asked=True),),
        icon="MailMergeFinishAndMergeMenu",
        keytip="FN",
    ),
)
