"""The short way to held money, which most tests take, leaves the rows that paying in leaves."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

import pytest
import time_machine
from django.apps import apps
from django.db import connection, transaction

from applications.models import Milestone
from payments import ledger
from payments.models import Funding
from tests import make
from tests.making import money

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
ROOMS = ("applications", "notifications", "payments")
# Another one each time; what they stand for is looked at where it stands itself.
NAMES = ["id", "operation_id", "journal_id", "account_id", "email_id"]
ROWS = " UNION ALL ".join(
    f"SELECT '{model._meta.db_table}', (to_jsonb(r) - %s::text[])::text"
    f" FROM {model._meta.db_table} r"
    for room in ROOMS
    for model in apps.get_app_config(room).get_models()
)


def left_by(way: Callable[[Milestone], Funding], milestone: Milestone, monkeypatch) -> list[str]:
    """Every row there is afterwards, taken back again."""
    monkeypatch.setattr(money, "numbers", count(7000))
    with transaction.atomic(), connection.cursor() as cursor:
        funding = way(Milestone.objects.get(pk=milestone.pk))
        cursor.execute(ROWS, [NAMES] * ROWS.count("%s"))
        found = [f"{table} {row}" for table, row in cursor.fetchall()]
        assert ledger.problems() == []
        transaction.set_rollback(True)
    for each in (str(funding.pk), funding.reference):  # another one each time, too
        found = [row.replace(each, "FUNDING") for row in found]
    return sorted(found)


@pytest.mark.parametrize("amounts", [[720_00], [400_00, 320_00]])
def test_the_short_way_leaves_the_rows_of_the_long_one(db, monkeypatch, amounts):
    with time_machine.travel(NOW, tick=False):
        milestone = make.placement(amounts).milestones.get(position=1)
        short = left_by(money.held_at_once, milestone, monkeypatch)
        long = left_by(make.funded, milestone, monkeypatch)

    assert [row for row in short if "payments_funding" in row]
    assert short == long
