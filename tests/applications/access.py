"""Who may open the pages of applications."""

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from applications import actions
from applications import actions as application_actions
from applications.models import Application, DeliveryFile, StatementFile
from tests import make
from tests.access import Row
from tests.making.team import team

Made = tuple[dict[str, Any], User | None]


def a_student() -> Made:
    return {}, make.student().user


def an_open_listing() -> Made:
    who = make.student()
    return {"slug": make.listing(approved_by=who.university).slug}, who.user


def my_listing() -> Made:
    row = make.listing()
    return {"slug": row.slug}, row.created_by


def my_closed_listing() -> Made:
    row = make.listing(status="closed")
    return {"slug": row.slug}, row.created_by


def my_draft() -> Made:
    row = make.application(status="draft", submitted_at=None, decide_by=None)
    return {"pk": row.pk}, row.student.user


def a_listing_for_teams() -> Made:
    who = make.student()
    return {"slug": make.listing(approved_by=who.university, team_most=3).slug}, who.user


def a_team_asks_me() -> Made:
    row = make.application()
    who = make.student(university=row.student.university)
    team(row, [who], [1, 1])
    return {"pk": row.members.get(student=who).pk}, who.user


def an_invitation() -> Made:
    row = make.student_invitation()
    return {"pk": row.pk}, row.student.user


def my_application() -> Made:
    row = make.application()
    return {"pk": row.pk}, row.student.user


def an_application_to_me() -> Made:
    row = make.application()
    return {"pk": row.pk}, row.listing.created_by


def with_resume() -> Made:
    row = make.application()
    row.resume = make.resume(row.student)
    row.save()
    return {"pk": row.pk}, row.listing.created_by


def an_offer_to_me() -> Made:
    row = make.offer()
    return {"pk": row.pk}, row.application.student.user


def my_offer() -> Made:
    row = make.offer()
    return {"pk": row.pk}, row.made_by


def my_placement() -> Made:
    row = make.placement()
    return {"pk": row.pk}, row.student.user


def work_to_do() -> Made:
    row = make.funded().milestone
    return {"pk": row.pk}, row.offer.application.student.user


def work_typed() -> Made:
    row = make.hand_in(make.funded().milestone)
    return {"pk": row.milestone_id}, row.by


def work_to_answer() -> Made:
    row = make.delivered()
    return {"pk": row.pk}, row.offer.made_by


def a_file() -> Made:
    milestone = make.delivered()
    row = DeliveryFile.objects.create(
        delivery=milestone.deliveries.get(),
        file=ContentFile(b"a,b\n", name="table.csv"),
        name="table.csv",
        content_type="text/csv; charset=utf-8",
        size=4,
        sha256="0" * 64,
    )
    return {"pk": row.pk}, milestone.offer.made_by


def my_blind_application() -> Made:
    row = make.application(listing=make.listing(blind=True))
    return {"pk": row.pk}, row.student.user


def my_note() -> Made:
    row = make.application()
    by = row.listing.created_by
    return {"pk": actions.add_note(row, by, "Strong").pk}, by


def without_a_name() -> Made:
    fields, _student = my_blind_application()
    row = Application.objects.get(**fields)
    upload = SimpleUploadedFile("cv.pdf", make.PDF, content_type="application/pdf")
    actions.give_nameless(row, upload)
    return fields, row.listing.created_by


def a_request() -> Made:
    """Of the student, for the employer to answer."""
    milestone = make.funded().milestone
    row = make.extension(milestone)
    return {"pk": row.pk}, milestone.offer.made_by


def my_request() -> Made:
    milestone = make.funded().milestone
    row = make.extension(milestone)
    return {"pk": row.pk}, milestone.offer.application.student.user


def half_time() -> Made:
    row = make.placement()
    make.check_in(row)
    return {"pk": row.pk}, row.student.user


def my_hours() -> Made:
    row = make.hours(make.placement())
    return {"pk": row.pk}, row.placement.student.user


def an_attachment() -> Made:
    row = make.application()
    stored = make.message_file(application_actions.send(row, row.student.user, "Look."))
    return {"pk": stored.pk}, row.listing.created_by


def a_message_to_me() -> Made:
    row = make.application()
    sent = application_actions.send(row, row.listing.created_by, "Look.")
    return {"kind": "message", "ref": sent.pk}, row.student.user


def my_dispute() -> Made:
    row = make.dispute()
    return {"pk": row.pk}, row.opened_by


def evidence() -> Made:
    row = make.dispute()
    file = StatementFile.objects.create(
        statement=row.statements.get(),
        file=ContentFile(b"a,b\n", name="rows.csv"),
        name="rows.csv",
        content_type="text/csv; charset=utf-8",
        size=4,
        sha256="0" * 64,
    )
    return {"pk": file.pk}, row.opened_by


def our_staff() -> tuple[dict[str, Any], User | None]:
    return {}, make.platform()


def reported() -> tuple[dict[str, Any], User | None]:
    return {"pk": make.report().pk}, make.platform()


def my_own_report() -> tuple[dict[str, Any], User | None]:
    report = make.report()
    return {"pk": report.pk}, report.by


def staff_here() -> Made:
    return {}, make.staff()


def a_known_organisation() -> Made:
    row = make.waiting()
    return {"slug": row.listing.organisation.slug}, make.staff(row.university)


def shown_here() -> Made:
    row = make.listing().moderations.get()
    return {"pk": row.pk}, make.staff(row.university)


ACCESS: dict[str, Row] = {
    "applications:open_dispute": Row("get", work_to_answer, 302, 404, 404, 403, owner=200),
    "applications:dispute": Row("get", my_dispute, 302, 404, 404, 403, owner=200),
    "applications:say": Row("post", my_dispute, 302, 404, 404, 403, owner=200),
    "applications:take_back_dispute": Row("post", my_dispute, 302, 404, 404, 403, owner=302),
    "applications:statement_file": Row("get", evidence, 302, 404, 404, 404, owner=200),
    "applications:work": Row("get", a_student, 302, 200, 403, 403, owner=200),
    "applications:for_you": Row("get", a_student, 302, 200, 403, 403, owner=200),
    "applications:all_again": Row("post", a_student, 302, 302, 403, 403, owner=302),
    "applications:not_for_me": Row("post", an_open_listing, 302, 404, 403, 403, owner=302),
    "applications:invited": Row("get", a_student, 302, 200, 403, 403, owner=200),
    "applications:not_interested": Row("post", an_invitation, 302, 404, 403, 403, owner=302),
    "applications:interested": Row("post", a_student, 302, 302, 403, 403, owner=302),
    "applications:invite": Row("get,post", my_listing, 302, 403, 404, 403, owner=200),
    # Any student may ask: the page says why they can or cannot apply.
    "applications:apply": Row("get", an_open_listing, 302, 200, 403, 403, owner=200),
    "applications:put_away": Row("post", my_closed_listing, 302, 403, 404, 403, owner=302),
    "applications:check": Row("get", my_draft, 302, 404, 403, 403, owner=302),
    "applications:sent": Row("get", my_application, 302, 404, 403, 403, owner=200),
    "applications:detail": Row("get", my_application, 302, 404, 404, 404, owner=200),
    "applications:team": Row("get", a_listing_for_teams, 302, 302, 403, 403, owner=200),
    "applications:team_ask": Row("get,post", a_team_asks_me, 302, 404, 403, 403, owner=200),
    "applications:discard": Row("post", my_draft, 302, 404, 403, 403, owner=302),
    "applications:edit": Row("get", my_application, 302, 404, 403, 403, owner=200),
    "applications:withdraw": Row("post", my_application, 302, 404, 403, 403, owner=302),
    "applications:again": Row("post", my_application, 302, 404, 403, 403, owner=302),
    "applications:resume": Row("get", with_resume, 302, 404, 404, 404, owner=200),
    "applications:nameless": Row("get", my_blind_application, 302, 404, 403, 403, owner=200),
    "applications:nameless_file": Row("get", without_a_name, 302, 404, 404, 404, owner=200),
    "applications:inbox": Row("get", my_listing, 302, 403, 404, 403, owner=200),
    "applications:compare": Row("get", my_listing, 302, 403, 404, 403, owner=200),
    "applications:selected": Row("post", my_listing, 302, 403, 404, 403, owner=302),
    "applications:decline_several": Row("post", my_listing, 302, 403, 404, 403, owner=302),
    "applications:criteria": Row("get", my_listing, 302, 403, 404, 403, owner=200),
    "applications:export": Row("get", my_listing, 302, 403, 404, 403, owner=200),
    "applications:add_note": Row("post", an_application_to_me, 302, 403, 404, 403, owner=200),
    "applications:remove_note": Row("post", my_note, 302, 403, 404, 403, owner=302),
    "applications:score": Row("post", an_application_to_me, 302, 403, 404, 403, owner=302),
    "applications:shortlist": Row("post", an_application_to_me, 302, 403, 404, 403, owner=302),
    "applications:unshortlist": Row("post", an_application_to_me, 302, 403, 404, 403, owner=302),
    "applications:ask_again": Row("post", an_application_to_me, 302, 403, 404, 403, owner=302),
    "applications:decline": Row("get", an_application_to_me, 302, 403, 404, 403, owner=200),
    "applications:make_offer": Row("get", an_application_to_me, 302, 403, 404, 403, owner=200),
    "applications:offer": Row("get", an_offer_to_me, 302, 404, 404, 404, owner=200),
    "applications:agreement": Row("get", an_offer_to_me, 302, 404, 404, 404, owner=200),
    "applications:refuse": Row("post", an_offer_to_me, 302, 404, 403, 403, owner=302),
    "applications:take_back": Row("post", my_offer, 302, 403, 404, 403, owner=302),
    "applications:placement": Row("get", my_placement, 302, 404, 404, 404, owner=200),
    "applications:cancel": Row("post", my_placement, 302, 404, 404, 404, owner=200),
    "applications:deliver": Row("get", work_to_do, 302, 404, 403, 403, owner=200),
    "applications:check_delivery": Row("get", work_typed, 302, 404, 403, 403, owner=200),
    "applications:nudge": Row("post", work_to_answer, 302, 403, 404, 403, owner=302),
    "applications:ask_for_changes": Row("get", work_to_answer, 302, 403, 404, 403, owner=200),
    "applications:more_time": Row("get", work_to_do, 302, 404, 404, 404, owner=200),
    "applications:agree_extension": Row("post", a_request, 302, 404, 404, 404, owner=302),
    "applications:refuse_extension": Row("post", a_request, 302, 404, 404, 404, owner=302),
    "applications:take_back_extension": Row("post", my_request, 302, 404, 404, 404, owner=302),
    "applications:check_in": Row("get", half_time, 302, 404, 404, 404, owner=200),
    "applications:hours": Row("get", my_placement, 302, 404, 404, 404, owner=200),
    "applications:remove_hours": Row("post", my_hours, 302, 404, 403, 403, owner=302),
    # Everybody's list holds their own threads only.
    "applications:threads": Row("get", a_student, 302, 200, 200, 200, owner=200),
    "applications:messages": Row("get,post", my_application, 302, 404, 404, 404, owner=200),
    "applications:message_file": Row("get", an_attachment, 302, 404, 404, 404, owner=200),
    "applications:reports": Row("get", our_staff, 302, 404, 404, 404, 200),
    "applications:answer_report": Row("get,post", reported, 302, 404, 404, 404, 200),
    "applications:my_report": Row("get", my_own_report, 302, 404, 404, 404, owner=200),
    "applications:report": Row("get,post", a_message_to_me, 302, 404, 404, 404, owner=200),
    "applications:here_organisations": Row("get", staff_here, 302, 403, 403, 200, owner=200),
    "applications:here_reports": Row("get", staff_here, 302, 403, 403, 200, owner=200),
    "applications:here_organisation": Row(
        "get,post", a_known_organisation, 302, 403, 403, 404, owner=200
    ),
    "applications:recall_here": Row("get,post", shown_here, 302, 403, 403, 404, owner=200),
    "applications:delivery_file": Row("get", a_file, 302, 404, 404, 404, owner=200),
}
