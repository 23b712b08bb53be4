"""A place that was filled is free again: the former shortlist may be asked once more."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from applications import actions, eligibility, runners_up
from applications.models import Application, Placement
from marketplace.states import WrongState
from marketplace.tasks import turn_clocks
from notifications.models import Email
from tests import make
from tests.making.team import team


def url(application):
    return reverse("applications:ask_again", args=[application.pk])


def fresh(application):
    return Application.objects.get(pk=application.pk)


def filled(*statuses, **given):
    """Applications in these states when another student took the last place; then the clock."""
    where = make.university()
    listing = make.listing(approved_by=where, **given)
    rows = [
        make.application(listing=listing, student=make.student(university=where), status=status)
        for status in statuses
    ]
    chosen = make.application(
        listing=listing, student=make.student(university=where), status="offered"
    )
    placement = actions.accept(make.offer(application=chosen))
    turn_clocks()
    return placement, [fresh(each) for each in rows]


def left(placement):
    """The student who has the place cancels it before it is paid in."""
    placement = Placement.objects.for_pages().get(pk=placement.pk)
    actions.cancel(placement, placement.student.user, "other")


def freed(*statuses, **given):
    placement, rows = filled(*statuses, **given)
    left(placement)
    return [fresh(each) for each in rows]


def test_the_employer_asks_again_and_the_student_is_told(db, sign_in):
    [row] = freed("shortlisted")
    browser = sign_in(row.listing.created_by)

    board = browser.get(reverse("applications:inbox", args=[row.listing.slug]))
    assert row.status == "not_selected"
    assert "Your shortlist" in board.text
    assert url(row) in board.text
    page = browser.post(url(row), {"back": "inbox", "tab": "shortlist"}, follow=True)

    now = fresh(row)
    assert "is on your shortlist again" in page.text
    assert page.redirect_chain[0][0].endswith("?tab=shortlist")
    assert (now.status, now.decided_at) == ("shortlisted", None)
    hours = now.listing.format.decision_hours
    assert abs(now.decide_by - timezone.now() - timedelta(hours=hours)) < timedelta(minutes=1)
    mail = Email.objects.get(key__startswith=f"asked-again:{row.pk}")
    assert mail.to == row.student.user.email
    assert "It is free again" in mail.body
    assert now.get_absolute_url() in mail.body


def test_the_student_withdraws_with_one_button_and_the_employer_hears_of_it(db, sign_in):
    [row] = freed("shortlisted")
    actions.ask_again(row)
    browser = sign_in(row.student.user)

    page = browser.get(row.get_absolute_url())
    turn = page.context["turn"]
    assert "A place is free again" in turn.heading
    assert turn.due == fresh(row).decide_by
    browser.post(turn.actions[0]["url"])

    assert fresh(row).status == "withdrawn"
    mail = Email.objects.get(key__startswith=f"not-interested:{row.pk}")
    assert mail.to == row.listing.created_by.email


def test_only_the_shortlist_may_be_asked_not_who_was_never_on_it(db, sign_in):
    short, unread = freed("shortlisted", "submitted")

    assert runners_up.former_shortlist(short.listing) == [short]
    page = sign_in(unread.listing.created_by).post(url(unread), follow=True)

    assert "cannot be asked again. Nothing was changed." in page.text
    assert fresh(unread).status == "not_selected"


def test_who_was_closed_because_nobody_answered_in_time_is_not_asked_again(db):
    row = make.application(status="shortlisted", decide_by=timezone.now())
    turn_clocks()

    assert fresh(row).status == "not_selected"
    with pytest.raises(WrongState):
        actions.ask_again(fresh(row))


def test_who_had_an_offer_since_and_was_closed_by_the_clock_is_not_asked_again(db):
    """Of the filling nothing is left once they had their chance."""
    [row] = freed("shortlisted")
    actions.ask_again(row)
    offer = make.offer(application=row)
    Application.objects.filter(pk=row.pk).update(status="offered")
    actions.expire(type(offer).objects.get(pk=offer.pk))
    Application.objects.filter(pk=row.pk).update(decide_by=timezone.now())
    turn_clocks()

    assert fresh(row).status == "not_selected"
    assert runners_up.former_shortlist(row.listing) == []


def test_nobody_is_asked_while_every_place_is_taken(db, sign_in):
    placement, [row] = filled("shortlisted")
    browser = sign_in(row.listing.created_by)

    board = browser.get(reverse("applications:inbox", args=[row.listing.slug]))
    assert "Your shortlist" not in board.text
    page = browser.post(url(row), follow=True)

    assert "No place is free now. Nothing was changed." in page.text
    assert fresh(row).status == "not_selected"
    assert placement.status == "accepted"


def test_after_thirty_days_they_are_left_in_peace(db, sign_in):
    [row] = freed("shortlisted")
    Application.objects.update(runner_up_at=timezone.now() - timedelta(days=30, minutes=1))

    assert runners_up.former_shortlist(row.listing) == []
    page = sign_in(row.listing.created_by).post(url(row), follow=True)

    assert "cannot be asked again" in page.text
    assert fresh(row).status == "not_selected"


@pytest.mark.parametrize("why", ["busy", "ten", "profile", "university"])
def test_who_could_not_take_it_today_is_not_asked_and_why_stays_theirs(db, sign_in, settings, why):
    [row] = freed("shortlisted")
    student = row.student
    if why == "busy":
        settings.MAX_HOURS_PER_WEEK = 15
        other = make.application(student=student, status="accepted")
        make.placement(application=other)
    if why == "ten":
        settings.MAX_OPEN_APPLICATIONS = 1
        make.application(student=student)
    if why == "profile":
        type(student).objects.filter(pk=student.pk).update(payout_country="")
    if why == "university":
        row.listing.moderations.all().delete()

    page = sign_in(row.listing.created_by).post(url(row), follow=True)

    assert "could not take it now, so nothing was changed." in page.text
    assert fresh(row).status == "not_selected"
    assert not Email.objects.filter(key__startswith="asked-again").exists()


def test_the_deadline_of_the_listing_is_no_hindrance(db):
    placement, [row] = filled("shortlisted")
    type(row.listing).objects.update(apply_by=timezone.now() - timedelta(days=3))
    left(placement)

    actions.ask_again(fresh(row))

    assert fresh(row).listing.status == "closed"
    assert fresh(row).status == "shortlisted"
    assert not eligibility.may_apply(row.student, fresh(row).listing)


def test_of_a_team_each_is_told_and_each_has_to_be_free(db, settings):
    where = make.university()
    listing = make.listing(approved_by=where, team_most=2)
    first, second = make.student(university=where), make.student(university=where)
    row = make.application(listing=listing, student=first, status="shortlisted")
    team(row, [second], [1, 1])
    chosen = make.application(listing=listing, student=make.student(university=where))
    Application.objects.filter(pk=chosen.pk).update(status="offered")
    placement = actions.accept(make.offer(application=fresh(chosen)))
    turn_clocks()
    left(placement)

    settings.MAX_OPEN_APPLICATIONS = 1
    other = make.application(student=second)
    with pytest.raises(actions.NotEligible):
        actions.ask_again(fresh(row))
    actions.withdraw(other)
    actions.ask_again(fresh(row))

    told = Email.objects.filter(key__startswith="asked-again").values_list("to", flat=True)
    assert sorted(told) == sorted([first.user.email, second.user.email])


def test_who_is_closed_again_hears_of_it_again_and_may_be_asked_again(db):
    [row] = freed("shortlisted")
    actions.ask_again(row)
    chosen = make.application(
        listing=row.listing, student=make.student(university=row.student.university)
    )
    Application.objects.filter(pk=chosen.pk).update(status="offered")
    placement = actions.accept(make.offer(application=fresh(chosen)))
    turn_clocks()

    assert fresh(row).status == "not_selected"
    assert Email.objects.filter(key__startswith=f"not-selected:{row.pk}").count() == 2
    left(placement)
    actions.ask_again(fresh(row))
    assert fresh(row).status == "shortlisted"


def test_the_page_of_one_of_them_says_that_they_may_be_asked(db, sign_in):
    [row] = freed("shortlisted")

    page = sign_in(row.listing.created_by).get(row.get_absolute_url())

    assert page.context["turn"].actions[0]["url"] == url(row)


def test_the_students_history_says_that_they_were_asked_again(db, sign_in):
    [row] = freed("shortlisted")
    actions.ask_again(row)

    page = sign_in(row.student.user).get(row.get_absolute_url())

    assert "A place is free again: asked again, and on the shortlist" in page.text


def test_who_was_not_chosen_reads_that_the_place_was_taken_also_when_it_is_free_again(db, sign_in):
    [row] = freed("shortlisted")

    assert "Every place was taken." in sign_in(row.student.user).get(row.get_absolute_url()).text


def test_the_list_on_the_board_costs_as_much_for_three_as_for_one(db, django_assert_num_queries):
    placement, rows = filled("shortlisted", "shortlisted", "shortlisted")
    listing = rows[0].listing
    another = make.listing()
    with django_assert_num_queries(1):
        runners_up.former_shortlist(another)
    left(placement)
    listing.refresh_from_db()

    with django_assert_num_queries(2):
        assert [each.who for each in runners_up.former_shortlist(listing)]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_ask_at_once_one_does_and_the_student_is_told_once(sign_in):
    make.formats()
    [row] = freed("shortlisted")
    start, answers = Barrier(2), []

    def press(browser):
        start.wait()
        try:
            answers.append(browser.post(url(row), follow=True).text)
        finally:
            connection.close()

    browsers = [sign_in(row.listing.created_by) for _ in range(2)]
    threads = [Thread(target=press, args=[each]) for each in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum("on your shortlist again" in each for each in answers) == 1
    assert sum("Nothing was changed." in each for each in answers) == 1
    assert fresh(row).status == "shortlisted"
    assert Email.objects.filter(key__startswith="asked-again").count() == 1
