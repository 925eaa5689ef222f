"""The buttons for letters and mails: prepared, looked at, approved, sent."""

from addin.commands.button import Command, Option
from addin.commands.register.shared import LETTER, MAIL

# The letters and families of letters that can be prepared; addin.commands.occasions says who gets them
LETTERS = (
    *("unused", "renewal", "renewed", "welcome", "artwork-request", "proof-of-publication", "address-check"),
    *("job-to-department", "expiry-calendar", "content-review", "print-approval"),
    *("figures-missing", "manager-summary", "lead-handover", "party-invitation"),
)
_BATCH = Option("mailing")

COMMANDS = (
    Command(
        "prepare",
        "versand",
        (*LETTER, "guests"),
        "mailings:prepare",
        (Option("letter", "choice", LETTERS, LETTERS[0]),),
        icon="MailMergeStartLetters",
        keytip="SP",
        large=True,
    ),
    Command(
        "preview",
        "versand",
        MAIL,
        "batches:preview",
        (_BATCH,),
        icon="MailMergeResultsPreview",
        keytip="SV",
        large=True,
    ),
    Command(
        "test-mail",
        "versand",
        MAIL,
        "batches:test_mail",
        (_BATCH, Option("to"), Option("count", "integer", default=3)),
        icon="FileSendAsAttachment",
        keytip="ST",
    ),
    Command(
        "approve",
        "versand",
        MAIL,
        "batches:approve",
        (Option("by", asked=True), _BATCH),
        icon="AcceptInvitation",
        keytip="SF",
    ),
    Command(
        "send",
        "versand",
        (*MAIL, "promises", "guests"),
        "batches:send",
        (_BATCH, Option("retry-failed", "flag"), Option("arrived", many=True), Option("lost", many=True)),
        icon="MailMergeMergeToEMail",
        keytip="SE",
    ),
    Command(
        "mail-letters",
        "versand",
        (*MAIL, "promises", "guests"),
        "paper:mail_letters",
        (_BATCH,),
        icon="EnvelopesAndLabelsDialog",
        keytip="SB",
    ),
    Command(
        "labels",
        "versand",
        MAIL,
        "paper:labels",
        (Option("sheet", default="3474"), Option("start", "integer", default=1), _BATCH),
        icon="MailMergeStartLabels",
        keytip="SL",
        acts_on="contacts",
    ),
)
