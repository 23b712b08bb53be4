"""Who posted a listing and has left: the employer's mail goes to who is there, nobody else."""

import pytest

from applications import actions, emails, reminders
from applications.models import Application
from marketplace.waiting import DAY
from notifications.models import Email
from payments.reminders import pay_in_first
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def placement():
    row = make.placement()
    row.listing.created_by.membership.delete()
    Email.objects.all().delete()
    return row


def colleagues(placement, n=2):
    people = [make.employer(of=placement.listing.organisation) for _ in range(n)]
    gone = make.employer(of=placement.listing.organisation)
    gone.is_active = False
    gone.save()
    make.employer()  # of another organisation
    return {each.email for each in people}


def told():
    return set(Email.objects.values_list("to", flat=True))


def test_those_who_are_there_hear_of_what_happens_and_of_what_waits(placement):
    there = colleagues(placement)
    fresh = Application.objects.get(pk=placement.offer.application_id)
    fresh.decided_at = placement.accepted_at

    for tell in (
        lambda: emails.withdrawn(fresh),
        lambda: reminders.decide(fresh, DAY),
        lambda: pay_in_first(placement, DAY),
    ):
        Email.objects.all().delete()
        tell()
        assert told() == there


def test_where_nobody_is_left_nobody_is_told(placement):
    reminders.decide(placement.offer.application, DAY)

    assert told() == set()


def test_while_who_posted_it_is_there_they_alone_are_told():
    placement = make.placement()
    colleagues(placement)
    Email.objects.all().delete()

    actions.cancel(placement, placement.student.user, "other")

    assert placement.listing.created_by.email in told()
    assert len(told()) == 2
