"""A university's budget: paid into twice over by nobody, seen by its own staff, and to the cent."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import UniversityStaff
from marketplace.states import WrongState
from notifications.models import Email
from payments import actions, ledger, operations, tasks
from payments.actions import inbox
from payments.actions.by_hand import SamePerson
from payments.ledger import Kind
from payments.models import BankReceipt, Budget, Operation, TopUp
from tests import make
from tests.making import budget as making
from tests.payments.bank import tell


@pytest.fixture
def budget(db) -> Budget:
    return making.budget()


@pytest.fixture
def browser(budget, sign_in):
    return sign_in(budget.made_by)


def url(name, row):
    return reverse(f"payments:{name}", args=[row.pk])


# --- Making one


def test_staff_who_may_spend_make_a_budget(db, sign_in):
    spender = making.spender()
    form = {"name": "Autumn", "currency": "GBP", "cap": "250.00", "ends_on": make.today(90)}

    sign_in(spender).post(reverse("payments:new_budget"), form)

    row = Budget.objects.get()
    assert (row.name, row.currency, row.cap_minor) == ("Autumn", "GBP", 250_00)
    assert (row.university, row.made_by) == (spender.staff_of.university, spender)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Give the budget a name"),
        ({"cap": "x"}, "in figures"),
        ({"cap": "0.50"}, "or leave it empty for no limit"),
        ({"cap": "1.234"}, "fewer decimals"),
        ({"currency": "KWD"}, "Select a valid choice"),
        ({"starts_on": "2026-12-01", "ends_on": "2026-11-01"}, "not before the first"),
        ({"name": "Taken"}, "There is a budget of this name already"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(budget, browser, wrong, words):
    making.budget(at=budget.university, name="Taken")
    form = {"name": "Autumn", "currency": "USD", **wrong}

    page = browser.post(reverse("payments:new_budget"), form)

    assert words in page.text
    assert Budget.objects.count() == 2


def test_a_budget_keeps_its_currency_and_loses_its_cap(budget, browser):
    Budget.objects.update(cap_minor=100_00)
    assert "100" in browser.get(url("edit_budget", budget)).text

    browser.post(url("edit_budget", budget), {"name": "Spring", "currency": "EUR", "cap": ""})

    budget.refresh_from_db()
    assert (budget.name, budget.currency, budget.cap_minor) == ("Spring", "USD", None)


def test_a_colleague_without_the_right_reads_and_does_not_pay(budget, sign_in):
    colleague = sign_in(make.staff(budget.university))

    assert "Pay in" not in colleague.get(budget.get_absolute_url()).text
    for name in ("top_up", "edit_budget"):
        assert colleague.post(url(name, budget), {"amount": "5"}).status_code == 403


def test_spending_takes_a_second_factor(budget, sign_in):
    plain = make.user("staff")
    UniversityStaff.objects.create(user=plain, university=budget.university, roles=["funder"])

    answer = sign_in(plain).get(url("top_up", budget))

    assert answer.url.startswith(reverse("accounts:second_factor"))


# --- Stripe's page


def test_a_card_payment_is_in_the_budget_when_stripe_says_so(bank, budget, browser):
    answer = browser.post(url("top_up", budget), {"amount": "1,500.00", "way": "stripe"})
    row = TopUp.objects.get()
    assert (answer.status_code, row.status) == (303, "open")
    assert "We have not heard" in browser.get(row.get_absolute_url()).text

    bank.pay(answer.url)
    page = browser.get(row.get_absolute_url()).text

    assert "$1,500.00 is in the budget" in page
    assert actions.left(budget) == 1500_00
    assert Email.objects.get(key=f"topped-up:{row.pk}").to == budget.made_by.email
    assert ledger.totals(Kind.STRIPE_BALANCE)["USD"] < 1500_00


def test_events_about_it_are_read_in_any_number(bank, budget):
    row = operations.open_top_up(actions.start_top_up(budget, budget.made_by, 100_00))
    bank.pay(row.checkout_url)

    for event in bank.events()[::-1] * 2:
        tell(event)
        inbox_row = actions_event(event)
        if inbox_row:
            tasks.handle_event(inbox_row)

    assert actions.left(budget) == 100_00


def actions_event(event):
    return event["id"] if inbox.StripeEvent.objects.filter(pk=event["id"]).exists() else None


def test_an_event_that_never_comes_is_made_up_for(bank, budget):
    row = operations.open_top_up(actions.start_top_up(budget, budget.made_by, 100_00))
    bank.pay(row.checkout_url)
    TopUp.objects.update(created_at=row.created_at.replace(year=2025))

    tasks.poll_fundings()

    assert actions.left(budget) == 100_00


def test_stripes_book_says_the_same(book, budget):
    making.paid_at(book, budget, 100_00)

    tasks.reconcile()

    assert not actions.reconciling.BalanceTxn.objects.filter(matched_at=None).exists()


def test_a_page_that_does_not_open_is_said_kindly(bank, budget, browser):
    bank.fail("error", "/v1/checkout/sessions")

    page = browser.post(url("top_up", budget), {"amount": "20", "way": "stripe"}, follow=True)

    assert "Nothing was charged" in page.text
    assert TopUp.objects.get().status == "failed"
    assert not Operation.objects.filter(status="ready").exists()


def test_a_page_that_is_slow_to_open_is_tried_again_later(bank, budget, browser):
    bank.fail("rate limit", "/v1/checkout/sessions")

    page = browser.post(url("top_up", budget), {"amount": "20", "way": "stripe"}, follow=True)

    assert "Please try again in a minute" in page.text
    assert TopUp.objects.get().status == "created"


@pytest.mark.parametrize(
    ("seen", "status"),
    [
        ({"status": "expired"}, "expired"),
        ({"status": "complete", "intent_status": "processing"}, "processing"),
        ({"status": "complete", "intent_status": "requires_payment_method"}, "failed"),
        ({"status": "open", "intent": None, "intent_status": ""}, "open"),
        ({"status": "odd", "intent_status": "odd"}, "created"),
    ],
)
def test_what_is_not_paid_is_not_in_the_budget(budget, seen, status):
    row = actions.start_top_up(budget, budget.made_by, 100_00)

    actions.settle_top_up(row, making.paid(row, charge=None, **seen))

    assert TopUp.objects.get().status == status
    assert actions.left(budget) == 0


def test_another_payments_page_is_refused(budget):
    row = actions.start_top_up(budget, budget.made_by, 100_00)

    with pytest.raises(actions.NotOurs):
        actions.settle_top_up(row, making.paid(row, top_up=make.user("staff").pk))


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0.99", "$1.00 or more"),
        ("x", "in figures"),
        ("", "Enter an amount"),
        ("999999999", "more than"),
    ],
)
def test_an_amount_that_cannot_be_paid_is_refused(budget, browser, amount, words):
    page = browser.post(url("top_up", budget), {"amount": amount, "way": "stripe"})

    assert words in page.text
    assert not TopUp.objects.exists()


# --- By bank transfer


def test_a_transfer_is_in_the_budget_when_a_second_person_says_so(budget, browser, sign_in):
    browser.post(url("top_up", budget), {"amount": "500", "way": "bank"})
    row = TopUp.objects.get()
    assert row.reference in browser.get(row.get_absolute_url()).text
    first, second = make.platform(), make.platform()
    form = {
        "amount": "480.00",
        "reference": "SWIFT 77",
        "came_on": make.today(),
        "paper": making.receipt_paper(),
    }
    assert row.reference in sign_in(first).get(reverse("payments:transfers")).text
    sign_in(first).post(url("receive", row), form)
    receipt = BankReceipt.objects.get()
    page = sign_in(first).post(url("confirm_receipt", receipt), follow=True)
    assert "another of our staff confirms it" in page.text
    assert actions.left(budget) == 0

    sign_in(second).post(url("confirm_receipt", receipt))

    assert actions.left(budget) == 480_00
    assert ledger.totals(Kind.BANK) == {"USD": 480_00}
    assert "$480.00 is in the budget" in browser.get(row.get_absolute_url()).text


def test_a_receipt_that_is_not_so_is_waited_for_again(db, sign_in):
    receipt = making.received()
    browser = sign_in(make.platform())

    assert browser.post(url("refuse_receipt", receipt), {"why": ""}).status_code == 422
    browser.post(url("refuse_receipt", receipt), {"why": "Another university’s."})

    assert TopUp.objects.get().status == "announced"
    assert "Another university’s." in browser.get(receipt.get_absolute_url()).text
    for late in (actions.confirm_receipt, lambda *a: actions.refuse_receipt(*a, "x")):
        with pytest.raises(WrongState):
            late(receipt, make.platform())
    making.received(receipt.top_up)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"amount": "0"}, "Enter what has come"),
        ({"came_on": make.today(1)}, "not a later one"),
        ({"paper": SimpleUploadedFile("x.exe", b"MZ")}, "PDF"),
        ({"reference": ""}, "Enter the reference"),
    ],
)
def test_a_receipt_needs_proof(db, sign_in, wrong, words):
    row = making.announced()
    form = {
        "amount": "500",
        "reference": "SWIFT 77",
        "came_on": make.today(),
        "paper": making.receipt_paper(),
        **wrong,
    }

    page = sign_in(make.platform()).post(url("receive", row), form)

    assert words in page.text
    assert not BankReceipt.objects.exists()


def test_nobody_confirms_their_own_and_nothing_is_recorded_twice(db):
    receipt = making.received()

    with pytest.raises(SamePerson):
        actions.confirm_receipt(receipt, receipt.recorded_by)
    with pytest.raises(WrongState):
        making.received(receipt.top_up)
    with pytest.raises(WrongState):
        actions.drop_top_up(receipt.top_up)
    assert any(receipt.reference in each for each in ledger.waiting_for_a_person())


def test_a_transfer_that_is_not_sent_is_not_waited_for(budget, browser, sign_in):
    row = actions.announce_top_up(budget, budget.made_by, 500_00)

    browser.post(url("drop_top_up", row))

    assert TopUp.objects.get().status == "failed"
    assert "It has come in already" in browser.post(url("drop_top_up", row), follow=True).text
