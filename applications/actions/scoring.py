"""What colleagues keep of an application: notes, and scores by the listing's criteria."""

from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from applications.criteria import criteria_of
from applications.models import Application, Criterion, Note, Score
from listings.models import Listing


def add_note(application: Application, by: User, text: str) -> Note:
    return Note.objects.create(application=application, by=by, text=text)


@transaction.atomic
def set_criteria(listing: Listing, words: list[str]) -> None:
    """Those that stay keep their scores; the scores of the others go with them."""
    _hold(listing)
    rows = {each.words: each for each in Criterion.objects.filter(listing=listing)}
    for position, each in enumerate(words, 1):
        Criterion.objects.update_or_create(
            listing=listing, words=each, defaults={"position": position}
        )
    gone = [row.pk for known, row in rows.items() if known not in words]
    Criterion.objects.filter(pk__in=gone).delete()


@transaction.atomic
def score(application: Application, by: User, values: Mapping[str, int | None]) -> None:
    """Keep what `by` gives for each criterion, by its key; None takes it away.

    What is no criterion of the listing by now is left out.
    """
    listing = application.listing
    _hold(listing)
    for criterion in criteria_of(listing):
        # All of those it starts with are kept with the first score, or the others would be gone.
        if criterion.pk is None:
            criterion.save()
        if criterion.key not in values:
            continue
        value = values[criterion.key]
        mine = Score.objects.filter(application=application, criterion=criterion, by=by)
        if value is None:
            mine.delete()
        elif not mine.update(value=value):
            Score.objects.create(application=application, criterion=criterion, by=by, value=value)


def _hold(listing: Listing) -> None:
    """Of two who score at once, the second finds the criteria that the first has kept."""
    Listing.objects.select_for_update(no_key=True).get(pk=listing.pk)
