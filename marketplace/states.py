"""The one way a status changes."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q


class WrongState(Exception):
    """The row was not in a state that allows the change."""


class Stateful(models.Model):
    """A row with a `status`, and a table of where each status may lead."""

    Status: ClassVar[type[models.TextChoices]]
    TRANSITIONS: ClassVar[Mapping[str, Collection[str]]]

    class Meta:
        abstract = True


def move(row: Stateful, to: str, **also: Any) -> None:
    """Move `row.status` to `to`, writing the `also` columns in the same UPDATE.

    The UPDATE names the states it may leave, so of two callers that race,
    Postgres lets one win and the other gets `WrongState`. The row in memory is
    brought up to date; nothing else on it is saved.

    Raises:
        WrongState: the row is in no state that leads to `to`.
    """
    move_if(Q(), row, to, **also)


def move_if(provided: Q, row: Stateful, to: str, /, **also: Any) -> None:
    """`move` where `provided` holds of the row, too: asked in the same UPDATE.

    Raises:
        WrongState: it does not hold, or the row is in no state that leads to `to`.
    """
    leaves = [state for state, targets in row.TRANSITIONS.items() if to in targets]
    rows: models.QuerySet[Any] = type(row)._default_manager.filter(provided, pk=row.pk)
    if not rows.filter(status__in=leaves).update(status=to, **also):
        raise WrongState(f"{type(row).__name__} {row.pk} cannot become {to}")
    for name, value in {"status": to, **also}.items():
        setattr(row, name, value)
