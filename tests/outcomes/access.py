"""Who may open what of outcomes."""

from typing import Any

from accounts.models import User
from outcomes import actions, links
from outcomes.models import Asked
from tests import make
from tests.access import Row

type Made = tuple[dict[str, Any], User | None]


def counted() -> Made:
    """The university of its owner has figures; that of the strangers has none."""
    staff = make.staff()
    make.application(university=staff.staff_of.university)
    actions.keep_changed(staff.staff_of.university)
    return {}, staff


def surveyed() -> Made:
    staff = make.staff()
    year = make.student(university=staff.staff_of.university, graduates_in=2027).graduates_in
    day = make.today(20)
    survey = actions.open_survey(staff.staff_of.university, year, day, staff)
    actions.ask_missing(survey)
    return {"pk": survey.pk}, staff


def asked() -> Made:
    kwargs, staff = surveyed()
    row = Asked.objects.get(survey=kwargs["pk"])
    return {"token": links.url_of(row).rstrip("/").rpartition("/")[2]}, staff


ACCESS: dict[str, Row] = {
    "outcomes:overview": Row("get", counted, 302, 403, 403, 200, 200),
    "outcomes:report": Row("get", counted, 302, 403, 403, 404, 200),
    "outcomes:table": Row("get", counted, 302, 403, 403, 404, 200),
    "outcomes:placements": Row("get", counted, 302, 403, 403, 404, 200),
    "outcomes:surveys": Row("get,post", counted, 302, 403, 403, 200, 200),
    "outcomes:survey": Row("get", surveyed, 302, 403, 403, 404, 200),
    "outcomes:survey_file": Row("get", surveyed, 302, 403, 403, 404, 200),
    "outcomes:answer": Row("get,post", asked, 200, 200, 200, 200, 200),
}
