"""Why the house writes to somebody: each letter with who gets it, declared once (catalogue, mailings).

`cases` names the function as `module:function` under addin.commands.audiences. Letters of several stages or moods
are one family: `unused` stands for the letters unused-1 to unused-3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from addin.commands.marks import PARTY
from addin.core.mailings import Case
from addin.core.show_people import INVITATION
from mailmerge.consent import Wanted

if TYPE_CHECKING:
    from addin.commands.situation import Situation


@dataclass(frozen=True)
class Occasion:
    """A letter or a family of letters, and the rule that finds whom it is due for.

    A `reminder` keeps the gap between two mailings; `wanted` is the way it goes, to colleagues always by e-mail.
    `per_company` says that a company gets one by post and no more e-mails than the settings allow (R-42).
    """

    letter: str
    cases: str
    wanted: Wanted = "both"
    reminder: bool = False
    per_company: bool = False

    @property
    def audience(self) -> Callable[[Situation], Iterable[Case]]:
        """The function that finds everybody it is due for."""
        module, function = self.cases.split(":")
        found: Callable[[Situation], Iterable[Case]] = getattr(
            import_module(f"addin.commands.audiences.{module}"), function
        )
        return found


OCCASIONS: dict[str, Occasion] = {
    occasion.letter: occasion
    for occasion in (
        Occasion("unused", "promises:unused_items", reminder=True),
        Occasion("renewal", "contracts:renewals", reminder=True),
        Occasion("renewed", "contracts:renewed"),
        Occasion("welcome", "contracts:welcomes"),
        Occasion("artwork-request", "promises:artwork"),
        Occasion("proof-of-publication", "promises:proofs", wanted="email"),
        Occasion("address-check", "contacts:address_checks"),
        Occasion("job-to-department", "promises:department_jobs"),
        Occasion("expiry-calendar", "contracts:calendars"),
        Occasion("content-review", "material:reviews"),
        Occasion("print-approval", "material:approvals"),
        Occasion("figures-missing", "figures:missing"),
        Occasion("manager-summary", "figures:summaries"),
        Occasion("lead-handover", "leads:handovers"),
        Occasion(PARTY, "guests:guests_planned"),
    )
}

# The letters around a show, which have buttons of their own
SHOW_INVITATION = Occasion(INVITATION, "shows:invitations", per_company=True)
SHOW_APPOINTMENT = Occasion("show-appointment", "appointments:appointments", wanted="email", per_company=True)
THANKS = Occasion("thanks", "met:thanks")
MISSED_YOU = Occasion("missed-you", "met:missed", per_company=True)

# What somebody asked for
INFORMATION = Occasion("information", "requests:information")
