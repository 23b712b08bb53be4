"""A listing written again from one there is."""

from django.db import transaction

from accounts.models import User
from listings.actions.sending import choose_universities, free_slug
from listings.models import ItineraryDay, Listing, Moderation, Programme

COPIED_FIELDS = ["title", "format", "field", "description", "deliverables", "questions"]
COPIED_FIELDS += ["blind"]
COPIED_FIELDS += ["acceptance", "requirements", "languages", "written_in", "good_to_know"]
COPIED_FIELDS += ["arrangement", "needs_permit", "team_most"]
COPIED_FIELDS += ["total_hours", "hours_per_week", "length_days", "open_ended", "openings"]
COPIED_FIELDS += ["direction", "currency", "pay_minor", "programme_fee_minor"]


@transaction.atomic
def copy(listing: Listing, by: User) -> Listing:
    """A new draft with the same words and price, for the same universities, without its days."""
    return copied(listing, by)


def copied(listing: Listing, by: User, *, status: str = Listing.Status.DRAFT) -> Listing:
    """The copy itself, within the caller's transaction."""
    draft = Listing(organisation=listing.organisation, created_by=by, status=status)
    for name in COPIED_FIELDS:
        setattr(draft, name, getattr(listing, name))
    draft.slug = free_slug(draft.title)
    draft.save()
    draft.skills.set(listing.skills.all())
    draft.required_skills.set(listing.required_skills.all())
    _copy_rows(listing, draft)
    asked = listing.moderations.exclude(status=Moderation.Status.DROPPED)
    choose_universities(draft, set(asked.values_list("university_id", flat=True)))
    return draft


def _copy_rows(listing: Listing, draft: Listing) -> None:
    """Its places, and what comes with it day by day."""
    for place in listing.places.all():
        place.pk, place.listing = None, draft
        place.save(force_insert=True)
    programme = Programme.objects.filter(listing=listing).first()
    if programme is None:
        return
    days = list(programme.days.all())
    programme.pk, programme.listing = None, draft
    programme.save(force_insert=True)
    for day in days:
        day.pk, day.programme = None, programme
    ItineraryDay.objects.bulk_create(days)
