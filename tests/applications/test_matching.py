"""Stored matches are those of the live fit; so is the answer to whom a new listing fits."""

import random
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import for_you
from listings.matching import changes, fits, nightly, stored
from listings.matching.facts import columns_of
from listings.matching.fitting import WEIGHTS
from listings.matching.whom import crowd_of, postings, whom
from listings.models import (
    Dismissal,
    Listing,
    Matches,
    MatchRun,
    Moderation,
    OpenListing,
    SavedListing,
    Sought,
)
from listings.search import engine
from listings.search.wanted import Moment
from tests import make
from tests.listings.test_five import titles

PAGE = reverse("applications:for_you")
FIELDS = ["data", "law", "writing"]


def night(seconds: float = 60) -> MatchRun | None:
    run = nightly.tonight(timezone.now())
    if run is not None:
        nightly.go_on(run, for_you.after, seconds)
    return run


@pytest.fixture
def several(db, monkeypatch):
    monkeypatch.setattr(nightly, "AT_ONCE", 3)
    at = make.university()
    return [make.student(university=at) for _ in range(7)]


@pytest.fixture
def world(db, monkeypatch):
    """Some share no skill with any listing, some chose before, some are busy."""
    dice = random.Random(11)
    monkeypatch.setattr(nightly, "AT_ONCE", 3)
    monkeypatch.setattr(stored, "KEPT", 5)
    monkeypatch.setattr(changes, "_known", {})
    at = [make.university() for _ in range(2)]
    skills = [make.skill(f"Skill of rank {n}") for n in range(8)]
    by = make.employer().membership.organisation
    Sought.objects.create(organisation=by, score=0.8)
    for _ in range(40):
        row = make.listing(
            approved_by=dice.choice(at),
            organisation=by,
            field=dice.choice(FIELDS),
            pay_minor=dice.choice([200_00, 500_00, 1500_00]),
            hours_per_week=dice.choice([5, 5, 10, 20]),
            starts_by=dice.choice([make.today(20), *[make.today(90)] * 3]),
            published_at=timezone.now() - timedelta(days=30 * dice.random()),
            direction=dice.choice([*["paid"] * 9, "expenses"]),
        )
        row.skills.set(dice.sample(skills[:6], dice.randint(0, 3)))
    listings = list(Listing.objects.all())
    students = []
    for _ in range(8):
        student = make.student(
            university=dice.choice(at),
            hours_per_week=dice.choice([8, 15, 25]),
            available_from=dice.choice([None, make.today(40)]),
        )
        student.skills.set(dice.sample(skills, dice.randint(0, 3)))
        for listing in dice.sample(listings, dice.randint(0, 2)):
            SavedListing.objects.create(user=student.user, listing=listing)
        students.append(student)
    for n, student in enumerate(students[::2]):
        for reason, listing in zip(("field", "pay"), listings[2 * n : 2 * n + 2], strict=True):
            Dismissal.objects.create(user=student.user, listing=listing, reason=reason)
    return students


def test_a_night_stores_what_the_live_fit_finds(world):
    night()
    state, moment = engine.current(), Moment(timezone.now())

    for person in for_you.known(world):
        row = Matches.objects.get(student=person.student)
        live = fits(state, person.wishes, Moment(row.made_at), stored.KEPT)
        assert row.listings == [fit.listing for fit in live]
        assert row.scores == pytest.approx([fit.score for fit in live], abs=1e-4)
        read = stored.fits_of(state, person, moment, 5, WEIGHTS)
        assert [fit.listing for fit in read] == row.listings
    assert {len(row.listings) for row in Matches.objects.all()} >= {5}


def test_a_listing_fits_those_whose_live_fit_has_it(world):
    """Asked of everybody at once, with nothing to beat."""
    state, moment = engine.current(), Moment(timezone.now())
    people = for_you.known(world)
    crowd = crowd_of(people, columns_of(state), {})
    live = {
        (person.student, fit.listing): fit.score
        for person in people
        for fit in fits(state, person.wishes, moment, 1000)
    }

    found = {}
    for posting in postings(list(OpenListing.objects.values_list("pk", flat=True))):
        rows, scores = whom(crowd, posting, moment, WEIGHTS)
        for student, score in zip(crowd.students[rows], scores, strict=True):
            found[int(student), posting.listing] = float(score)

    assert len(live) > 50
    assert found == pytest.approx(live, abs=1e-5)


def test_a_night_that_is_killed_goes_on_where_it_was(several, monkeypatch):
    read = iter([for_you.after, None])
    monkeypatch.setattr(for_you, "after", lambda *given: next(read)(*given))
    with pytest.raises(TypeError):
        night()
    monkeypatch.undo()
    begun = set(Matches.objects.values_list("made_at", flat=True))
    assert Matches.objects.count() == 3

    run = night()

    assert Matches.objects.count() == 7
    assert begun < set(Matches.objects.values_list("made_at", flat=True))
    run.refresh_from_db()
    assert (run.students, MatchRun.objects.count()) == (7, 1)
    assert night() is None


def test_two_nights_at_once_write_each_student_once(several):
    first, second = nightly.tonight(timezone.now()), nightly.tonight(timezone.now())
    nightly.go_on(first, for_you.after, 60)
    before = dict(Matches.objects.values_list("student", "made_at"))

    nightly.go_on(second, for_you.after, 60)

    assert len(before) == 7
    assert dict(Matches.objects.values_list("student", "made_at")) == before


# --- What a page shows of what is stored -------------------------------------------------


@pytest.fixture
def student(db, monkeypatch):
    monkeypatch.setattr(changes, "_known", {})
    row = make.student(hours_per_week=10)
    row.skills.add(make.skill("Birds"))
    return row


def birds(student, title, **given):
    row = make.listing(title=title, approved_by=student.university, **given)
    row.skills.add(make.skill("Birds"))
    return row


def test_what_was_stored_and_has_closed_since_is_not_shown(student, sign_in):
    birds(student, "Open")
    closed = birds(student, "Closed")
    night()
    Listing.objects.filter(pk=closed.pk).update(status="closed")

    assert titles(sign_in(student.user).get(PAGE)) == ["Open"]
    assert Matches.objects.get().listings


def test_a_changed_profile_is_matched_at_once(student, sign_in):
    birds(student, "Birds")
    other = make.listing(title="Law", field="law", approved_by=student.university)
    other.skills.add(make.skill("Contracts"))
    night()
    student.skills.set([make.skill("Contracts")])

    assert titles(sign_in(student.user).get(PAGE)) == ["Law", "Birds"]
    assert Matches.objects.get().listings[0] == other.pk


def test_what_is_published_or_approved_in_the_day_joins_those_it_fits(student, sign_in):
    stranger = make.student(hours_per_week=10)
    elsewhere = birds(stranger, "Approved later")
    night()
    new = birds(student, "New")
    Moderation.objects.create(
        listing=elsewhere,
        university=student.university,
        status="approved",
        decided_at=timezone.now(),
    )

    assert changes.take_in(for_you.after) == 2
    assert changes.take_in(for_you.after) == 0

    assert set(Matches.objects.get(student=student).listings) == {new.pk, elsewhere.pk}
    assert set(titles(sign_in(student.user).get(PAGE))) == {"New", "Approved later"}
    assert Matches.objects.get(student=stranger).listings == [elsewhere.pk]


def test_what_does_not_beat_the_least_of_enough_matches_stays_out(student, monkeypatch):
    monkeypatch.setattr(stored, "KEPT", 2)
    good = [birds(student, f"Good {n}").pk for n in range(2)]
    night()
    make.listing(title="No skill of theirs", approved_by=student.university)
    birds(student, "Old", published_at=timezone.now() - timedelta(days=60))

    assert changes.take_in(for_you.after) == 0
    assert sorted(Matches.objects.get().listings) == good
