"""What of the messages is new, and what many of them cost."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import actions
from applications.models import Message
from tests import make
from tests.applications.writing import nav_count, thread, write

# The session, and who it is of.
OF_ANY_PAGE = 2


@pytest.fixture
def row(db):
    return make.application()


@pytest.fixture
def student(row, sign_in):
    return sign_in(row.student.user)


@pytest.fixture
def employer(row, sign_in):
    return sign_in(row.listing.created_by)


# --- Read, and not ---------------------------------------------------------


def test_who_has_not_read_is_counted_on_every_page_until_they_have(row, student, employer):
    write(student, row, "One.")
    write(student, row, "Two.")

    assert nav_count(employer.get(reverse("listings:mine"))) == 1
    assert nav_count(student.get(reverse("applications:work"))) == 0
    assert nav_count(employer.get(thread(row))) == 0
    assert nav_count(employer.get(reverse("listings:mine"))) == 0


def test_threads_are_counted_each_and_each_by_itself(db, sign_in):
    first = make.application()
    second = make.application(student=first.student)
    for each in (first, second):
        actions.send(each, each.listing.created_by, "A word.")
    client = sign_in(first.student.user)

    assert nav_count(client.get(reverse("applications:work"))) == 2
    client.get(thread(first))
    assert nav_count(client.get(reverse("applications:work"))) == 1


def test_the_number_in_the_head_costs_no_query(row, student, django_assert_num_queries):
    actions.send(row, row.listing.created_by, "A word.")
    student.get(reverse("accounts:help"))

    with django_assert_num_queries(OF_ANY_PAGE):
        page = student.get(reverse("accounts:help"))
    assert nav_count(page) == 1


def test_work_and_listings_show_what_is_new(row, student, employer):
    actions.send(row, row.listing.created_by, "Can you begin on Monday?")
    assert "Can you begin on Monday?" in student.get(reverse("applications:work")).text

    actions.send(row, row.student.user, "I can.")
    assert "I can." in employer.get(reverse("listings:mine")).text


def test_the_writer_sees_that_it_was_seen(row, student, employer):
    write(student, row, "Anybody there?")
    assert ">Seen<" not in student.get(thread(row)).text

    employer.get(thread(row))

    assert ">Seen<" in student.get(thread(row)).text


def test_what_is_new_is_marked_once(row, student, employer):
    write(student, row, "Old.")
    employer.get(thread(row))
    write(student, row, "Fresh.")

    page = employer.get(thread(row))
    assert page.text.count("badge--due") == 1
    assert "badge--due" not in employer.get(thread(row)).text


def test_the_list_of_threads_holds_mine_newest_first(db, sign_in):
    first = make.application()
    second = make.application(student=first.student)
    make.application()
    for each in (first, second, first):
        actions.send(each, each.listing.created_by, f"About {each.listing.title}")

    page = sign_in(first.student.user).get(reverse("applications:threads"))

    links = re.findall(r'href="([^"]+)"', page.text)
    addresses = [link for link in links if re.match("/work/messages/.", link)]
    assert addresses == [thread(first), thread(second)]


def test_who_left_the_organisation_reads_nothing_any_more(row, student, sign_in):
    colleague = make.employer(row.listing.organisation)
    write(student, row, "For your team.")
    colleague.membership.delete()
    client = sign_in(colleague)

    assert client.get(thread(row)).status_code == 404
    assert "For your team." not in client.get(reverse("applications:threads")).text


# --- Many ------------------------------------------------------------------


def many(application, n):
    now = timezone.now()
    people = [application.student.user, application.listing.created_by]
    rows = Message.objects.bulk_create(
        Message(application=application, by=people[(n - i + 1) % 2], text=f"Line {i} of {n}.")
        for i in range(n)
    )
    for i, message in enumerate(rows):
        Message.objects.filter(pk=message.pk).update(sent_at=now - timedelta(minutes=n - i))


def test_two_hundred_messages_are_shown_fifty_at_a_time_the_newest_first(row, student):
    many(row, 200)

    newest = student.get(thread(row)).text
    earlier = student.get(thread(row), {"page": 2}).text

    assert re.findall(r"Line (\d+) of", newest) == [str(n) for n in range(150, 200)]
    assert re.findall(r"Line (\d+) of", earlier) == [str(n) for n in range(100, 150)]
    assert "compose" in newest
    assert 'id="compose"' not in earlier


@pytest.mark.parametrize("n", [1, 3, 200])
def test_a_thread_costs_the_same_however_long(row, student, n, django_assert_num_queries):
    many(row, n)
    student.get(thread(row))

    with django_assert_num_queries(OF_ANY_PAGE + 7):
        student.get(thread(row))


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_of_threads_costs_the_same_however_long(db, sign_in, n, django_assert_num_queries):
    who = make.student()
    for _ in range(n):
        each = make.application(student=who)
        actions.send(each, each.listing.created_by, "A word.")
    client = sign_in(who.user)

    client.get(reverse("applications:threads"))

    with django_assert_num_queries(OF_ANY_PAGE + 4):
        client.get(reverse("applications:threads"))
