"""What leaves a university's budget for the university: sent back by us, or taken by its bank."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from marketplace.states import WrongState
from notifications.models import Email
from payments import actions, clocks, ledger, paper_text, reminders, tasks
from payments.models import BudgetReturn, Operation, ReturnTransfer, TopUp, TopUpChargeback
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


def old_budget(*amounts, newer=0, minor=None):
    """500.00 that have to leave now, `newer` that may stay; a project of `amounts`, of which the
    university pays `minor`, all of it if that is None."""
    budget = making.budget(500_00)
    old = budget.top_ups.get()
    if newer:
        making.top_up(budget, newer)
    offer = making.offered(budget, list(amounts))
    making.granted(offer, budget, minor)
    making.accepted(offer)
    aged(old)
    return old, list(offer.milestones.order_by("position"))


def aged(top_up, stays=timedelta(days=1)):
    """It has to leave soon."""
    long_ago = timezone.now() - timedelta(days=80)
    TopUp.objects.filter(pk=top_up.pk).update(paid_at=long_ago, leave_by=timezone.now() + stays)
    top_up.refresh_from_db()


def time_is_up(old):
    TopUp.objects.filter(pk=old.pk).update(leave_by=timezone.now())
    old.refresh_from_db()
    clocks.budget_money_is_old(old)


def test_what_is_left_goes_back_and_newer_money_stays_for_projects(db):
    old, (milestone,) = old_budget(120_00, newer=200_00)

    time_is_up(old)

    row = BudgetReturn.objects.get()
    assert (row.amount_minor, row.why, actions.left(old.budget)) == (500_00, "limit", 80_00)
    assert actions.reserved_for(milestone) == 120_00
    old.refresh_from_db()
    for again in (old, old.budget.top_ups.latest("paid_at")):
        with pytest.raises(WrongState):
            actions.return_by_limit(again)
    with pytest.raises(WrongState):
        actions.keep_in(row)


def test_what_is_reserved_of_old_money_goes_back_where_newer_is_too_little(db):
    old, (milestone,) = old_budget(120_00, newer=50_00, minor=70_00)
    employer = milestone.offer.made_by
    page = actions.start_funding(milestone, employer)
    actions.settle_checkout(page, make.paid_page(page, status="open", charge=None, intent=None))

    time_is_up(old)

    assert BudgetReturn.objects.get().amount_minor == 500_00
    assert (actions.reserved_for(milestone), actions.left(old.budget)) == (0, 50_00)
    assert Operation.objects.filter(kind="expire").exists()
    assert mailed("budget-too-old:") == {employer.email, old.budget.made_by.email}
    assert actions.too_old(old) == []


def test_f39_work_that_old_money_of_a_university_holds_ends_as_other_work_does(db):
    old, (first, second) = old_budget(200_00, 100_00)
    making.handed_in(first)
    student, employer = first.placement.student.user, first.offer.made_by

    reminders.budget_hold_ends(old, timedelta(days=11))
    assert mailed("hold-ends:") == {student.email, employer.email}
    assert mailed("budget-back:") == {old.budget.made_by.email}
    time_is_up(old)

    first.refresh_from_db()
    assert first.status in ("approved", "paid")
    assert actions.reserved_for(second) == 0
    assert BudgetReturn.objects.get().amount_minor == 300_00
    assert actions.left(old.budget) == 0


def test_f39_what_nobody_has_handed_in_goes_back_to_the_university(db):
    old, (milestone,) = old_budget(500_00)
    making.paid_in(milestone)

    time_is_up(old)

    milestone.refresh_from_db()
    assert milestone.status == "refunded"
    assert BudgetReturn.objects.get().amount_minor == 500_00


def test_what_is_not_too_old_any_more_or_not_yet_is_left_alone(db):
    old, (milestone,) = old_budget(500_00)
    (row,) = actions.too_old(old)
    with pytest.raises(WrongState):
        actions.end_at_limit(row, old)
    making.handed_in(milestone)
    actions.approve(milestone, None)
    TopUp.objects.update(leave_by=timezone.now())
    old.refresh_from_db()

    with pytest.raises(WrongState):
        actions.end_at_limit(row, old)

    assert actions.too_old(old) == []


def test_f39_money_that_may_not_stay_until_the_work_is_decided_is_reserved_for_nobody(db, sign_in):
    budget = making.budget(500_00)
    aged(budget.top_ups.get(), stays=timedelta(days=30))
    making.top_up(budget, 100_00)
    offer, second = (making.offered(budget, [price]) for price in (150_00, 80_00))
    for each in (offer, second):
        making.granted(each, budget)
    placement = making.accepted(offer)

    assert making.of(placement.milestones.get()).status == "too_old"
    assert actions.left(budget) == 600_00
    mails = Email.objects.filter(key__startswith="budget-short:")
    assert {each.to for each in mails} == {offer.made_by.email, budget.made_by.email}
    assert all("may not be held until this work is decided" in each.body for each in mails)
    page = sign_in(offer.made_by).get(url("fund", placement.milestones.get())).text
    assert "may not be held until this work is decided" in page
    form = {"budget": budget.pk, "how_much": "all"}
    again = sign_in(budget.made_by).post(url("grant_placement", placement), form, follow=True)
    assert "may not be held until this work is decided" in again.text
    # What is younger carries it; and no second one.
    making.accepted(second)
    assert actions.reserved_for(second.milestones.get()) == 80_00
    making.top_up(budget, 100_00)
    with pytest.raises(actions.TooOld):
        actions.grant_placement(budget, placement, budget.made_by, 120_01)
    actions.grant_placement(budget, placement, budget.made_by, 120_00)


def test_who_is_concerned_only_later_is_told_then_and_nobody_twice(db):
    old, (milestone,) = old_budget(120_00, newer=120_00)
    making.paid_in(milestone)
    reminders.budget_hold_ends(old, timedelta(days=11))
    assert mailed("hold-ends:") == set()

    TopUp.objects.exclude(pk=old.pk).update(paid_at=old.paid_at)
    for days in (3, 1):
        reminders.budget_hold_ends(old, timedelta(days=days))

    assert Email.objects.filter(key__startswith="hold-ends:").count() == 2
    assert Email.objects.filter(key__startswith="budget-back:").count() == 1


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
