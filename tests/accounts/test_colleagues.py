"""Who works in a career centre: asked by mail, with roles that count at once, sent away."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts import colleagues
from accounts.models import Role, StaffInvitation, UniversityStaff, User
from notifications.models import Email
from tests import make

pytestmark = pytest.mark.django_db
PAGE = "accounts:colleagues"


@pytest.fixture
def boss():
    """The only administrator."""
    return make.staff(roles=["administrator"])


def ask(browser, email, *roles):
    return browser.post(reverse(PAGE), {"email": email, "roles": roles or "moderator"}, follow=True)


def url(name, row):
    return reverse(f"accounts:{name}", args=[row.pk])


def roles(of):
    rows = UniversityStaff.objects.filter(university=of.staff_of.university)
    return dict(rows.values_list("user__email", "roles"))


def test_who_is_asked_by_mail_joins_with_the_roles_of_the_invitation(boss, sign_in, client):
    said = ask(sign_in(boss), "Jo@Uni.example", "analyst", "moderator")
    invitation = StaffInvitation.objects.get()
    mail = Email.objects.get(to="jo@uni.example")
    assert "jo@uni.example has a link by mail" in said.text
    assert "Moderator, Analyst" in mail.body
    assert invitation.get_absolute_url() in mail.body
    page = client.get(invitation.get_absolute_url()).text
    assert f"{reverse('account_signup')}?as=staff&amp;email=jo%40uni.example" in page

    jo = make.second_factor(make.user("staff", email="jo@uni.example"))
    browser = sign_in(jo)
    assert "asks you to work for" in browser.get(reverse("accounts:start")).text
    assert browser.get(reverse("listings:queue")).status_code == 403
    browser.post(url("accept_staff_invitation", invitation))

    assert roles(boss)["jo@uni.example"] == ["moderator", "analyst"]
    assert browser.get(reverse("listings:queue")).status_code == 200
    assert browser.get(reverse("accounts:start")).url == reverse("listings:queue")
    assert Email.objects.filter(to=boss.email, kind="accounts/staff_joined").count() == 1


def sign_up(client, email):
    fields = {"kind": "staff", "name": "Jo Bell", "email": email, "password1": make.PASSWORD}
    return client.post(reverse("account_signup"), fields)


def test_nobody_signs_up_for_a_career_centre_without_an_invitation(boss, client):
    shown = client.get(reverse("account_signup"), {"as": "staff", "email": "jo@uni.example"}).text
    assert "a career centre has invited me" in shown
    assert "career centre has invited me" not in client.get(reverse("account_signup")).text

    refused = sign_up(client, "jo@uni.example")
    assert "No invitation waits for this address" in refused.text
    assert not User.objects.filter(email="jo@uni.example").exists()

    make.staff_invitation("jo@uni.example", by=boss)
    assert sign_up(client, "jo@uni.example").status_code == 302
    assert User.objects.get(email="jo@uni.example").kind == "staff"


def too_old(row):
    StaffInvitation.objects.update(sent_at=timezone.now() - timedelta(days=7, seconds=1))


def taken_back(row):
    colleagues.take_back(row, row.by)


def of_who_has_no_say(row):
    second = make.staff(row.university)
    colleagues.give_roles(row.by.staff_of, ["moderator"], second)


def of_who_is_gone(row):
    second = make.staff(row.university)
    colleagues.remove(row.by.staff_of, second)


@pytest.mark.parametrize("ended", [too_old, taken_back, of_who_has_no_say, of_who_is_gone])
def test_an_invitation_that_is_over_lets_nobody_in_and_says_so(ended, sign_in):
    row = make.staff_invitation()
    person = make.second_factor(make.user("staff", email=row.email))
    browser = sign_in(person)
    ended(row)

    assert "This invitation is over" in browser.get(row.get_absolute_url()).text
    browser.post(url("accept_staff_invitation", row))
    assert not UniversityStaff.objects.filter(user=person).exists()


def test_one_works_for_one_university_at_a_time_and_with_one_account(boss, sign_in):
    row = make.staff_invitation(boss.email)
    browser = sign_in(boss)
    assert "Leave that one first" in browser.get(row.get_absolute_url()).text
    assert "Leave that one" in browser.post(url("accept_staff_invitation", row), follow=True).text
    assert roles(boss) == {boss.email: ["administrator"]}

    other = make.staff_invitation(make.employer().email, by=boss)
    employer = sign_in(User.objects.get(email=other.email))
    assert "one account has one side" in employer.get(other.get_absolute_url()).text
    assert "you are signed in as" in employer.get(row.get_absolute_url()).text
    assert employer.post(url("accept_staff_invitation", row)).status_code == 403


def test_only_addresses_at_the_domains_that_it_names_are_asked(boss, sign_in):
    browser = sign_in(boss)
    domains = reverse("accounts:staff_domains")
    wrong = browser.post(domains, {"domains": "uni.edu\nnot a domain!"}).text
    assert "is not a domain" in wrong
    assert "not a domain!" in wrong

    browser.post(domains, {"domains": "@Uni.edu, careers.uni.edu"})
    assert "are not asked" not in ask(browser, "jo@uni.edu").text
    refused = ask(browser, "jo@gmail.com").text
    assert "Only addresses at your staff’s e-mail domains" in refused
    assert "jo@gmail.com" in refused
    assert [row.email for row in StaffInvitation.objects.all()] == ["jo@uni.edu"]
    with pytest.raises(colleagues.NotAllowed):
        colleagues.invite(boss.staff_of.university, boss, "jo@sub.uni.edu", ["moderator"])


def test_a_role_that_is_taken_or_given_counts_with_the_next_click(boss, sign_in):
    member = make.staff(boss.staff_of.university, roles=["moderator"])
    theirs, browser = sign_in(member), sign_in(boss)
    queue, budgets = reverse("listings:queue"), reverse("payments:new_budget")
    assert [theirs.get(page).status_code for page in (queue, budgets)] == [200, 403]
    assert queue in theirs.get(reverse("accounts:settings")).text

    assert "Choose at least one" in browser.post(url("colleague", member.staff_of), {}).text
    said = browser.post(url("colleague", member.staff_of), {"roles": ["funder"]}, follow=True)

    assert "is now: Funder" in said.text
    assert [theirs.get(page).status_code for page in (queue, budgets)] == [403, 200]
    assert queue not in theirs.get(reverse("accounts:settings")).text
    told = Email.objects.get(to=member.email, kind="accounts/staff_roles")
    assert "You are now: Funder" in told.body


def test_who_is_sent_away_opens_nothing_from_the_next_click_on(boss, sign_in):
    member = make.staff(boss.staff_of.university, roles=Role.values)
    theirs, browser = sign_in(member), sign_in(boss)
    assert theirs.get(reverse(PAGE)).status_code == 200

    assert "Remove" in browser.get(url("remove_colleague", member.staff_of)).text
    browser.post(url("remove_colleague", member.staff_of))

    for name in (PAGE, "listings:queue", "payments:budgets", "accounts:mails"):
        assert theirs.get(reverse(name)).status_code in {403, 404}
    assert "You work for no university here" in theirs.get(reverse("accounts:start")).text
    assert Email.objects.filter(to=member.email, kind="accounts/staff_removed").count() == 1


def test_the_last_administrator_stays_until_somebody_else_is_one(boss, sign_in):
    member, browser = make.staff(boss.staff_of.university, roles=["moderator"]), sign_in(boss)
    leave, only_decide = reverse("accounts:leave_university"), {"roles": ["moderator"]}
    for answer in (
        browser.post(leave, follow=True),
        browser.post(url("colleague", boss.staff_of), only_decide),
    ):
        assert "A university keeps an administrator" in answer.text
    assert browser.post(url("remove_colleague", boss.staff_of)).url == leave
    assert roles(boss)[boss.email] == ["administrator"]

    # One who cannot sign in is none.
    closed = make.staff(boss.staff_of.university, roles=["administrator"], is_active=False)
    with pytest.raises(colleagues.LastAdministrator):
        colleagues.remove(boss.staff_of, boss)

    colleagues.give_roles(member.staff_of, ["administrator"], boss)
    left = browser.post(leave, follow=True)
    assert "You do not work for" in left.text
    assert set(roles(closed)) == {member.email, closed.email}


def test_only_an_administrator_says_who_works_there(boss, sign_in):
    row = make.staff_invitation(by=boss)
    member = make.staff(boss.staff_of.university, roles=["moderator", "funder", "analyst"])
    browser = sign_in(member)

    page = browser.get(reverse(PAGE)).text
    assert boss.email in page
    assert "Ask somebody to join" not in page
    assert row.email not in page
    for answer in (
        ask(browser, "new@uni.example"),
        browser.post(url("take_back_staff", row)),
        browser.post(url("colleague", member.staff_of), {"roles": Role.values}),
        browser.post(url("remove_colleague", boss.staff_of)),
        browser.post(reverse("accounts:staff_domains"), {"domains": "evil.example"}),
    ):
        assert answer.status_code == 403
    with pytest.raises(colleagues.NotAdministrator):
        colleagues.invite(boss.staff_of.university, member, "new@uni.example", ["moderator"])
    with pytest.raises(colleagues.NotAdministrator):
        colleagues.give_roles(member.staff_of, Role.values, member)
    assert len(roles(boss)) == 2
    assert list(StaffInvitation.objects.all()) == [row]


def test_asked_again_it_is_one_invitation_with_a_new_mail_and_the_same_link(boss, sign_in):
    browser = sign_in(boss)
    ask(browser, "jo@uni.example")
    row = StaffInvitation.objects.get()
    too_old(row)
    ask(browser, "jo@uni.example", "funder")

    again = StaffInvitation.objects.get()
    assert (again.pk, again.roles, again.is_open) == (row.pk, ["funder"], True)
    assert Email.objects.filter(to="jo@uni.example").count() == 2
    assert "They work here already" in ask(browser, boss.email).text


def test_only_administrators_word_mails(boss, sign_in):
    kind = {"room": "applications", "name": "declined"}
    words, mail = (reverse(f"accounts:{name}", kwargs=kind) for name in ("mail_words", "mail"))
    member = sign_in(make.staff(boss.staff_of.university, roles=["moderator"]))

    assert member.get(words).status_code == 403
    assert words not in member.get(mail).text
    assert sign_in(boss).get(words).status_code == 200


def test_the_page_asks_the_database_the_same_for_many(boss, sign_in, django_assert_num_queries):
    browser = sign_in(boss)
    browser.get(reverse(PAGE))
    with django_assert_num_queries(6):
        browser.get(reverse(PAGE))
    for n in range(3):
        make.staff(boss.staff_of.university)
        make.staff_invitation(f"m{n}@example.org", by=boss)
    with django_assert_num_queries(6):
        browser.get(reverse(PAGE))


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_leave_at_once_one_stays():
    first = make.staff(roles=["administrator"])
    both = [first, make.staff(first.staff_of.university, roles=["administrator"])]
    start, refused = threading.Barrier(2), []

    def leave(person):
        start.wait()
        try:
            colleagues.remove(person.staff_of, person)
        except colleagues.LastAdministrator:
            refused.append(person)
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=[each]) for each in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert UniversityStaff.objects.filter(roles__contains=["administrator"]).count() == 1


def test_of_two_administrators_who_remove_each_other_at_once_one_is_told(
    boss, sign_in, monkeypatch
):
    """Between what the page asks and what the action holds the other one was quicker."""
    other = make.staff(boss.staff_of.university, roles=["administrator"])

    def too_late(staff, by):
        raise colleagues.NotAdministrator

    monkeypatch.setattr(colleagues, "remove", too_late)
    said = sign_in(boss).post(url("remove_colleague", other.staff_of), follow=True)

    assert "Only an administrator can do that" in said.text
