"""The employer's side, up to the offer."""

from django.db import transaction
from django.utils import timezone

from applications import emails
from applications.actions.history import step
from applications.actions.locks import hold
from applications.models import Application
from marketplace.states import WrongState

Status = Application.Status


@transaction.atomic
def shortlist(application: Application) -> None:
    """Raises WrongState: it is not waiting to be read."""
    hold(application, Status.SUBMITTED)
    step(application, Status.SHORTLISTED, named_at=application.named_at or timezone.now())


@transaction.atomic
def unshortlist(application: Application) -> None:
    """Raises WrongState: it is not on the shortlist."""
    hold(application, Status.SHORTLISTED)
    step(application, Status.SUBMITTED)


@transaction.atomic
def decline(application: Application, reason: str, note: str) -> None:
    """Say no, with a reason and a word that the student receives.

    Raises:
        WrongState: it is decided already, or the student took it back.
    """
    step(
        application,
        Status.DECLINED,
        decided_at=timezone.now(),
        decline_reason=reason,
        decline_note=note,
    )
    emails.declined(application)


@transaction.atomic
def close_undecided(application: Application) -> None:
    """Nobody answered in time, or the last place is taken: the student is told, kindly.

    Raises:
        WrongState: somebody decided first, or there is time left.
    """
    hold(application, Status.SUBMITTED, Status.SHORTLISTED)
    application.refresh_from_db(fields=["decide_by", "closed_for"])
    if application.decide_by is None or application.decide_by > timezone.now():
        raise WrongState(f"Application {application.pk} has time until {application.decide_by}")
    step(application, Status.NOT_SELECTED, decided_at=timezone.now())
    emails.not_selected(application)
