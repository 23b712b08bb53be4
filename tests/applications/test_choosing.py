"""The employer's board, side by side, shortlist and decline."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import limits
from applications.models import Application
from notifications.models import Email
from tests import make
from tests.applications.board_seen import shown, tabs


def url(name, row):
    return reverse(f"applications:{name}", args=[getattr(row, "slug", row.pk)])


@pytest.fixture
def listing(db):
    return make.listing(openings=3)


@pytest.fixture
def employer(listing, sign_in):
    return sign_in(listing.created_by)


def apply_to(listing, **given):
    return make.application(listing=listing, **given)


def test_the_board_has_a_tab_for_each_state_with_its_number(listing, employer):
    for status in ["submitted", "submitted", "shortlisted", "declined", "withdrawn"]:
        apply_to(listing, status=status)
    make.offer(application=apply_to(listing, status="offered"))
    make.placement(application=apply_to(listing, status="accepted"))
    apply_to(listing, status="draft", submitted_at=None, decide_by=None)

    page = employer.get(url("inbox", listing))

    assert tabs(page) == [
        ("To read", 2),
        ("Shortlist", 1),
        ("Offers", 1),
        ("Accepted", 1),
        ("Closed", 2),
    ]
    assert "2 of 3 places taken or offered" in page.text
    assert "Answer 3 applications" in page.text


def test_the_board_opens_on_the_first_state_that_has_any(listing, employer):
    kept = apply_to(listing, status="shortlisted")

    assert shown(employer.get(url("inbox", listing))) == [kept.pk]


def test_an_empty_board_says_what_will_be_here(listing, employer):
    page = employer.get(url("inbox", listing))

    assert "No applications yet" in page.text
    assert "Your turn" not in page.text


def test_a_draft_is_nobody_elses(listing, employer):
    draft = apply_to(listing, status="draft", submitted_at=None, decide_by=None)

    assert employer.get(url("detail", draft)).status_code == 404
    assert str(draft.student) not in employer.get(url("inbox", listing)).text


def test_a_withdrawn_application_can_no_longer_be_read(listing, employer):
    gone = apply_to(listing, status="withdrawn", pitch="A secret way with spreadsheets")
    gone.resume = make.resume(gone.student)
    gone.save()

    pages = [
        employer.get(url("detail", gone)),
        employer.get(url("inbox", listing), {"tab": "closed"}),
        employer.get(url("compare", listing), {"a": gone.pk}),
    ]

    assert all("A secret way" not in page.text for page in pages)
    assert employer.get(url("resume", gone)).status_code == 404


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("oldest", [0, 1]),
        ("newest", [1, 0]),
        ("hours", [1, 0]),
        ("start", [0, 1]),
        ("nonsense", [0, 1]),
    ],
)
def test_the_board_is_sorted(listing, employer, sort, order):
    first = apply_to(listing, hours_per_week=5, can_start=make.today(1))
    second = apply_to(listing, hours_per_week=15, can_start=make.today(2))

    page = employer.get(url("inbox", listing), {"sort": sort})

    assert shown(page) == [[first.pk, second.pk][place] for place in order]


def test_the_board_shows_25_at_a_time(listing, employer):
    who = make.student()
    Application.objects.bulk_create(
        Application(
            listing=listing,
            student=make.student(university=who.university, user=None),
            status="submitted",
            pitch=f"Number {n}",
            submitted_at=listing.published_at,
            decide_by=listing.apply_by,
        )
        for n in range(27)
    )

    first = employer.get(url("inbox", listing), {"sort": "newest"})
    second = employer.get(url("inbox", listing), {"sort": "newest", "page": 2})

    assert (len(shown(first)), len(shown(second))) == (25, 2)
    assert "sort=newest&amp;page=2" in first.text
    assert not set(shown(first)) & set(shown(second))
    assert employer.get(url("inbox", listing), {"page": "99"}).status_code == 200


@pytest.mark.parametrize(("name", "most"), [("inbox", 14), ("compare", 14)])
def test_reading_takes_the_same_queries_however_many(listing, employer, name, most):
    listing.questions = ["Why?"]
    listing.save()
    keys, counts = [], []
    employer.get(url(name, listing))  # the first request of a session writes more
    for rows in (1, 2):
        for _ in range(rows):
            made = apply_to(listing, answers=["Because."])
            made.resume = make.resume(made.student)
            made.save()
            keys.append(made.pk)
        with CaptureQueriesContext(connection) as queries:
            page = employer.get(url(name, listing), {"a": keys})
        counts.append(len(queries))
        assert len(shown(page) if name == "inbox" else page.context["columns"]) == len(keys)

    assert counts[0] == counts[1] <= most


def test_side_by_side_takes_up_to_four_in_the_order_asked(listing, employer):
    made = [apply_to(listing, pitch=f"Pitch number {n}") for n in range(5)]
    asked = [made[3], made[0], made[4], made[1], made[2]]

    page = employer.get(url("compare", listing), {"a": [each.pk for each in asked]})

    columns = [column["application"].pk for column in page.context["columns"]]
    assert columns == [each.pk for each in asked[:4]]
    assert "these are the first four you chose" in page.text
    assert "Pitch number 2" not in page.text


def test_side_by_side_ignores_what_is_not_an_application_to_this_listing(listing, employer):
    elsewhere = make.application()

    page = employer.get(url("compare", listing), {"a": ["rubbish", elsewhere.pk, "", "0" * 32]})

    assert page.context["columns"] == []
    assert "Choose whom to read" in page.text


def test_shortlist_and_back(listing, employer):
    application = apply_to(listing)

    response = employer.post(url("shortlist", application), {"back": "inbox", "tab": "new"})
    application.refresh_from_db()
    assert application.status == "shortlisted"
    assert response.url == f"{url('inbox', listing)}?tab=new"

    response = employer.post(url("unshortlist", application))
    application.refresh_from_db()
    assert application.status == "submitted"
    assert response.url == application.get_absolute_url()
    assert not Email.objects.exists()


@pytest.mark.parametrize("step", ["shortlist", "unshortlist"])
@pytest.mark.parametrize("status", ["offered", "accepted", "declined", "withdrawn", "not_selected"])
def test_the_shortlist_buttons_leave_other_states_alone(listing, employer, step, status):
    application = apply_to(listing, status=status)

    page = employer.post(url(step, application), follow=True)

    assert "That application has moved on. Nothing was changed." in page.text
    application.refresh_from_db()
    assert application.status == status


def test_decline_with_a_reason_and_a_note_of_ones_own(listing, employer):
    application = apply_to(listing)
    page = employer.get(url("decline", application))
    first_name = application.student.user.first_name
    assert page.context["form"]["note"].value().startswith(f"Dear {first_name},")

    response = employer.post(
        url("decline", application), {"reason": "skills", "note": "Learn a little SQL & try again."}
    )

    assert response.url == url("inbox", listing)
    application.refresh_from_db()
    assert (application.status, application.decline_reason) == ("declined", "skills")
    assert application.decided_at is not None
    mail = Email.objects.get()
    assert mail.to == application.student.user.email
    assert "Other applicants had more of the skills we need." in mail.body
    assert "Learn a little SQL & try again." in mail.body
    assert "Learn a little SQL &amp; try again." in mail.html


def test_the_student_reads_the_answer_on_the_page_too(listing, sign_in):
    application = apply_to(
        listing, status="declined", decline_reason="skills", decline_note="Learn SQL."
    )

    page = sign_in(application.student.user).get(url("detail", application))

    assert "Other applicants had more of the skills we need." in page.text
    assert "Learn SQL." in page.text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"note": "No thanks"}, "Choose a reason."),
        ({"reason": "rubbish", "note": "No thanks"}, "Select a valid choice"),
        ({"reason": "skills", "note": "x" * 601}, "at most 600 characters"),
    ],
)
def test_declining_needs_a_reason(listing, employer, data, words):
    application = apply_to(listing)

    page = employer.post(url("decline", application), data)

    assert words in page.text
    assert data["note"] in page.text
    application.refresh_from_db()
    assert application.status == "submitted"
    assert not Email.objects.exists()


@pytest.mark.parametrize("status", ["offered", "accepted", "withdrawn", "declined"])
def test_what_has_moved_on_is_not_declined(listing, employer, status):
    application = apply_to(listing, status=status)

    page = employer.post(url("decline", application), {"reason": "other"}, follow=True)

    assert "That application has moved on. Nothing was changed." in page.text
    application.refresh_from_db()
    assert (application.status, application.decline_reason) == (status, "")
    assert not Email.objects.exists()


def test_declining_twice_writes_once(listing, employer):
    application = apply_to(listing)

    for _ in range(2):
        employer.post(url("decline", application), {"reason": "other", "note": "Sorry"})

    assert Email.objects.count() == 1


def test_the_employers_page_shows_the_answers_and_what_to_do(listing, employer):
    listing.questions = ["Which tool?"]
    listing.save()
    application = apply_to(listing, answers=["<b>Python</b>"], availability_note="Not on Fridays")

    page = employer.get(url("detail", application))

    assert "&lt;b&gt;Python&lt;/b&gt;" in page.text
    assert "Not on Fridays." in page.text
    for name in ["make_offer", "shortlist", "decline"]:
        assert url(name, application) in page.text


def test_side_by_side_shows_skills_and_the_turn_and_says_to_read(listing, employer):
    application = apply_to(listing)
    python = make.skill("Python")
    listing.skills.set([python])
    application.student.skills.add(python, make.skill("Data cleaning"))

    text = employer.get(url("compare", listing), {"a": application.pk}).text

    page = employer.get(url("detail", application)).text
    assert "Also</span> Data cleaning" in page
    assert "1 of 1 skill</span> Python" in page
    for words in ["Data cleaning", "Python", "Answer by", "To read", "Remove from this page"]:
        assert words in text
    assert "Sent" not in text
    assert url("shortlist", application) in text
    assert "To read" in employer.get(url("detail", application)).text


def test_shortlisting_side_by_side_stays_there(listing, employer):
    first, second = apply_to(listing), apply_to(listing)
    data = {"back": "compare", "a": [first.pk, second.pk, "rubbish"]}

    response = employer.post(url("shortlist", first), data)

    assert response.url == f"{url('compare', listing)}?a={first.pk}&a={second.pk}"
    text = employer.get(response.url).text
    assert url("unshortlist", first) in text
    assert url("shortlist", second) in text


def test_more_writes_than_a_day_has_are_refused(listing, employer, monkeypatch):
    monkeypatch.setattr(limits, "_seconds_to_wait", lambda key, most, seconds: 60.0)
    row = apply_to(listing, status="offered")
    offer = make.offer(application=row)
    mine = apply_to(listing)
    addresses = [url(name, mine) for name in ("shortlist", "unshortlist", "decline", "make_offer")]
    addresses.append(reverse("applications:take_back", args=[offer.pk]))

    assert [employer.post(each).status_code for each in addresses] == [429] * 5
    mine.refresh_from_db()
    assert mine.status == "submitted"


def test_the_students_writes_are_limited_too(listing, sign_in, monkeypatch):
    monkeypatch.setattr(limits, "_seconds_to_wait", lambda key, most, seconds: 60.0)
    row = apply_to(listing, status="offered")
    offer = make.offer(application=row)
    student = sign_in(row.student.user)

    for name, pk in [
        ("payments:accept", offer.pk),
        ("applications:refuse", offer.pk),
        ("applications:withdraw", row.pk),
    ]:
        assert student.post(reverse(name, args=[pk])).status_code == 429
