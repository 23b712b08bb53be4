from notifications.models.emails import Email, EmailQuerySet, SentAgain
from notifications.models.notices import Notice, NoticeQuerySet
from notifications.models.outages import Outage
from notifications.models.preferences import Preference
from notifications.models.rounds import Round, Untold
from notifications.models.stopped import StoppedAddress

__all__ = [
    "Email",
    "EmailQuerySet",
    "Notice",
    "NoticeQuerySet",
    "Outage",
    "Preference",
    "Round",
    "SentAgain",
    "StoppedAddress",
    "Untold",
]
