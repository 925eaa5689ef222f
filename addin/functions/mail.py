"""Cell functions for mail: what came back, and whom we may write to (R-40, R-45)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from addin.functions.arrays import cell_function
from addin.functions.cells import ChoiceKind, Day, Text
from addin.functions.surroundings import Surroundings
from mailmerge.addresses import checked
from mailmerge.bounces import Channel, ReturnClass, classified
from mailmerge.consent import Facts, may_contact

Way = Annotated[Literal["email", "phone", "post"], ChoiceKind("channel")]
Status = Annotated[str, ChoiceKind("company_status")]
Basis = Annotated[str, ChoiceKind("consent_basis")]
ChannelState = Annotated[str, ChoiceKind("channel_state")]
Purpose = Annotated[Literal["contract", "advertising", "internal"], ChoiceKind("legal_class")]

_ANY: tuple[Channel, ...] = ("email", "post", "phone")


@cell_function
def TEEUP_BOUNCE_CLASS(code_or_text: Text, channel: Way | None = None, *, here: Surroundings) -> str:
    """The class of a return by its code, the post's mark or a note (R-45); without a channel that of any."""
    found = (classified(each, code_or_text) for each in ((channel,) if channel else _ANY))
    kind: ReturnClass = next((kind for kind in found if kind != "unknown"), "unknown")
    return here.words.text(f"choices.return_class.{kind}")


@cell_function
def TEEUP_MAY_CONTACT(
    channel: Way,
    address: Text | None,
    status: Status | None,
    basis: Basis | None = None,
    basis_since: Day | None = None,
    basis_proof: Text | None = None,
    objected_on: Day | None = None,
    channel_state: ChannelState | None = None,
    purpose: Purpose | None = None,
    *,
    here: Surroundings,
) -> str:
    """Yes or no, with the reason (R-40): whether somebody may be written to or called today.

    For a call the proof is the factual reason why it is likely to be welcome.
    """
    facts = Facts(
        today=here.today,
        company_status=status or "",
        basis_email=basis or "",
        basis_since=basis_since,
        basis_proof=basis_proof or "",
        basis_phone=basis_proof or "",
        own_similar_goods=True,  # the house's letters advertise what it sells itself
        states_objection=True,  # what stands below an advertising letter does
        objected_on=objected_on,
        **_reached(channel, address, channel_state),
    )
    verdict = may_contact(channel, purpose or "advertising", facts)
    answer = here.words.text(f"choices.yes_no.{'yes' if verdict.allowed else 'no'}")
    return f"{answer}: {verdict.told(here.language)}"


def _reached(channel: Channel, address: str | None, state: str | None) -> dict[str, Any]:
    """Whether there is an address of that channel, and whether it is alive."""
    fit = isinstance(checked(address or ""), str) if channel == "email" else bool(address)
    return {f"has_{channel}": fit, f"{channel}_state": state or ""}
