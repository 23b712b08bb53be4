"""What somebody with a database prompt may try: each is refused by the database itself (F40)."""

from collections.abc import Callable

import pytest
from django.db import Error, connection, transaction

from payments import ledger
from payments.ledger import Kind, account
from payments.models import Journal, Payout
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

JOURNAL = "INSERT INTO payments_journal (key, kind, memo, created_at) VALUES (%s, 'x', '{}', now())"
ENTRY = """INSERT INTO payments_entry (journal_id, account_id, currency, amount)
           SELECT id, %s, %s, %s FROM payments_journal WHERE key = %s"""


@pytest.fixture
def books():
    """A good journal, and the accounts that the attacks are about."""
    funding = make.funded()
    return {
        "stripe": account(Kind.STRIPE_BALANCE, "USD").pk,
        "euros": account(Kind.STRIPE_BALANCE, "EUR").pk,
        "fee": account(Kind.PLATFORM_FEE, "USD").pk,
        "hold": account(Kind.HOLD, "USD", milestone=funding.milestone).pk,
        "key": f"fund:{funding.pk}",
    }


def run(*statements: tuple[str, list]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, values in statements:
            cursor.execute(sql, values)


ATTACKS: dict[str, tuple[Callable, str]] = {
    "an unbalanced journal": (
        lambda b: [(JOURNAL, ["a"]), (ENTRY, [b["stripe"], "USD", 100, "a"])],
        "is off by 100 USD",
    ),
    "an empty journal": (lambda b: [(JOURNAL, ["a"])], "is empty"),
    "an entry in a currency that is not its account's": (
        lambda b: [
            (JOURNAL, ["a"]),
            (ENTRY, [b["stripe"], "EUR", 100, "a"]),
            (ENTRY, [b["euros"], "EUR", -100, "a"]),
        ],
        "entry_in_the_currency_of_its_account",
    ),
    "dollars in, euros out": (
        lambda b: [
            (JOURNAL, ["a"]),
            (ENTRY, [b["stripe"], "USD", 100, "a"]),
            (ENTRY, [b["euros"], "EUR", -100, "a"]),
        ],
        "is off by",
    ),
    "balanced legs added to an old journal": (
        lambda b: [
            (ENTRY, [b["stripe"], "USD", 100, b["key"]]),
            (ENTRY, [b["fee"], "USD", -100, b["key"]]),
        ],
        "is sealed",
    ),
    "a journal with another transaction's number": (
        lambda b: [
            (
                "INSERT INTO payments_journal (key, kind, memo, created_at, xid)"
                " VALUES ('a', 'x', '{}', now(), '1')",
                [],
            ),
            (ENTRY, [b["stripe"], "USD", 100, "a"]),
            (ENTRY, [b["fee"], "USD", -100, "a"]),
            (
                "DO $$ BEGIN IF (SELECT xid FROM payments_journal WHERE key='a') <> '1' THEN"
                " RAISE EXCEPTION 'sealed with its own number'; END IF; END $$",
                [],
            ),
        ],
        "sealed with its own number",
    ),
    "the same key twice": (lambda b: [(JOURNAL, [b["key"]])], "payments_journal_key"),
    "more released than is held": (
        lambda b: [
            (JOURNAL, ["a"]),
            (ENTRY, [b["hold"], "USD", 720_01, "a"]),
            (ENTRY, [b["fee"], "USD", -720_01, "a"]),
        ],
        "account_not_overdrawn",
    ),
    "an entry of nothing": (
        lambda b: [(JOURNAL, ["a"]), (ENTRY, [b["stripe"], "USD", 0, "a"])],
        "entry_moves_something",
    ),
    "a changed entry": (lambda b: [("UPDATE payments_entry SET amount = 1", [])], "append-only"),
    "a deleted entry": (lambda b: [("DELETE FROM payments_entry", [])], "append-only"),
    "a changed journal": (
        lambda b: [("UPDATE payments_journal SET kind = 'y'", [])],
        "append-only",
    ),
    "a deleted journal": (lambda b: [("DELETE FROM payments_journal", [])], "append-only"),
    "a balance written by hand": (
        lambda b: [("UPDATE payments_ledgeraccount SET balance = -1000000 WHERE guarded", [])],
        "only entries change an account",
    ),
    "an account that is no longer guarded": (
        lambda b: [("UPDATE payments_ledgeraccount SET guarded = false", [])],
        "only entries change an account",
    ),
    "an account that starts with money": (
        lambda b: [
            (
                "INSERT INTO payments_ledgeraccount (kind, currency, guarded, balance)"
                " VALUES ('suspense', 'USD', true, -100)",
                [],
            )
        ],
        "starts empty",
    ),
    "a hold that is not guarded": (
        lambda b: [
            (
                "INSERT INTO payments_ledgeraccount (kind, currency, guarded, balance)"
                " VALUES ('hold', 'USD', false, 0)",
                [],
            )
        ],
        "account_guarded_by_kind",
    ),
    "a second account for the same thing": (
        lambda b: [
            (
                "INSERT INTO payments_ledgeraccount (kind, currency, guarded, balance)"
                " VALUES ('stripe_balance', 'USD', false, 0)",
                [],
            )
        ],
        "one_account_per_place",
    ),
    "what Stripe was asked, changed afterwards": (
        lambda b: [("UPDATE payments_operation SET params = '{}'", [])],
        "is frozen",
    ),
}


def test_f40_the_database_refuses(books, subtests):
    before = ledger.totals(Kind.STRIPE_BALANCE)
    for name, (attack, says) in ATTACKS.items():
        with subtests.test(name):
            with pytest.raises(Error, match=says):
                run(*attack(books))

            assert ledger.totals(Kind.STRIPE_BALANCE) == before
            assert not Journal.objects.filter(key="a").exists()


def test_the_good_journal_is_taken(books):
    run(
        (JOURNAL, ["a"]),
        (ENTRY, [books["stripe"], "USD", 100, "a"]),
        (ENTRY, [books["fee"], "USD", -100, "a"]),
    )

    assert Journal.objects.get(key="a").entries.count() == 2


def test_the_database_refuses_a_second_payout_for_the_same_work():
    payout = make.payout()

    with pytest.raises(Error, match="one_payout_per_work"):
        Payout.objects.create(
            milestone=payout.milestone,
            student=payout.student,
            amount_minor=1,
            currency="USD",
            rail="connect",
        )


def test_the_database_refuses_a_second_payment_held_for_the_same_work():
    funding = make.funded()
    other = make.funded(make.placement().milestones.get())

    with pytest.raises(Error, match="milestone_funded_once"):
        type(other).objects.filter(pk=other.pk).update(milestone=funding.milestone)


def test_the_database_refuses_a_payout_that_is_sent_without_a_transfer():
    payout = make.payout()

    with pytest.raises(Error, match="payout_sent_has_proof"):
        Payout.objects.filter(pk=payout.pk).update(status="sent")
