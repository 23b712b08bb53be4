"""The one page that both live in: the timeline, every version, and what it costs to draw."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from applications import actions
from applications.models import Milestone
from tests import make
from tests.making.money import held_at_once


def room(placement):
    return reverse("applications:placement", args=[placement.pk])


def busy(parts, versions):
    """A placement in which each part was handed in `versions` times, and more is going on."""
    placement = make.placement([100_00] * parts)
    for milestone in placement.milestones.all():
        row = held_at_once(milestone).milestone
        for version in range(versions):
            files = [SimpleUploadedFile("table.csv", b"a,b\n")]
            actions.deliver(row, "Here.", ["https://example.org/a"], files)
            if version < versions - 1:
                actions.ask_for_changes(row, "More.", make.today(4))
        make.extension(row, status="agreed")
        make.extension(row, by_student=False, status="refused")
    for side in ("student", "employer"):
        make.check_in(placement, side, status="answered", going="well", answered_at=timezone.now())
    for _ in range(parts):
        actions.send(placement.offer.application, placement.offer.made_by, "How is it going?")
        make.hours(placement)
        make.blackout(student=placement.student)
    return placement


def statements(browser, address):
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        browser.get(address)
    return len(queries)


@pytest.mark.parametrize("side", ["student", "employer"])
def test_ten_parts_with_three_versions_take_the_statements_of_one(db, sign_in, side):
    counts = []
    for parts, versions in ((1, 1), (3, 3), (10, 3)):
        placement = busy(parts, versions)
        person = placement.student.user if side == "student" else placement.offer.made_by
        counts.append(statements(sign_in(person), room(placement)))

    assert counts[0] == counts[1] == counts[2]
    assert counts[0] <= 32


def test_the_versions_of_a_part_stand_under_it_the_last_one_open(db, sign_in):
    placement = busy(1, 3)

    page = sign_in(placement.student.user).get(room(placement))

    text = page.text
    assert "3 versions handed in" in text
    assert text.index("Version 3") < text.index("Version 2") < text.index("Version 1")
    assert text.count("/work/files/") == 3


def test_both_read_who_must_act_and_by_when_in_their_own_zone(db, sign_in):
    placement = make.placement()
    student, employer = placement.student.user, placement.offer.made_by
    for person, zone in ((student, "Asia/Kolkata"), (employer, "America/New_York")):
        person.time_zone = zone
        person.save()
    make.funded(Milestone.objects.for_pages().get())

    mine, theirs = (sign_in(each).get(room(placement)).text for each in (student, employer))

    assert "You hand it in<" in mine
    assert "23:59 IST" in mine
    assert f"{student} hands it in<" in theirs
    assert "IST" not in theirs
    assert "13:29 EST" in theirs or "14:29 EDT" in theirs


def test_after_handing_in_there_is_no_way_but_to_answer(db, sign_in):
    milestone = make.delivered()
    placement = milestone.placement

    for person in (placement.student.user, milestone.offer.made_by):
        page = sign_in(person).get(room(placement))
        assert "Cancel the placement" not in page.text
        assert reverse("applications:more_time", args=[milestone.pk]) not in page.text
    actions_of_the_turn = [each["label"] for each in page.context["turn"].actions]
    assert actions_of_the_turn[:2] == ["Approve", "Ask for changes"]


def test_a_dashboard_leads_to_the_page_where_a_request_is_answered(db, sign_in):
    milestone = make.funded().milestone
    make.extension(milestone)

    text = sign_in(milestone.offer.made_by).get(reverse("listings:mine")).text

    assert "asks for a later day" in text
    assert milestone.placement.get_absolute_url() in text
    assert "/agree/" not in text


@pytest.mark.parametrize("side", ["student", "employer"])
def test_a_dispute_stands_on_the_page_once(db, sign_in, side):
    row = make.dispute()
    application = row.milestone.offer.application
    who = application.student.user if side == "student" else row.opened_by

    text = sign_in(who).get(row.milestone.placement.get_absolute_url()).text

    assert text.count(f'href="{row.get_absolute_url()}"') == 1


def test_a_dispute_that_is_over_is_still_led_to(db, sign_in):
    row = make.dispute()
    actions.take_back_dispute(row, row.opened_by)

    text = sign_in(row.opened_by).get(row.milestone.placement.get_absolute_url()).text

    assert text.count(f'href="{row.get_absolute_url()}"') == 1
