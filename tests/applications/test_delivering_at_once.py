"""Two who answer, or hand in, the same work at the same moment: one of them counts."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from applications import actions
from applications.models import Delivery, DeliveryFile, Milestone
from marketplace.states import WrongState
from notifications.models import Email
from tests import make
from tests.applications.test_delivering import csv


def at_once(step, pk):
    """Two of the same at the same moment; each says "done" or "refused"."""
    start, outcomes = Barrier(2), []

    def run():
        milestone = Milestone.objects.for_pages().get(pk=pk)
        start.wait()
        try:
            step(milestone)
            outcomes.append("done")
        except WrongState:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_two_handed_in_at_once_are_one_version():
    milestone = make.funded().milestone

    outcomes = at_once(lambda row: actions.deliver(row, "Here.", [], [csv()]), milestone.pk)

    assert outcomes == ["done", "refused"]
    assert (Delivery.objects.count(), DeliveryFile.objects.count()) == (1, 1)
    assert Email.objects.filter(key__startswith="delivered:").count() == 1


@pytest.mark.django_db(transaction=True)
def test_changes_asked_twice_at_once_count_as_one_round():
    milestone = make.delivered()

    outcomes = at_once(
        lambda row: actions.ask_for_changes(row, "More.", make.today(3)), milestone.pk
    )

    assert outcomes == ["done", "refused"]
    milestone.refresh_from_db()
    assert milestone.changes_asked == 1


@pytest.mark.django_db(transaction=True)
def test_an_approval_and_a_request_for_changes_at_once_leave_one_of_them():
    milestone = make.delivered()
    steps = [
        lambda row: actions.approve(row, None),
        lambda row: actions.ask_for_changes(row, "More.", make.today(3)),
    ]

    outcomes = at_once(lambda row: steps.pop()(row), milestone.pk)

    assert outcomes == ["done", "refused"]
    milestone.refresh_from_db()
    delivery = Delivery.objects.get()
    assert delivery.status == milestone.status
    assert (milestone.review_by is None) == (milestone.status == "changes")
    assert milestone.approved_at is None or milestone.approved_at <= timezone.now()
