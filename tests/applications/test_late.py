"""Work that is late: the employer is told, may remind the student, and may do more."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from marketplace.tasks import turn_clocks
from marketplace.templatetags.ui import in_words
from notifications.models import Email
from tests import make

HOUR = timedelta(hours=1)


@pytest.fixture
def milestone(db):
    row = make.funded().milestone
    row.refresh_from_db()
    return row


@pytest.fixture
def employer(milestone, sign_in):
    return sign_in(milestone.offer.made_by)


def nudge(browser, milestone):
    return browser.post(reverse("applications:nudge", args=[milestone.pk]), follow=True)


def nudges():
    return Email.objects.filter(key__startswith="nudge:")


def test_work_in_time_is_not_asked_for(milestone, employer):
    page = nudge(employer, milestone)

    assert "Nothing is late now. Nothing was sent." in page.text
    assert "Remind them" not in page.text
    assert not nudges().exists()


def test_late_work_is_asked_for_once_a_day(milestone, sign_in):
    for hours, said, mails in [
        (1, "has your reminder", 1),
        (20, "less than a day ago", 1),
        (25, "has your reminder", 2),
    ]:
        with time_machine.travel(milestone.work_by + HOUR * hours, tick=False):
            page = nudge(sign_in(milestone.offer.made_by), milestone)
        assert said in page.text
        assert nudges().count() == mails
    assert nudges().first().to == milestone.placement.student.user.email


def test_the_employer_sees_that_it_is_late_and_what_to_do(milestone, sign_in):
    with time_machine.travel(milestone.work_by + HOUR, tick=False):
        turn_clocks()
        employer = sign_in(milestone.offer.made_by)
        page = employer.get(milestone.placement.get_absolute_url())

    assert "That day has passed" in page.text
    assert reverse("applications:nudge", args=[milestone.pk]) in page.text
    assert reverse("applications:more_time", args=[milestone.pk]) in page.text


def test_each_side_reads_the_same_moment_in_its_own_zone(milestone, sign_in):
    moment = milestone.work_by
    for person, zone in [
        (milestone.offer.made_by, "Asia/Kolkata"),
        (milestone.placement.student.user, "America/New_York"),
    ]:
        person.time_zone = zone
        person.save()
        page = sign_in(person).get(milestone.placement.get_absolute_url())
        with timezone.override(zone):
            assert in_words(moment) in page.text
