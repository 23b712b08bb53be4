"""The waiting states of an application, an offer and the work (product.md section 4)."""

from typing import Any

from applications import actions, reminders
from applications.models import Application, Milestone, Offer
from marketplace.waiting import THE_DAY_BEFORE, TWICE, Clock, shorter_than

CLOCKS: list[Clock[Any]] = [
    Clock(
        key="application",
        noun=Application,
        states=(Application.Status.SUBMITTED, Application.Status.SHORTLISTED),
        rows=Application.objects.for_pages,
        due="decide_by",
        index="application_undecided",
        who="employer",
        length="7 days after the deadline to apply",
        hours="decision_hours",
        then="it closes as “not selected”; the student is told, with similar open listings",
        reminders=TWICE,
        remind=reminders.decide,
        wanted=shorter_than(lambda row: row.listing.format.decision_hours),
        together="listing",
        act=actions.close_undecided,
    ),
    Clock(
        key="offer",
        noun=Offer,
        states=(Offer.Status.MADE,),
        rows=Offer.objects.for_pages,
        due="expires_at",
        index="offer_unanswered",
        who="student",
        length="3 days",
        hours="offer_hours",
        then="it ends; the applicant stays on the shortlist, and the place can be offered again",
        reminders=THE_DAY_BEFORE,
        remind=reminders.answer_offer,
        wanted=shorter_than(lambda row: row.application.listing.format.offer_hours),
        act=actions.expire,
    ),
    Clock(
        key="work",
        noun=Milestone,
        states=Milestone.WAITS_FOR_STUDENT,
        rows=Milestone.objects.for_pages,
        due="work_by",
        index="milestone_to_hand_in",
        who="student",
        length="the agreed day, until its end where the student is",
        told="24 hours before",
        then="it is late: both are told; the employer may remind the student, give more time or "
        "cancel",
        # The last one says that the time is up.
        reminders=(*THE_DAY_BEFORE, reminders.NOW),
        remind=reminders.hand_in,
    ),
]
