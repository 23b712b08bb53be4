"""bin/bench money fails when money is not safe, and only then."""

import pytest

from benches.money import MUTANTS, figures, is_safe

FINE = {
    "transfers": 150,
    "double": 0,
    "lost": 0,
    "wrong": 0,
    "ledger_minus_stripe": 0,
    "problems": 0,
    "kills": 60,
    "seconds": 61.5,
    "approve_p99_ms": 80.1,
    "webhook_ack_p99_ms": 120.2,
    "approvals": 900,
    "approve_p50_ms": 9.3,
    "approve_won_p50_ms": 31.2,
    "approve_new_p50_ms": 22.8,
    "approve_new_p99_ms": 95.0,
    "approve_slow_ms": 101.0,
    "approve_slow_cpu_ms": 41.0,
    "approve_slow_queue_ms": 50.0,
    "approve_slow_else_ms": 10.0,
    "approve_slow_new": 60.0,
    "approve_slow_late": 20.0,
    "deliveries": 320,
    "tries": 3,
}


def test_a_storm_that_lost_nothing_is_safe():
    assert is_safe(figures(150, FINE))


@pytest.mark.parametrize(
    "found",
    [
        {"transfers": 149},
        {"double": 1},
        {"lost": 1},
        {"wrong": 1},
        {"ledger_minus_stripe": 1},
        {"problems": 1},
        {"kills": 59},
    ],
)
def test_one_of_anything_is_too_much(found):
    assert not is_safe(figures(150, FINE | found))


def test_a_slow_machine_is_no_loss_of_money():
    slow = figures(150, FINE | {"seconds": 400, "approve_p99_ms": 900})

    assert is_safe(slow)
    assert {each.key for each in slow if each.verdict == "misses"} == {"seconds", "approve_p99_ms"}


def test_the_mutants_are_those_that_the_storm_knows(db):
    from benches.storm import mutants

    assert MUTANTS == mutants.NAMES
