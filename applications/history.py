"""What an application went through, in words, for both who may read it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.blind import Reader
from applications.models import Application, ApplicationEvent

Status = Application.Status


def history_of(application: Application) -> list[dict[str, Any]]:
    """Each event with its moment, the first one first."""
    rows, before = [], ""
    for event in application.events.all():
        rows.append({"at": event.at, "text": _said(event.kind, before)})
        before = before if event.kind == ApplicationEvent.EDITED else event.kind
    return rows


def _said(kind: str, before: str) -> str:
    return str(AFTER.get((kind, before)) or ONCE[kind])


ONCE: dict[str, object] = {
    ApplicationEvent.EDITED: gettext_lazy("You changed it"),
    Status.SUBMITTED: gettext_lazy("Sent"),
    Status.SHORTLISTED: gettext_lazy("Put on the shortlist"),
    Status.OFFERED: gettext_lazy("Offer made"),
    Status.ACCEPTED: gettext_lazy("Offer accepted"),
    Status.DECLINED: gettext_lazy("Declined"),
    Status.WITHDRAWN: gettext_lazy("Withdrawn"),
    Status.NOT_SELECTED: gettext_lazy("Closed: not selected"),
}
# The same state means another thing after another one.
AFTER: dict[tuple[str, str], object] = {
    (Status.SUBMITTED, Status.WITHDRAWN): gettext_lazy("Sent again"),
    (Status.SUBMITTED, Status.SHORTLISTED): gettext_lazy("Taken off the shortlist"),
    (Status.SHORTLISTED, Status.OFFERED): gettext_lazy("The offer ended; on the shortlist again"),
    (Status.SHORTLISTED, Status.ACCEPTED): gettext_lazy(
        "The placement was cancelled; on the shortlist again"
    ),
    (Status.SHORTLISTED, Status.NOT_SELECTED): gettext_lazy(
        "A place is free again: asked again, and on the shortlist"
    ),
    (Status.NOT_SELECTED, Status.ACCEPTED): gettext_lazy("The placement ended"),
    (Status.WITHDRAWN, Status.NOT_SELECTED): gettext_lazy("Taken up again, to be sent once more"),
    (Status.WITHDRAWN, Status.OFFERED): gettext_lazy("Offer refused, so it is withdrawn"),
}


def edits_of(application: Application, read: Reader = str) -> list[dict[str, Any]]:
    """What each change since the last sending replaced, the latest first."""
    events = application.events.filter(kind=ApplicationEvent.EDITED)
    if application.submitted_at:
        events = events.filter(at__gt=application.submitted_at)
    return [{"at": e.at, "rows": _before(application, e.before, read)} for e in events.reverse()]


def _before(application: Application, before: dict[str, Any], read: Reader) -> list[dict[str, str]]:
    questions = application.listing.questions
    rows: list[dict[str, str]] = []
    for name, value in before.items():
        if name == "answers":
            now = application.answers
            pairs = zip(questions, value, strict=False)
            rows += [{"label": q, "value": read(a)} for q, a in pairs if a not in now]
        elif name != "resume" or not application.is_blind:
            rows.append({"label": str(LABELS[name]), "value": read(_in_words(name, value))})
    return rows


def _in_words(name: str, value: Any) -> str:
    if name == "can_start" and value:
        return date_format(date.fromisoformat(value), "D j M Y")
    if name == "may_work" and value:
        return str(Application.Permit(value).label)
    return str(value or _("Nothing"))


LABELS = {
    "pitch": gettext_lazy("Pitch"),
    "hours_per_week": gettext_lazy("Hours a week"),
    "can_start": gettext_lazy("Start"),
    "availability_note": gettext_lazy("About the time"),
    "may_work": gettext_lazy("Allowed to work there"),
    "resume": gettext_lazy("Résumé"),
}
