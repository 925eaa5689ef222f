"""The buttons of the day: what is due, whether the workbook is sound, which day it is."""

from addin.commands.button import Command, Option
from addin.commands.register.shared import LETTER, REP

COMMANDS = (
    Command(
        "today",
        "heute",
        (*LETTER, "shipments"),
        "today:today",
        (REP,),
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
)
