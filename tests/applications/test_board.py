"""The employer's board: columns, what narrows and sorts them, and what it costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Student, User
from applications.models import Application
from tests import make
from tests.applications.board_seen import beside, counts_of, facts, shown

# Its own two, the session's and the reader's (search.md: three, the session being elsewhere).
MOST_STATEMENTS = 4
# A filter is asked by queries: how many are like it, and which in each column; where names are
# hidden who says the words, too.
MOST_NARROWED = 9


def url(listing):
    return reverse("applications:inbox", args=[listing.slug])


@pytest.fixture
def listing(db):
    row = make.listing(hours_per_week=10, starts_from=make.today(10), starts_by=make.today(20))
    row.skills.add(make.skill("Python"), make.skill("Data cleaning"), make.skill("SQL"))
    return row


@pytest.fixture
def employer(listing, sign_in):
    return sign_in(listing.created_by)


def apply_to(listing, *skills, **given):
    row = make.application(listing=listing, **given)
    row.student.skills.add(*(make.skill(name) for name in skills))
    return row


def test_every_state_has_its_column_and_the_current_one_is_whole(listing, employer):
    new = [apply_to(listing) for _ in range(2)]
    kept = apply_to(listing, status="shortlisted")
    gone = apply_to(listing, status="declined")

    page = employer.get(url(listing))
    assert shown(page) == [row.pk for row in new]
    assert beside(page) == {"shortlist": [kept.pk], "closed": [gone.pk]}

    page = employer.get(url(listing), {"tab": "shortlist"})
    assert shown(page) == [kept.pk]
    assert beside(page)["new"] == [row.pk for row in new]


def test_another_column_shows_a_few_and_says_how_many_more(listing, employer):
    for _ in range(8):
        apply_to(listing)
    apply_to(listing, status="shortlisted")

    page = employer.get(url(listing), {"tab": "shortlist"})

    assert len(beside(page)["new"]) == 6
    assert "2 more: To read" in page.text


def test_a_card_says_how_many_skills_fit_and_what_does_not(listing, employer):
    apply_to(listing, "Python", "SQL", "Knitting", hours_per_week=12)
    apply_to(listing, "Python", "SQL", "Data cleaning", hours_per_week=4)
    apply_to(listing, can_start=make.today(30))

    page = employer.get(url(listing))

    assert facts(page, "") == ["2 of 3 skills", "", "0 of 3 skills"]
    assert facts(page, "fit") == ["", "3 of 3 skills", ""]
    assert facts(page, "due") == ["", "fewer hours than asked", "starts too late"]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        *(("fit", [2, 1, 0]), ("score", [1, 0, 2]), ("hours", [2, 1, 0]), ("newest", [2, 1, 0])),
        ("start", [1, 2, 0]),
    ],
)
def test_the_board_is_sorted(listing, employer, sort, order):
    now = timezone.now()
    rows = [
        apply_to(listing, hours_per_week=1, submitted_at=now - timedelta(hours=3)),
        apply_to(listing, "SQL", hours_per_week=2, submitted_at=now - timedelta(hours=2)),
        apply_to(listing, "SQL", "Python", hours_per_week=3, submitted_at=now),
    ]
    for row, days in zip(rows, (18, 12, 15), strict=True):
        Application.objects.filter(pk=row.pk).update(can_start=make.today(days))
    make.scored(rows[0], listing.created_by, 2)
    make.scored(rows[1], listing.created_by, 4)

    page = employer.get(url(listing), {"sort": sort})

    assert shown(page) == [rows[n].pk for n in order]


def test_of_the_same_skills_who_has_the_time_comes_first(listing, employer):
    late = apply_to(listing, "SQL", can_start=make.today(40))
    fits = apply_to(listing, "SQL")

    assert shown(employer.get(url(listing), {"sort": "fit"})) == [fits.pk, late.pk]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"fit": "all"}, {1}),
        ({"fit": "half"}, {1, 2}),
        ({"times": "1"}, {0, 1}),
        ({"hours": "11"}, {0}),
        ({"since": "1"}, {0, 1}),
        ({"scored": "mine"}, {0}),
        ({"scored": "no"}, {1, 2}),
        ({"scored": "nobody"}, {2}),
        ({"q": "beekeeping"}, {1}),
        ({"q": "survey BEEKEEPING"}, {1}),
        ({"q": "ottoline"}, {2}),
        ({"q": "100%"}, set()),
        ({"fit": "all", "hours": "11"}, set()),
        ({"fit": "x", "hours": "x", "since": "x", "scored": "x", "tab": "x"}, {0, 1, 2}),
        ({"hours": "99999"}, {0, 1, 2}),
    ],
)
def test_the_board_is_narrowed(listing, employer, asked, found):
    before = timezone.now() - timedelta(days=3)
    rows = [
        apply_to(listing, hours_per_week=12),
        apply_to(listing, "Python", "SQL", "Data cleaning", pitch="A survey of beekeeping"),
        apply_to(
            listing,
            *("Python", "SQL"),
            hours_per_week=5,
            submitted_at=before,
            student=make.student(as_user={"name": "Ottoline Vance"}),
        ),
    ]
    make.scored(rows[0], listing.created_by, 3)
    make.scored(rows[1], make.colleague(listing.created_by), 3)

    page = employer.get(url(listing), asked)

    assert {rows.index(row) for row in rows if row.pk in shown(page)} == found
    assert counts_of(page)[0] == len(found)


def test_narrowing_narrows_every_column_and_stays_while_one_turns_pages(listing, employer):
    for n in range(27):
        apply_to(listing, pitch=f"Beekeeping {n}")
    apply_to(listing, status="shortlisted", pitch="Something else")

    page = employer.get(url(listing), {"q": "beekeeping"})

    assert "27 of 28 are like that." in page.text
    assert counts_of(page) == [27, 0, 0, 0, 0]
    assert "q=beekeeping&amp;page=2" in page.text
    assert len(shown(employer.get(url(listing), {"q": "beekeeping", "page": 2}))) == 2


def test_no_search_finds_what_a_withdrawn_application_said(listing, employer):
    apply_to(listing, status="withdrawn", pitch="A secret way")

    page = employer.get(url(listing), {"q": "secret"})

    assert "0 of 1 are like that." in page.text


@pytest.mark.parametrize("asked", [{}, {"sort": "fit"}, {"q": "survey", "scored": "no"}])
@pytest.mark.parametrize("blind", [False, True])
def test_the_board_asks_the_database_as_often_however_many_there_are(
    listing, employer, asked, blind
):
    listing.blind = blind
    listing.save()
    employer.get(url(listing))  # the first request of a session writes more
    counts = []
    for rows in (1, 2):
        for status in ("submitted", "shortlisted"):
            for _ in range(rows):
                row = apply_to(listing, "SQL", status=status)
                make.scored(row, make.colleague(listing.created_by), 3)
        with CaptureQueriesContext(connection) as queries:
            page = employer.get(url(listing), asked)
        counts.append(len(queries))
    assert len(shown(page)) == 3

    assert counts[0] == counts[1] <= (MOST_NARROWED if "q" in asked else MOST_STATEMENTS)


def test_two_thousand_applications_are_read_a_page_at_a_time(listing, employer):
    many(listing, 2000)

    page = employer.get(url(listing), {"sort": "fit", "page": 79})

    assert counts_of(page)[0] == 2000
    assert len(shown(page)) == 25
    assert len(page.content) < 120_000
    assert "1,975" not in page.text


def many(listing, n):
    """Sent ones, made all at once."""
    where = make.university()
    users = User.objects.bulk_create(
        User(email=f"many{i}@example.org", name=f"Many {i}", kind="student") for i in range(n)
    )
    students = Student.objects.bulk_create(
        Student(user=user, university=where, course="Economics") for user in users
    )
    Application.objects.bulk_create(
        Application(
            listing=listing,
            student=student,
            status="submitted",
            pitch="I cleaned a survey like this. " * 10,
            hours_per_week=10,
            can_start=make.today(14),
            number=number,
            submitted_at=timezone.now(),
            decide_by=timezone.now() + timedelta(days=9),
        )
        for number, student in enumerate(students, 1)
    )


def test_rubbish_in_the_address_is_not_asked(listing, employer):
    apply_to(listing)

    asked = {"page": "rubbish", "hours": "²", "q": "\x00", "tab": "\x00", "sort": "\x00"}
    assert employer.get(url(listing), asked).status_code == 200
