"""The platform's own staff begin with what waits for them, and the admin lets them do no harm."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.models import User
from tests import make
from tests.making.by_hand import payout_by_hand, recorded


@pytest.fixture
def browser(db, sign_in):
    return sign_in(make.platform())


def test_they_land_on_what_waits_for_them(browser):
    answer = browser.get(reverse("accounts:start"))

    assert answer.url == reverse("staff")
    assert "Nothing waits for our staff." in browser.get(reverse("staff")).text


def test_each_kind_of_thing_stands_there_with_its_way_in(browser):
    dispute = make.answered()
    report = make.report(title="A suspicious organisation")
    difference = make.difference()
    to_send, to_confirm = payout_by_hand(), recorded()
    skill = make.proposal("Underwater basketry")
    org = make.organisation(status="unverified")
    reversal = make.reversal()

    page = browser.get(reverse("staff")).text

    for url in (
        reverse("payments:decide", args=[dispute.pk]),
        report.get_absolute_url(),
        difference.get_absolute_url(),
        reverse("payments:transfer", args=[to_send.pk]),
        to_confirm.get_absolute_url(),
        reverse("admin:accounts_skill_change", args=[skill.pk]),
        reverse("admin:accounts_organisation_change", args=[org.pk]),
        reverse("payments:ledger"),
        reverse("admin:index"),
    ):
        assert f'href="{url}' in page
    assert reversal.payout.reference in page or reversal.status != "waits"


def test_what_is_late_says_so_and_many_cost_no_more_than_a_few(
    browser, django_assert_max_num_queries
):
    make.report(answer_by="2020-01-01T00:00Z")
    with django_assert_max_num_queries(45) as few:
        assert "Late since" in browser.get(reverse("staff")).text
    for _ in range(7):
        make.report()
    with django_assert_max_num_queries(len(few)):
        assert "See all 8" in browser.get(reverse("staff")).text


# --- The admin


def clerk():
    """Of our staff, with every permission there is, and no superuser."""
    row = make.platform(is_superuser=False)
    row.user_permissions.set(Permission.objects.all())
    return row


def test_nobody_but_a_superuser_touches_what_lets_others_in(db, sign_in):
    other = make.platform()
    factor = Authenticator.objects.get(user=other)
    browser = sign_in(clerk())

    for name in ("mfa_authenticator", "account_emailaddress", "usersessions_usersession"):
        assert browser.get(reverse(f"admin:{name}_changelist")).status_code == 403
    assert browser.get(reverse("admin:auth_group_changelist")).status_code == 403
    gone = reverse("admin:mfa_authenticator_delete", args=[factor.pk])
    assert browser.post(gone, {"post": "yes"}).status_code == 403
    boss = sign_in(make.platform())
    shown = boss.get(reverse("admin:mfa_authenticator_change", args=[factor.pk])).text
    assert "secret" not in shown
    boss.post(gone, {"post": "yes"})
    assert not Authenticator.objects.filter(pk=factor.pk).exists()


def test_no_clerk_makes_themselves_or_others_more_than_they_are(db, sign_in):
    me, student = clerk(), make.student().user
    browser = sign_in(me)
    for who in (me, student):
        given = {"name": who.name, "time_zone": "UTC", "is_active": "on", "is_superuser": "on"}
        given |= {"is_staff": "on", "kind": "platform", "email": "taken@over.example"}
        browser.post(reverse("admin:accounts_user_change", args=[who.pk]), given)
        row = User.objects.get(pk=who.pk)
        assert (row.is_superuser, row.email, row.kind) == (False, who.email, who.kind)
        assert row.is_staff == who.is_staff


def test_nobody_is_deleted_in_the_admin(db, sign_in):
    who = make.student().user
    browser = sign_in(make.platform())

    page = browser.get(reverse("admin:accounts_user_changelist")).text
    assert "delete_selected" not in page
    gone = reverse("admin:accounts_user_delete", args=[who.pk])
    assert browser.post(gone, {"post": "yes"}).status_code == 403
