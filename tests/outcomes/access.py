"""Who may open what of outcomes."""

from typing import Any

from accounts.models import User
from outcomes import actions
from tests import make
from tests.access import Row

type Made = tuple[dict[str, Any], User | None]


def counted() -> Made:
    """The university of its owner has figures; that of the strangers has none."""
    staff = make.staff()
    make.application(university=staff.staff_of.university)
    actions.keep_changed(staff.staff_of.university)
    return {}, staff


ACCESS: dict[str, Row] = {
    "outcomes:overview": Row("get", counted, 302, 403, 403, 200, 200),
    "outcomes:table": Row("get", counted, 302, 403, 403, 404, 200),
}
