"""bin/bench mail fails when a mail was lost or came twice, and only then."""

import pytest

from benches.mail import MUTANTS, figures, is_safe

FINE = {
    "due": 1000,
    "gathered": 90,
    "unwanted": 0,
    "sent": 995,
    "lost": 0,
    "double": 0,
    "unknown": 6,
    "unknown_not_arrived": 5,
    "kills": 5,
    "seconds": 130.2,
    "codes": 20,
    "codes_lost": 0,
    "codes_again": 1,
    "code_p50_seconds": 0.3,
    "code_p95_seconds": 2.1,
    "rows": 101_002,
    "sweep_ms": 8.1,
}


def test_a_storm_after_which_every_mail_came_once_is_safe():
    assert is_safe(figures(5, FINE))


@pytest.mark.parametrize(
    "found",
    [
        {"sent": 989},
        {"lost": 1},
        {"double": 1},
        {"unknown": 11},
        {"unwanted": 1},
        {"codes_lost": 1},
        {"kills": 4},
    ],
)
def test_one_of_anything_is_too_much(found):
    assert not is_safe(figures(5, FINE | found))


def test_a_slow_machine_loses_no_mail():
    assert is_safe(figures(5, FINE | {"seconds": 4000, "sweep_ms": 400}))


def test_the_mutants_are_those_that_the_storm_knows(db):
    from benches.delivering import mutants

    assert MUTANTS == mutants.NAMES
