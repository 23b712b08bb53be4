"""The text both sides agree to, kept as it was; and who agreed to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.utils.translation import get_language

from accounts.models import User
from applications import wording
from applications.models import Acceptance, Agreement, Offer, TeamMember


@dataclass(frozen=True)
class Choices:
    """What the employer chooses for an offer: values of `Agreement`'s three lists."""

    ownership: str = Agreement.Ownership.EMPLOYER
    confidentiality: str = Agreement.Confidentiality.MARKED
    ai_use: str = Agreement.AiUse.DISCLOSED


def draft_of(choices: Choices) -> Agreement:
    """The agreement with these choices, in the reader's language; not kept yet."""
    text = wording.compose(choices.ownership, choices.confidentiality, choices.ai_use)
    return Agreement(
        version=wording.VERSION,
        language=get_language() or "en",
        ownership=choices.ownership,
        confidentiality=choices.confidentiality,
        ai_use=choices.ai_use,
        text=text,
        sha256=sha256(text.encode()).hexdigest(),
    )


def agreement_of(choices: Choices) -> Agreement:
    """The kept row with exactly this text: the same words are one row."""
    draft = draft_of(choices)
    names = ("version", "language", "ownership", "confidentiality", "ai_use", "sha256")
    row, _ = Agreement.objects.get_or_create(
        **{name: getattr(draft, name) for name in names}, defaults={"text": draft.text}
    )
    return row


def record(
    offer: Offer, side: str, by: User, at: datetime, may_work_in: Sequence[str] = ()
) -> None:
    """A second time is none. `may_work_in`: countries, in one of which `by` says they may."""
    said = {"side": side, "at": at, "may_work_in": list(may_work_in)}
    Acceptance.objects.get_or_create(offer=offer, by=by, defaults=said)


def missing(offer: Offer) -> list[TeamMember]:
    """Of a team, those who have not accepted yet."""
    accepted = offer.acceptances.values("by")
    team = offer.application.members.select_related("student__user")
    return list(team.exclude(student__user__in=accepted))
