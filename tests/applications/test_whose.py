"""Whose turn a placement is, in SQL and in words: the same in every state."""

from datetime import timedelta

import pytest

from applications import actions, turns, whose
from applications.models import Milestone, Placement
from tests import make


def to_pay_in():
    return make.placement()


def with_the_bank():
    row = make.placement()
    row.milestones.update(with_bank=True)
    return row


def to_hand_in():
    return make.funded().milestone.placement


def to_answer():
    return make.delivered().placement


def to_change():
    milestone = make.delivered()
    actions.ask_for_changes(milestone, "More", make.today(3))
    return milestone.placement


def next_part_to_pay_in():
    row = make.placement([72_00, 72_00])
    first = make.delivered(row.milestones.get(position=1))
    actions.approve(first, row.offer.made_by)
    return row


def later_day_asked_by_the_student():
    row = make.funded().milestone.placement
    make.extension(row.milestones.get())
    return row


def later_day_proposed_by_the_employer():
    row = make.placement()
    make.extension(row.milestones.get(), by_student=False)
    return row


def disputed_by_the_employer():
    return make.dispute().milestone.placement


def disputed_by_the_student():
    milestone = to_change().milestones.get()
    wish, student = actions.Wish("full"), milestone.offer.application.student.user
    return make.dispute(milestone, by=student, wish=wish, reason="beyond").milestone.placement


def dispute_to_decide():
    return make.answered().milestone.placement


def half_time_for_the_student():
    row = make.funded().milestone.placement
    make.check_in(row)
    return row


def half_time_for_the_employer():
    row = make.funded().milestone.placement
    make.check_in(row, "employer")
    return row


def to_pay_out():
    milestone = make.delivered()
    actions.approve(milestone, milestone.offer.made_by)
    return milestone.placement


STATES = [
    to_pay_in,
    with_the_bank,
    to_hand_in,
    to_answer,
    to_change,
    next_part_to_pay_in,
    later_day_asked_by_the_student,
    later_day_proposed_by_the_employer,
    disputed_by_the_employer,
    disputed_by_the_student,
    dispute_to_decide,
    half_time_for_the_student,
    half_time_for_the_employer,
    to_pay_out,
]


@pytest.mark.parametrize("make_one", STATES)
@pytest.mark.parametrize("side", ["student", "employer"])
def test_sql_finds_the_turn_that_the_words_are_of(db, make_one, side):
    placement = make_one()
    turn = turns.of_placement(Placement.objects.for_rows().get(pk=placement.pk), side)

    reader = placement.student.user if side == "student" else placement.listing.created_by
    [found] = whose.turned(reader)

    assert turn is not None
    assert (found.pk, found.mine, found.due) == (placement.pk, not turn.waiting, turn.due)


def test_the_states_are_all_there_are(db):
    """So that one that is added is compared, too."""
    met = set()
    for make_one in STATES:
        met |= set(make_one().milestones.values_list("status", flat=True))

    assert met | {"paid", "cancelled", "refunded"} == set(Milestone.Status.values)


def test_the_earliest_deadline_stands_first_and_none_last(db):
    org = make.organisation()
    boss = make.employer(org)
    late, soon, never = (
        make.placement(application=make.application(listing=make.listing(organisation=org)))
        for _ in range(3)
    )
    Placement.objects.filter(pk=soon.pk).update(fund_by=late.fund_by - timedelta(days=1))
    never.milestones.update(with_bank=True)

    found = whose.turned(boss)

    assert [row.pk for row in found] == [soon.pk, late.pk, never.pk]
