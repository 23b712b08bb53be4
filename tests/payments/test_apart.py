"""What a bank has taken is apart until it has decided; then back, lost, or for a person."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from marketplace.states import WrongState
from payments import actions, ledger
from payments.models import Break, Chargeback, Funding, Refund, TopUpChargeback
from payments.seen import ChargedBack, Withdrawn
from tests import make
from tests.making import budget as budgets

pytestmark = pytest.mark.django_db

Kind = ledger.Kind


def seen(status, *minors, currency="USD"):
    moved = [Withdrawn(f"txn_{n}", minor, 0, currency) for n, minor in enumerate(minors)]
    return ChargedBack("du_1", status, "", 720_00, "USD", "", timezone.now(), None, moved)


def settle(status, *minors, **given):
    return actions.settle_chargeback(Funding.objects.get(), seen(status, *minors, **given))


def won_and_taken_again():
    make.delivered()
    settle("won", -720_00, 720_00)
    settle("won", -720_00, 720_00, -720_00)
    Chargeback.objects.update(closed_at=timezone.now() - timedelta(days=3))


def test_what_a_bank_takes_again_after_it_decided_is_found_and_written_down_by_a_person(sign_in):
    won_and_taken_again()
    assert any("du_1 USD 72000 are set apart" in each for each in ledger.problems())
    for _ in range(2):
        actions.find_apart()
    row, person = Break.objects.get(kind="apart"), make.platform()
    assert (row.minor, actions.stopped("USD")) == (-720_00, False)
    browser, page = sign_in(person), row.get_absolute_url()
    actions.take_break(row, person)
    assert "No transfer in" not in browser.get(page).text

    unsaid = browser.post(page, {"words": "The bank keeps it, ticket 12."})
    assert "the bank has decided" in unsaid.text
    with pytest.raises(WrongState):
        actions.close_break(row, person, "It keeps it.")
    browser.post(page, {"words": "The bank keeps it, ticket 12.", "posting": "loss"})

    assert ledger.totals(Kind.LOSS) == {"USD": 720_00}
    assert ledger.totals(Kind.DISPUTE_SUSPENSE) == {"USD": 0}
    actions.find_apart()
    assert not Break.objects.open().filter(kind="apart").exists()
    assert "No transfer in" not in browser.get(reverse("payments:differences")).text


def test_what_comes_back_late_closes_by_itself():
    won_and_taken_again()
    actions.find_apart()

    settle("won", -720_00, 720_00, -720_00, 720_00)
    actions.find_apart()

    assert Break.objects.get(kind="apart").status == "closed"


def test_a_bank_has_two_days_to_give_back_what_it_has_decided_to():
    make.delivered()
    settle("won", -720_00)

    actions.find_apart()

    assert not Break.objects.filter(kind="apart").exists()
    settle("won", -720_00, 720_00)


def test_what_is_taken_of_a_budget_in_another_currency_is_for_a_person():
    budgets.top_up(where := budgets.budget())
    lost = replace(seen("lost", -90_00, currency="EUR"), amount=100_00)

    actions.settle_top_up_chargeback(where.top_ups.get(), lost)
    actions.find_apart()

    row, person = Break.objects.get(), make.platform()
    assert (row.ref, row.minor) == ("du_1 EUR", -90_00)
    assert TopUpChargeback.objects.get().lost_minor == 0
    actions.close_break(actions.take_break(row, person), person, "Lost.", "loss")
    assert ledger.totals(Kind.LOSS) == {"EUR": 90_00}


def test_a_loss_that_our_balance_says_in_another_currency_is_one_in_the_payments_own():
    milestone = make.funded().milestone
    settle("needs_response", -660_00, currency="EUR")

    settle("lost", -660_00, currency="EUR")

    row = Chargeback.objects.get()
    assert (row.lost_minor, row.covered_minor) == (720_00, 720_00)
    assert ledger.totals(Kind.LOSS) == {"USD": 0}
    assert ledger.totals(Kind.FX) == {"EUR": 660_00, "USD": -720_00}
    assert ledger.totals(Kind.DISPUTE_SUSPENSE) == {"EUR": 0}
    assert not Refund.objects.exists()
    milestone.refresh_from_db()
    assert milestone.status == "refunded"


def test_of_a_loss_in_another_currency_what_the_bank_gives_back_counts_by_its_share():
    make.delivered()

    lost = []
    for moved in ((-660_00,), (-660_00, 330_00), (-660_00, 330_00, 330_00)):
        settle("lost", *moved, currency="EUR")
        lost.append(ledger.totals(Kind.LOSS)["USD"])

    assert lost == [720_00, 360_00, 0]
    assert ledger.totals(Kind.DISPUTE_SUSPENSE) == {"EUR": 0}
