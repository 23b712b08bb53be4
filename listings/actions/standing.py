"""What a university decides about an organisation, for its own students alone."""

from __future__ import annotations

from django.db import transaction

from accounts.models import Organisation, University, User
from listings.models import OrganisationNote, Standing

Status = Standing.Status


@transaction.atomic
def set_standing(
    university: University, organisation: Organisation, by: User, status: str, **given: str
) -> Standing:
    """Say whether one's students work with it; `given`: `reason`, `proof`. Kept in its history.

    What its students see of it follows by `applications.actions.stand`, which calls this.
    """
    row, _new = Standing.objects.update_or_create(
        university=university,
        organisation=organisation,
        defaults={"status": status, "by": by, **given},
    )
    said = [str(row.get_status_display()), str(row.get_proof_display()), row.reason]
    OrganisationNote.objects.create(
        university=university,
        organisation=organisation,
        kind=OrganisationNote.Kind.STANDING,
        text="\n".join(filter(None, said)),
        by=by,
    )
    return row


def add_note(
    university: University, organisation: Organisation, by: User, kind: str, text: str
) -> OrganisationNote:
    return OrganisationNote.objects.create(
        university=university, organisation=organisation, by=by, kind=kind, text=text
    )
