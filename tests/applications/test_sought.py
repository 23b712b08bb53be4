"""Of two listings that fit alike, the one whose employer is chosen more comes first."""

import pytest
from django.urls import reverse

from applications import sought, tasks
from listings import saving
from listings.matching import sought as stored
from listings.models import Sought
from tests import make
from tests.listings.test_five import reasons, titles

PAGE = reverse("applications:for_you")


@pytest.fixture
def at(db, monkeypatch):
    monkeypatch.setattr(sought, "FEW", 2)
    monkeypatch.setattr(stored, "_known", {})
    return make.university()


def posted(at, title, n=3, **given):
    by = make.employer().membership.organisation
    return [make.listing(title=title, organisation=by, approved_by=at, **given) for _ in range(n)]


def chosen(rows, people):
    """Each is saved by some and applied for by another; nothing counts twice."""
    for who in people:
        for row in rows:
            saving.save(row, who.user)
        make.application(listing=rows[0], student=who)


def test_the_more_sought_comes_first_and_it_says_so(at, sign_in):
    plain, liked = posted(at, "Plain"), posted(at, "Liked")
    chosen(liked, [make.student(university=at) for _ in range(8)])
    make.application(listing=plain[0], status="draft", student=make.student(university=at))

    tasks.count_sought()
    tasks.count_sought()

    scores = dict(Sought.objects.values_list("organisation", "score"))
    assert scores[liked[0].organisation_id] > 0.75
    assert scores[plain[0].organisation_id] < 0.1
    page = sign_in(make.student(university=at).user).get(PAGE)
    assert titles(page) == ["Liked"] * 3 + ["Plain"] * 3
    assert "Students choose this employer&#x27;s projects more often than most" in page.text


def test_who_is_new_is_as_sought_as_others(at, sign_in):
    liked = posted(at, "Liked", 1)
    chosen(liked, [make.student(university=at) for _ in range(3)])
    tasks.count_sought()
    Sought.objects.update(score=0.2)
    posted(at, "New", 1)

    page = sign_in(make.student(university=at).user).get(PAGE)

    assert titles(page) == ["New", "Liked"]
    assert not any("more often" in each for each in reasons(page))


def test_more_students_who_may_apply_make_nobody_more_sought(at):
    """Of a large university's listings more are saved: not because they are better."""
    small = make.university()
    [here], [there] = posted(at, "Large", 1), posted(small, "Small", 1)
    chosen([here], [make.student(university=at) for _ in range(6)])
    chosen([there], [make.student(university=small)])
    sought.count()

    assert set(Sought.objects.values_list("score", flat=True)) == {0.5}
