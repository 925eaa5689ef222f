"""Every button, declared once: ribbon, terminal, handbook and tests follow from this register.

`decide` names the function as `module:function` under addin.commands, so that listing the buttons loads no rule.
Titles and help stand in `words/<language>/commands.json` under the command's name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from addin.commands.situation import Situation
    from addin.plan import Plan

# The letters and families of letters that can be prepared; addin.commands.occasions says who gets them
LETTERS = (
    *("unused", "renewal", "renewed", "welcome", "artwork-request", "proof-of-publication", "address-check"),
    *("job-to-department", "expiry-calendar", "content-review", "print-approval"),
    *("figures-missing", "manager-summary", "lead-handover", "party-invitation"),
)

Group = Literal[
    "heute",
    "vertraege",
    "material",
    "digital",
    "kunden",
    "interessenten",
    "leitung",
    "messe",
    "angebote",
    "versand",
]


@dataclass(frozen=True)
class Option:
    """One parameter of a command: `--name` in the terminal, a menu or a dialog in the ribbon.

    `place` "argument" makes it positional in the terminal. `many` may be given more than once. Excel asks for an
    `asked` one by dialog; `offers` are the usual values of a number, shown in a menu; a `listed` one is chosen
    from the sales reps of the workbook. One that is `only_with` an `option=value` is asked for and offered only
    where the menu has chosen that. A "folder" may be a single file too.
    """

    name: str
    kind: Literal["text", "date", "integer", "number", "choice", "file", "folder", "flag"] = "text"
    choices: tuple[str, ...] = ()
    default: str | int | None = None
    place: Literal["option", "argument"] = "option"
    many: bool = False
    asked: bool = False
    only_with: str = ""
    offers: tuple[int, ...] = ()
    listed: bool = False

    @property
    def is_path(self) -> bool:
        """Names a file or a folder, without which there is nothing to do."""
        return self.kind in ("file", "folder")


@dataclass(frozen=True)
class Command:
    """One button: the tables it needs, its options, and the function that decides what to do.

    In the ribbon it shows `icon`, one of Office's own pictures by name, is reached by the letters of its `keytip`,
    and is `large` where it is one of the two most used of its group. It may be for selected rows of the table it
    `acts_on` alone.
    """

    name: str
    group: Group
    needs: tuple[str, ...]
    decide: str
    options: tuple[Option, ...] = ()
    _: KW_ONLY
    icon: str
    keytip: str
    large: bool = False
    acts_on: str = ""

    @property
    def decision(self) -> Callable[[Situation], Plan]:
        """The function behind the button, loaded when it is first needed."""
        module, function = self.decide.split(":")
        decide: Callable[[Situation], Plan] = getattr(import_module(f"addin.commands.{module}"), function)
        return decide


_REP = Option("rep", listed=True)
_PERIOD = Option("period", "choice", ("month", "quarter"), "quarter")
_CONTRACT_WORLD = ("contracts", "companies", "staff", "promises", "activities", "contacts")
_PROMISE_WORLD = (
    *("promises", "contracts", "companies", "staff", "contacts", "issues", "shows", "prices"),
    *("invoice_lines", "tickets", "web_pages", "traffic"),
)
_SALES_WORLD = ("sales", "targets", "staff", "companies", "contacts", "quotes", "quote_lines", "contracts")
_SALES_OPTIONS = (
    Option("period", "choice", ("month", "quarter", "year"), "quarter"),
    Option("start", "date"),
    Option("manager"),
)
_MATERIAL_WORLD = ("materials", "stock_moves", "reprints", "show_items", "shows", "staff")
_EVERY_WORLD = tuple(
    dict.fromkeys((*_CONTRACT_WORLD, *_PROMISE_WORLD, *_MATERIAL_WORLD, *_SALES_WORLD, "tasks", "tickets"))
)
_MAIL_WORLD = ("mailings", "recipients", "contacts", "companies", "staff")
_LETTER_WORLD = tuple(dict.fromkeys((*_EVERY_WORLD, *_MAIL_WORLD, "handovers")))
_MAILING = Option("mailing")
_SHOW_STOCK = ("shows", "show_items", "materials", "stock_moves", "staff")
_SHOW_MAIL = (*_MAIL_WORLD, "shows", "show_contacts", "guests")
_PROSPECT_WORLD = ("companies", "contacts", "staff", "questions", "answers", "activities")
_CALL_RESULTS = ("reached", "not_reached", "callback", "interested", "not_interested", "wrong_number")
_RETURN_WORLD = ("returns", "contacts", "companies", "staff", "tasks", "recipients")

COMMANDS: dict[str, Command] = {
    command.name: command
    for command in (
        Command(
            "today",
            "heute",
            (*_LETTER_WORLD, "shipments"),
            "today:today",
            (_REP,),
            icon="HighImportance",
            keytip="HT",
            large=True,
        ),
        Command("refresh", "heute", ("*",), "today:refresh", icon="RefreshAll", keytip="HA"),
        Command("check", "heute", ("*",), "today:check", icon="DataValidation", keytip="HD"),
        Command(
            "as-of",
            "heute",
            ("settings",),
            "today:as_of",
            (Option("date", "date", place="argument", asked=True), Option("release", "flag")),
            icon="RecurrenceEdit",
            keytip="HS",
        ),
        Command(
            "contract-intake",
            "vertraege",
            (
                "contracts",
                "promises",
                "companies",
                "staff",
                "quotes",
                "quote_lines",
                "prices",
                "tasks",
                "checklists",
            ),
            "intake:contract_intake",
            (
                Option("quote", asked=True),
                Option("company"),
                Option("rep"),
                Option("starts", "date"),
                Option("months", "integer"),
                Option("renew", "integer"),
                Option("ends", "date"),
                Option("notice"),
                Option("value", "number"),
                Option("promise", many=True),
            ),
            icon="SignatureLineInsert",
            keytip="VA",
        ),
        Command(
            "import-contracts",
            "vertraege",
            ("contracts", "companies", "staff", "settings"),
            "registers:import_contracts",
            (
                Option("file", "file", place="argument", asked=True),
                Option("sheet"),
                Option("dates", "choice", ("day-first", "month-first")),
                Option("decimals", "choice", ("comma", "point")),
                Option("column", many=True),
            ),
            icon="ImportExcel",
            keytip="VE",
        ),
        Command(
            "expiry-flags",
            "vertraege",
            _CONTRACT_WORLD,
            "contracts:expiry_flags",
            (_REP,),
            icon="ConditionalFormattingHighlightDateOccuring",
            keytip="VM",
            large=True,
            acts_on="contracts",
        ),
        Command(
            "expiry-calendar",
            "vertraege",
            _CONTRACT_WORLD,
            "contracts:expiry_calendar",
            (_PERIOD, Option("start", "date"), _REP),
            icon="ViewAppointmentInCalendar",
            keytip="VK",
            large=True,
            acts_on="contracts",
        ),
        Command(
            "expiry-mails",
            "vertraege",
            _LETTER_WORLD,
            "expiring:expiry_mails",
            (Option("to", "choice", ("both", "customers", "reps"), "both"),),
            icon="DistributionListSelectMembers",
            keytip="VP",
        ),
        Command(
            "fulfil-check",
            "vertraege",
            _PROMISE_WORLD,
            "promises:fulfil_check",
            icon="ReviewTrackChanges",
            keytip="VL",
        ),
        Command(
            "handover",
            "vertraege",
            ("promises", "contracts", "companies", "staff", "contacts", "issues", "shows"),
            "promises:handover",
            icon="FileSendAsAttachment",
            keytip="VB",
        ),
        Command(
            "crm-export",
            "vertraege",
            ("contracts", "companies", "staff"),
            "exports:crm_export",
            icon="DatabaseCopyDatabaseFile",
            keytip="VD",
            acts_on="contracts",
        ),
        Command(
            "billing-export",
            "vertraege",
            ("contracts", "companies", "promises", "prices"),
            "exports:billing_export",
            icon="MailMergeFinishAndMergeMenu",
            keytip="VX",
            acts_on="contracts",
        ),
        Command(
            "billing-check",
            "vertraege",
            ("invoice_lines", "promises", "contracts", "companies", "staff", "contacts", "prices", "settings"),
            "billing:billing_check",
            (
                Option("file", "file", asked=True),
                Option("sheet"),
                Option("dates", "choice", ("day-first", "month-first")),
                Option("decimals", "choice", ("comma", "point")),
                Option("column", many=True),
            ),
            icon="CheckNames",
            keytip="VR",
        ),
        Command(
            "stock-check",
            "material",
            _MATERIAL_WORLD,
            "material:stock_check",
            (Option("material"),),
            icon="TableDesign",
            keytip="MB",
            large=True,
        ),
        Command(
            "stock-move",
            "material",
            _MATERIAL_WORLD,
            "stock_moves:stock_move",
            (
                Option("material", asked=True),
                Option("quantity", "integer", asked=True),
                Option("kind", "choice", ("issue", "receipt", "return", "count", "request"), "issue"),
                Option("person", asked=True),
                Option("reason", asked=True),
                Option("on", "date"),
                Option("show"),
                Option("version"),
                Option("order"),
                Option("request"),
            ),
            icon="DatabaseCopyDatabaseFile",
            keytip="MV",
            large=True,
        ),
        Command(
            "reprint-review",
            "material",
            _MATERIAL_WORLD,
            "reprints:reprint_review",
            (Option("material"), Option("answer", many=True)),
            icon="CheckNames",
            keytip="MA",
        ),
        Command(
            "print-order",
            "material",
            _MATERIAL_WORLD,
            "print_orders:print_order",
            (
                Option("material", asked=True),
                Option("step", "choice", ("ordered", "changed", "proof", "approved"), "ordered"),
                Option("by", asked=True),
                Option("quantity", "integer"),
                Option("reason"),
                Option("promised", "date"),
                Option("version"),
                Option("on", "date"),
            ),
            icon="FilePrintPreview",
            keytip="MD",
        ),
        Command(
            "version-check",
            "material",
            (*_MATERIAL_WORLD, "web_pages"),
            "versions:version_check",
            icon="PropertySheet",
            keytip="MF",
        ),
        Command(
            "unused",
            "kunden",
            _LETTER_WORLD,
            "reminding:unused_items",
            icon="NewAlert",
            keytip="KU",
            large=True,
        ),
        Command(
            "lead-import",
            "interessenten",
            ("shows", "show_contacts", "companies", "contacts", "staff", "tasks", "settings"),
            "lead_lists:lead_import",
            (
                Option("file", "file", place="argument", asked=True),
                Option("show", asked=True),
                Option("sheet"),
                Option("dates", "choice", ("day-first", "month-first")),
                Option("column", many=True),
            ),
            icon="GetExternalDataFromText",
            keytip="IL",
            large=True,
        ),
        Command(
            "bonus",
            "interessenten",
            ("handovers", "contracts", "staff", "companies", "contacts", "sales"),
            "bonuses:bonus",
            (
                Option("approve", many=True, asked=True),
                Option("by", asked=True),
                Option("paid", "flag"),
                Option("month", "date"),
            ),
            icon="AcceptInvitation",
            keytip="IB",
            large=True,
        ),
        Command(
            "lead-decide",
            "interessenten",
            ("shows", "show_contacts", "companies", "contacts", "staff"),
            "lead_decisions:lead_decide",
            (Option("decision", "choice", ("merge", "new", "skip"), "merge"), Option("company")),
            icon="ReviewTrackChanges",
            keytip="IE",
            acts_on="show_contacts",
        ),
        Command(
            "dedupe",
            "interessenten",
            ("companies", "contacts", "staff"),
            "duplicates:dedupe",
            icon="RemoveDuplicates",
            keytip="ID",
        ),
        Command(
            "merge",
            "interessenten",
            ("*",),
            "merging:merge",
            (Option("first", asked=True), Option("second", asked=True), Option("apart", "flag")),
            icon="EditLinks",
            keytip="IZ",
        ),
        Command(
            "call-list",
            "interessenten",
            (*_PROSPECT_WORLD, "recipients"),
            "cold_calls:call_list",
            (
                Option("company", asked=True),
                Option("result", "choice", _CALL_RESULTS),
                Option("contact"),
                Option("on", "date"),
                Option("again", "date"),
                Option("note"),
            ),
            icon="NewContact",
            keytip="IA",
        ),
        Command(
            "interview",
            "interessenten",
            _PROSPECT_WORLD,
            "interviews:interview",
            (
                Option("company", asked=True, only_with="form=write"),
                Option("file", "file", many=True, asked=True, only_with="form=read"),
                Option("form", "choice", ("write", "read")),
            ),
            icon="FilePrepareMenu",
            keytip="IG",
        ),
        Command(
            "handover-lead",
            "interessenten",
            tuple(dict.fromkeys((*_PROSPECT_WORLD, *_MAIL_WORLD, "handovers", "contracts"))),
            "leads:handover_lead",
            (
                Option("company", asked=True),
                Option("briefing", asked=True),
                Option("reason", asked=True),
                Option("rep"),
                Option("contact"),
                Option("by"),
                Option("outcome", "choice", ("accepted", "returned")),
                Option("because", asked=True, only_with="outcome=returned"),
            ),
            icon="FileSendAsAttachment",
            keytip="IV",
        ),
        Command(
            "info-send",
            "interessenten",
            tuple(dict.fromkeys((*_MAIL_WORLD, "materials", "stock_moves", "activities"))),
            "information:info_send",
            (
                Option("contact", asked=True),
                Option("material", many=True, asked=True),
                Option("requested", "date"),
                Option("way", "choice", ("both", "email", "letter"), "both"),
                Option("quantity", "integer", default=1),
                Option("again", "date"),
            ),
            icon="EnvelopesAndLabelsDialog",
            keytip="IU",
        ),
        Command(
            "research",
            "interessenten",
            ("research", "companies", "contacts", "staff"),
            "market_research:research",
            (
                Option("finding", asked=True),
                Option("topic", asked=True),
                Option("source", asked=True),
                Option("figure", "number"),
                Option("unit"),
                Option("kind", "choice", ("market", "competitor", "trend", "company", "price")),
                Option("company"),
                Option("by"),
                Option("on", "date"),
            ),
            icon="GetExternalDataFromText",
            keytip="IM",
        ),
        Command(
            "manager-report",
            "leitung",
            _EVERY_WORLD,
            "manager:manager_report",
            _SALES_OPTIONS,
            icon="CreateReport",
            keytip="LM",
            large=True,
        ),
        Command(
            "margin",
            "leitung",
            _SALES_WORLD,
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
            _RETURN_WORLD,
            "bounces:read_bounces",
            (Option("file", "folder", place="argument", asked=True),),
            icon="MailDelete",
            keytip="LB",
        ),
        Command(
            "returns",
            "leitung",
            _RETURN_WORLD,
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
        Command(
            "show-plan",
            "messe",
            (*_SHOW_STOCK, "shipments", "tasks", "checklists"),
            "show_plans:show_plan",
            (Option("show", asked=True), Option("from")),
            icon="NewAppointment",
            keytip="FP",
            large=True,
        ),
        Command(
            "packlist",
            "messe",
            (*_SHOW_STOCK, "shipments"),
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
                Option("sheet"),
                Option("dates", "choice", ("day-first", "month-first"), only_with="step=read"),
                Option("column", many=True),
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
            _MATERIAL_WORLD,
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
            (*_SHOW_STOCK, "tickets", "settings"),
            "show_returns:return_check",
            (
                Option("step", "choice", ("check", "read", "book"), "check"),
                Option("file", "file", asked=True, only_with="step=read"),
                Option("show"),
                Option("sheet"),
                Option("by"),
                Option("column", many=True),
            ),
            icon="AcceptInvitation",
            keytip="FR",
        ),
        Command(
            "pre-show",
            "messe",
            _SHOW_MAIL,
            "show_mailings:pre_show",
            (Option("show", asked=True), Option("wave", "choice", ("due", "1", "2", "3"), "due")),
            icon="DistributionListSelectMembers",
            keytip="FI",
        ),
        Command(
            "show-appointments",
            "messe",
            (*_SHOW_MAIL, "answers", "questions", "meetings"),
            "show_mailings:show_appointments",
            (Option("show", asked=True),),
            icon="NewAppointment",
            keytip="FT",
        ),
        Command(
            "post-show",
            "messe",
            (*_SHOW_MAIL, "tasks"),
            "show_mailings:post_show",
            (Option("show", asked=True),),
            icon="MailMergeFinishAndMergeMenu",
            keytip="FN",
        ),
        Command(
            "prepare",
            "versand",
            (*_LETTER_WORLD, "guests"),
            "mailings:prepare",
            (Option("letter", "choice", LETTERS, LETTERS[0]),),
            icon="MailMergeStartLetters",
            keytip="SP",
            large=True,
        ),
        Command(
            "preview",
            "versand",
            _MAIL_WORLD,
            "batches:preview",
            (_MAILING,),
            icon="MailMergeResultsPreview",
            keytip="SV",
            large=True,
        ),
        Command(
            "test-mail",
            "versand",
            _MAIL_WORLD,
            "batches:test_mail",
            (_MAILING, Option("to"), Option("count", "integer", default=3)),
            icon="FileSendAsAttachment",
            keytip="ST",
        ),
        Command(
            "approve",
            "versand",
            _MAIL_WORLD,
            "batches:approve",
            (Option("by", asked=True), _MAILING),
            icon="AcceptInvitation",
            keytip="SF",
        ),
        Command(
            "send",
            "versand",
            (*_MAIL_WORLD, "promises", "guests"),
            "batches:send",
            (_MAILING, Option("retry-failed", "flag"), Option("arrived", many=True), Option("lost", many=True)),
            icon="MailMergeMergeToEMail",
            keytip="SE",
        ),
        Command(
            "mail-letters",
            "versand",
            (*_MAIL_WORLD, "promises", "guests"),
            "paper:mail_letters",
            (_MAILING,),
            icon="EnvelopesAndLabelsDialog",
            keytip="SB",
        ),
        Command(
            "labels",
            "versand",
            _MAIL_WORLD,
            "paper:labels",
            (Option("sheet", default="3474"), Option("start", "integer", default=1), _MAILING),
            icon="MailMergeStartLabels",
            keytip="SL",
            acts_on="contacts",
        ),
    )
}
