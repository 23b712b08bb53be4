"""A university stops working with an organisation, or begins to again."""

from __future__ import annotations

from django.db import transaction

from accounts.models import Organisation, University, User
from applications.actions.recalling_here import recall_here
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

    Blocked: its listings are taken back, those that wait are rejected, each with `words`, which the
    employer and the students read. Suspended: what is shown goes back to be read, and nothing of
    it can be approved until that is lifted; applications go on. `reason` is the staff's own.

    Raises:
        WrongState: one of its listings was decided in this moment. Nothing was changed.
    """
    University.objects.select_for_update(no_key=True).get(pk=university.pk)
    rows = Moderation.objects.filter(university=university, listing__organisation=organisation)
    rows = rows.select_related("university", "listing__organisation", "listing__created_by")
    shown = list(rows.approved().exclude(listing__status=Listing.Status.CLOSED).order_by("pk"))
    waiting = list(rows.waiting())
    listing_actions.set_standing(university, organisation, by, status, proof=proof, reason=reason)
    if status == Status.SUSPENDED:
        for each in shown:
            listing_actions.suspend(each, by)
    if status == Status.BLOCKED:
        for each in shown:
            recall_here(each, by, words)
        for each in waiting:
            listing_actions.release_all(each)
            listing_actions.reject(each, by, words)
