"""A whole team that is not sent: until when, and what becomes of who has joined it."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from applications import actions
from applications.models import TeamMember
from listings import actions as listing_actions
from listings.models import Listing
from marketplace import turning
from notifications.models import Email
from tests.clock_cases import BY_KEY, MINUTE, asked_into_a_team, joined_a_team

DAY = timedelta(days=1)


def turn(moment):
    clocks = [BY_KEY["team"], BY_KEY["team-sending"]]
    with time_machine.travel(moment, tick=False):
        for clock in clocks:
            turning.turn(clock, timezone.now())
            turning.remind(clock, timezone.now())


def extend(listing, by):
    change = {"field": "apply_by", "label": "Deadline", "before": "", "after": ""}
    listing_actions.extend(listing, by, change, listing.created_by)


@pytest.mark.parametrize("how", ["close", "fill", "recall"])
def test_a_listing_that_takes_none_asks_nobody_to_send_to_it(db, sign_in, how):
    member = joined_a_team()
    browser, title = sign_in(member.student.user), member.application.listing.title
    assert title in browser.get(reverse("applications:work")).text
    turn(timezone.now())

    getattr(listing_actions, how)(member.application.listing)
    turn(member.send_by - DAY + MINUTE)
    shown = browser.get(reverse("applications:work")).text

    assert not Email.objects.filter(key__startswith="team-to-send").exists()
    assert title not in shown
    turn(member.send_by + MINUTE)
    assert "takes no more applications" in Email.objects.get(key__startswith="team-not-sent").body


@pytest.mark.parametrize(
    ("case", "column", "key"),
    [(joined_a_team, "send_by", "team-to-send"), (asked_into_a_team, "answer_by", "team-asked")],
)
@pytest.mark.parametrize("told", [True, False])
def test_a_deadline_that_is_moved_is_reminded_of_on_its_own_eve(db, case, column, key, told):
    member = case()
    old = getattr(member, column)
    turn(timezone.now())
    extend(member.application.listing, old + 10 * DAY)
    listing = Listing.objects.get(pk=member.application.listing_id)
    if told:  # by the task that tells who has applied
        actions.tell_of_change(listing.revisions.get())
        assert getattr(TeamMember.objects.get(pk=member.pk), column) == listing.apply_by

    turn(old - DAY + MINUTE)
    turn(old + MINUTE)
    assert not Email.objects.exists()

    turn(listing.apply_by - DAY - MINUTE)
    turn(listing.apply_by - DAY + MINUTE)
    assert Email.objects.filter(key__startswith=key).count() == 1


def test_who_was_told_that_they_are_free_is_not_sent_without_being_asked(db, sign_in):
    member = joined_a_team()
    application = member.application
    with time_machine.travel(member.send_by + MINUTE, tick=False):
        actions.stop_waiting_to_be_sent(member)
        extend(application.listing, member.application.listing.apply_by + 10 * DAY)
        application.refresh_from_db()
        with pytest.raises(actions.TeamNotWhole):
            actions.submit(application)

        url = reverse("applications:team", args=[application.listing.slug])
        browser = sign_in(application.student.user)
        assert "Deadline passed" in browser.get(url).text
        browser.post(url, {"action": "drop", "member": member.pk})

    assert not application.members.exists()
    assert actions.name_member(application, member.email).status == "asked"
