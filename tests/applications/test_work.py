"""The student's own page: what needs them first."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from applications import actions, sections
from applications.models import Offer
from tests import make

WORK = reverse("applications:work")


@pytest.fixture
def who(db):
    return make.student()


@pytest.fixture
def student(who, sign_in):
    return sign_in(who.user)


def applied(who, status="submitted", **given):
    listing = make.listing(approved_by=who.university, **given)
    return make.application(student=who, listing=listing, status=status)


def titles(page, group):
    return [row.title for row in rows(page, group)]


def rows(page, key):
    return [row for each in page.context["sections"] if each.key == key for row in each.rows]


def test_with_nothing_yet_it_says_what_will_be_here_and_the_way_on(student):
    page = student.get(WORK)

    assert "Nothing here yet" in page.text
    assert f'href="{reverse("listings:browse")}"' in page.text


def test_what_needs_the_student_comes_first_with_its_button(who, student):
    offer = make.offer(application=applied(who, "offered", title="An offer to answer"))
    working = make.placement(application=applied(who, "accepted", title="Work to hand in"))
    milestone = make.funded(working.milestones.get()).milestone
    waiting = make.placement(application=applied(who, "accepted", title="Not paid in yet"))
    applied(who, title="Waiting for them")

    page = student.get(WORK)

    assert titles(page, "needs") == ["An offer to answer", "Work to hand in"]
    assert [row.url for row in rows(page, "needs")] == [
        offer.get_absolute_url(),
        reverse("applications:deliver", args=[milestone.pk]),
    ]
    assert titles(page, "at-work") == ["Not paid in yet"]
    assert titles(page, "waiting") == ["Waiting for them"]
    assert page.text.index("Needs you") < page.text.index("Waiting for an answer")
    assert waiting.get_absolute_url() in page.text


def test_changes_asked_for_need_the_student(who, student):
    placement = make.placement(application=applied(who, "accepted", title="To change"))
    actions.ask_for_changes(make.delivered(placement.milestones.get()), "More", make.today(3))

    assert titles(student.get(WORK), "needs") == ["To change"]


def test_drafts_and_finished_ones_have_their_place(who, student):
    draft = applied(who, "draft", title="Half written")
    type(draft).objects.filter(pk=draft.pk).update(submitted_at=None, decide_by=None)
    for status in ["declined", "not_selected", "withdrawn"]:
        applied(who, status, title=f"Over: {status}")

    page = student.get(WORK)

    assert titles(page, "drafts") == ["Half written"]
    assert rows(page, "drafts")[0].url == reverse("applications:apply", args=[draft.listing.slug])
    assert len(titles(page, "finished")) == 3


def test_an_offer_whose_time_is_up_no_longer_needs_an_answer(who, student):
    make.offer(application=applied(who, "offered"))
    Offer.objects.update(expires_at=timezone.now())

    assert titles(student.get(WORK), "needs") == []


def test_somebody_elses_work_is_not_here(student):
    make.application()
    make.offer()
    make.placement()

    assert "Nothing here yet" in student.get(WORK).text


def test_the_page_takes_the_same_queries_however_much_there_is(who, student):
    counts = []
    student.get(WORK)
    for n in (1, 2):
        for _ in range(n):
            make.offer(application=applied(who, "offered"))
            make.placement(application=applied(who, "accepted"))
            applied(who)
            applied(who, "declined")
        with CaptureQueriesContext(connection) as queries:
            page = student.get(WORK)
        counts.append(len(queries))

    assert [len(titles(page, group)) for group in ("needs", "at-work", "waiting")] == [3, 3, 3]
    assert counts[0] == counts[1] <= 24


def test_more_than_a_few_have_pages_of_their_own(who, student, monkeypatch):
    for name, n in {"FEW": 2, "FEW_NEEDS": 1, "PER_PAGE": 2}.items():
        monkeypatch.setattr(sections, name, n)
    late, soon = (
        make.offer(application=applied(who, "offered")),
        make.offer(application=applied(who, "offered")),
    )
    Offer.objects.filter(pk=soon.pk).update(expires_at=timezone.now() + timedelta(hours=1))
    for n in range(3):
        applied(who, title=f"Waiting {n}")
        applied(who, "declined")

    whole, second = student.get(WORK), student.get(WORK, {"show": "waiting", "page": 2})

    assert [row.url for row in rows(whole, "needs")] == [soon.get_absolute_url()]
    assert titles(whole, "waiting") == ["Waiting 0", "Waiting 1"]
    assert "Show all 2<" in whole.text
    assert "?show=needs" in whole.text
    assert "Show all 3<" in whole.text
    assert [each.key for each in second.context["sections"]] == ["waiting"]
    assert titles(second, "waiting") == ["Waiting 2"]
    assert late.get_absolute_url() not in second.text
    assert "show=waiting&amp;page=1" in second.text


def test_a_page_beyond_the_first_takes_no_more_queries(who, student, monkeypatch):
    monkeypatch.setattr(sections, "PER_PAGE", 3)
    student.get(WORK)
    counts = []
    for _ in range(3):
        for _each in range(3):
            make.placement(application=applied(who, "accepted"))
        with CaptureQueriesContext(connection) as queries:
            page = student.get(WORK, {"show": "at-work", "page": 1 if not counts else 2})
        counts.append(len(queries))
        assert len(titles(page, "at-work")) == 3

    assert counts[0] == counts[1] == counts[2]


def test_what_is_asked_for_and_is_not_there_is_the_whole_page(who, student):
    applied(who, title="Waiting for them")

    for show in ("finished", "nonsense"):
        page = student.get(WORK, {"show": show, "page": "x"})
        assert titles(page, "waiting") == ["Waiting for them"]


def test_the_employers_listings_show_what_waits_for_them(sign_in, db):
    placement = make.placement()
    employer = sign_in(placement.offer.made_by)

    text = employer.get(reverse("listings:mine")).text

    assert "Needs you" in text
    assert reverse("payments:fund", args=[placement.milestones.get().pk]) in text
    assert "1 application" in text


def test_a_listings_page_counts_its_applications(sign_in, db):
    listing = make.listing(openings=2)
    for status in ["submitted", "submitted", "shortlisted", "declined"]:
        make.application(listing=listing, status=status)

    text = sign_in(listing.created_by).get(reverse("listings:manage", args=[listing.slug])).text

    assert "4 applications" in text
    assert "2 to read" in text
    assert "1 shortlisted" in text


def test_the_employers_needs_hold_applications_and_the_rest_is_in_progress(sign_in, db):
    working = make.funded().milestone.placement
    org = working.listing.organisation
    late = make.listing(organisation=org, title="Answered later")
    soon = make.listing(organisation=org, title="Answered sooner")
    now = timezone.now()
    for listing, days in [(late, 9), (soon, 3), (soon, 2)]:
        make.application(listing=listing, decide_by=now + timedelta(days=days))
    make.application(listing=late, status="declined")
    make.application()  # somebody else's

    text = sign_in(working.offer.made_by).get(reverse("listings:mine")).text

    needs, going_on = text.index("Needs you"), text.index("In progress")
    two, one = text.index("Answer 2 applications"), text.index("Answer 1 application<")
    assert needs < two < one < going_on
    assert text.count(">Answer ") == 2
    inbox = reverse("applications:inbox", args=[soon.slug])
    assert needs < text.index(inbox) < going_on
    assert str(working.student) in text[going_on:]
    assert text.index(working.get_absolute_url()) > going_on


def test_the_employers_page_takes_the_same_queries_however_much_there_is(db, sign_in):
    boss = make.employer()
    org, desk = boss.membership.organisation, sign_in(boss)
    desk.get(reverse("listings:mine"))
    counts = []
    for n in (1, 2):
        for _ in range(n):
            rows = [
                make.application(listing=make.listing(organisation=org), status=status)
                for status in ("submitted", "accepted", "accepted", "accepted")
            ]
            unpaid, working, delivered = (make.placement(application=row) for row in rows[1:])
            make.extension(make.funded(working.milestones.get()).milestone)
            make.delivered(delivered.milestones.get())
            actions.send(rows[0], rows[0].student.user, "Which shop first?")
        with CaptureQueriesContext(connection) as queries:
            page = desk.get(reverse("listings:mine"))
        counts.append(len(queries))

    assert unpaid.get_absolute_url() in page.text
    assert "asks for a later day" in page.text
    assert counts[0] == counts[1] <= 30
