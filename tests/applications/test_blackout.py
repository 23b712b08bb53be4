"""Days on which a student cannot work are pointed out to both, wherever work is due then."""

import pytest
from django.urls import reverse

from accounts.models import Blackout
from applications.models import Extension, Milestone, Offer
from tests import make
from tests.applications.test_offering import offer_url, terms


def url(name, row):
    return reverse(f"applications:{name}", args=[row.pk])


MINE = "when you cannot work"
DAYS = "/profile/days/"


def add(browser, first, last, **more):
    fields = {"first_day": make.today(first).isoformat(), "last_day": make.today(last).isoformat()}
    return browser.post(DAYS, {**fields, "reason": "Exams", **more}, follow=True)


def test_a_student_adds_days_and_removes_them(db, sign_in):
    student = sign_in(make.student().user)

    page = add(student, 7, 14)
    assert "Added." in page.text
    assert "Exams" in page.text
    row = Blackout.objects.get()
    student.post(reverse("accounts:remove_blackout", args=[row.pk]))

    assert not Blackout.objects.exists()


def test_the_way_back_leads_to_the_placement(db, sign_in):
    placement = make.placement()
    student = sign_in(placement.student.user)
    room = placement.get_absolute_url()

    assert f"?next={room}" in student.get(room).text
    assert add(student, 7, 14, next=room).redirect_chain[-1][0] == room
    assert add(student, 7, 14, next="https://elsewhere.example/").redirect_chain[-1][0] == DAYS


@pytest.mark.parametrize(
    ("first", "last", "field", "words"),
    [
        (8, 7, "last_day", "Choose the first day, or a day after it."),
        (-9, -1, "last_day", "Choose days that have not passed."),
        (1, 121, "last_day", "Choose at most 120 days."),
        (600, 601, "last_day", "Choose days within a year and a half."),
    ],
)
def test_days_that_make_no_sense_are_refused_with_words(db, sign_in, first, last, field, words):
    page = add(sign_in(make.student().user), first, last)

    assert words in str(page.context["form"].errors[field])
    assert not Blackout.objects.exists()


def test_an_offer_that_is_due_in_exams_is_pointed_out_before_and_after(db, sign_in):
    application = make.application()
    make.blackout(student=application.student, first_day=make.today(19), last_day=make.today(22))
    employer = sign_in(application.listing.created_by)

    page = employer.post(offer_url(application), terms())
    assert len(page.context["clashes"]) == 1
    assert "“Clean table” is due on" in page.text
    assert f"when {application.student} cannot work" in page.text
    assert "(Exams)" in page.text
    employer.post(offer_url(application), terms(send="1"))

    page = sign_in(application.student.user).get(Offer.objects.get().get_absolute_url())
    assert MINE in page.text


def test_days_beside_the_due_days_are_not_mentioned(db, sign_in):
    application = make.application()
    make.blackout(student=application.student, first_day=make.today(21), last_day=make.today(29))
    make.blackout(first_day=make.today(1), last_day=make.today(60))  # somebody else's

    page = sign_in(application.listing.created_by).post(offer_url(application), terms())

    assert page.context["clashes"] == []


@pytest.mark.parametrize("side", ["student", "employer"])
def test_the_room_says_so_to_both_while_it_matters(db, sign_in, side):
    milestone = make.funded().milestone
    placement = milestone.placement
    person = placement.student.user if side == "student" else milestone.offer.made_by
    browser, room = sign_in(person), placement.get_absolute_url()
    assert "Due on days off" not in browser.get(room).text

    make.blackout(student=placement.student, first_day=milestone.due_on, last_day=milestone.due_on)
    text = browser.get(room).text
    assert "Due on days off" in text
    assert ("when you cannot work" in text) == (side == "student")

    Milestone.objects.filter(pk=milestone.pk).update(status="delivered")
    assert "Due on days off" not in browser.get(room).text


@pytest.mark.parametrize("side", ["student", "employer"])
def test_a_later_day_in_exams_is_asked_for_only_after_reading_so(db, sign_in, side):
    milestone = make.funded().milestone
    placement = milestone.placement
    make.blackout(student=placement.student, first_day=make.today(24), last_day=make.today(30))
    person = placement.student.user if side == "student" else milestone.offer.made_by
    browser = sign_in(person)
    data = {"to_day": make.today(25).isoformat(), "reason": "A shop is closed."}

    page = browser.post(url("more_time", milestone), data)
    assert "Ask for it all the same" in page.text
    assert not Extension.objects.exists()
    other = {**data, "to_day": make.today(26).isoformat(), "seen": data["to_day"]}
    browser.post(url("more_time", milestone), other)
    assert not Extension.objects.exists()

    browser.post(url("more_time", milestone), {**data, "seen": data["to_day"]})
    assert Extension.objects.get().to_day == make.today(25)


def test_changes_wanted_in_exams_are_asked_for_only_after_reading_so(db, sign_in):
    milestone = make.delivered()
    first, last = make.today(28), make.today(30)
    make.blackout(student=milestone.placement.student, first_day=first, last_day=last)
    employer = sign_in(milestone.offer.made_by)
    data = {"answer": "Note shop 7.", "by_date": make.today(29).isoformat()}

    page = employer.post(url("ask_for_changes", milestone), data)
    assert "Due on days off" in page.text
    assert Milestone.objects.get().status == "delivered"

    employer.post(url("ask_for_changes", milestone), {**data, "seen": data["by_date"]})
    assert Milestone.objects.get().status == "changes"
