"""How people want to be told, what a career centre says of its own in mails, and mails that did not
go as they should."""

from datetime import time, timedelta

from django.utils import timezone

from accounts import actions, feeds, wordings
from accounts.models import University, User
from marketplace.demo.past import ago
from notifications import stopping
from notifications.kinds import How
from notifications.models import Email, StoppedAddress

MAYA, ISLA = "maya.okafor@tamarack.example", "isla.fraser@ashcombe.example"
RUTH = "ruth.halvorsen@bellandbarley.example"
DANA = "dana.whitfield@tamarack.example"
HANNAH, LINH = "hannah.weiss@tamarack.example", "linh.tran@tamarack.example"

CHOSEN = {
    MAYA: {
        "applications/match": How.DAILY,
        "applications/messages_waiting": How.DAILY,
        "applications/sent": How.OFF,
    },
    RUTH: {"applications/received": How.DAILY, "listings/question_asked": How.DAILY},
}
# A kind, its subject and its first line.
SAID = [
    (
        "applications/declined",
        "{name}, about your application: {title}",
        "One no is not about you. Bring it to the career centre on a Tuesday: we read your next "
        "application with you before you send it.",
    ),
    (
        "applications/offered",
        "",
        "Well done! If you want somebody to look over the terms with you before you answer, write "
        "to us: {university} does that within a day.",
    ),
]
BACK = "Postmark: The server could not deliver it: unknown user, mailbox not found."
# To whom, what became of their newest mail, and why.
LOST = [
    (HANNAH, Email.Status.FAILED, BACK),
    (LINH, Email.Status.UNKNOWN, "SMTPServerDisconnected: Connection unexpectedly closed"),
]


def load() -> None:
    for address, chosen in CHOSEN.items():
        reader = User.objects.get(email=address)
        actions.choose_mail(reader, chosen, time(22), time(7, 30))
    feeds.renew(User.objects.get(email=ISLA))
    dana = User.objects.get(email=DANA)
    university = University.objects.get(staff__user=dana)
    for kind, subject, intro in SAID:
        wordings.change(university, kind, dana, subject, intro)
    for address, status, why in LOST:
        _lose(address, status, why)
    stopping.stop(HANNAH, StoppedAddress.Why.BOUNCED, BACK)
    StoppedAddress.objects.filter(address=HANNAH).update(stopped_at=ago(1.2))


def _lose(address: str, status: Email.Status, why: str) -> None:
    """Their newest mail."""
    newest = Email.objects.filter(to=address, secret=False).order_by("-created_at", "-pk").first()
    if newest is not None:
        sent_at = timezone.now() - timedelta(days=1.2)
        rows = Email.objects.filter(pk=newest.pk)
        rows.update(status=status, attempts=1, last_error=why, created_at=sent_at)
