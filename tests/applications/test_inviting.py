"""Employers invite students who wished to be found; students show interest, or say no."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import actions, inviting, kinds
from applications.models import Interest, StudentInvitation
from listings import dismissing
from notifications.kinds import KINDS
from notifications.models import Email
from tests import make

assert kinds
INVITED = reverse("applications:invited")
INTERESTED = reverse("applications:interested")


@pytest.fixture
def listing(db):
    row = make.listing(approved_by=make.university(), hours_per_week=8)
    row.skills.set([make.skill("Birds"), make.skill("Counting")])
    return row


@pytest.fixture
def employer(listing, sign_in):
    return sign_in(listing.created_by)


def page_of(listing):
    return reverse("applications:invite", args=[listing.slug])


def student(listing, *skills, **given):
    at = listing.moderations.get().university
    row = make.findable(**{"university": at, **given})
    row.skills.set([make.skill(name) for name in skills])
    return row


def names(page):
    return [each.who for each in page.context["candidates"]]


def invite(client, listing, who, word=""):
    return client.post(page_of(listing), {"student": who.pk, "word": word}, follow=True)


def test_who_wished_to_be_found_is_shown_by_fit_with_the_reasons(listing, employer):
    some = student(listing, "Birds")
    best = student(listing, "Birds", "Counting")
    student(listing, "Birds", open_to_invitations=False)
    student(listing, "Birds", hours_per_week=7)
    student(listing, "Birds", university=make.university())
    student(listing, "Birds", course="")
    make.application(listing=listing, student=student(listing, "Birds"))
    dismissing.dismiss(listing, student(listing, "Birds").user, "pay")

    page = employer.get(page_of(listing))

    assert names(page) == [str(best), str(some)]
    assert "Has 2 of 2 skills: Birds and Counting" in page.text
    assert "10 h free in a week, and you ask for 8" in page.text
    assert "gpa" not in page.text.lower()


def test_the_page_asks_no_more_for_many(listing, employer, django_assert_max_num_queries):
    for _ in range(5):
        student(listing, "Birds")
    employer.get(page_of(listing))

    with django_assert_max_num_queries(26):
        assert len(names(employer.get(page_of(listing)))) == 5


def test_the_student_is_told_once_and_finds_it_on_a_page(listing, employer, sign_in):
    who = student(listing, "Birds")

    assert "is invited, and told" in invite(employer, listing, who, "Your <b>map</b>!").text
    assert "cannot be invited any more" in invite(employer, listing, who).text

    [mail] = Email.objects.filter(kind="applications/invited")
    assert mail.reader == who.user
    assert "Your <b>map</b>!" in mail.body
    theirs = sign_in(who.user)
    page = theirs.get(INVITED).text
    assert listing.title in page
    assert "Uses 1 of your skills: Birds" in page
    assert "Your &lt;b&gt;map&lt;/b&gt;!" in page
    assert "An employer invites you" in theirs.get(reverse("applications:for_you")).text
    assert "no answer yet" in employer.get(page_of(listing)).text


def test_not_interested_takes_it_off_and_is_seen_by_the_employer(listing, employer, sign_in):
    who = student(listing)
    invite(employer, listing, who)
    row = StudentInvitation.objects.get()
    [mail] = Email.objects.filter(kind="applications/invited")
    still = KINDS["applications/invited"].still
    assert still([mail]) == {mail.pk}

    client = sign_in(who.user)
    for _ in range(2):
        page = client.post(reverse("applications:not_interested", args=[row.pk]), follow=True)

    assert listing.title not in page.text
    assert "not interested" in employer.get(page_of(listing)).text
    assert not still([mail])


def test_who_applied_is_not_asked_to_any_more(listing, employer, sign_in):
    who = student(listing)
    invite(employer, listing, who)
    make.application(listing=listing, student=who)

    assert listing.title not in sign_in(who.user).get(INVITED).text
    assert ": applied" in employer.get(page_of(listing)).text


def test_nobody_is_flooded(listing, employer, monkeypatch):
    who = student(listing)
    for _ in range(inviting.A_WEEK):
        make.student_invitation(student=who)

    assert "cannot be invited any more" in invite(employer, listing, who).text
    assert not names(employer.get(page_of(listing)))
    StudentInvitation.objects.update(at=timezone.now() - timedelta(days=8))
    monkeypatch.setattr(inviting, "OF_A_LISTING", 1)
    assert "is invited" in invite(employer, listing, who).text
    assert "As many are invited" in invite(employer, listing, student(listing)).text


@pytest.mark.parametrize("sent", ["", "0", "x", "²", "9" * 40])
def test_what_is_no_student_is_refused_politely(listing, employer, sent):
    page = employer.post(page_of(listing), {"student": sent}, follow=True)

    assert "cannot be invited any more" in page.text


def test_a_listing_that_is_closed_invites_nobody(listing, employer):
    who = student(listing)
    type(listing).objects.update(status="closed")

    assert "takes no applications" in invite(employer, listing, who).text
    assert not StudentInvitation.objects.exists()


def test_a_listing_that_hides_names_hides_them_here(listing, employer):
    type(listing).objects.update(blind=True)
    who = student(listing, course="Field ecology")

    page = employer.get(page_of(listing)).text

    assert "Field ecology" in page
    assert str(who) not in page
    assert str(who.university) not in page


def test_who_shows_interest_comes_first_and_the_employer_is_told_once(listing, employer, sign_in):
    student(listing, "Birds", "Counting")
    keen = student(listing, hours_per_week=5, open_to_invitations=False)
    client = sign_in(keen.user)
    for said in ("knows of your interest", "know of your interest already"):
        assert said in client.post(INTERESTED, {"l": [listing.slug]}, follow=True).text

    page = employer.get(page_of(listing))
    assert names(page)[0] == str(keen)
    assert "Only 5 h free in a week, and you ask for 8" in page.text
    [mail] = Email.objects.filter(kind="applications/interested")
    assert str(keen) in mail.body
    still = KINDS["applications/interested"].still
    assert still([mail]) == {mail.pk}
    make.application(listing=listing, student=keen)
    assert not still([mail])


def test_interest_in_what_one_may_not_see_is_nothing(listing, sign_in):
    stranger = make.student()

    client = sign_in(stranger.user)
    client.post(INTERESTED, {"l": [listing.slug, "no-such"]}, follow=True)
    page = client.post(INTERESTED, {}, follow=True)

    assert "Tick the projects first" in page.text
    assert not Interest.objects.exists()


def test_a_student_chooses_to_be_found(db, sign_in):
    row = make.student()
    assert not row.open_to_invitations
    client = sign_in(row.user)
    address = reverse("accounts:profile")
    form = client.get(address).context["form"]
    given = {name: form[name].value() or "" for name in form.fields}
    given["skills_text"] = ""

    client.post(address, {**given, "open_to_invitations": "on"})
    row.refresh_from_db()
    assert row.open_to_invitations
    client.post(address, {k: v for k, v in given.items() if k != "open_to_invitations"})
    row.refresh_from_db()
    assert not row.open_to_invitations


def test_two_employers_at_once_keep_to_the_weeks_number(listing):
    who = student(listing)
    for _ in range(inviting.A_WEEK - 1):
        make.student_invitation(student=who)
    actions.invite(listing, who.pk, listing.created_by, "")
    other = make.listing(approved_by=who.university)

    with pytest.raises(actions.NotToInvite):
        actions.invite(other, who.pk, other.created_by, "")
