"""What was forgotten when work was handed in, while nobody has answered."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from applications import emails
from applications.actions.locks import hold_milestone
from applications.models import Delivery, DeliveryFile, Milestone
from marketplace import uploads

# Of one version, in all.
MAX_FILES = 10
MAX_LINKS = 20


class TooMuchAdded(Exception):
    """One version holds no more."""


@transaction.atomic
def add_to_delivery(
    milestone: Milestone, links: Iterable[str], files: Iterable[uploads.Given]
) -> Delivery:
    """To the version that waits for an answer; nothing of it is taken away, and the employer's
    clock goes on.

    `files` have passed `uploads.check`, `links` are https.

    Raises:
        TooMuchAdded: nothing was added.
        WrongState: it is answered, or nothing is handed in.
    """
    hold_milestone(milestone, Milestone.Status.DELIVERED)
    delivery = milestone.deliveries.get(status=Delivery.Status.WAITING)
    new = list(files)
    all_links = [*delivery.links, *(each for each in links if each not in delivery.links)]
    if delivery.files.count() + len(new) > MAX_FILES or len(all_links) > MAX_LINKS:
        raise TooMuchAdded
    delivery.links = all_links
    delivery.save(update_fields=["links"])
    for upload in new:
        DeliveryFile.objects.create(delivery=delivery, **uploads.facts(upload))
    emails.added(delivery)
    return delivery
