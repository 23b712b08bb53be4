"""Faults by the numbers of the design: money that goes back after it was paid out."""

from functools import partial

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from marketplace.states import WrongState
from notifications.models import Email
from payments import actions, gateway, ledger, tasks
from payments.ledger import Kind
from payments.models import Break, Correction, Funding, Operation, Payout, Refund, Reversal
from tests import make
from tests.making.by_hand import paid_by_hand, payout_by_hand
from tests.payments.approving import approved
from tests.payments.bank import tell
from tests.payments.test_calling_off import at_once
from tests.payments.test_faults_chargebacks import decided, taken_back

STUDENT, PLATFORM = Correction.Bearer.STUDENT, Correction.Bearer.PLATFORM
MISTAKE = Correction.Basis.MISTAKE
WHY = "It was approved for the wrong placement."


def paid(bank):
    """648.00 are in the student's account at Stripe, of 720.00."""
    payout = approved(bank)
    tasks.sweep_operations()
    payout.refresh_from_db()
    return payout


def paid_into_their_bank(bank, payout):
    """Their account at Stripe is empty."""
    account = bank.transfers(payout.milestone)[0].destination
    here = "http://localhost/"
    bank.onboard(gateway.onboarding_url(account, return_url=here, refresh_url=here))
    bank.control("pay-out", account=account)
    return account


def corrected(payout, minor=72_00, bearer=STUDENT):
    return actions.correct(payout.milestone, make.platform(), minor, bearer, MISTAKE, WHY)


def page_of(payout):
    return reverse("payments:correct", args=[payout.milestone_id])


def test_f24_what_was_paid_by_mistake_goes_back_and_the_student_gives_their_share(bank, sign_in):
    payout = paid(bank)
    browser = sign_in(make.platform())
    found = browser.get(reverse("payments:corrections"), {"payout": payout.reference})
    assert found["Location"] == page_of(payout)
    said = {"amount": "72.00", "bearer": "student", "basis": "mistake", "reasons": WHY}

    look = browser.post(page_of(payout), said)
    assert "From the student’s account" in look.text
    assert "$64.80" in look.text
    assert not Correction.objects.exists()
    done = browser.post(page_of(payout), {**said, "correct": "1"}, follow=True)
    tasks.sweep_operations()

    assert "Corrected. The employer’s money is on its way" in done.text
    row = Reversal.objects.get()
    assert (row.status, row.amount_minor) == ("done", 64_80)
    assert ledger.totals(Kind.RECOVERY_RECEIVABLE) == {"USD": 0}
    assert ledger.totals(Kind.PLATFORM_FEE) == {"USD": -64_80}
    funding = Funding.objects.get(milestone=payout.milestone, applied=True)
    assert [each.amount for each in bank.refunds(funding)] == [72_00]
    (transfer,) = bank.transfers(payout.milestone)
    assert transfer.amount_reversed == 64_80
    mail = Email.objects.get(key=f"taken-from-student:{row.pk}")
    assert WHY in mail.body
    assert "$64.80" in browser.get(reverse("payments:reversal", args=[row.pk])).text


def test_f24_too_little_in_the_account_waits_and_nothing_goes_round(bank, sign_in, caplog):
    payout = paid(bank)
    paid_into_their_bank(bank, payout)
    corrected(payout)

    for _ in range(3):
        tasks.sweep_operations()

    row = Reversal.objects.get()
    assert row.status == "waits"
    assert Operation.objects.filter(kind="reversal").count() == 1
    assert Refund.objects.get().status == "succeeded"
    assert ledger.totals(Kind.RECOVERY_RECEIVABLE) == {"USD": 64_80}
    assert any("is to be taken back" in each for each in ledger.waiting_for_a_person())
    browser = sign_in(make.platform())
    assert "too little" in browser.get(reverse("payments:corrections")).text
    Reversal.objects.update(not_before=timezone.now())
    for _ in range(3):
        tasks.sweep_operations()
    assert Operation.objects.filter(kind="reversal").count() == 2


def test_f24_what_cannot_be_taken_back_is_given_up_with_words(bank, sign_in):
    payout = paid(bank)
    paid_into_their_bank(bank, payout)
    corrected(payout)
    tasks.sweep_operations()
    browser, row = sign_in(make.platform()), Reversal.objects.get()

    browser.post(reverse("payments:reverse_again", args=[row.pk]))
    late = browser.post(reverse("payments:reverse_again", args=[row.pk]), follow=True)
    assert "It does not wait (any more)." in late.text
    tasks.sweep_operations()
    page = reverse("payments:reversal", args=[row.pk])
    assert "Say a little more" in browser.post(page, {"words": "Gone."}).text
    browser.post(page, {"words": "The account is closed, and they do not answer."})
    late = browser.post(page, {"words": "Once more, the account is closed."}, follow=True)

    row.refresh_from_db()
    assert row.status == "given_up"
    assert "It does not wait (any more)." in late.text
    assert ledger.totals(Kind.LOSS) == {"USD": 64_80}
    assert ledger.totals(Kind.RECOVERY_RECEIVABLE) == {"USD": 0}


def test_f24_what_we_bear_is_our_loss_and_nothing_is_taken_from_the_student(bank):
    payout = paid(bank)

    corrected(payout, 720_00, PLATFORM)
    tasks.sweep_operations()

    assert not Reversal.objects.exists()
    assert ledger.totals(Kind.LOSS) == {"USD": 648_00}
    assert ledger.totals(Kind.PLATFORM_FEE) == {"USD": 0}
    assert Refund.objects.get().amount_minor == 720_00
    with pytest.raises(WrongState):
        corrected(payout, 1, PLATFORM)


def test_f24_never_because_a_bank_took_the_payment_back(bank, sign_in):
    payout = paid(bank)
    dispute = taken_back(bank, payout.milestone)
    said = {"amount": "72", "bearer": "student", "basis": "mistake", "reasons": WHY, "correct": "1"}

    page = sign_in(make.platform()).post(page_of(payout), said, follow=True)
    decided(bank, dispute, "lost")
    with pytest.raises(actions.TakenBack):
        corrected(payout)

    assert "Nothing is paid back besides." in page.text
    assert not Reversal.objects.exists()


def test_f24_what_was_paid_by_bank_transfer_is_not_taken_back_by_stripe(db, sign_in):
    payout = payout_by_hand()
    paid_by_hand(payout)
    said = {"amount": "72", "bearer": "student", "basis": "mistake", "reasons": WHY, "correct": "1"}

    page = sign_in(make.platform()).post(page_of(payout), said, follow=True)

    assert "Stripe cannot take it back" in page.text
    assert not Correction.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"amount": ""}, "Enter how much goes back."),
        ({"amount": "720.01"}, "at most $720.00"),
        ({"amount": "0"}, "Enter more than nothing"),
        ({"amount": "1.005"}, "Enter an amount, such as 120.00."),
        ({"reasons": "No."}, "Say a little more"),
        ({"bearer": ""}, "Say who bears it."),
    ],
)
def test_a_correction_that_cannot_be_is_refused(db, sign_in, wrong, says):
    payout = make.payout(sent=True)
    said = {
        "amount": "72",
        "bearer": "platform",
        "basis": "dispute",
        "reasons": WHY,
        "correct": "1",
    }

    page = sign_in(make.platform()).post(page_of(payout), {**said, **wrong})

    assert says in page.text
    assert not Correction.objects.exists()


def test_an_unknown_reference_finds_no_payout(db, sign_in):
    browser = sign_in(make.platform())
    for asked in ["W-00000000", "720"]:
        page = browser.get(reverse("payments:corrections"), {"payout": asked})
        assert "No payout has this reference." in page.text


def test_f25_more_than_was_sent_is_never_asked_back(bank):
    payout = paid(bank)
    corrected(payout, 500_00)
    corrected(payout, 220_00)
    tasks.sweep_operations()

    with pytest.raises(WrongState):
        corrected(payout, 1)
    rows = Reversal.objects.order_by("made_at")
    assert [(each.status, each.amount_minor) for each in rows] == [
        ("done", 450_00),
        ("done", 198_00),
    ]
    (transfer,) = bank.transfers(payout.milestone)
    assert (transfer.amount_reversed, transfer.reversed) == (648_00, True)
    assert sorted(Refund.objects.values_list("amount_minor", flat=True)) == [220_00, 500_00]


def test_f25_what_somebody_has_reversed_at_stripe_is_not_reversed_again(bank, caplog):
    payout = paid(bank)
    bank.client().v1.transfers.reversals.create(payout.stripe_transfer_id, {"amount": 648_00})
    bank.before["USD"] += 648_00  # of which our books know nothing: a person's matter
    (event,) = bank.events("transfer.reversed")
    tell(event)
    tasks.sweep_events()
    corrected(payout)

    tasks.sweep_operations()

    assert "was reversed by nobody here" in caplog.text
    assert "already been fully reversed" in Operation.objects.get(kind="reversal").last_error
    assert Reversal.objects.get().status == "waits"


@pytest.mark.parametrize("fault", ["error", "error after", "cut", "cut after", "rate limit"])
def test_f25_a_reversal_that_breaks_on_the_way_is_made_once(bank, fault):
    payout = paid(bank)
    corrected(payout)
    bank.fail(fault, "/v1/transfers")

    for _ in range(3):
        tasks.sweep_operations()
        Operation.objects.filter(status="ready").update(not_before=timezone.now())

    assert Reversal.objects.get().status == "done"
    assert bank.transfers(payout.milestone)[0].amount_reversed == 64_80
    assert ledger.totals(Kind.RECOVERY_RECEIVABLE) == {"USD": 0}


@pytest.mark.django_db(transaction=True)
def test_f30_a_reversal_that_races_the_bank_payout_is_credited_once(bank):
    payout = paid(bank)
    corrected(payout)
    operation = Operation.objects.get(kind="reversal")
    seen = gateway.send_reversal(operation.params, operation.pk)
    account = paid_into_their_bank(bank, payout)
    (made,) = bank.events("payout.created", account=account)
    bank.control("settle-payout", payout=made["data"]["object"]["id"], outcome="paid")
    (reversed_,) = bank.events("transfer.reversed")
    (paid_out,) = bank.events("payout.paid", account=account)

    def and_close(step):
        try:
            step()
        finally:
            connection.close()

    row = Reversal.objects.get()
    at_once(
        partial(and_close, partial(actions.settle_reversal, row, seen)),
        partial(and_close, lambda: (tell(reversed_), tasks.sweep_events())),
        partial(and_close, lambda: (tell(paid_out), tasks.sweep_events())),
    )
    tasks.sweep_events()
    tasks.sweep_operations()

    assert Reversal.objects.get().status == "done"
    assert ledger.totals(Kind.RECOVERY_RECEIVABLE) == {"USD": 0}
    assert Payout.objects.get().status == "sent"
    assert Operation.objects.get(kind="reversal").status == "done"


def test_f30_stripes_book_says_the_same(book):
    payout = paid(book)
    corrected(payout)
    tasks.sweep_operations()

    tasks.reconcile()

    assert not Break.objects.exists()
