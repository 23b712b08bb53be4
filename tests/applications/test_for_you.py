"""“For you”: what fits a student's profile comes first, with reasons; the rest is not there."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import for_you
from listings import dismissing, saving
from listings.matching import Taste
from listings.matching.fitting import USUAL_PAY, usual_pay
from listings.models import Dismissal, Listing, Shown
from tests import make
from tests.listings.test_five import listing, reasons, titles

PAGE = reverse("applications:for_you")


@pytest.fixture
def student(db):
    row = make.student(hours_per_week=10)
    row.skills.set([make.skill("Birds"), make.skill("Counting")])
    return row


@pytest.fixture
def client(student, sign_in):
    return sign_in(student.user)


def shown_to(student, title, skills=(), **given):
    return listing(title, skills, approved_by=student.university, **given)


def test_the_best_fit_comes_first_and_says_why(student, client):
    shown_to(student, "Other")
    shown_to(student, "Mine", ["Birds", "Counting"])
    shown_to(student, "Too long", ["Birds", "Counting"], hours_per_week=11)
    listing("Not approved", ["Birds"])

    page = client.get(PAGE)

    assert titles(page) == ["Mine", "Other"]
    assert reasons(page) == [
        "Uses 2 of your skills: Birds and Counting",
        "10 h a week fit into your 10",
    ]


def test_what_goes_into_it_is_said_and_can_be_corrected(student, client):
    page = client.get(PAGE).text

    assert "Birds, Counting" in page
    assert f'href="{reverse("accounts:profile")}"' in page


def test_what_is_shown_day_after_day_and_never_opened_falls(student, client):
    mine = shown_to(student, "Mine", ["Birds", "Counting"])
    shown_to(student, "Other", ["Birds"], field="law")
    for _ in range(2):
        assert titles(client.get(PAGE)) == ["Mine", "Other"]
    assert set(Shown.objects.values_list("days", flat=True)) == {1}
    Shown.objects.filter(listing=mine).update(days=30, last_on=make.today(-2))

    assert titles(client.get(PAGE)) == ["Other", "Mine"]
    assert Shown.objects.get(listing=mine).days == 31
    client.get(mine.get_absolute_url())
    assert titles(client.get(PAGE)) == ["Mine", "Other"]


def test_what_was_applied_for_is_not_among_them(student, client):
    row = shown_to(student, "Mine", ["Birds"])
    make.application(listing=row, student=student)

    assert titles(client.get(PAGE)) == []
    assert "Nothing fits today" in client.get(PAGE).text


def test_what_is_saved_says_what_one_likes(student, client):
    student.skills.clear()
    shown_to(student, "Law", field="law")
    shown_to(student, "Data", field="data")
    kept = shown_to(student, "More law", field="law")
    saving.save(kept, student.user)

    page = client.get(PAGE)

    assert titles(page)[-1] == "Data"
    assert "In the line of work you save and apply for most" in reasons(page)


def test_not_for_me_leaves_it_out_until_it_is_taken_back(student, client):
    row = shown_to(student, "Mine", ["Birds"])
    out = reverse("applications:not_for_me", args=[row.slug])

    for reason in ("pay", "nonsense"):
        page = client.post(out, {"reason": reason}, follow=True)

    assert "left out from now on" in page.text
    assert titles(page) == []
    assert Dismissal.objects.get().reason == "other"
    assert "You left 1 project out." in page.text
    assert titles(client.post(reverse("applications:all_again"), follow=True)) == ["Mine"]
    client.post(out, {"reason": "pay"})
    assert titles(client.post(out, {"back": "1"}, follow=True)) == ["Mine"]


def test_the_line_of_work_that_is_not_theirs_counts_for_nothing_until_it_is_taken_back(
    student, client
):
    for title, field in [("Older", "law"), ("Left", "data"), ("Newer", "data")]:
        shown_to(student, title, ["Birds"], field=field)
    Listing.objects.filter(title="Older").update(published_at=timezone.now() - timedelta(days=2))
    before = titles(client.get(PAGE))

    left = Listing.objects.get(title="Left")
    client.post(reverse("applications:not_for_me", args=[left.slug]), {"reason": "field"})
    page = client.get(PAGE)
    after, said = titles(page), page.text
    client.post(reverse("applications:all_again"))
    again = client.get(PAGE)

    assert before[-1] == "Older"
    assert after == ["Older", "Newer"]
    assert "What is not your line of work" in said
    assert "By what you left out for it" in said
    assert titles(again) == before
    assert "What is not your line of work" not in again.text


def test_a_line_of_work_that_was_chosen_oftener_than_left_is_still_theirs(student):
    rows = [shown_to(student, f"Project {n}", ["Birds"], field="data") for n in range(3)]
    for row in rows[:2]:
        saving.save(row, student.user)
    dismissing.dismiss(rows[2], student.user, "field")

    [person] = for_you.known([student])

    assert person.wishes.taste.not_fields == frozenset()
    assert person.wishes.taste.fields == {"data": 1.0}


def test_what_is_left_for_its_pay_says_what_is_too_low_and_other_reasons_say_nothing(
    student, client
):
    low = shown_to(student, "Low", ["Birds"], pay_minor=900_00, total_hours=30)
    far = shown_to(student, "Far", ["Birds"], pay_minor=1200_00, total_hours=30)
    dismissing.dismiss(far, student.user, "place")
    [before] = for_you.known([student])
    dismissing.dismiss(low, student.user, "pay")

    [person] = for_you.known([student])
    page = client.get(PAGE).text

    assert before.wishes.taste == Taste()
    assert (usual_pay(before.wishes), usual_pay(person.wishes)) == (USUAL_PAY, 30_00)
    assert "Pay that is too low for you" in page
    assert "$30.00 an hour" in page


def test_nobody_dismisses_what_they_may_not_see(student, client):
    row = listing("Not approved")

    answer = client.post(reverse("applications:not_for_me", args=[row.slug]), {"reason": "pay"})

    assert answer.status_code == 404
    assert not Dismissal.objects.exists()


@pytest.mark.parametrize("n", [1, 3])
def test_it_takes_as_many_statements_for_many_as_for_one(
    student, client, django_assert_num_queries, n
):
    for number in range(n):
        shown_to(student, f"Birds {number}", ["Birds"])
    # Who asks first reads all there is.
    client.get(PAGE)

    with django_assert_num_queries(19):
        assert len(titles(client.get(PAGE))) == n
