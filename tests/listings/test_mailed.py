"""Approving from a mail: the link shows, the button decides, once."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import UniversityStaff, User
from listings import actions, mailed
from listings.models import Listing, ModerationEvent, Policy
from notifications.models import Email
from tests import make


@pytest.fixture
def moderation(db):
    return make.waiting()


@pytest.fixture
def staff(moderation):
    return make.staff(moderation.university, name="Ada Stone")


def link(moderation, user):
    return reverse("listings:approve_by_mail", args=[mailed.token(moderation, user)])


def press(address):
    page = Client().get(address)
    return Client().post(address, {"version": page.context["version"]}, follow=True)


def test_the_mail_has_a_link_for_each_of_the_staff(moderation, staff):
    make.staff(moderation.university)
    actions.withdraw(moderation.listing)
    actions.submit(Listing.objects.get())

    mails = Email.objects.filter(key__startswith="listing-submitted")
    links = {
        line for mail in mails for line in mail.body.splitlines() if "/moderation/mail/" in line
    }
    assert len(mails) == len(links) == 2


def test_looking_decides_nothing_and_the_button_approves_once(moderation, staff):
    address = link(moderation, staff)

    page = Client().get(address)
    assert moderation.listing.description in page.text
    assert "no-store" in page.headers["Cache-Control"]
    Client().head(address)
    moderation.refresh_from_db()
    assert moderation.status == "waiting"

    done = press(address)
    assert done.status_code == 410
    assert "Approved" in done.text
    moderation.refresh_from_db()
    assert (moderation.status, moderation.decided_by) == ("approved", staff)

    again = Client().post(address)
    assert again.status_code == 410
    assert ModerationEvent.objects.count() == 1


def test_it_is_used_up_for_good_also_when_the_listing_is_sent_again(moderation, staff):
    address = link(moderation, staff)
    actions.ask_for_changes(moderation, staff, "Say more, please.")
    actions.submit(Listing.objects.get())

    assert Client().get(address).status_code == 410
    assert Client().post(address).status_code == 410
    moderation.refresh_from_db()
    assert moderation.status == "waiting"


def test_it_is_used_up_also_where_the_listing_waits_again_without_being_sent(moderation, staff):
    address = link(moderation, staff)
    press(address)
    moderation.refresh_from_db()
    actions.suspend(moderation, staff)

    assert Client().get(address).status_code == 410
    assert Client().post(address).status_code == 410
    moderation.refresh_from_db()
    assert moderation.status == "waiting"


def opens_nothing(moderation, token):
    address = reverse("listings:approve_by_mail", args=[token])

    for page in (Client().get(address), Client().post(address)):
        assert page.status_code == 410
        assert moderation.listing.title not in page.text
    moderation.refresh_from_db()
    assert moderation.status == "waiting"


@pytest.mark.parametrize("what", ["forged", "other salt", "elsewhere", "late"])
def test_a_link_that_is_not_ours_opens_nothing(moderation, staff, what, monkeypatch):
    token = mailed.token(moderation, staff)
    if what == "late":
        monkeypatch.setattr(mailed, "LASTS", timedelta(seconds=-1))
    others = {
        "forged": token[:-2] + ("AA" if token[-2:] != "AA" else "BB"),
        "other salt": signing.dumps([moderation.pk, staff.pk, ""], salt="elsewhere"),
        "elsewhere": mailed.token(moderation, make.staff()),
    }

    opens_nothing(moderation, others.get(what, token))


@pytest.mark.parametrize("what", ["gone", "role", "inactive"])
def test_a_link_of_who_decides_no_more_opens_nothing(moderation, staff, what):
    token = mailed.token(moderation, staff)
    rows = UniversityStaff.objects.all()
    if what == "gone":
        rows.delete()
    elif what == "role":
        rows.update(roles=["analyst"])
    else:
        User.objects.filter(pk=staff.pk).update(is_active=False)

    opens_nothing(moderation, token)


@pytest.mark.parametrize("what", ["policy", "unverified", "claimed", "passed"])
def test_what_needs_a_closer_look_is_not_approved_from_a_mail(db, what):
    org = make.organisation(status="unverified" if what == "unverified" else "verified")
    row = make.waiting(organisation=org)
    staff = make.staff(row.university)
    address = link(row, staff)
    if what == "policy":
        Policy.objects.create(university=row.university, version=1, contractors=False)
    if what == "claimed":
        actions.claim(row, make.staff(row.university))
    if what == "passed":
        Listing.objects.update(apply_by=timezone.now() - timedelta(hours=1))

    page = Client().get(address)
    assert "It cannot be approved from a mail" in page.text
    Client().post(address, {"version": page.context["version"]})
    row.refresh_from_db()
    assert row.status == "waiting"


def test_what_was_changed_is_read_once_more(moderation, staff):
    address = link(moderation, staff)
    page = Client().get(address)
    moderation.listing.title = "Something else altogether"
    moderation.listing.save()

    again = Client().post(address, {"version": page.context["version"]})

    assert "read it once more" in again.text
    assert "Something else altogether" in again.text
    moderation.refresh_from_db()
    assert moderation.status == "waiting"
