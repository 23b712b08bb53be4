"""What few people are behind is hidden, and cannot be worked out from what is shown."""

import random

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.counting import DIMENSIONS, WHOLE, Fact, count
from outcomes.models import Hidden
from outcomes.protecting import hidden_of


def fact(student, step=Hidden.APPLIED, **values):
    said = {"month": "2026-10", "field": "data", "format": "nano", "organisation": "company"}
    said |= {"arrangement": "remote", "country": "remote", "cohort": "2027"} | values
    return Fact(step, student, tuple(said.get(dim, "") for dim in DIMENSIONS))


def hidden(facts, step=Hidden.APPLIED):
    return {place for place, bits in hidden_of(count(facts)).items() if bits & step}


def test_five_people_are_shown_and_four_are_not():
    few = [fact(n, field="law") for n in range(4)]
    others = [fact(n, field=name) for n in range(20) for name in ("data", "design")]

    assert ("field", "law", "", "") in hidden([*few, *others])
    assert hidden([*few, fact(4, field="law"), *others]) == set()


def test_four_people_who_applied_often_are_still_four():
    facts = [fact(n % 4, field="law") for n in range(40)] + [fact(n) for n in range(20)]

    assert ("field", "law", "", "") in hidden(facts)


def test_a_sum_without_the_others_does_not_say_it():
    """Of law, with four, and design, with nine, the smaller of the others goes with it."""
    facts = [fact(n, field="law") for n in range(4)]
    facts += [fact(n, field="design") for n in range(9)] + [fact(n) for n in range(30)]
    found = hidden(facts)

    assert ("field", "design", "", "") in found
    assert ("field", "data", "", "") not in found
    assert WHOLE not in found


def test_where_nothing_else_is_there_the_sum_goes_too():
    assert WHOLE in hidden([fact(n) for n in range(4)])


def test_each_step_is_hidden_by_itself():
    facts = [fact(n) for n in range(9)] + [fact(n, Hidden.COMPLETED) for n in range(3)]

    assert hidden(facts) == set()
    assert WHOLE in hidden(facts, Hidden.COMPLETED)


def follows(table, values, found):
    """The hidden cells of one table that its sums determine: where the null space is nothing."""
    cells = [cell for cell, place in table.items() if place in found]
    rows = sorted({cell[0] for cell in table}), sorted({cell[1] for cell in table})
    system = []
    for side, names in enumerate(rows):
        for name in names:
            # The others of the line sum to the one with "".
            system.append([(1 if cell[1 - side] else -1) * (cell[side] == name) for cell in cells])
    matrix = numpy.array(system, dtype=float).reshape(len(system), len(cells))
    _u, sizes, turned = numpy.linalg.svd(matrix)
    rank = int((sizes > 1e-9).sum())
    return [
        cell for n, cell in enumerate(cells) if numpy.abs(turned[rank:, n]).max(initial=0) < 1e-9
    ]


@given(st.integers(0, 10**6), st.integers(5, 120))
def test_nothing_hidden_follows_from_what_is_shown_beside_it(seed, size):
    from outcomes.protecting import _tables

    draw = random.Random(seed)
    facts = [
        fact(
            draw.randrange(40),
            field=draw.choice(["data", "law", "design", "coding", "media"]),
            organisation=draw.choice(["company", "startup", "public"]),
            month=draw.choice(["2026-08", "2026-09", "2026-10", "2026-11"]),
        )
        for _ in range(size)
    ]
    sums = count(facts)
    found = hidden(facts)

    for table in _tables(sums[Hidden.APPLIED]):
        assert follows(table, sums[Hidden.APPLIED], found) == []


def test_the_check_above_sees_what_follows():
    table = {
        ("", ""): WHOLE,
        ("a", ""): 1,
        ("b", ""): 2,
        ("", "c"): 3,
        ("a", "c"): 4,
        ("b", "c"): 5,
    }

    assert follows(table, {}, {4}) == [("a", "c")]
    assert follows(table, {}, {1, 2, 4, 5}) == []


@pytest.mark.parametrize("field", ["data", "law"])
def test_a_pair_of_values_is_counted_with_its_sums(field):
    sums = count([fact(1), fact(1, field="law"), fact(2, field="law", cohort="2028")])
    of = sums[Hidden.APPLIED]

    assert len(of[WHOLE].people) == 2
    assert of["field", field, "", ""].n == {"data": 1, "law": 2}[field]
    assert ("field", "law", "cohort", "2028") in of
    assert ("field", "data", "cohort", "2028") not in of
