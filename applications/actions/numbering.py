"""The number by which an applicant is known while their name is hidden."""

from django.db.models import Max

from applications.models import Application


def number_of(application: Application) -> int:
    """The one it has, or the next of its listing, which the caller has locked."""
    if application.number:
        return application.number
    sent = Application.objects.filter(listing=application.listing_id)
    return int(sent.aggregate(last=Max("number"))["last"] or 0) + 1
