"""When nobody can apply any more the employer is told who waits, once, and only while they do."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from applications import actions, deadlines
from marketplace.tasks import turn_clocks
from marketplace.templatetags.ui import in_words
from notifications.models import Email
from tests import make

KIND = "applications/deadline_passed"
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


def told_after(listing, *, days=0):
    """In two rounds after its deadline."""
    for minutes in (1, 2):
        with time_machine.travel(listing.apply_by + timedelta(days=days, minutes=minutes)):
            turn_clocks()
    return Email.objects.filter(kind=KIND)


def test_it_says_how_many_wait_and_until_when_and_where_to_answer():
    application = make.application()
    make.application(listing=application.listing)
    turn_clocks()

    [mail] = told_after(application.listing)

    assert mail.subject.startswith("2 applications are in: ")
    assert "2 students wait for your answer" in mail.body
    with timezone.override(mail.reader.time_zone):
        assert in_words(application.decide_by) in mail.body
    assert mail.leads_to.endswith(f"/{application.listing.slug}/")
    assert "UID:board-" in mail.calendar


def test_a_listing_for_which_nobody_waits_tells_nobody():
    application = make.application()
    actions.decline(application, "skills", "")
    turn_clocks()

    assert not told_after(application.listing).exists()


def test_it_does_not_hold_once_the_last_is_answered_or_it_is_open_for_longer():
    first, second = make.application(), make.application()
    turn_clocks()
    rows = list(told_after(first.listing) | told_after(second.listing))
    assert len(rows) == 2
    assert deadlines.still(rows) == {row.pk for row in rows}

    actions.decline(first, "skills", "")
    second.listing.apply_by += DAY
    second.listing.save()

    assert deadlines.still(rows) == set()
