"""Ways around the site in what two people write to each other: said gently, and to both."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from applications.models import Application
from listings.wording import CONTACTS, Around, said_around

BEFORE_AN_OFFER = {
    Application.Status.SUBMITTED,
    Application.Status.SHORTLISTED,
}


def signs_of(application: Application, text: str) -> list[tuple[Around, str]]:
    """What to warn of, with the words that say so. With an offer, people may well telephone."""
    early = application.status in BEFORE_AN_OFFER
    return [(way, word) for way, word in said_around(text) if early or way not in CONTACTS]


def warnings_for_sender(signs: Iterable[tuple[Around, str]]) -> list[str]:
    signs = list(signs)
    chat = ", ".join(f"“{word}”" for way, word in signs if way in CONTACTS)
    pay = ", ".join(f"“{word}”" for way, word in signs if way not in CONTACTS)
    sentences = []
    if chat:
        sentences.append(
            _(
                "%(words)s looks like going on somewhere else. Until there is an offer, stay "
                "here: both of you have a record, and we can help if something goes wrong."
            )
            % {"words": chat}
        )
    if pay:
        sentences.append(
            _(
                "%(words)s looks like payment outside Foothold. The money for the work is paid in "
                "here and held until it is approved. What is paid elsewhere nobody can bring back."
            )
            % {"words": pay}
        )
    return sentences


def warnings_of_payment(text: str) -> list[str]:
    """Of what goes with an offer: then people may telephone, and still are paid here."""
    return warnings_for_sender(each for each in said_around(text) if each[0] not in CONTACTS)


def warnings_for_reader(signs: Iterable[str]) -> list[str]:
    """`signs`: as a message has kept them."""
    kinds = {Around(sign) for sign in signs if sign in set(Around)}
    sentences = []
    if kinds & CONTACTS:
        sentences.append(
            _("This asks you to go on somewhere else. You can always stay here until an offer.")
        )
    if Around.PAYMENT in kinds:
        sentences.append(
            _(
                "This speaks of payment outside Foothold. Never pay to get work, and never start "
                "before the money is held here."
            )
        )
    return sentences
