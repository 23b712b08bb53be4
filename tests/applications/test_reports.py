"""Telling our staff that something is wrong."""

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import actions
from applications.models import Message, Report
from listings.models import Question
from notifications.models import Email
from tests import make

GIVEN = {"reason": "around", "note": "They want my number."}


@pytest.fixture
def message(db):
    row = make.application()
    return actions.send(row, row.listing.created_by, "Give me your number, quick.")


def address(kind, ref):
    return reverse("applications:report", args=[kind, ref])


def of(kind):
    """Something of this kind, and who may report it."""
    if kind == "message":
        row = make.application()
        sent = actions.send(row, row.listing.created_by, "Words of the message.")
        return sent.pk, row.student.user
    if kind == "question":
        row = make.question(status="answered", text="Words of the question, please?")
        return row.pk, make.student(university=row.listing.moderations.get().university).user
    who = make.student()
    row = make.listing(approved_by=who.university, description="Words of the listing.")
    if kind == "listing":
        return row.slug, who.user
    row.organisation.about = "Words of the organisation."
    row.organisation.save()
    return row.organisation.slug, who.user


@pytest.mark.parametrize("kind", Report.Kind.values)
def test_each_kind_is_kept_as_it_stood(db, sign_in, kind):
    ref, who = of(kind)
    client = sign_in(who)

    assert f"Words of the {kind}" in client.get(address(kind, ref)).text
    page = client.post(address(kind, ref), GIVEN)

    report = Report.objects.get()
    assert (report.kind, report.by, report.reason) == (kind, who, "around")
    assert f"Words of the {kind}" in report.text
    assert report.reference in page.text
    assert "two working days" in page.text


@pytest.mark.parametrize("kind", Report.Kind.values)
def test_the_button_stands_where_the_thing_is(db, sign_in, kind):
    ref, who = of(kind)
    where = {
        "message": lambda: reverse(
            "applications:messages", args=[Message.objects.get().application_id]
        ),
        "question": lambda: Question.objects.get().listing.get_absolute_url(),
        "listing": lambda: reverse("listings:detail", args=[ref]),
        "organisation": lambda: reverse("accounts:organisation", args=[ref]),
    }
    assert address(kind, ref) in sign_in(who).get(where[kind]()).text


def test_nobody_reports_what_they_cannot_see(message, sign_in):
    hidden = make.draft()
    waiting = make.question()
    for client in (sign_in(make.student().user), sign_in(make.employer())):
        for kind, ref in [
            ("message", message.pk),
            ("listing", hidden.slug),
            ("question", waiting.pk),
            ("message", "not-an-id"),
            ("placement", "x"),
        ]:
            assert client.get(address(kind, ref)).status_code == 404
            assert client.post(address(kind, ref), GIVEN).status_code == 404
    assert not Report.objects.exists()


def test_nobody_reports_what_they_wrote_themselves(message, sign_in):
    assert sign_in(message.by).get(address("message", message.pk)).status_code == 404


def test_a_report_needs_a_reason_and_for_another_one_words(message, sign_in):
    client = sign_in(message.application.student.user)

    empty = client.post(address("message", message.pk), {"note": "Look at this."})
    other = client.post(address("message", message.pk), {"reason": "other"})

    assert "Choose what is wrong." in empty.text
    assert "Look at this.</textarea>" in empty.text
    assert "Say in a few words what is wrong." in other.text
    assert not Report.objects.exists()


def test_the_same_thing_reported_again_is_one_report_until_it_is_answered(message, sign_in):
    client = sign_in(message.application.student.user)
    client.post(address("message", message.pk), GIVEN)
    again = client.post(address("message", message.pk), GIVEN)

    assert "You have reported this already" in again.text
    actions.dismiss(Report.objects.get(), make.platform())
    client.post(address("message", message.pk), GIVEN)
    assert Report.objects.count() == 2


def test_ten_reports_a_day_are_enough(message, sign_in):
    client = sign_in(message.application.student.user)
    codes = [client.post(address("message", message.pk), GIVEN).status_code for _ in range(11)]

    assert codes == [200] * 10 + [429]


def test_our_staff_and_who_reported_it_get_a_mail(message, sign_in, settings):
    who = message.application.student.user
    sign_in(who).post(address("message", message.pk), GIVEN)

    report = Report.objects.get()
    staff = Email.objects.get(to=settings.SUPPORT_EMAIL)
    assert message.text in staff.body
    assert report.get_absolute_url() in staff.body
    mine = Email.objects.get(to=who.email)
    assert report.reference in mine.subject
    assert not Email.objects.filter(to=message.by.email).exists()


# --- Our staff -------------------------------------------------------------


def answer(client, action):
    keys = [str(report.pk) for report in Report.objects.all()]
    return client.post(
        reverse("admin:applications_report_changelist"),
        {"action": action, "_selected_action": keys},
        follow=True,
    )


def test_staff_see_the_text_as_reported_and_take_the_message_away(message, sign_in):
    who = message.application.student.user
    sign_in(who).post(address("message", message.pk), GIVEN)
    staff = sign_in(make.platform())

    listed = staff.get(reverse("admin:applications_report_changelist"))
    shown = staff.get(reverse("admin:applications_report_change", args=[Report.objects.get().pk]))
    assert Report.objects.get().reference in listed.text
    assert message.text in shown.text

    answer(staff, "act_on")

    assert Report.objects.get().status == "acted"
    page = sign_in(who).get(reverse("applications:messages", args=[message.application_id]))
    assert message.text not in page.text
    assert "Taken away by our staff." in page.text
    assert Email.objects.filter(to=who.email, subject__startswith="We have looked").count() == 1
    message.refresh_from_db()
    assert message.text


def test_the_files_of_a_message_that_was_taken_away_go_with_it(message, sign_in):
    row = message.application
    stored = make.message_file(message)
    fetch = reverse("applications:message_file", args=[stored.pk])
    client = sign_in(row.student.user)
    assert client.get(fetch).status_code == 200

    actions.hide_message(message)

    assert client.get(fetch).status_code == 404


def test_a_reported_question_leaves_the_page_for_good(db, sign_in):
    ref, who = of("question")
    sign_in(who).post(address("question", ref), GIVEN)
    row = Question.objects.get()

    answer(sign_in(make.platform()), "act_on")

    assert row.text not in sign_in(who).get(row.listing.get_absolute_url()).text
    boss = sign_in(row.listing.created_by)
    boss.post(row.get_absolute_url(), {"action": "show"})
    boss.post(row.get_absolute_url(), {"action": "answer", "answer": "It is fine, look."})
    assert Question.objects.get().status == "hidden"


def test_nothing_wrong_changes_nothing_and_is_said(message, sign_in):
    who = message.application.student.user
    sign_in(who).post(address("message", message.pk), GIVEN)

    answer(sign_in(make.platform()), "dismiss")
    answer(sign_in(make.platform()), "act_on")

    assert Report.objects.get().status == "dismissed"
    message.refresh_from_db()
    assert message.hidden_at is None
    assert "found nothing that breaks our rules" in Email.objects.filter(to=who.email).first().body


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("open", "We look at it"),
        ("acted", "it breaks our rules"),
        ("dismissed", "found nothing that breaks our rules"),
    ],
)
def test_who_reported_it_sees_what_they_said_and_what_became_of_it(db, sign_in, status, said):
    answered_at = None if status == "open" else timezone.now()
    report = make.report(status=status, note="My neighbour says so.", answered_at=answered_at)

    page = sign_in(report.by).get(report.own_url)

    assert said in page.text
    assert report.text in page.text
    assert report.note in page.text
    for other in (make.student().user, make.platform()):
        assert sign_in(other).get(report.own_url).status_code == 404


def test_what_they_are_told_of_it_leads_to_their_page(message, sign_in):
    by = message.application.student.user
    sign_in(by).post(address("message", message.pk), GIVEN)
    report = Report.objects.get()
    actions.dismiss(report, make.platform())

    told = by.notices.filter(kind__in=["applications/reported", "applications/report_answered"])
    assert [notice.url for notice in told] == [report.own_url] * 2
