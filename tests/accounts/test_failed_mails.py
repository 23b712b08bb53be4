"""Our staff look after mails that did not go, and addresses that are stopped."""

import pytest
from django.urls import reverse

from notifications import outages
from notifications.models import Email
from tests import make


@pytest.fixture
def staff(db, sign_in):
    return sign_in(make.platform())


def listed(browser, **query):
    return browser.get(reverse("accounts:failed_mails"), query)


def again(browser, email):
    return browser.post(reverse("accounts:send_mail_again", args=[email.pk]), follow=True)


def test_they_see_what_failed_and_why_and_nothing_else(staff):
    make.email(status="failed", subject="An offer", last_error="550 no such user")
    make.email(status="unknown", subject="A deadline", last_error="cut off")
    make.email(status="sent", subject="Arrived")
    make.email(status="new", subject="Waits")

    page = listed(staff).text

    assert "550 no such user" in page
    assert "It may have arrived" in page
    assert "Arrived" not in page
    assert "Waits" not in page


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ({"show": "failed"}, ["b"]),
        ({"show": "unknown"}, ["a"]),
        ({"to": "A@example.org"}, ["a"]),
        ({"to": "nobody@example.org"}, []),
        ({"said": "DAILY limit"}, ["b"]),
        ({"show": "else", "page": "x", "to": "\x00"}, ["a", "b"]),
    ],
)
def test_they_find_what_they_look_for(staff, query, seen):
    make.email(status="unknown", to="a@example.org", key="a")
    make.email(status="failed", to="b@example.org", key="b", last_error="550 daily limit")

    page = listed(staff, **query)

    assert sorted(email.key for email in page.context["page"]) == seen


@pytest.mark.parametrize("status", ["failed", "unknown"])
def test_a_mail_is_sent_again_by_somebody_at_a_time(staff, status):
    email = make.email(status=status, attempts=1)

    page = again(staff, email)

    email.refresh_from_db()
    note = email.sent_again.get()
    assert email.status == "new"
    assert (note.was, note.by.kind) == (status, "platform")
    assert "It goes again now." in page.text


def test_who_sent_it_again_is_said_when_it_failed_once_more(staff):
    email = make.email(status="failed")
    again(staff, email)
    Email.objects.update(status="failed")

    assert f"Sent again by {email.sent_again.get().by}" in listed(staff).text


def test_pressed_twice_it_goes_once(staff):
    email = make.email(status="failed")

    again(staff, email)
    page = again(staff, email)

    assert email.sent_again.count() == 1
    assert "on its way already" in page.text


@pytest.mark.parametrize("status", ["claimed", "dispatched", "sent", "dropped"])
def test_what_is_being_handed_over_or_is_done_with_does_not_go_again(staff, status):
    email = make.email(status=status)

    page = again(staff, email)

    email.refresh_from_db()
    assert email.status == status
    assert not email.sent_again.exists()
    assert "on its way already" in page.text


def test_all_that_failed_for_one_reason_go_again_and_nothing_else_does(staff):
    make.stopped_address(address="stopped@example.org")
    limit = {"status": "failed", "last_error": "550 daily limit"}
    for key in ("a", "b"):
        make.email(key=key, **limit)
    make.email(to="Stopped@example.org", **limit)
    make.email(secret=True, **limit)
    make.email(status="unknown", last_error="daily limit")
    make.email(status="failed", last_error="550 no such user")
    url = reverse("accounts:send_mails_again")

    shown = listed(staff, said="daily limit").text
    page = staff.post(url, {"said": "daily limit"}, follow=True)
    nothing = staff.post(url, {"said": "daily limit"}, follow=True)

    gone = Email.objects.filter(status="new").order_by("key")
    assert "Send all 2 failed mails again" in shown
    assert [(each.key, each.sent_again.count()) for each in gone] == [("a", 1), ("b", 1)]
    assert "2 mails go again now." in page.text
    assert "None of them can be sent again." in nothing.text


def test_unknown_ones_are_not_offered_together(staff):
    make.email(status="failed")

    assert "failed mail again" in listed(staff).text
    assert "failed mail again" not in listed(staff, show="unknown").text


def test_staff_read_why_no_mail_goes(staff):
    before = listed(staff).text
    outages.note("535 not let in")

    assert "No mail goes" not in before
    assert "535 not let in" in listed(staff).text


def test_a_code_is_never_sent_again_nor_shown(staff):
    email = make.email(status="failed", secret=True, subject="X7K is your code", body="")

    shown = listed(staff).text
    page = again(staff, email)

    email.refresh_from_db()
    assert email.status == "failed"
    assert "X7K" not in shown
    assert "asks for a new one" in page.text


def test_to_a_stopped_address_nothing_is_sent_again_until_that_is_lifted(staff):
    stopped = make.stopped_address(address="asha@example.org")
    email = make.email(status="failed", to="Asha@example.org")

    refused = again(staff, email)
    lifted = staff.post(reverse("accounts:lift_stopped", args=[stopped.pk]), follow=True)
    again(staff, email)

    email.refresh_from_db()
    stopped.refresh_from_db()
    assert "Lift that first" in refused.text
    assert "Mail goes to asha@example.org again" in lifted.text
    assert stopped.lifted_by.kind == "platform"
    assert email.status == "new"


@pytest.mark.parametrize("rows", [1, 20])
def test_the_page_asks_as_little_for_many_as_for_one(staff, rows, django_assert_num_queries):
    for _ in range(rows):
        make.email(status="failed").sent_again.create(was="failed", by=None)
    listed(staff)

    with django_assert_num_queries(11):
        listed(staff)
