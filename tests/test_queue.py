"""Many rows in one task: one that fails leaves the others their turn, an end of time ends all."""

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from accounts.models import User
from marketplace.queue import one_by_one
from marketplace.states import WrongState

ROWS = [User(pk=n) for n in (1, 2, 3)]


@pytest.mark.parametrize("error", [ValueError("broken"), WrongState("was quicker")])
def test_one_that_fails_leaves_the_others_their_turn(caplog, error):
    done = []

    def step(user: User) -> None:
        done.append(user.pk)
        if user.pk == 2:
            raise error

    one_by_one(step, ROWS)

    assert done == [1, 2, 3]
    assert ("step of user 2" in caplog.text) is isinstance(error, ValueError)


def test_who_is_told_to_stop_stops(caplog):
    done = []

    def step(user: User) -> None:
        done.append(user.pk)
        raise SoftTimeLimitExceeded

    with pytest.raises(SoftTimeLimitExceeded):
        one_by_one(step, ROWS)

    assert done == [1]
    assert caplog.text == ""
