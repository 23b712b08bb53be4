"""A university stops working with an organisation, or begins to again."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.models import Organisation, University, User
from applications.actions.recalling_here import recall_here, reject_here
from applications.models import Application, Placement
from listings import actions as listing_actions
from listings.models import Listing, Moderation, Standing

Status = Standing.Status


@transaction.atomic
def stand(
    university: University,
    organisation: Organisation,
    by: User,
    status: str,
    *,
    proof: str = "",
    reason: str = "",
    words: str = "",
) -> None:
    """Keep what the university thinks of it, and let what its students see follow at once.

    Blocked: its listings are taken back, of closed ones those that may still lead to work; those
    that wait are rejected. Each with `words`, which the employer and the students read. Suspended:
    what is shown goes back to be read, and nothing of it can be approved until that is lifted;
    applications go on. `reason` is the staff's own.

    Raises:
        WrongState: one of its listings was decided in this moment. Nothing was changed.
    """
    University.objects.select_for_update(no_key=True).get(pk=university.pk)
    rows = Moderation.objects.filter(university=university, listing__organisation=organisation)
    rows = rows.select_related("university", "listing__organisation", "listing__created_by")
    closed, of_students = Q(listing__status=Listing.Status.CLOSED), _may_lead_to_work(university)
    shown = list(rows.approved().exclude(closed).order_by("pk"))
    answering = list(rows.approved().filter(closed).filter(of_students).order_by("pk"))
    waiting = list(rows.waiting())
    listing_actions.set_standing(university, organisation, by, status, proof=proof, reason=reason)
    if status == Status.SUSPENDED:
        for each in shown:
            listing_actions.suspend(each, by)
    if status == Status.BLOCKED:
        for each in [*shown, *answering]:
            recall_here(each, by, words)
        for each in waiting:
            reject_here(each, by, words)


def _may_lead_to_work(university: University) -> Q:
    """Of moderations: students of the university wait for an answer, or for the first payment."""
    theirs = {"listing": OuterRef("listing"), "student__university": university}
    accepted = Placement.objects.filter(status=Placement.Status.ACCEPTED, **theirs)
    return Q(Exists(Application.objects.open().filter(**theirs))) | Q(Exists(accepted))
