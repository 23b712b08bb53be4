"""Several people act for one organisation: asked by mail, with roles, leaving and sent away."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import members
from accounts.models import Invitation, Membership
from notifications.models import Email
from tests import make

pytestmark = pytest.mark.django_db
PAGE = "accounts:members"


@pytest.fixture
def owner():
    return make.employer()


def colleague(of, role="member"):
    person = make.employer(of=of.membership.organisation)
    Membership.objects.filter(user=person).update(role=role)
    return person


def ask(browser, email, role="member"):
    return browser.post(reverse(PAGE), {"email": email, "role": role}, follow=True)


def url(name, row):
    return reverse(f"accounts:{name}", args=[row.pk])


def roles(of):
    rows = Membership.objects.filter(organisation=of.membership.organisation)
    return dict(rows.values_list("user__email", "role"))


def test_who_is_asked_by_mail_joins_by_its_link_and_opens_the_same_work(owner, sign_in):
    listing = make.listing(organisation=owner.membership.organisation, created_by=owner)
    said = ask(sign_in(owner), "Jo@Bakers.example")
    invitation = Invitation.objects.get()
    mail = Email.objects.get(to="jo@bakers.example")
    assert "jo@bakers.example has a link by mail" in said.text
    assert invitation.get_absolute_url() in mail.body

    jo = make.user("employer", email="jo@bakers.example")
    browser = sign_in(jo)
    assert "asks you to act for" in browser.get(reverse("accounts:organisation_edit")).text
    assert url("accept_invitation", invitation) in browser.get(invitation.get_absolute_url()).text
    browser.post(url("accept_invitation", invitation))

    assert roles(owner) == {owner.email: "owner", jo.email: "member"}
    assert browser.get(reverse("listings:manage", args=[listing.slug])).status_code == 200
    assert Email.objects.filter(to=owner.email, key__startswith="member-joined").count() == 1


def test_a_link_asks_a_stranger_to_sign_in_with_the_address_it_was_sent_to(client, sign_in):
    row = make.invitation(to="jo+a@bakers.example")
    page = client.get(row.get_absolute_url())
    signup = f"{reverse('account_signup')}?as=employer&email=jo%2Ba%40bakers.example"
    assert signup.replace("&", "&amp;") in page.text
    assert 'value="jo+a@bakers.example"' in client.get(signup).text

    other = sign_in(make.user("employer"))
    assert "you are signed in as" in other.get(row.get_absolute_url()).text
    assert other.post(url("accept_invitation", row)).status_code == 404
    student = sign_in(make.user("student", email=row.email))
    assert "one account has one side" in student.get(row.get_absolute_url()).text


def too_old(row):
    Invitation.objects.update(sent_at=timezone.now() - timedelta(days=7, seconds=1))


def taken_back(row):
    members.take_back(row, row.by)


def of_who_has_no_say(row):
    members.invite(row.organisation, row.by, "second@example.org", "owner")
    second = make.employer(of=row.organisation)
    members.give_role(row.by.membership, "member", second)


@pytest.mark.parametrize("ended", [too_old, taken_back, of_who_has_no_say])
def test_an_invitation_that_is_over_lets_nobody_in_and_says_so(ended, sign_in):
    row = make.invitation()
    browser = sign_in(make.user("employer", email=row.email))
    ended(row)

    assert "This invitation is over" in browser.get(row.get_absolute_url()).text
    browser.post(url("accept_invitation", row))
    assert not Membership.objects.filter(user__email=row.email).exists()


def test_one_acts_for_one_organisation_at_a_time(owner, sign_in):
    row = make.invitation(to=owner.email)
    browser = sign_in(owner)

    assert "Leave that one first" in browser.get(row.get_absolute_url()).text
    said = browser.post(url("accept_invitation", row), follow=True)
    assert "Leave that one first" in said.text
    assert Membership.objects.get(user=owner).organisation == owner.membership.organisation


def test_asked_again_it_is_one_invitation_with_a_new_mail_and_the_same_link(owner, sign_in):
    browser = sign_in(owner)
    ask(browser, "jo@bakers.example")
    row = Invitation.objects.get()
    too_old(row)
    ask(browser, "jo@bakers.example", "owner")

    again = Invitation.objects.get()
    assert (again.pk, again.role, again.is_open) == (row.pk, "owner", True)
    assert Email.objects.filter(to="jo@bakers.example").count() == 2
    assert "They belong to your organisation already" in ask(browser, owner.email).text


def test_only_an_owner_says_who_belongs_to_it(owner, sign_in):
    row, member = make.invitation(by=owner), colleague(owner)
    browser = sign_in(member)

    assert "Ask somebody to join" not in browser.get(reverse(PAGE)).text
    for answer in (
        ask(browser, "new@bakers.example"),
        browser.post(url("take_back_invitation", row), follow=True),
        browser.post(url("give_role", member.membership), {"owner": "1"}, follow=True),
        browser.post(url("remove_member", owner.membership), follow=True),
    ):
        assert "Only an owner can do that" in answer.text
    assert roles(owner) == {owner.email: "owner", member.email: "member"}
    assert list(Invitation.objects.all()) == [row]


def test_the_last_owner_stays_until_somebody_else_is_one(owner, sign_in):
    member, browser = colleague(owner), sign_in(owner)
    for answer in (
        browser.post(url("remove_member", owner.membership), follow=True),
        browser.post(url("give_role", owner.membership), follow=True),
    ):
        assert "An organisation keeps an owner" in answer.text

    browser.post(url("give_role", member.membership), {"owner": "1"})
    left = browser.post(url("remove_member", owner.membership), follow=True)

    assert "You have left" in left.text
    assert Membership.objects.filter(user=member, role="owner").exists()
    assert not Membership.objects.filter(user=owner).exists()
    assert Email.objects.filter(to=member.email, key__startswith="member-left").count() == 1


def test_who_is_sent_away_opens_nothing_from_the_next_click_on(owner, sign_in):
    listing = make.listing(organisation=owner.membership.organisation, created_by=owner)
    member = colleague(owner)
    theirs = sign_in(member)
    manage = reverse("listings:manage", args=[listing.slug])
    assert theirs.get(manage).status_code == 200

    browser = sign_in(owner)
    assert "Remove" in browser.get(url("remove_member", member.membership)).text
    browser.post(url("remove_member", member.membership))

    assert theirs.get(manage).status_code == 404
    assert Email.objects.filter(to=member.email, key__startswith="member-removed").count() == 1


def test_there_is_a_most_of_members_and_invitations(owner, sign_in, monkeypatch):
    monkeypatch.setattr(members, "MOST", 2)
    browser = sign_in(owner)
    ask(browser, "jo@bakers.example")

    assert "as many members and invitations as there may be: 2" in ask(browser, "b@b.example").text
    assert Invitation.objects.count() == 1


def test_the_page_asks_the_database_the_same_for_many_members(
    owner, sign_in, django_assert_num_queries
):
    browser = sign_in(owner)
    browser.get(reverse(PAGE))
    with django_assert_num_queries(5):
        browser.get(reverse(PAGE))
    for n in range(3):
        colleague(owner)
        make.invitation(by=owner, to=f"m{n}@example.org")
    with django_assert_num_queries(5):
        browser.get(reverse(PAGE))
