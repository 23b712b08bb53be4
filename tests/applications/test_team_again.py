"""A team that was sent once and taken back: nobody is sent a second time without being asked."""

from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import actions
from applications.models import TeamMember
from marketplace.tasks import turn_clocks
from notifications.models import Email
from tests import make
from tests.applications.sending import send
from tests.applications.teams import answer, team_url
from tests.clock_cases import joined_a_team


@pytest.fixture
def member(db):
    row = joined_a_team()
    actions.submit(row.application)
    row.refresh_from_db()
    Email.objects.all().delete()
    return row


def withdrawn(member, sign_in):
    browser = sign_in(member.application.student.user)
    browser.post(reverse("applications:withdraw", args=[member.application_id]))


def another_left(member, sign_in):
    """And was taken out then."""
    application = member.application
    third = make.student(university=member.student.university)
    other = TeamMember.objects.create(
        application=application,
        student=third,
        email=third.user.email,
        position=3,
        status="confirmed",
        share=1,
        answer_by=application.listing.apply_by,
        answered_at=timezone.now(),
    )
    answer(sign_in, third, other, action="leave")
    other.refresh_from_db()
    actions.drop_member(other)
    # The shares are equal again: whoever has another part by that is asked for this reason alone.
    TeamMember.objects.filter(pk=member.pk).update(status="confirmed", share=1)


def not_answered(member, sign_in):
    """Nobody answered the application: the student takes it up again, and all are asked at once."""
    type(member.application).objects.update(decide_by=timezone.now())
    turn_clocks()
    browser = sign_in(member.application.student.user)
    browser.post(reverse("applications:again", args=[member.application_id]))


@pytest.mark.parametrize("how", [withdrawn, another_left, not_answered])
def test_a_team_that_is_sent_once_more_has_agreed_once_more(member, sign_in, how):
    application, listing = member.application, member.application.listing
    how(member, sign_in)
    application.refresh_from_db()
    assert application.status == "withdrawn"
    browser = sign_in(application.student.user)

    page = send(browser, application, follow=True)
    assert "Not everybody in your team has confirmed" in page.text
    if how is not not_answered:
        assert "Has to be asked again" in page.text
        browser.post(team_url(listing), {"action": "again"})
    assert "Ask them again" not in browser.get(team_url(listing)).text
    member.refresh_from_db()
    assert (member.status, member.answer_by) == ("asked", listing.apply_by)
    mails = Email.objects.filter(to=member.email, key__startswith="team-asked")
    assert mails.count() == 1

    answer(sign_in, member.student, member)
    send(browser, application)
    application.refresh_from_db()
    assert application.status == "submitted"


def test_who_was_sent_once_still_reads_it_while_it_is_taken_back(member, sign_in):
    withdrawn(member, sign_in)

    page = sign_in(member.student.user).get(member.application.get_absolute_url())

    assert page.status_code == 200


def test_who_applies_for_a_team_sees_until_when_it_waits(db, sign_in):
    row = joined_a_team()
    for who in (row.application.student, row.student):
        address = (
            team_url(row.application.listing) if who != row.student else row.get_absolute_url()
        )
        page = sign_in(who.user).get(address).text
        zone = ZoneInfo(who.user.time_zone)
        assert f'datetime="{row.send_by.astimezone(zone):%Y-%m-%dT%H:%M}' in page
