"""Who may open the pages of listings."""

from collections.abc import Callable
from typing import Any

from accounts.models import User
from listings import saving
from tests import make
from tests.access import Row

Made = tuple[dict[str, Any], User | None]


def nothing() -> Made:
    return {}, None


def an_employer() -> Made:
    return {}, make.employer()


def a_draft() -> Made:
    row = make.draft()
    return {"slug": row.slug}, row.created_by


def asked() -> Made:
    row = make.question()
    return {"pk": row.pk}, row.listing.created_by


def answered() -> Made:
    row = make.question(status="answered")
    return {"pk": row.pk}, make.staff(row.listing.moderations.get().university)


def submitted() -> Made:
    row = make.waiting().listing
    return {"slug": row.slug}, row.created_by


def published() -> Made:
    row = make.listing()
    return {"slug": row.slug}, row.created_by


def closed() -> Made:
    row = make.listing(status="closed")
    return {"slug": row.slug}, row.created_by


def an_import() -> Made:
    batch = make.listing_import()
    return {"pk": batch.pk}, batch.created_by


def some_staff() -> Made:
    return {}, make.staff()


def to_decide() -> Made:
    row = make.waiting()
    return {"pk": row.pk}, make.staff(row.university)


def a_saved_search() -> Made:
    user = make.student().user
    return {"pk": saving.save_search(user, "q=survey", "Surveys")[0].pk}, user


def a_student() -> Made:
    return {}, make.student().user


def open_to_a_student() -> Made:
    student = make.student()
    return {"slug": make.listing(student.university).slug}, student.user


def everybodys(made: Callable[[], Made] = nothing) -> Row:
    return Row("get", made, 200, 200, 200, 200)


ACCESS: dict[str, Row] = {
    "listings:directory": everybodys(),
    "listings:country": everybodys(lambda: ({"code": "pt"}, None)),
    "listings:city": everybodys(lambda: ({"code": "pt", "slug": "lisbon"}, None)),
    "listings:field": everybodys(lambda: ({"field": "data"}, None)),
    "listings:format": everybodys(lambda: ({"slug": make.format().slug}, None)),
    "listings:feed": everybodys(),
    "listings:deadlines": everybodys(),
    "listings:sitemap": everybodys(),
    "listings:sitemap_section": everybodys(lambda: ({"section": "projects"}, None)),
    "listings:robots": everybodys(),
    "listings:change": Row("get,post", published, 302, 403, 404, 403, owner=200),
    "listings:extend": Row("get,post", published, 302, 403, 404, 403, owner=200),
    "listings:make_template": Row("post", published, 302, 403, 404, 403, owner=302),
    "listings:compare": Row("get", nothing, 200, 200, 200, 200),
    "listings:keep_five": Row("post", nothing, 302, 302, 302, 302),
    "listings:forget_five": Row("post", nothing, 302, 302, 302, 302),
    "listings:five": Row("get", nothing, 200, 200, 200, 200),
    "listings:save": Row("post", open_to_a_student, 302, 404, 403, 403, owner=302),
    "listings:saved": Row("get", a_student, 302, 200, 403, 403, owner=200),
    "listings:towns": Row("get", nothing, 200, 200, 200, 200),
    "listings:unsave_gone": Row("post", a_student, 302, 302, 403, 403, owner=302),
    "listings:save_search": Row("post", nothing, 302, 302, 403, 403),
    "listings:change_search": Row("post", a_saved_search, 302, 404, 403, 403, owner=200),
    "listings:home": Row("get", nothing, 200, 200, 200, 200),
    "listings:browse": Row("get", nothing, 200, 200, 200, 200),
    # The student is one of another university than the one that approved it.
    "listings:detail": Row("get", published, 200, 404, 200, 200, owner=200),
    "listings:mine": Row("get", an_employer, 302, 403, 200, 403, owner=200),
    "listings:create": Row("get", an_employer, 302, 403, 200, 403, owner=200),
    "listings:quote": Row("get", an_employer, 302, 403, 200, 403, owner=200),
    "listings:import_files": Row("get,post", an_employer, 302, 403, 200, 403, owner=200),
    "listings:import_example": Row("get", an_employer, 302, 403, 200, 403, owner=200),
    "listings:import_file": Row("get", an_import, 302, 403, 404, 403, owner=200),
    "listings:import_columns": Row("get,post", an_import, 302, 403, 404, 403, owner=200),
    "listings:import_decide": Row("post", an_import, 302, 403, 404, 403, owner=302),
    "listings:import_report": Row("get", an_import, 302, 403, 404, 403, owner=200),
    "listings:import_confirm": Row("get,post", an_import, 302, 403, 404, 403, owner=302),
    "listings:import_undo": Row("get,post", an_import, 302, 403, 404, 403, owner=302),
    "listings:import_remove": Row("get,post", an_import, 302, 403, 404, 403, owner=200),
    "listings:manage": Row("get", published, 302, 403, 404, 403, owner=200),
    "listings:edit": Row("get", a_draft, 302, 403, 404, 403, owner=200),
    "listings:preview": Row("get", a_draft, 302, 403, 404, 403, owner=200),
    "listings:submit": Row("post", a_draft, 302, 403, 404, 403, owner=302),
    "listings:withdraw": Row("post", submitted, 302, 403, 404, 403, owner=302),
    "listings:close": Row("post", published, 302, 403, 404, 403, owner=302),
    "listings:copy": Row("post", closed, 302, 403, 404, 403, owner=302),
    "listings:ask": Row("get,post", open_to_a_student, 302, 404, 403, 403, owner=200),
    "listings:questions": Row("get", published, 302, 403, 404, 403, owner=200),
    "listings:question": Row("get,post", asked, 302, 403, 404, 403, owner=200),
    "listings:hide_question": Row("get,post", answered, 302, 403, 403, 404, owner=200),
    "listings:queue": Row("get", some_staff, 302, 403, 403, 200, owner=200),
    "listings:review": Row("get", to_decide, 302, 403, 403, 404, owner=200),
    "listings:approve_by_mail": Row(
        "get,post", lambda: ({"token": "forged"}, None), 410, 410, 410, 410
    ),
    "listings:policy": Row("get,post", some_staff, 302, 403, 403, 200, owner=200),
    "listings:reasons": Row("get,post", some_staff, 302, 403, 403, 200, owner=200),
    "listings:claim_next": Row("post", some_staff, 302, 403, 403, 302, owner=302),
    "listings:approve_several": Row("post", some_staff, 302, 403, 403, 302, owner=302),
    "listings:claim": Row("post", to_decide, 302, 403, 403, 404, owner=302),
    "listings:release": Row("post", to_decide, 302, 403, 403, 404, owner=302),
    # Without a decision the form comes back.
    "listings:decide": Row("post", to_decide, 302, 403, 403, 404, owner=200),
}
