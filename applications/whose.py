"""Whose turn each of many placements is, and by when: decided in SQL, before any of it is read.

What the turns say stands in `turns`; here is only which of them there are, so that a page of
twenty reads twenty. A test compares the two in every state.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case, Exists, F, Min, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Least

from accounts.models import User
from applications.models import CheckIn, Dispute, Extension, Milestone, Placement
from marketplace import prepared

STUDENT, EMPLOYER = User.Kind.STUDENT, User.Kind.EMPLOYER
Status = Milestone.Status


# Stands for "it is somebody's turn, and there is no deadline": nothing is later.
NO_DEADLINE = datetime(9999, 1, 1, tzinfo=UTC)
# Stands for who looks, in a statement that is written once.
SOMEBODY = -1


class Turned(NamedTuple):
    """`due`: of the reader's own turn if it is `mine`, else of the other side's. UTC."""

    pk: UUID
    mine: bool
    due: datetime | None


def turned(reader: User) -> list[Turned]:
    """Of their placements that go on, the earliest deadline first; those without one last."""
    statement, given = _statement(reader.kind)
    rows = prepared.rows(statement, [reader.pk if each == SOMEBODY else each for each in given])
    found = [
        Turned(pk, mine_by is not None, _none_if_open(mine_by or theirs_by))
        for pk, mine_by, theirs_by in rows
    ]
    return sorted(found, key=lambda row: (row.due is None, row.due and row.due.timestamp(), row.pk))


@cache
def _statement(side: str) -> tuple[str, tuple[Any, ...]]:
    """The same for everybody of a side but for who it is: to write it takes longer than to ask."""
    other = EMPLOYER if side == STUDENT else STUDENT
    reader = User(pk=SOMEBODY)
    theirs = Placement.objects.of_student if side == STUDENT else Placement.objects.for_employer
    rows: Any = (
        theirs(reader)
        .going_on()
        .annotate(
            mine_by=_first(_own(side)),
            theirs_by=_first([*_shared(other), _decided()]),
        )
    )
    written: tuple[str, tuple[Any, ...]] = rows.values_list(
        "pk", "mine_by", "theirs_by"
    ).query.sql_with_params()
    return written


type Waiting = tuple[QuerySet[Any], Any]


def _own(side: str) -> list[Waiting]:
    asked = CheckIn.objects.filter(placement=OuterRef("pk"), side=side).open()
    return [*_shared(side), (asked, F("answer_by"))]


def _shared(side: str) -> list[Waiting]:
    """What waits for `side` and both are told of: rows, and the column with their deadline."""
    milestones = Milestone.objects.filter(placement=OuterRef("pk"))
    disputes = _disputes().filter(status=Dispute.Status.OPEN).exclude(side=side)
    asked = Extension.objects.open().filter(
        milestone__placement=OuterRef("pk"),
        milestone__status__in=[Status.AGREED, *Milestone.WAITS_FOR_STUDENT],
        by_student=side == EMPLOYER,
    )
    both = [(disputes, F("answer_by")), (asked, F("answer_by"))]
    if side == STUDENT:
        waits = {"status__in": Milestone.WAITS_FOR_STUDENT, "stopped_at": None}
        working = milestones.filter(**waits)
        return [(working, F("work_by")), *both]
    handed_in = milestones.filter(status=Status.DELIVERED)
    return [(_to_fund(milestones), PAY_IN_BY), (handed_in, F("review_by")), *both]


PAY_IN_BY = Case(
    When(placement__status=Placement.Status.ACCEPTED, then="placement__fund_by"), default="fund_by"
)


def _to_fund(milestones: QuerySet[Milestone]) -> QuerySet[Milestone]:
    before = Milestone.objects.filter(
        placement=OuterRef("placement"), position__lt=OuterRef("position")
    )
    rows = milestones.filter(status=Status.AGREED, with_bank=False)
    return rows.filter(~Exists(before.exclude(status__in=Milestone.SETTLED)))


def _decided() -> Waiting:
    return _disputes().filter(status=Dispute.Status.ANSWERED), F("decide_by")


def _disputes() -> QuerySet[Dispute]:
    return Dispute.objects.filter(
        milestone__placement=OuterRef("pk"), milestone__status=Status.DISPUTED
    )


def _none_if_open(due: datetime | None) -> datetime | None:
    return None if due == NO_DEADLINE else due


def _first(waiting: list[Waiting]) -> Any:
    """Postgres leaves out what is not there."""
    firsts = [
        Subquery(
            rows.order_by()
            .values(_owner(rows))
            .annotate(first=Min(Coalesce(due, Value(NO_DEADLINE))))
            .values("first")
        )
        for rows, due in waiting
    ]
    return Least(*firsts)


def _owner(rows: QuerySet[Any]) -> str:
    return "placement" if hasattr(rows.model, "placement") else "milestone__placement"
