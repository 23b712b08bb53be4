"""Loading all of it, once."""

from django.db import transaction

from accounts.models import User
from marketplace.demo import (
    choosing,
    crowding,
    deciding,
    found,
    history,
    people,
    publishing,
    reporting,
    talking,
    telling,
)
from marketplace.demo.students import STUDENTS


def is_loaded() -> bool:
    return User.objects.filter(email=STUDENTS[0].email).exists()


@transaction.atomic
def load() -> None:
    """Everything but money that moves, or nothing."""
    people.load()
    publishing.load()
    choosing.load()
    crowding.load()
    talking.load()
    found.load()
    reporting.load()
    deciding.load()
    telling.load()
    history.load()
    history.count()
