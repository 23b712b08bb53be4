"""The demo's payments, through the stand-in over HTTP."""

import pytest
from django.urls import reverse

from accounts.models import User
from applications.models import (
    Application,
    Delivery,
    DeliveryFile,
    Hours,
    Milestone,
    Placement,
)
from marketplace.demo import history, story
from notifications.models import Email
from payments import gateway, ledger
from payments.models import (
    BankReceipt,
    BankTransfer,
    Break,
    BudgetReturn,
    Funding,
    Payee,
    Payout,
    Sponsorship,
)
from tests.demo.test_load import demo, statuses


@pytest.fixture
def paid(paid_once, db, media, settings) -> None:
    """The demo with its payments."""
    settings.MEDIA_ROOT = media


def test_placements_are_in_every_state_and_the_books_add_up(paid):
    assert statuses(Placement.objects) == set(Placement.Status.values)
    assert statuses(Milestone.objects) == set(Milestone.Status.values)
    assert statuses(Delivery.objects) == set(Delivery.Status.values)
    assert statuses(Payout.objects) >= {"waiting", "sent"}
    assert statuses(Funding.objects) == {"succeeded"}
    assert ledger.problems(gateway.balance()) == []


def test_somebody_is_to_pay_somebody_to_approve_and_somebody_to_set_up(paid):
    to_pay = Placement.objects.filter(status="accepted")
    assert {each.student.user.email for each in to_pay} == {
        "rohan.iyer@sahyagiri.example",
        "catrin.bowen@ashcombe.example",
    }
    assert Milestone.objects.get(status="delivered").review_by is not None
    owed = Payout.objects.get(status="waiting", rail="connect")
    assert owed.student.user.email == "kwame.mensah@ashcombe.example"
    assert not Payee.objects.filter(student=owed.student).exists()


def test_a_team_of_three_is_at_work_each_with_hours_of_their_own(paid):
    placement = Placement.objects.get(members__position=3)

    assert placement.status == "active"
    first = Funding.objects.get(milestone__placement=placement)
    assert first.paid_at == first.milestone.funded_at == placement.started_at
    logged = Hours.objects.filter(placement=placement).values_list("student", flat=True)
    assert set(logged) == set(placement.members.values_list("student", flat=True))


def test_students_who_were_paid_were_told(paid):
    # Mails of earlier terms are not kept as long.
    earlier = Sponsorship.objects.filter(budget__name=history.BUDGET).values("milestone")
    now = Payout.objects.filter(status="sent").exclude(milestone__in=earlier)
    assert now
    for payout in now:
        assert Email.objects.filter(to=payout.student.user.email, key__contains="paid").exists()


def test_money_moves_once(paid, paid_once):
    assert "went through" in paid_once
    before = Funding.objects.count()

    assert story.unfinished() == []
    assert "went through" not in demo()

    assert Funding.objects.count() == before


def test_nobody_but_the_first_part_was_paid_for(paid):
    jonah = User.objects.get(email="jonah.reyes@tamarack.example")
    application = Application.objects.get(student__user=jonah, status="accepted")
    parts = Milestone.objects.filter(offer__application=application).order_by("position")

    assert [part.status for part in parts] == ["funded", "agreed"]


def test_each_placement_and_file_can_be_read_by_both_sides(paid, sign_in):
    for placement in Placement.objects.select_related("student__user", "listing__created_by"):
        for user in (placement.student.user, placement.listing.created_by):
            client = sign_in(user)
            assert client.get(placement.get_absolute_url()).status_code == 200
            for file in DeliveryFile.objects.filter(delivery__milestone__placement=placement):
                url = reverse("applications:delivery_file", args=[file.pk])
                assert client.get(url).status_code == 200


def test_our_staff_have_something_to_confirm_to_send_and_to_look_into(paid):
    staff = User.objects.filter(kind="platform")

    assert BankReceipt.objects.to_confirm().exists() is staff.exists()
    assert BankTransfer.objects.to_confirm().exists() is staff.exists()
    assert BudgetReturn.objects.get().status == "to_send"
    assert Break.objects.get().currency == ""  # stops nobody's pay
