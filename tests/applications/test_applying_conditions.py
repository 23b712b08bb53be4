"""Skills, permission to work and hours already promised: said before one starts."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from applications.models import Application, Placement
from listings.models import Listing
from tests import make
from tests.applications.sending import send


@pytest.fixture
def who(db):
    return make.student(hours_per_week=12)


def apply_url(listing):
    return reverse("applications:apply", args=[listing.slug])


def listing_for(who, **given):
    return make.listing(approved_by=who.university, **given)


def pages(who, listing, sign_in):
    browser = sign_in(who.user)
    return browser.get(listing.get_absolute_url()).text, browser.get(apply_url(listing)).text


def busy(who, hours, start=14, end=35):
    to = make.application(student=who, status="accepted")
    offer = make.offer(
        application=to,
        status="accepted",
        answered_at=timezone.now(),
        hours_per_week=hours,
        starts_on=make.today(start),
        ends_on=make.today(end),
    )
    Placement.objects.create(
        offer=offer, listing=to.listing, student=who, fund_by=timezone.now() + timedelta(days=3)
    )


def test_a_required_skill_that_the_profile_lacks_is_named_on_both_pages(who, sign_in):
    who.skills.add(make.skill("R"))
    listing = listing_for(who, required_skills=["R", "Welsh"])

    for page in pages(who, listing, sign_in):
        assert "It requires Welsh, which your profile does not name." in page
        assert "You cannot apply yet" in page


def test_who_has_the_required_skill_applies(who, sign_in):
    who.skills.add(make.skill("Welsh"))
    listing = listing_for(who, required_skills=["Welsh"])

    for page in pages(who, listing, sign_in):
        assert "You have what it requires: Welsh." in page
        assert "You cannot apply yet" not in page


def test_hours_promised_elsewhere_at_that_time_stand_in_the_way(who, sign_in):
    busy(who, hours=31)
    listing = listing_for(who, hours_per_week=10)

    for page in pages(who, listing, sign_in):
        assert "You work 31 hours a week for other projects at that time." in page
        assert "more than the 40" in page


@pytest.mark.parametrize(("hours", "start", "end"), [(30, 14, 35), (40, 40, 60), (40, 1, 13)])
def test_hours_that_fit_or_lie_at_another_time_do_not(who, sign_in, hours, start, end):
    busy(who, hours, start, end)
    listing = listing_for(who, hours_per_week=10, starts_from=make.today(14), length_days=21)

    for page in pages(who, listing, sign_in):
        assert "You cannot apply yet" not in page


def test_more_hours_than_the_profile_has_free_are_told_and_do_not_stop(who, sign_in):
    listing = listing_for(who, hours_per_week=20)

    for page in pages(who, listing, sign_in):
        assert "It takes 20 hours a week; your profile says that 12 are free." in page


@pytest.fixture
def abroad(who):
    return listing_for(who, needs_permit=True, country="PT", city="Porto", arrangement="in_person")


def typed(who, **given):
    fields = {
        "version": "",
        "pitch": "I would start with shop 7.",
        "hours_per_week": "10",
        "can_start": make.today(10).isoformat(),
        "resume": str(make.resume(who).pk),
    }
    return {**fields, **given}


def test_permission_to_work_is_announced_before_and_asked_in_the_form(who, abroad, sign_in):
    for page in pages(who, abroad, sign_in):
        assert "You must be allowed to work in Portugal." in page

    page = sign_in(who.user).post(apply_url(abroad), typed(who))
    assert page.context["form"].errors == {"may_work": ["Choose an answer."]}


@pytest.mark.parametrize(("said", "shown"), [("yes", "Yes"), ("undisclosed", "Prefers not to say")])
def test_who_prefers_not_to_say_applies_like_who_says_yes(who, abroad, sign_in, said, shown):
    browser = sign_in(who.user)

    browser.post(apply_url(abroad), typed(who, may_work=said))
    send(browser, Application.objects.get())

    sent = Application.objects.get()
    assert (sent.status, sent.may_work) == ("submitted", said)
    assert shown in sign_in(abroad.created_by).get(sent.get_absolute_url()).text


def test_who_may_not_work_there_is_told_and_the_draft_is_kept(who, abroad, sign_in):
    page = sign_in(who.user).post(apply_url(abroad), typed(who, may_work="no"))

    assert "so this cannot be sent" in page.text
    assert Application.objects.get().typed["may_work"] == "no"


def test_remote_work_asks_for_the_country_of_the_employer(who, sign_in):
    listing = listing_for(who, needs_permit=True)

    assert "allowed to work in the United States" in pages(who, listing, sign_in)[0]


def test_who_is_not_signed_in_reads_the_conditions(who, abroad):
    abroad.required_skills.add(make.skill("Welsh"))

    page = Client().get(abroad.get_absolute_url()).text

    assert "to be allowed to work in Portugal" in page
    assert "in your profile: Welsh" in page


def test_an_employer_says_what_is_required_and_whether_teams_may_apply(who, sign_in):
    employer = make.employer()
    fields = make.typed(
        required_skills="Welsh", needs_permit="on", team_most="3", skills="Python", action="draft"
    )

    sign_in(employer).post(reverse("listings:create"), fields)

    listing = Listing.objects.get()
    assert {skill.name for skill in listing.skills.all()} == {"Python", "Welsh"}
    assert [skill.name for skill in listing.required_skills.all()] == ["Welsh"]
    assert (listing.needs_permit, listing.team_most) == (True, 3)
    form = sign_in(employer).get(reverse("listings:edit", args=[listing.slug])).context["form"]
    assert form["team_most"].value() == "3"
    assert form["required_skills"].value() == ["Welsh"] or "Welsh" in str(form["required_skills"])


def test_a_kind_of_user_is_told_nothing_of_conditions_when_signed_in(who, abroad, sign_in):
    assert abroad.created_by.kind == User.Kind.EMPLOYER
    page = sign_in(abroad.created_by).get(abroad.get_absolute_url()).text

    assert "To apply you need" not in page
