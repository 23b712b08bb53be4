"""Applying together: asked, confirmed, sent whole, accepted by each."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from applications import actions, reminders
from applications.models import Application, Placement, PlacementMember, TeamMember
from applications.teams import team_of
from listings.models import Listing
from marketplace.money import split_by, split_parts
from notifications.models import Email
from tests import make
from tests.making.team import team


@pytest.fixture
def ada(db):
    return make.student(university=make.university(domain="uni.example"))


def mate(ada, name="bo"):
    return make.student(
        university=ada.university, as_user={"email": f"{name}@uni.example", "name": name.title()}
    )


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


def team_url(listing):
    return reverse("applications:team", args=[listing.slug])


def name(browser, listing, email, **more):
    return browser.post(team_url(listing), {"action": "name", "email": email, **more})


def answer(sign_in, student, member, **given):
    fields = {"action": "confirm", "share": actions.part_of(member), **given}
    return sign_in(student.user).post(member.get_absolute_url(), fields, follow=True)


def asked(application, student):
    return application.members.get(email=student.user.email)


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
    browser.post(reverse("applications:check", args=[draft.pk]))

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

    page = browser.post(reverse("applications:check", args=[draft.pk]), follow=True)

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


def test_a_share_of_any_length_is_another_share(ada, bo, listing, draft, sign_in):
    name(sign_in(ada.user), listing, bo.user.email)

    page = answer(sign_in, bo, asked(draft, bo), share="9" * 5000)

    assert "The shares have changed" in page.text
    assert asked(draft, bo).status == "asked"


def test_who_applies_reads_who_in_the_team_is_not_eligible_and_why(
    ada, bo, listing, draft, sign_in
):
    browser = sign_in(ada.user)
    name(browser, listing, bo.user.email)
    answer(sign_in, bo, asked(draft, bo))
    bo.payout_country = ""
    bo.save()

    page = browser.post(reverse("applications:check", args=[draft.pk]), follow=True)

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


def test_another_share_is_asked_for_again(ada, bo, listing, draft, sign_in):
    browser = sign_in(ada.user)
    name(browser, listing, bo.user.email)
    member = asked(draft, bo)
    old = member.share
    answer(sign_in, bo, member)
    shares = {f"share_{each.pk}": "70" if each.is_first else "30" for each in draft.members.all()}

    page = browser.post(
        team_url(listing), {"action": "shares", "kind": "percent", **shares}, follow=True
    )

    assert "asked again" in page.text
    member.refresh_from_db()
    assert (member.status, member.share) == ("asked", 3000)
    assert "The shares have changed" in answer(sign_in, bo, member, share=old).text
    member.refresh_from_db()
    assert member.status == "asked"


@pytest.mark.parametrize(
    ("kind", "first", "second", "words"),
    [
        ("percent", "50", "49.99", "The shares make 99.99 %; together they have to be 100 %."),
        ("money", "300", "347.99", "The shares make $647.99; together they have to be $648.00."),
        ("percent", "33.333", "66.667", "Use at most two decimals."),
        ("percent", "100", "0", "Everybody in a team receives something."),
        ("percent", "half", "50", "Enter a share in figures, such as 33.34."),
    ],
)
def test_shares_are_all_of_the_pay_to_the_cent(
    ada, bo, listing, draft, sign_in, kind, first, second, words
):
    browser = sign_in(ada.user)
    name(browser, listing, bo.user.email)
    shares = {
        f"share_{each.pk}": first if each.is_first else second for each in draft.members.all()
    }

    page = browser.post(team_url(listing), {"action": "shares", "kind": kind, **shares})

    assert words in page.text
    assert [each.share for each in draft.members.all()] == [1, 1]


def test_shares_in_money_are_kept_to_the_cent(ada, bo, listing, draft, sign_in):
    browser = sign_in(ada.user)
    name(browser, listing, bo.user.email)
    shares = {
        f"share_{each.pk}": "300.01" if each.is_first else "347.99" for each in draft.members.all()
    }

    browser.post(team_url(listing), {"action": "shares", "kind": "money", **shares})

    assert [each.share for each in draft.members.all()] == [30001, 34799]
    page = browser.get(team_url(listing)).text
    assert "$300.01" in page
    assert "$347.99" in page


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

    page = sign_in(ada.user).post(reverse("applications:check", args=[draft.pk]), follow=True)

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


@pytest.fixture
def offer(ada, bo, listing):
    application = make.application(student=ada, listing=listing, status="offered")
    team(application, [bo], [3333, 6667])
    return make.offer(application=application)


def accept_url(offer):
    return reverse("payments:accept", args=[offer.pk])


def test_an_offer_is_accepted_when_each_of_the_team_has(ada, bo, offer, sign_in):
    first = sign_in(ada.user).post(accept_url(offer), {"agree": "on"}, follow=True)
    assert "It counts once all of your team have" in first.text
    assert not Placement.objects.exists()
    assert "Has not answered yet" in sign_in(bo.user).get(offer.get_absolute_url()).text

    sign_in(bo.user).post(accept_url(offer), {"agree": "on"})

    placement = Placement.objects.get()
    assert [(each.student, each.share) for each in placement.members.all()] == [
        (ada, 3333),
        (bo, 6667),
    ]
    assert {each.by for each in offer.acceptances.filter(side="student")} == {ada.user, bo.user}
    for student in (ada, bo):
        page = sign_in(student.user).get(placement.get_absolute_url())
        assert "The team" in page.text


def test_one_who_refuses_refuses_for_the_team(ada, bo, offer, sign_in):
    sign_in(ada.user).post(accept_url(offer), {"agree": "on"})
    sign_in(bo.user).post(reverse("applications:refuse", args=[offer.pk]), {"word": ""})

    offer.refresh_from_db()
    assert offer.status == "declined"
    assert "no longer be accepted" in (
        sign_in(bo.user).post(accept_url(offer), {"agree": "on"}, follow=True).text
    )
    assert not Placement.objects.exists()


def test_accepting_twice_is_accepting_once(ada, offer, sign_in):
    sign_in(ada.user).post(accept_url(offer), {"agree": "on"})
    sign_in(ada.user).post(accept_url(offer), {"agree": "on"})

    assert offer.acceptances.filter(by=ada.user).count() == 1
    assert not Placement.objects.exists()


def test_the_shares_of_a_placement_do_not_change(ada, bo, offer):
    actions.agree(offer, ada.user)
    actions.agree(offer, bo.user)

    with pytest.raises(IntegrityError), transaction.atomic():
        PlacementMember.objects.update(share=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlacementMember.objects.first().delete()


@pytest.mark.django_db(transaction=True)
def test_two_of_a_team_who_accept_at_once_make_one_placement():
    ada = make.student()
    bo = make.student(university=ada.university)
    application = make.application(
        student=ada,
        listing=make.listing(approved_by=ada.university, team_most=2),
        status="offered",
    )
    team(application, [bo], [5000, 5000])
    offer = make.offer(application=application)
    at_once = Barrier(2)

    def accept(who):
        mine = type(offer).objects.select_related("application__listing").get(pk=offer.pk)
        at_once.wait()
        try:
            actions.agree(mine, who.user)
        finally:
            connection.close()

    threads = [Thread(target=accept, args=[who]) for who in (ada, bo)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Placement.objects.get().members.count() == 2


# On a machine that does much else.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
weights = st.lists(st.integers(1, 10_000), min_size=2, max_size=4)


@unhurried
@given(st.integers(0, 10**10), weights)
def test_parts_add_up_and_are_within_a_cent_of_the_share(minor, shares):
    parts = split_by(minor, shares)

    assert sum(parts) == minor
    whole = sum(shares)
    for part, share in zip(parts, shares, strict=True):
        assert abs(part * whole - minor * share) < whole


@unhurried
@given(st.lists(st.integers(1, 10**8), min_size=1, max_size=4), weights)
def test_parts_of_several_amounts_add_up_both_ways(amounts, shares):
    rows = split_parts(amounts, shares)

    assert [sum(row) for row in rows] == amounts
    assert all(part >= 0 for row in rows for part in row)
    if min(amounts) > 100:
        totals = [sum(row[n] for row in rows) for n in range(len(shares))]
        fallen_back = rows[-1] == split_by(amounts[-1], shares)
        assert totals == split_by(sum(amounts), shares) or fallen_back


def shares_of(team, *values):
    pairs = zip(team.members.all(), values, strict=True)
    return {f"share_{member.pk}": value for member, value in pairs}


def test_one_more_in_the_team_is_another_share_for_who_had_confirmed(
    ada, bo, listing, draft, sign_in
):
    browser = sign_in(ada.user)
    name(browser, listing, bo.user.email)
    was_half = actions.part_of(asked(draft, bo))
    answer(sign_in, bo, asked(draft, bo))
    Email.objects.all().delete()

    name(browser, listing, "cy@uni.example")

    row = asked(draft, bo)
    assert row.status == "asked"
    assert Email.objects.filter(to=bo.user.email).count() == 1
    page = answer(sign_in, bo, row, share=was_half)
    assert "The shares have changed." in page.text
    answer(sign_in, bo, row)
    assert asked(draft, bo).status == "confirmed"


def test_one_less_in_the_team_is_another_share_too(ada, bo, listing, draft, sign_in):
    browser = sign_in(ada.user)
    name(browser, listing, bo.user.email)
    name(browser, listing, "cy@uni.example")
    answer(sign_in, bo, asked(draft, bo))

    gone = draft.members.get(email="cy@uni.example")
    browser.post(team_url(listing), {"action": "drop", "member": gone.pk})

    assert asked(draft, bo).status == "asked"


@pytest.mark.parametrize("others", [1, 2])
def test_shares_that_are_sent_back_as_they_were_ask_nobody_again(
    ada, bo, listing, draft, sign_in, others
):
    browser = sign_in(ada.user)
    name(browser, listing, bo.user.email)
    if others == 2:
        name(browser, listing, "cy@uni.example")
    answer(sign_in, bo, asked(draft, bo))
    form = browser.get(team_url(listing)).context["shares_form"]
    same = {field.name: field.initial for field in form}

    browser.post(team_url(listing), {"action": "shares", **same})

    assert asked(draft, bo).status == "confirmed"


def test_the_same_shares_in_money_are_the_same_shares(ada, bo, listing, draft, sign_in):
    browser = sign_in(ada.user)
    name(browser, listing, bo.user.email)
    answer(sign_in, bo, asked(draft, bo))
    half = listing.student_minor / 200

    page = browser.post(
        team_url(listing),
        {"action": "shares", "kind": "money", **shares_of(draft, half, half)},
        follow=True,
    )

    assert "Kept." in page.text
    assert asked(draft, bo).status == "confirmed"
    assert {member.share for member in draft.members.all()} == {listing.student_minor // 2}


def test_of_equals_the_first_get_the_cents_left_over():
    assert split_by(100, [1, 1, 1]) == [34, 33, 33]
    assert split_by(101, [1, 1, 1]) == [34, 34, 33]


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


def test_shares_in_percent_add_up(ada, bo, draft):
    team(draft, [bo, mate(ada, "cy")], [1, 1, 1])

    assert [each.percent for each in team_of(draft)] == ["33.34 %", "33.33 %", "33.33 %"]
