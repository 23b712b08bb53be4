"""The one writer, and the questions that find what it would never write."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import Error, IntegrityError, connection, transaction

from payments import ledger, sealing
from payments.ledger import KeyTaken, Kind, account
from payments.models import Entry, Journal, LedgerAccount
from tests import make


@pytest.fixture
def stripe(db):
    return account(Kind.STRIPE_BALANCE, "USD")


@pytest.fixture
def hold(db):
    return account(Kind.HOLD, "USD", milestone=make.placement().milestones.get())


def test_a_journal_moves_what_its_legs_say(stripe, hold):
    ledger.post("x:1", "x", [(stripe, 100), (hold, -100)])

    assert (ledger.balance(stripe), ledger.balance(hold)) == (100, -100)
    hold.refresh_from_db()
    assert hold.balance == -100
    assert ledger.totals(Kind.STRIPE_BALANCE) == {"USD": 100}
    _undo(hold)


def test_an_account_that_another_has_made_meanwhile_is_the_same(hold):
    whose = hold.milestone.offer.made_by
    place = (Kind.PAYEE_PAYABLE, "USD", hold.milestone, whose)

    assert ledger.new_account(*place) == ledger.new_account(*place)


def test_the_same_key_again_writes_nothing(stripe, hold):
    first = ledger.post("x:1", "x", [(stripe, 100), (hold, -100)])

    again = ledger.post("x:1", "x", [(hold, -100), (stripe, 100)])

    assert again == first
    assert Entry.objects.count() == 2
    _undo(hold)


def test_the_same_key_for_something_else_is_refused(stripe, hold):
    ledger.post("x:1", "x", [(stripe, 100), (hold, -100)])

    with pytest.raises(KeyTaken):
        ledger.post("x:1", "x", [(stripe, 90), (hold, -90)])

    _undo(hold)


@pytest.mark.parametrize("amounts", [(100, -99), (0, 0), (100, 100)])
def test_legs_that_do_not_sum_to_zero_are_refused(stripe, hold, amounts):
    with pytest.raises(ValueError, match="not a journal"):
        ledger.post("x:1", "x", zip((stripe, hold), amounts, strict=True))

    assert not Journal.objects.exists()


def test_a_leg_of_zero_is_left_out(stripe, hold):
    fee = account(Kind.PLATFORM_FEE, "USD")

    journal = ledger.post("x:1", "x", [(stripe, 100), (hold, -100), (fee, 0)])

    assert journal.entries.count() == 2
    _undo(hold)


def test_nobody_takes_more_out_of_a_hold_than_is_in_it(stripe, hold):
    ledger.post("x:1", "x", [(stripe, 100), (hold, -100)])

    with pytest.raises(IntegrityError, match="account_not_overdrawn"), transaction.atomic():
        ledger.post("x:2", "x", [(hold, 101), (stripe, -101)])

    hold.refresh_from_db()
    assert hold.balance == -100
    _undo(hold)


def test_an_account_is_made_once(hold):
    again = account(Kind.HOLD, "USD", milestone=hold.milestone)

    assert again == hold
    assert LedgerAccount.objects.count() == 1


def test_the_books_of_a_whole_project_add_up(db):
    make.payout(sent=True)
    make.delivered()

    assert ledger.problems() == []


def _plant_an_unbalanced_journal():
    journal = Journal.objects.create(key="x:planted", kind="x")
    Entry.objects.create(
        journal=journal,
        account=account(Kind.STRIPE_BALANCE, "USD"),
        currency="USD",
        amount=1,
    )
    return "journal x:planted is off by 1 USD"


def _plant_an_empty_journal():
    Journal.objects.create(key="x:planted", kind="x")
    return "journal x:planted is empty"


def _plant_a_hold_without_a_payment():
    milestone = make.placement().milestones.get()
    stripe = account(Kind.STRIPE_BALANCE, "USD")
    hold = account(Kind.HOLD, "USD", milestone=milestone)
    ledger.post("x:planted", "x", [(stripe, 5), (hold, -5)])
    return f"milestone {milestone.pk} is agreed and holds 5, not 0"


def _plant_a_payment_without_a_journal():
    funding = make.funded()
    type(funding).objects.filter(pk=funding.pk).update(status="open", applied=False)
    return f"payment {funding.pk} is open, and its journal says otherwise"


def _plant_work_that_is_approved_and_not_owed():
    milestone = make.delivered()
    type(milestone).objects.filter(pk=milestone.pk).update(status="approved")
    return f"milestone {milestone.pk} is approved without a payout of what is the student's"


def _plant_a_payout_that_is_still_owed():
    payout = make.payout()
    stripe = account(Kind.STRIPE_BALANCE, "USD")
    owed = LedgerAccount.objects.get(kind="payee_payable")
    ledger.post("x:planted", "x", [(stripe, 1), (owed, -1)])
    return f"payout {payout.pk} is waiting, and 64801 of it is owed"


@pytest.mark.parametrize(
    "plant",
    [
        _plant_an_unbalanced_journal,
        _plant_an_empty_journal,
        _plant_a_hold_without_a_payment,
        _plant_a_payment_without_a_journal,
        _plant_work_that_is_approved_and_not_owed,
        _plant_a_payout_that_is_still_owed,
    ],
)
def test_what_does_not_add_up_is_found(db, plant):
    with transaction.atomic():
        wrong = plant()
        found = ledger.problems()
        transaction.set_rollback(True)

    assert wrong in found


def test_a_difference_from_stripe_is_found(db):
    make.funded()

    assert ledger.problems({"USD": 720_00 - 21_18}) == []
    assert ledger.problems({"USD": 720_00}) == ["Stripe has 72000 USD, the ledger says 69882"]


def _undo(hold):
    """These tests move money that no payment brought: take it out again for the last check."""
    hold.refresh_from_db()
    stripe = account(Kind.STRIPE_BALANCE, "USD")
    if hold.balance:
        ledger.post("x:undo", "x", [(hold, -hold.balance), (stripe, hold.balance)])


def test_journals_of_a_server_that_was_further_on_are_sealed_anew(db):
    journal = Journal.objects.get(key=f"fund:{make.funded().pk}")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE payments_journal DISABLE TRIGGER journal_append_only")
        cursor.execute("UPDATE payments_journal SET xid = '9000000000000'::xid8")
        cursor.execute("ALTER TABLE payments_journal ENABLE TRIGGER journal_append_only")
    assert any("further on" in each for each in ledger.problems())

    call_command("seal_journals", stdout=StringIO())

    assert ledger.problems() == []
    assert sealing.seal() == 0
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        Journal.objects.filter(pk=journal.pk).update(kind="x")
