"""What people have told our staff of: four things that wait, and one that is answered."""

from dataclasses import dataclass
from typing import Any

from accounts.models import Organisation, User
from applications import actions
from applications.models import Message, Report
from applications.reporting import subject
from listings.models import Listing, Question
from marketplace.demo import applications_bell as bell
from marketplace.demo.past import ago, dated

MAYA, TYRELL = "maya.okafor@tamarack.example", "tyrell.banks@tamarack.example"
LINH, ZOYA = "linh.tran@tamarack.example", "zoya.khan@sahyagiri.example"
JONAH = "jonah.reyes@tamarack.example"


@dataclass(frozen=True)
class Told:
    """`what`: the title of a listing, the name of an organisation, words of a message or question.
    `back` in days; `wrong`: whether it was found to be, None while it waits.
    """

    who: str
    kind: Report.Kind
    what: str
    reason: str
    note: str
    back: float
    wrong: bool | None = None


TOLD = [
    Told(
        JONAH,
        Report.Kind.ORGANISATION,
        "Bell & Barley Bakeries",
        "false",
        "Their shop in my street closed in May, so are there really fourteen?",
        6.0,
        wrong=False,
    ),
    Told(
        LINH,
        Report.Kind.LISTING,
        bell.SALES,
        "unsafe",
        "Six years of sales with the names of regular customers in them? The listing does not say.",
        2.6,
    ),
    Told(
        MAYA,
        Report.Kind.MESSAGE,
        "It is, under its old number, 04.",
        "abuse",
        "I asked about a till and am told that my dates are too tight. It reads as a threat to me.",
        0.9,
    ),
    Told(
        TYRELL,
        Report.Kind.QUESTION,
        "Is the menu fixed",
        "spam",
        "Asked under three listings in the same words.",
        0.5,
    ),
    Told(
        JONAH,
        Report.Kind.LISTING,
        bell.CATERING,
        "around",
        "On the telephone they offered me half of it in cash.",
        0.2,
    ),
]


def load() -> None:
    """Whoever may not see the thing any more has told nobody of it."""
    for told in TOLD:
        _tell(told)


def _tell(told: Told) -> None:
    by = User.objects.get(email=told.who)
    ref = _ref(told)
    found = subject(told.kind, ref, by) if ref else None
    if found is None:
        return
    moment = ago(told.back)
    with dated(moment):
        report, _new = actions.report(found, by, told.reason, told.note)
    due = report.answer_by - (report.reported_at - moment)
    Report.objects.filter(pk=report.pk).update(reported_at=moment, answer_by=due)
    us = User.objects.filter(kind=User.Kind.PLATFORM).order_by("pk").first()
    if told.wrong is not None and us:
        with dated(ago(told.back - 1)):
            actions.dismiss(report, us)
        Report.objects.filter(pk=report.pk).update(answered_at=ago(told.back - 1))


def _ref(told: Told) -> str | None:
    """As the report's address names it."""
    keys: dict[str, Any] = {
        Report.Kind.LISTING: Listing.objects.filter(title=told.what).values_list("slug"),
        Report.Kind.ORGANISATION: Organisation.objects.filter(name=told.what).values_list("slug"),
        Report.Kind.MESSAGE: Message.objects.filter(text__startswith=told.what).values_list("pk"),
        Report.Kind.QUESTION: Question.objects.filter(text__startswith=told.what).values_list("pk"),
    }
    row = keys[told.kind].first()
    return str(row[0]) if row else None
