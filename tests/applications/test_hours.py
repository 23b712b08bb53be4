"""Hours: the student logs them, the employer reads them, the format may cap them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from applications import actions
from applications.models import Hours, Placement
from marketplace.states import WrongState
from tests import make


def url(placement):
    return reverse("applications:hours", args=[placement.pk])


def started(**rules):
    """Four weeks ago."""
    kind = make.format(slug="logged", name="Logged", **rules)
    application = make.application(listing=make.listing(format=kind), status="accepted")
    placement = make.placement(application=application)
    make.funded(placement.milestones.get())
    Placement.objects.update(started_at=timezone.now() - timedelta(days=28))
    return Placement.objects.for_pages().get()


def day_of_this_week():
    """A day of a week that lies behind us whole: no test depends on the day it runs on."""
    return make.today(-timezone.localdate().weekday() - 5)


def log(browser, placement, **given):
    fields = {"day": make.today().isoformat(), "hours": "1.5", "note": "Read shop 7."}
    return browser.post(url(placement), {**fields, **given}, follow=True)


def test_the_student_logs_and_the_employer_reads(db, sign_in):
    placement = started()
    student, employer = sign_in(placement.student.user), sign_in(placement.offer.made_by)

    page = log(student, placement)
    assert "1 h 30 min logged." in page.text
    log(student, placement, hours="0.25", day=make.today(-1).isoformat(), note="")

    page = employer.get(url(placement))
    assert "1 h 45 min of 30 h agreed" in page.text
    assert "Read shop 7." in page.text
    assert "Log a day" not in page.text
    assert "1 h 45 min" in employer.get(placement.get_absolute_url()).text
    assert list(Hours.objects.values_list("minutes", flat=True)) == [90, 15]


def test_a_button_pressed_twice_logs_once_and_the_same_from_a_new_page_once_more(db, sign_in):
    placement = started()
    student = sign_in(placement.student.user)

    keys = [student.get(url(placement)).context["form"]["key"].value() for _page in range(2)]
    pages = [log(student, placement, key=key) for key in (keys[0], keys[0], keys[1])]

    assert f'name="key" value="{pages[0].context["form"]["key"].value()}"' in pages[0].text
    assert all("1 h 30 min logged." in page.text for page in pages)
    assert list(Hours.objects.values_list("minutes", flat=True)) == [90, 90]


def test_the_employer_logs_nothing(db, sign_in):
    placement = started()

    page = log(sign_in(placement.offer.made_by), placement)

    assert "Hours cannot be logged here now. Nothing was changed." in page.text
    assert not Hours.objects.exists()


WRONG = [
    ({"hours": ""}, "hours", "Enter how long you worked."),
    ({"hours": "many"}, "hours", "Enter the hours in figures"),
    ({"hours": "0"}, "hours", "at least a quarter"),
    ({"hours": "-2"}, "hours", "at least a quarter"),
    ({"hours": "1.1"}, "hours", "whole quarters"),
    ({"hours": "1.123"}, "hours", "whole quarters"),
    ({"hours": "25"}, "hours", "A day has 24 hours."),
    ({"hours": "NaN"}, "hours", "Enter the hours in figures"),
    ({"day": ""}, "day", "Enter the day you worked."),
    ({"day": make.today(1).isoformat()}, "day", "Choose today or a day before it."),
    ({"day": make.today(-29).isoformat()}, "day", "Choose that day or a later one."),
    ({"note": "x" * 201}, "note", "at most 200 characters"),
]


@pytest.mark.parametrize(("given", "field", "words"), WRONG)
def test_what_is_wrong_is_said_and_kept(db, sign_in, given, field, words):
    placement = started()

    page = log(sign_in(placement.student.user), placement, **given)

    assert words in str(page.context["form"].errors[field])
    assert page.context["form"][field].value() == given[field]
    assert not Hours.objects.exists()


def test_a_cap_of_the_day_is_said_with_what_is_left(db, sign_in):
    placement = started(max_logged_a_day=8)
    student = sign_in(placement.student.user)
    assert "at most 8 hours a day" in student.get(url(placement)).text
    log(student, placement, hours="6.5")

    page = log(student, placement, hours="2")
    assert "you have 6 h 30 min for that day: 1 h 30 min are left." in page.text
    log(student, placement, hours="1.5")
    log(student, placement, hours="8", day=make.today(-1).isoformat())

    assert sum(Hours.objects.values_list("minutes", flat=True)) == 16 * 60


def test_a_cap_of_the_week_counts_from_monday_to_sunday(db, sign_in):
    placement = started(max_logged_a_week=20)
    student, day = sign_in(placement.student.user), day_of_this_week()
    monday = day - timedelta(days=day.weekday())
    for n in (0, 6):
        log(student, placement, hours="10", day=(monday + timedelta(days=n)).isoformat())

    page = log(student, placement, hours="0.25", day=day.isoformat())
    assert "20 hours from Monday to Sunday, and you have 20 h in that week" in page.text
    log(student, placement, hours="10", day=(monday - timedelta(days=1)).isoformat())

    assert Hours.objects.count() == 3


def test_a_day_has_twenty_four_hours_whatever_the_format_says(db):
    placement = started()
    actions.log_hours(placement, placement.student, make.today(), 23 * 60, "")

    with pytest.raises(actions.TooManyHours):
        actions.log_hours(placement, placement.student, make.today(), 75, "")


def test_only_ones_own_hours_are_removed_and_none_once_it_is_over(db, sign_in):
    placement = started()
    row = make.hours(placement)
    remove = reverse("applications:remove_hours", args=[row.pk])

    assert sign_in(make.student().user).post(remove).status_code == 404
    Placement.objects.update(status="completed")
    page = sign_in(placement.student.user).post(remove, follow=True)
    assert "Hours cannot be logged here now." in page.text
    Placement.objects.update(status="active")
    sign_in(placement.student.user).post(remove)

    assert not Hours.objects.exists()


@pytest.mark.parametrize("status", ["accepted", "completed", "cancelled"])
def test_hours_are_logged_only_while_the_work_goes_on(db, status):
    placement = started()
    Placement.objects.update(status=status)

    with pytest.raises(WrongState):
        actions.log_hours(placement, placement.student, make.today(), 60, "")


def test_the_page_takes_the_same_statements_however_much_is_logged(db, sign_in):
    placement, counts = started(), []
    browser = sign_in(placement.student.user)
    for more in (1, 2):
        for _ in range(more):
            make.hours(placement)
        browser.get(url(placement))
        with CaptureQueriesContext(connection) as queries:
            browser.get(url(placement))
        counts.append(len(queries))

    assert Hours.objects.count() == 3
    assert counts[0] == counts[1]


@pytest.mark.parametrize("typed", ["1,5", "1.5 h", "1,5h"])
def test_hours_may_have_a_comma_and_their_unit(db, sign_in, typed):
    placement = started()

    assert "1 h 30 min logged." in log(sign_in(placement.student.user), placement, hours=typed).text
