"""Invoices and credit notes: numbered without gaps, true, and readable by machines and people."""

from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from applications import actions as application_actions
from payments import actions, tasks
from payments.actions import papering
from payments.models import Paper, Refund
from tests import make
from tests.payments.papering import called_off

# --- Numbers


def test_papers_are_numbered_from_one_each_kind_by_itself(db):
    first, second = called_off(), make.funded()

    tasks.issue_papers()

    assert [str(each) for each in Paper.objects.order_by("kind", "number")] == [
        "FH-CN-000001",
        "FH-INV-000001",
        "FH-INV-000002",
    ]
    assert {each.funding_id for each in Paper.objects.filter(kind="invoice")} == {
        first.pk,
        second.pk,
    }


def test_asked_for_again_it_is_the_same_paper(db):
    funding = called_off()
    refund = Refund.objects.get()

    assert papering.invoice(funding) == papering.invoice(funding)
    assert papering.credit_note(refund) == papering.credit_note(refund)
    tasks.issue_papers()
    assert Paper.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_at_once_and_rolled_back_no_number_is_missing_or_given_twice():
    fundings = [make.funded() for _each in range(6)]
    start = Barrier(len(fundings))

    def issue(funding, fails):
        start.wait()
        try:
            with transaction.atomic():
                papering.invoice(funding)
                if fails:
                    raise RuntimeError
        except RuntimeError:
            papering.invoice(funding)
        finally:
            connection.close()

    threads = [
        Thread(target=issue, args=(funding, n % 2 == 0)) for n, funding in enumerate(fundings)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    numbers = sorted(Paper.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(fundings) + 1))


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_issue_one_invoice():
    funding = make.funded()
    start = Barrier(3)

    def issue():
        start.wait()
        tasks.issue_papers()
        connection.close()

    threads = [Thread(target=issue) for _each in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [each.number for each in Paper.objects.all()] == [1]
    assert papering.invoice(make.funded()).number == 2
    assert Paper.objects.filter(funding=funding).count() == 1


def test_another_company_begins_another_series(db, settings):
    papering.invoice(make.funded())
    settings.SELLER_SERIES = "NEW"

    assert str(papering.invoice(make.funded())) == "NEW-INV-000001"


@pytest.mark.parametrize(
    "change", ["UPDATE payments_paper SET number = 9", "DELETE FROM payments_paper"]
)
def test_the_database_refuses_to_change_a_paper(db, change):
    papering.invoice(make.funded())

    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


def test_the_database_refuses_a_number_twice(db):
    row = papering.invoice(make.funded())
    other = make.funded()

    with pytest.raises(IntegrityError, match="paper_numbered_once"), transaction.atomic():
        Paper.objects.create(
            kind=row.kind,
            series=row.series,
            number=row.number,
            funding=other,
            currency="USD",
            total_minor=1,
            content={},
        )


# --- What they are for


def test_a_payment_that_nothing_needed_has_no_invoice_and_no_credit_note(db):
    funding = make.funded()
    second = actions.start_funding(make.placement().milestones.get(), funding.payer)
    application_actions.cancel(second.milestone.placement, second.payer, "time")
    actions.settle_checkout(second, make.paid_page(second))

    tasks.issue_papers()

    assert [each.funding_id for each in Paper.objects.all()] == [funding.pk]
    assert Refund.objects.get().funding_id == second.pk


def test_what_is_kept_is_credited_only_when_it_goes_back(db):
    funding = called_off(keep_it=True)
    tasks.issue_papers()
    assert [each.kind for each in Paper.objects.all()] == ["invoice"]

    actions.return_kept(funding.credit)
    make.paid_back(funding)
    tasks.issue_papers()

    note = Paper.objects.get(kind="credit")
    assert (note.total_minor, note.funding_id) == (funding.amount_minor, funding.pk)
    assert note.content["invoice"] == "FH-INV-000001"
