"""What leaves a university's budget for the university: sent back by us, or taken by its bank."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from marketplace.states import WrongState
from notifications.models import Email
from payments import actions, ledger, paper_text, tasks
from payments.models import BudgetReturn, ReturnTransfer, TopUp, TopUpChargeback
from tests import make
from tests.making import budget as making
from tests.making import budget_back as back
from tests.making.by_hand import paper
from tests.payments.bank import tell

Kind = ledger.Kind


def url(name, row):
    return reverse(f"payments:{name}", args=[row.pk])


def mailed(key):
    return set(Email.objects.filter(key__startswith=key).values_list("to", flat=True))


# --- Asked for


def test_what_is_left_goes_back_when_a_second_person_says_so(db, sign_in):
    budget = making.budget(500_00)
    browser, first, second = sign_in(budget.made_by), make.platform(), make.platform()
    assert 'value="500.00"' in browser.get(url("ask_back", budget)).text

    page = browser.post(url("ask_back", budget), {"amount": "300"}, follow=True).text

    row = BudgetReturn.objects.get()
    assert "On its way back" in page
    assert actions.left(budget) == 200_00
    assert mailed("send-back:") == {first.email, second.email}
    assert row.reference in sign_in(first).get(reverse("payments:transfers")).text
    assert any(row.reference in each for each in ledger.waiting_for_a_person())
    form = {"reference": "SWIFT 9", "sent_on": make.today(), "paper": paper()}
    sign_in(first).post(url("send_back", row), form)
    transfer = ReturnTransfer.objects.get()
    own = sign_in(first).post(url("confirm_return", transfer), follow=True)
    assert "another of our staff confirms it" in own.text
    assert ledger.totals(Kind.BANK) == {}

    sign_in(second).post(url("confirm_return", transfer))

    assert ledger.totals(Kind.BANK) == {"USD": -300_00}
    assert ledger.totals(Kind.REFUND_PAYABLE) == {"USD": 0}
    assert mailed("budget-back:") == {budget.made_by.email}
    moves = browser.get(url("budget_movements", budget)).text
    assert row.reference in moves
    assert "On its way back to you" in moves
    assert "Sent back" in browser.get(budget.get_absolute_url()).text


@pytest.mark.parametrize("amount", ["0", "500.01", "x"])
def test_no_more_goes_back_than_is_left(db, sign_in, amount):
    budget = making.budget(500_00)

    page = sign_in(budget.made_by).post(url("ask_back", budget), {"amount": amount})

    assert page.status_code == 200
    assert not BudgetReturn.objects.exists()
    with pytest.raises(actions.TooLittle):
        actions.ask_back(budget, budget.made_by, 500_01)


def test_it_can_be_left_in_until_it_is_recorded(db, sign_in):
    row = back.asked_back(100_00)
    browser = sign_in(row.asked_by)

    assert "in the budget again" in browser.post(url("keep_in", row), follow=True).text

    assert actions.left(row.budget) == 100_00
    again = back.sent_back(actions.ask_back(row.budget, row.asked_by, 60_00)).of
    assert "It is being sent" in browser.post(url("keep_in", again), follow=True).text
    assert actions.left(row.budget) == 40_00


def test_a_record_that_is_not_so_is_made_anew(db, sign_in):
    transfer = back.sent_back()
    browser = sign_in(make.platform())

    assert browser.post(url("refuse_return", transfer), {"why": ""}).status_code == 422
    page = browser.post(url("refuse_return", transfer), {"why": "Another amount."}, follow=True)

    assert "Another amount." in page.text
    for late in (actions.confirm_return, lambda *a: actions.refuse_return(*a, "x")):
        with pytest.raises(WrongState):
            late(transfer, make.platform())
    back.sent_back(transfer.of)
    with pytest.raises(WrongState):
        back.sent_back(transfer.of)


# --- Held for too long


def test_only_what_is_left_of_old_money_goes_back(db):
    budget = making.budget(500_00)
    old = budget.top_ups.get()
    TopUp.objects.update(paid_at=timezone.now() - timedelta(days=80), leave_by=timezone.now())
    making.top_up(budget, 200_00)
    offer = making.offered(budget, [120_00])
    making.granted(offer, budget)
    making.accepted(offer)

    row = actions.return_by_limit(old)

    assert (row.amount_minor, row.why, actions.left(budget)) == (380_00, "limit", 200_00)
    for again in (old, budget.top_ups.latest("paid_at")):
        with pytest.raises(WrongState):
            actions.return_by_limit(again)
    with pytest.raises(WrongState):
        actions.keep_in(row)


# --- Taken back by a bank


def taken_back(bank, top_up):
    dispute = bank.control("open-dispute", charge=top_up.stripe_charge_id)
    (event,) = bank.events("charge.dispute.created")
    assert tell(event) == 200
    tasks.sweep_events()
    return dispute["id"]


def decided(bank, dispute, outcome):
    bank.control("close-dispute", dispute=dispute, outcome=outcome)
    tasks.reconcile()
    tasks.reconcile()
    return TopUpChargeback.objects.get()


def test_what_a_bank_takes_back_is_not_spent_until_the_payment_stands(book, sign_in):
    budget, staff = making.budget(), make.platform()
    top_up = making.paid_at(book, budget, 500_00)
    browser = sign_in(budget.made_by)

    dispute = taken_back(book, top_up)

    assert actions.left(budget) == 0
    assert ledger.totals(Kind.DISPUTE_SUSPENSE) == {"USD": 0}
    assert "Your bank has taken back $500.00" in browser.get(budget.get_absolute_url()).text
    assert mailed("budget-taken-back:") == {budget.made_by.email}
    assert mailed("budget-taken-back-staff:") == {staff.email}
    assert dispute in sign_in(staff).get(reverse("payments:chargebacks")).text
    assert any(dispute in each for each in ledger.waiting_for_a_person())

    assert decided(book, dispute, "won").status == "won"

    assert actions.left(budget) == 500_00
    assert not actions.stopped("USD")


def test_what_was_spent_before_the_bank_keeps_it_is_our_loss(book):
    budget = making.budget()
    top_up = making.paid_at(book, budget, 500_00)
    offer = making.offered(budget, [200_00])
    making.granted(offer, budget)
    making.accepted(offer)

    row = decided(book, taken_back(book, top_up), "lost")

    assert (row.status, row.apart_minor, row.lost_minor) == ("lost", 300_00, 200_00)
    assert actions.left(budget) == 0
    assert ledger.totals(Kind.LOSS) == {"USD": 200_00}
    assert ledger.totals(Kind.DISPUTE_SUSPENSE) == {"USD": 0}
    assert actions.reserved_for(offer.milestones.get()) == 200_00
    assert not actions.stopped("USD")


def test_the_receipt_of_a_payment_says_what_came_and_what_the_bank_took_back(db, sign_in):
    row = making.budget(500_00).top_ups.get()
    taken = TopUpChargeback.objects.create(
        top_up=row, stripe_dispute_id="du_1", amount_minor=80_00, opened_at=timezone.now()
    )

    told = paper_text.top_up(row, "Foothold Inc.")

    assert told["number"] == row.reference
    assert (told["total"]["amount"], told["after"][0]["amount"]) == ("$500.00", "−$80.00")
    assert row.budget.name in told["rows"][0]["label"]
    taken.delete()
    assert paper_text.top_up(row, "Foothold Inc.")["after"] == []
    page = sign_in(row.by).get(row.get_absolute_url()).text
    assert url("top_up_pdf", row) in page
