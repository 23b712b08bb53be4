"""What the database refuses by itself, whoever asks."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from applications.models import Milestone, Offer
from tests import make

STATES = list(Milestone.Status)
# The shortest way from "agreed" to each state.
WAYS = {
    "agreed": [],
    "funded": ["funded"],
    "delivered": ["funded", "delivered"],
    "changes": ["funded", "delivered", "changes"],
    "approved": ["funded", "delivered", "approved"],
    "paid": ["funded", "delivered", "approved", "paid"],
    "cancelled": ["cancelled"],
    "disputed": ["funded", "delivered", "disputed"],
    "refunded": ["funded", "refunded"],
}


@pytest.fixture
def undone(db):
    """What was written by hand is not looked at as a whole: see the last tests."""
    yield
    transaction.set_rollback(True)


def test_the_steps_in_the_database_are_those_of_the_model(db):
    with connection.cursor() as cursor:
        allowed = {
            (before, after)
            for before in STATES
            for after in STATES
            if cursor.execute("SELECT milestone_may_become(%s, %s)", [before, after]).fetchone()[0]
        }

    assert allowed == {
        (before, after) for before, ends in Milestone.TRANSITIONS.items() for after in ends
    }


def can_become(before, after):
    milestone = make.placement().milestones.get()
    rows = Milestone.objects.filter(pk=milestone.pk)
    for step in WAYS[before]:
        rows.update(status=step)
    try:
        with transaction.atomic():
            rows.update(status=after)
    except IntegrityError:
        return False
    return True


@pytest.mark.parametrize("before", STATES)
def test_the_database_takes_every_step_of_the_table_and_no_other(undone, before):
    taken = {after for after in STATES if after != before and can_become(before, after)}

    assert taken == set(Milestone.TRANSITIONS.get(before, set()))


TERMS = {
    "amount_minor": 1_00,
    "fee_minor": 1,
    "currency": "EUR",
    "title": "Something else",
    "due_on": make.today(300),
    "position": 4,
}


@pytest.mark.parametrize("field", TERMS)
def test_the_terms_of_a_milestone_do_not_change(db, field):
    milestone = make.offer().milestones.get()

    with pytest.raises(IntegrityError, match="do not change"), transaction.atomic():
        Milestone.objects.filter(pk=milestone.pk).update(**{field: TERMS[field]})

    before = getattr(milestone, field)
    milestone.refresh_from_db()
    assert getattr(milestone, field) == before


def test_a_milestone_does_not_move_to_another_offer(db):
    milestone = make.offer().milestones.get()

    with pytest.raises(IntegrityError, match="do not change"):
        Milestone.objects.filter(pk=milestone.pk).update(offer=make.offer())


def test_a_milestone_gets_its_placement_once(db):
    milestone = make.placement().milestones.get()

    with pytest.raises(IntegrityError, match="already"):
        Milestone.objects.filter(pk=milestone.pk).update(placement=make.placement())


OFFER_TERMS = {
    "pay_minor": 1_00,
    "fee_minor": 1,
    "currency": "EUR",
    "starts_on": make.today(1),
    "ends_on": make.today(300),
    "total_hours": 99,
    "hours_per_week": 39,
    "note": "On second thoughts",
}


@pytest.mark.parametrize("field", OFFER_TERMS)
def test_the_terms_of_an_offer_do_not_change(db, field):
    offer = make.offer()

    with pytest.raises(IntegrityError, match="do not change"), transaction.atomic():
        Offer.objects.filter(pk=offer.pk).update(**{field: OFFER_TERMS[field]})

    before = getattr(offer, field)
    offer.refresh_from_db()
    assert getattr(offer, field) == before


def test_the_agreement_of_an_offer_is_not_another_one_later(db):
    offer = make.offer()

    with pytest.raises(IntegrityError, match="do not change"):
        Offer.objects.filter(pk=offer.pk).update(agreement=make.agreement(ai_use="none"))


def test_what_is_not_a_term_may_change(db):
    offer = make.offer()
    later = timezone.now() + timedelta(days=9)

    Offer.objects.filter(pk=offer.pk).update(expires_at=later, status="expired")

    offer.refresh_from_db()
    assert (offer.expires_at, offer.status) == (later, "expired")


def at_the_end_of_a_dispute():
    milestone = make.placement().milestones.get()
    rows = Milestone.objects.filter(pk=milestone.pk)
    for step in WAYS["disputed"]:
        rows.update(status=step)
    return rows


def test_a_part_of_the_amount_is_written_with_the_decision_of_a_dispute_and_never_again(undone):
    rows = at_the_end_of_a_dispute()

    with pytest.raises(IntegrityError, match="leaves a part"), transaction.atomic():
        rows.update(part_minor=300_00, part_fee_minor=30_00)
    rows.update(status="approved", part_minor=300_00, part_fee_minor=30_00)
    with pytest.raises(IntegrityError, match="leaves a part"), transaction.atomic():
        rows.update(part_minor=400_00)

    milestone = rows.get()
    assert (milestone.pays_minor, milestone.our_fee_minor) == (300_00, 30_00)
    assert milestone.student_minor == 270_00


@pytest.mark.parametrize(
    ("part", "fee"), [(720_00, 72_00), (0, 0), (300_00, 300_00), (300_00, None), (None, 30_00)]
)
def test_a_part_is_less_than_the_whole_and_has_its_own_fee(undone, part, fee):
    rows = at_the_end_of_a_dispute()

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(status="approved", part_minor=part, part_fee_minor=fee)


def at_commit():
    """What is checked when a transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_nothing_is_disputed_without_a_dispute(undone):
    milestone = make.delivered()
    Milestone.objects.filter(pk=milestone.pk).update(status="disputed")

    with pytest.raises(IntegrityError, match="disputed without a dispute"), transaction.atomic():
        at_commit()


@pytest.mark.parametrize("to", ["delivered", "approved"])
def test_nothing_leaves_a_dispute_that_goes_on(undone, to):
    dispute = make.dispute()
    at_commit()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    Milestone.objects.filter(pk=dispute.milestone_id).update(status=to)

    with pytest.raises(IntegrityError, match="a dispute without it"), transaction.atomic():
        at_commit()


def test_no_dispute_ends_without_its_milestone(undone):
    dispute = make.dispute()
    type(dispute).objects.filter(pk=dispute.pk).update(status="withdrawn")

    with pytest.raises(IntegrityError, match="disputed without a dispute"), transaction.atomic():
        at_commit()
