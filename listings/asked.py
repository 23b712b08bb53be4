"""Whether mails of what was asked of somebody still hold: who asks may have their answer, and what
was written may be taken away."""

from __future__ import annotations

from collections.abc import Sequence

from listings.models import Moderation, Question
from notifications.models import Email


def undecided(mails: Sequence[Email]) -> set[int]:
    """Another of the career centre may have answered."""
    asked = {email.about.get("moderation") for email in mails}
    waiting = set(Moderation.objects.waiting().filter(pk__in=asked).values_list("pk", flat=True))
    return {each.pk for each in mails if not each.about or each.about["moderation"] in waiting}


def unanswered(mails: Sequence[Email]) -> set[int]:
    return _in(mails, [Question.Status.ASKED])


def shown(mails: Sequence[Email]) -> set[int]:
    return _in(mails, Question.SHOWN)


def _in(mails: Sequence[Email], statuses: Sequence[str]) -> set[int]:
    asked = {email.about["question"] for email in mails if email.about}
    rows = Question.objects.filter(pk__in=asked, status__in=statuses)
    found = {str(pk) for pk in rows.values_list("pk", flat=True)}
    return {each.pk for each in mails if not each.about or each.about["question"] in found}
