"""What we write to people about listings, questions on them, and searches."""

from django.utils.translation import gettext_lazy as _

from listings import asked, news
from notifications import waits
from notifications.kinds import ASKED, EMPLOYER, STAFF, STUDENT, Group, register

register(
    "listings",
    Group.LISTINGS,
    STAFF,
    still=asked.undecided,
    submitted=_("A listing is sent to you"),
)
register(
    "listings",
    Group.LISTINGS,
    STAFF,
    still=waits.still,
    decisions_waiting=_("Listings wait for you"),
)
register(
    "listings",
    Group.LISTINGS,
    EMPLOYER,
    approved=_("A listing is approved"),
    rejected=_("A listing is not approved"),
    recalled=_("A university no longer shows a listing"),
)
register(
    "listings",
    Group.LISTINGS,
    EMPLOYER,
    always=ASKED,
    changes=_("A listing needs changes"),
)
register(
    "listings",
    Group.QUESTIONS,
    EMPLOYER,
    still=asked.unanswered,
    question_asked=_("A student asks"),
)
register(
    "listings",
    Group.QUESTIONS,
    EMPLOYER,
    still=waits.still,
    remind_questions=_("Questions wait for you"),
)
register(
    "listings",
    Group.QUESTIONS,
    STUDENT,
    still=asked.shown,
    question_answered=_("Your question is answered"),
)
register(
    "listings",
    Group.QUESTIONS,
    STUDENT,
    question_declined=_("Your question is not published"),
    question_hidden=_("Your question is hidden"),
    question_not_answered=_("Your question was not answered in time"),
)
register(
    "listings",
    Group.SEARCHES,
    STUDENT,
    still=news.still,
    anew=news.anew,
    search_news=_("What your saved searches find"),
)
