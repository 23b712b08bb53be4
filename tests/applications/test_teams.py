"""Applying together: asked, confirmed, sent whole, accepted by each."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import actions, reminders
from applications.models import Application, TeamMember
from listings.models import Listing
from notifications.models import Email
from tests import make
from tests.applications.sending import send
from tests.applications.teams import answer, asked, mate, name, team_url
from tests.making.team import team


@pytest.fixture
def ada(db):
    return make.student(university=make.university(domain="uni.example"))


@pytest.fixture
def bo(ada):
    return mate(ada)


@pytest.fixture
def listing(ada):
    return make.listing(approved_by=ada.university, team_most=3)


@pytest.fixture
def draft(ada, listing):
    return make.application(
        student=ada,
        listing=listing,
        resume=make.resume(ada),
        status="draft",
        submitted_at=None,
        decide_by=None,
    )


def test_a_team_is_named_confirmed_and_sent_as_one_application(ada, bo, listing, draft, sign_in):
    browser = sign_in(ada.user)
    assert team_url(listing) in browser.get(reverse("applications:apply", args=[listing.slug])).text
    name(browser, listing, "BO@uni.example")
    member = asked(draft, bo)
    assert Email.objects.get(to="bo@uni.example").subject.startswith(f"{ada} asks you")
    work = sign_in(bo.user).get(reverse("applications:work")).text
    assert member.get_absolute_url() in work

    page = answer(sign_in, bo, member)
    assert "You are in the team" in page.text
    send(browser, draft)

    draft.refresh_from_db()
    assert draft.status == "submitted"
    assert draft.get_absolute_url() in sign_in(bo.user).get(reverse("applications:work")).text
    assert "Bo" in sign_in(bo.user).get(draft.get_absolute_url()).text
    assert "Bo" in sign_in(listing.created_by).get(draft.get_absolute_url()).text
    assert {each.to for each in Email.objects.filter(subject__startswith="Sent:")} == {
        ada.user.email,
        bo.user.email,
    }


def test_nothing_is_sent_before_everybody_has_confirmed(ada, bo, listing, draft, sign_in):
    browser = sign_in(ada.user)
    name(browser, listing, bo.user.email)

    page = send(browser, draft, follow=True)

    assert "Not everybody in your team has confirmed" in page.text
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_who_says_no_is_not_in_the_team_and_who_applies_hears_of_it(
    ada, bo, listing, draft, sign_in
):
    browser = sign_in(ada.user)
    name(browser, listing, bo.user.email)
    member = asked(draft, bo)

    answer(sign_in, bo, member, action="leave")

    assert Email.objects.get(to=ada.user.email).subject.startswith("Bo is out")
    with pytest.raises(actions.TeamNotWhole):
        actions.submit(draft)
    browser.post(team_url(listing), {"action": "drop", "member": member.pk})
    assert not draft.members.exists()
    actions.submit(draft)
    assert draft.status == "submitted"


def test_who_leaves_before_it_is_sent_holds_it_up(ada, bo, listing, draft, sign_in):
    name(sign_in(ada.user), listing, bo.user.email)
    member = asked(draft, bo)
    answer(sign_in, bo, member)

    answer(sign_in, bo, member, action="leave")

    member.refresh_from_db()
    assert member.status == "declined"
    with pytest.raises(actions.TeamNotWhole):
        actions.submit(draft)


def test_who_leaves_after_it_is_sent_takes_the_whole_back(ada, bo, listing, sign_in):
    sent = make.application(student=ada, listing=listing)
    team(sent, [bo], [5000, 5000])

    answer(sign_in, bo, asked(sent, bo), action="leave")

    sent.refresh_from_db()
    assert sent.status == "withdrawn"


def test_who_applies_reads_who_in_the_team_is_not_eligible_and_why(
    ada, bo, listing, draft, sign_in
):
    browser = sign_in(ada.user)
    name(browser, listing, bo.user.email)
    answer(sign_in, bo, asked(draft, bo))
    bo.payout_country = ""
    bo.save()

    page = send(browser, draft, follow=True)

    assert page.redirect_chain[-1][0] == team_url(listing)
    assert "Bo cannot apply now: their profile is not filled in." in page.text


def test_who_is_asked_and_cannot_join_is_pointed_out_without_the_reason(
    ada, bo, listing, draft, sign_in
):
    make.application(student=bo, listing=listing)
    browser = sign_in(ada.user)
    name(browser, listing, bo.user.email)
    name(browser, listing, mate(ada, "cy").user.email)

    page = browser.get(team_url(listing)).text

    assert "bo@uni.example cannot join as things stand" in page
    assert "cy@uni.example cannot join" not in page
    assert "applied" not in page.partition("cannot join")[2].partition("</p>")[0]


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("bo@nowhere.example", "We know no university of this address."),
        ("no address", "Enter a whole address"),
        ("", "Enter their e-mail address."),
    ],
)
def test_an_address_that_is_no_students_is_told(ada, listing, draft, sign_in, email, words):
    assert words in name(sign_in(ada.user), listing, email).text
    assert not TeamMember.objects.exists()


def test_nobody_is_named_twice_and_no_team_is_too_large(ada, bo, listing, draft, sign_in):
    browser = sign_in(ada.user)
    name(browser, listing, bo.user.email)
    assert "in the team already" in name(browser, listing, bo.user.email).text
    name(browser, listing, "cy@uni.example")

    page = name(browser, listing, "di@uni.example")

    assert "as large as this listing takes" in page.text
    assert draft.members.count() == 3


def test_a_team_can_begin_before_anything_is_written(ada, listing, sign_in):
    name(sign_in(ada.user), listing, "bo@uni.example")

    application = Application.objects.get(student=ada, listing=listing)
    assert application.status == "draft"
    assert [each.share for each in application.members.all()] == [1, 1]


def test_a_listing_without_teams_has_no_such_page(ada, listing, draft, sign_in):
    Listing.objects.filter(pk=listing.pk).update(team_most=1)
    browser = sign_in(ada.user)

    assert browser.get(team_url(listing)).status_code == 404
    assert (
        team_url(listing)
        not in browser.get(reverse("applications:apply", args=[listing.slug])).text
    )


def test_a_stranger_finds_no_question_of_others(ada, bo, listing, draft, sign_in):
    name(sign_in(ada.user), listing, bo.user.email)
    member = asked(draft, bo)

    assert sign_in(mate(ada, "eve").user).get(member.get_absolute_url()).status_code == 404
    assert sign_in(mate(ada, "mal").user).get(draft.get_absolute_url()).status_code == 404


def test_limits_count_for_everybody_in_the_team(ada, bo, listing, draft, sign_in, settings):
    settings.MAX_OPEN_APPLICATIONS = 1
    team(draft, [bo], [5000, 5000])
    make.application(student=bo)

    page = send(sign_in(ada.user), draft, follow=True)

    assert "Bo cannot apply now: they have as many open applications as one may have." in page.text
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_team_counts_among_the_open_applications_of_each(ada, bo, listing, sign_in, settings):
    settings.MAX_OPEN_APPLICATIONS = 1
    team(make.application(student=ada, listing=listing), [bo], [5000, 5000])
    other = make.listing(approved_by=ada.university)

    page = sign_in(bo.user).get(reverse("applications:apply", args=[other.slug]))

    assert "You have 1 open applications, and 1 is the most" in page.text


def test_nobody_is_in_two_applications_to_one_listing(ada, bo, listing, sign_in):
    team(make.application(student=ada, listing=listing), [bo], [5000, 5000])

    page = sign_in(bo.user).get(reverse("applications:apply", args=[listing.slug]))

    assert "You have applied for it already, alone or in a team." in page.text


def test_who_may_not_apply_cannot_join_and_reads_why(ada, bo, listing, draft, sign_in):
    welsh = make.skill("Welsh")
    listing.required_skills.add(welsh)
    ada.skills.add(welsh)
    name(sign_in(ada.user), listing, bo.user.email)
    member = asked(draft, bo)

    assert "It requires Welsh" in sign_in(bo.user).get(member.get_absolute_url()).text
    assert "You cannot apply to this listing" in answer(sign_in, bo, member).text
    member.refresh_from_db()
    assert member.status == "asked"


def test_nobody_joins_after_the_deadline(ada, bo, listing, draft, sign_in):
    name(sign_in(ada.user), listing, bo.user.email)
    member = asked(draft, bo)
    Listing.objects.filter(pk=listing.pk).update(apply_by=timezone.now() - timedelta(minutes=1))

    answer(sign_in, bo, member)

    member.refresh_from_db()
    assert member.status == "asked"
    assert member.get_absolute_url() not in sign_in(bo.user).get(reverse("applications:work")).text


def test_who_does_not_answer_is_reminded_and_then_not_in_the_team(ada, bo, listing, draft, sign_in):
    name(sign_in(ada.user), listing, bo.user.email)
    member = asked(draft, bo)
    assert member.answer_by == listing.apply_by
    reminders.answer_team(member, timedelta(days=1))
    assert Email.objects.filter(to=bo.user.email).count() == 2

    Listing.objects.filter(pk=listing.pk).update(apply_by=timezone.now() - timedelta(minutes=1))
    actions.stop_waiting(member)

    assert member.status == "lapsed"
    assert Email.objects.get(to=ada.user.email).subject.startswith("bo@uni.example is out")


def test_a_later_deadline_gives_them_as_long(ada, bo, listing, draft, sign_in):
    name(sign_in(ada.user), listing, bo.user.email)
    later = timezone.now() + timedelta(days=30)
    Listing.objects.filter(pk=listing.pk).update(apply_by=later)

    actions.stop_waiting(asked(draft, bo))

    member = asked(draft, bo)
    assert (member.status, member.answer_by) == ("asked", later)


def test_a_team_that_is_not_sent_yet_waits_on_the_desk_of_who_joined(
    ada, bo, listing, draft, sign_in
):
    team(draft, [bo], [1, 1])

    page = sign_in(bo.user).get(reverse("applications:work"))

    [section] = page.context["sections"]
    [row] = section.rows
    assert section.key == "waiting"
    assert (row.text, row.due) == (f"{ada} sends the team's application", listing.apply_by)
    assert asked(draft, bo).get_absolute_url() in sign_in(bo.user).get(row.url, follow=True).text


def test_who_joined_one_team_neither_applies_nor_joins_another(ada, bo, listing, draft, sign_in):
    team(draft, [bo], [1, 1])
    cy = mate(ada, "cy")
    other = make.application(
        student=cy, listing=listing, status="draft", submitted_at=None, decide_by=None
    )
    actions.name_member(other, bo.user.email)

    form = sign_in(bo.user).get(reverse("applications:apply", args=[listing.slug]))
    answered = answer(sign_in, bo, asked(other, bo))

    for page in (form, answered):
        assert f"You have joined {ada}&#x27;s team for it." in page.text
    assert asked(other, bo).status == "asked"
    actions.submit(draft)
    assert draft.status == "submitted"
