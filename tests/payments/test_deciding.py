"""What a decision does to the other parts of the placement."""

from contextlib import suppress
from threading import Thread
from time import sleep

import pytest
from django.db import connection, transaction

from applications.actions import Wish
from applications.models import Dispute, Milestone
from marketplace.states import WrongState
from marketplace.templatetags.ui import in_words
from notifications.models import Email
from payments import actions
from tests import make


def fresh(milestone):
    return Milestone.objects.get(pk=milestone.pk)


def test_both_read_by_when_the_next_part_is_to_be_paid_in(db):
    first, second, _ = make.placement([100_00, 200_00, 300_00]).milestones.all()
    dispute = make.answered(make.delivered(first))

    actions.decide(dispute, make.platform(), Wish("full"), "All of it is there, as agreed.")

    second = fresh(second)
    assert second.fund_by is not None
    for side in ("student", "employer"):
        body = Email.objects.get(key=f"dispute-decided:{dispute.pk}:{side}").body
        assert second.title in body
        assert in_words(second.fund_by) in body


@pytest.mark.django_db(transaction=True)
def test_a_decision_and_a_call_off_at_once_do_not_wait_for_each_other():
    """The decision stands still at the dispute, the other then takes the first part."""
    first, second, _ = make.placement([100_00, 200_00, 300_00]).milestones.all()
    make.payout(make.delivered(first))
    dispute = make.answered(make.delivered(fresh(second)))
    staff, placement = make.platform(), second.placement
    failed = []

    def decide():
        try:
            actions.decide(dispute, staff, Wish("refund"), "Half of the rows are missing.")
        except Exception as error:
            failed.append(error)
        connection.close()

    def call_off():
        try:
            with suppress(WrongState):
                actions.call_off(placement, second.offer.made_by, "other", "", told=0)
        except Exception as error:
            failed.append(error)
        connection.close()

    deciding, ending = Thread(target=decide), Thread(target=call_off)
    with transaction.atomic():
        Dispute.objects.select_for_update().get(pk=dispute.pk)
        deciding.start()
        wait_for_locks(1)
        ending.start()
        wait_for_locks(2)
    deciding.join()
    ending.join()

    assert failed == []
    assert fresh(second).status == "refunded"


def wait_for_locks(how_many):
    """Until so many other connections to this database wait for a row."""
    with connection.cursor() as cursor:
        for _ in range(500):
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] >= how_many:
                return
            sleep(0.01)
    raise AssertionError(f"{how_many} never waited")
