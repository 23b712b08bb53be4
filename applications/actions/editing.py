"""Changing what was sent, until the deadline."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Resume
from applications.actions.applying import write
from applications.actions.locks import hold
from applications.models import Application, ApplicationEvent
from listings.models import Listing
from marketplace.states import WrongState

Status = Application.Status

# What the employer reads.
READ = {
    "pitch",
    "answers",
    "hours_per_week",
    "can_start",
    "availability_note",
    "may_work",
    "resume",
}


@transaction.atomic
def edit(application: Application, seen: str | None, **fields: Any) -> bool:
    """Replace what the employer reads. True when anything is different; what was is kept.

    Raises:
        WrongState: it is decided, or the deadline has passed.
        ChangedMeanwhile: it was written in elsewhere since it was `seen`.
    """
    _hold(application)
    before = {
        name: _plain(getattr(application, name))
        for name, value in fields.items()
        if name in READ and getattr(application, name) != value
    }
    if not before:
        write(application, seen, {"typed": {}})
        return False
    now = timezone.now()
    write(application, seen, {**fields, "typed": {}, "edited_at": now})
    ApplicationEvent.objects.create(
        application=application, kind=ApplicationEvent.EDITED, at=now, before=before
    )
    return True


@transaction.atomic
def keep_edits(application: Application, seen: str | None, **fields: Any) -> None:
    """Keep, in `typed`, a change that is not finished. The employer goes on reading what was sent.

    Raises:
        WrongState, ChangedMeanwhile: as `edit`.
    """
    _hold(application)
    write(application, seen, fields)


def _hold(application: Application) -> None:
    """Held and fresh, its listing as it is now: the deadline counts when it is written."""
    hold(application, Status.SUBMITTED, Status.SHORTLISTED)
    application.refresh_from_db()
    application.listing = Listing.objects.select_related("format", "organisation").get(
        pk=application.listing_id
    )
    if not application.may_be_edited:
        raise WrongState(f"Application {application.pk} can no longer be changed")


def _plain(value: Any) -> Any:
    """As JSON holds it: a day in ISO 8601, a résumé by its name."""
    if isinstance(value, Resume):
        return value.name
    return value.isoformat() if isinstance(value, date) else value
