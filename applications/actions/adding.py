"""What was forgotten when work was handed in, while nobody has answered."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from applications import emails
from applications.actions.keeping import forget_files, hand_over
from applications.actions.locks import hold_milestone
from applications.models import Delivery, DeliveryFile, KeptFile, Milestone
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
    clock goes on. What it has already is not added again: a button pressed twice adds once, and
    tells the employer once.

    `files` have passed `uploads.check`, `links` are https.

    Raises:
        TooMuchAdded: nothing was added.
        WrongState: it is answered, or nothing is handed in.
    """
    hold_milestone(milestone, Milestone.Status.DELIVERED)
    delivery = milestone.deliveries.get(status=Delivery.Status.WAITING)
    new, again = _sorted_out(delivery, files)
    all_links = [*delivery.links, *(each for each in links if each not in delivery.links)]
    if delivery.files.count() + len(new) > MAX_FILES or len(all_links) > MAX_LINKS:
        raise TooMuchAdded
    forget_files([each for each in again if isinstance(each, KeptFile)])
    if not new and all_links == delivery.links:
        return delivery
    hand_over(new)
    delivery.links = all_links
    delivery.save(update_fields=["links"])
    for upload in new:
        DeliveryFile.objects.create(delivery=delivery, **uploads.facts(upload))
    emails.added(delivery)
    return delivery


def _sorted_out(
    delivery: Delivery, files: Iterable[uploads.Given]
) -> tuple[list[uploads.Given], list[uploads.Given]]:
    """Those that the version does not have yet, by name and contents, and those that it has."""
    had = set(delivery.files.values_list("name", "sha256"))
    new: list[uploads.Given] = []
    again: list[uploads.Given] = []
    for each in files:
        facts = uploads.facts(each)
        (again if (facts["name"], facts["sha256"]) in had else new).append(each)
    return new, again
