"""Who of a team receives how much: agreed by each, and to the cent."""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from applications import actions
from applications.models import PlacementMember
from applications.teams import team_of
from marketplace.money import split_by, split_parts
from notifications.models import Email
from tests import make
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


def test_a_share_of_any_length_is_another_share(ada, bo, listing, draft, sign_in):
    name(sign_in(ada.user), listing, bo.user.email)

    page = answer(sign_in, bo, asked(draft, bo), share="9" * 5000)

    assert "The shares have changed" in page.text
    assert asked(draft, bo).status == "asked"


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


@pytest.fixture
def offer(ada, bo, listing):
    application = make.application(student=ada, listing=listing, status="offered")
    team(application, [bo], [3333, 6667])
    return make.offer(application=application)


def test_the_shares_of_a_placement_do_not_change(ada, bo, offer):
    actions.agree(offer, ada.user)
    actions.agree(offer, bo.user)

    with pytest.raises(IntegrityError), transaction.atomic():
        PlacementMember.objects.update(share=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlacementMember.objects.first().delete()


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


def test_shares_in_percent_add_up(ada, bo, draft):
    team(draft, [bo, mate(ada, "cy")], [1, 1, 1])

    assert [each.percent for each in team_of(draft)] == ["33.34 %", "33.33 %", "33.33 %"]
