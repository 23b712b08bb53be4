"""From the form to the confirmation, and back out again."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils.formats import date_format

from accounts.models import Resume
from applications import actions
from applications.models import Application
from notifications.models import Email
from tests import make
from tests.applications.sending import send

PITCH = "I cleaned a survey like this last term and would start with shop 7."


def apply_url(listing):
    return reverse("applications:apply", args=[listing.slug])


def check_url(application):
    return reverse("applications:check", args=[application.pk])


def pdf(name="resume.pdf"):
    return SimpleUploadedFile(name, make.PDF)


def answers(**given):
    fields = {
        "pitch": PITCH,
        "answer_0": "Python, because every step is written down.",
        "hours_per_week": "10",
        "can_start": make.today(10).isoformat(),
        "availability_note": "Exams until the 4th",
        "upload": pdf(),
    }
    return {name: value for name, value in {**fields, **given}.items() if value is not None}


@pytest.fixture
def who(db):
    return make.student(hours_per_week=12)


@pytest.fixture
def listing(who):
    return make.listing(approved_by=who.university, questions=["Which tool would you use?"])


@pytest.fixture
def as_student(who, sign_in):
    return sign_in(who.user)


def draft(who, listing, **given):
    fields = {"answers": ["Python"], "resume": make.resume(who), **given}
    unsent = {"status": "draft", "submitted_at": None, "decide_by": None}
    return make.application(student=who, listing=listing, **unsent, **fields)


def test_the_form_starts_from_the_profile(who, listing, as_student):
    earlier = make.resume(who, name="last-term.pdf")

    form = as_student.get(apply_url(listing)).context["form"]

    assert form["hours_per_week"].value() == 12
    assert form["can_start"].value() == make.today()
    assert form["resume"].value() == str(earlier.pk)
    assert form["answer_0"].label == "Which tool would you use?"


def test_apply_check_send(who, listing, as_student):
    response = as_student.post(apply_url(listing), answers())

    application = Application.objects.get()
    assert response.url == check_url(application)
    assert application.status == "draft"
    page = as_student.get(response.url)
    assert [row["value"] for row in page.context["rows"]] == [
        PITCH,
        "Python, because every step is written down.",
        f"10 hours a week from {make.today(10):%a} {make.today(10).day} {make.today(10):%b}. "
        "Exams until the 4th.",
        "resume.pdf",
    ]
    assert page.text.count(f'href="{apply_url(listing)}#id_') == 4
    assert not Email.objects.exists()

    response = send(as_student, application)

    assert response.url == reverse("applications:sent", args=[application.pk])
    application.refresh_from_db()
    assert application.status == "submitted"
    assert application.decide_by == listing.apply_by + timedelta(
        hours=listing.format.decision_hours
    )
    assert application.resume.student == who
    assert set(Email.objects.values_list("to", "subject")) == {
        (who.user.email, f"Sent: {listing.title}"),
        (listing.created_by.email, f"New application: {listing.title}"),
    }


def test_the_confirmation_can_be_read_again_after_the_answer(who, listing, as_student):
    application = make.application(student=who, listing=listing, status="declined")

    page = as_student.get(reverse("applications:sent", args=[application.pk]))

    assert page.status_code == 200
    assert application.reference in page.text


def test_what_is_sent_is_what_was_read(who, listing, as_student):
    """Another tab has gone through the whole form meanwhile."""
    application = draft(who, listing)
    read = {"version": as_student.get(check_url(application)).context["application"].version}
    as_student.post(apply_url(listing), answers(pitch="From another tab"))

    for stale in (read, {}):
        page = as_student.post(check_url(application), stale, follow=True)
        assert "It was changed meanwhile. Read it once more." in page.text
        assert "From another tab" in page.text
        application.refresh_from_db()
        assert application.status == "draft"

    send(as_student, application)
    application.refresh_from_db()
    assert (application.status, application.pitch) == ("submitted", "From another tab")


def test_sending_twice_sends_once(who, listing, as_student):
    application = draft(who, listing)

    send(as_student, application)
    second = send(as_student, application)

    assert second.url == application.get_absolute_url()
    assert Email.objects.count() == 2


WRONG = {
    "pitch": ("", "Write your pitch."),
    "answer_0": ("", "Answer this question."),
    "hours_per_week": ("plenty", "Enter the hours as a number, such as 10."),
    "can_start": (make.today(-1).isoformat(), "Choose a day that has not passed."),
    "upload": (None, "Choose a résumé, or upload one."),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_field_is_named_and_everything_typed_stays(listing, as_student, name):
    value, words = WRONG[name]

    page = as_student.post(apply_url(listing), answers(**{name: value}))

    assert page.status_code == 200
    assert "<title>Error:" in page.text
    assert page.context["form"].errors == {name: [words]}
    assert f'href="#id_{name}"' in page.text
    assert "Exams until the 4th" in page.text
    assert Application.objects.get().status == "draft"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"pitch": "x" * 1001}, "at most 1000 characters"),
        ({"answer_0": "x" * 601}, "at most 600 characters"),
        ({"availability_note": "x" * 201}, "at most 200 characters"),
        ({"hours_per_week": "0"}, "at least one hour"),
        ({"hours_per_week": "61"}, "at most 60 hours"),
        ({"can_start": "soon"}, "Enter the day as a date"),
        ({"can_start": "9999-12-31"}, "Choose a day within a year."),
        ({"hours_per_week": "9" * 5000}, "Enter the hours as a number"),
        ({"resume": "11111111-1111-4111-8111-111111111111", "upload": None}, "Choose a résumé"),
    ],
)
def test_limits_are_said_in_words(listing, as_student, data, words):
    page = as_student.post(apply_url(listing), answers(**data))

    assert words in str(page.context["form"].errors)


BAD_FILES = [
    (SimpleUploadedFile("cv.exe", b"MZ\x90\x00"), "The file must be one of these: PDF, DOCX."),
    (SimpleUploadedFile("cv.pdf", b"MZ\x90\x00"), "We could not read this file as PDF."),
    (SimpleUploadedFile("cv.docx", make.PDF), "We could not read this file as DOCX."),
    (SimpleUploadedFile("cv.png", b"\x89PNG\r\n\x1a\n"), "The file must be one of these"),
    (SimpleUploadedFile("cv.pdf", b""), "The file you chose is empty."),
]


@pytest.mark.parametrize(("upload", "words"), BAD_FILES, ids=range(len(BAD_FILES)))
def test_a_bad_file_is_refused_and_the_rest_is_kept(listing, as_student, upload, words):
    upload.seek(0)

    page = as_student.post(apply_url(listing), answers(upload=upload))

    assert words in str(page.context["form"].errors["upload"])
    assert not Resume.objects.exists()
    assert Application.objects.get().typed["pitch"] == PITCH


def test_a_file_that_is_too_large_is_refused(listing, as_student, settings):
    settings.MAX_UPLOAD_BYTES = len(make.PDF) - 1

    page = as_student.post(apply_url(listing), answers())

    assert "The file must be smaller than 1 MB." in str(page.context["form"].errors["upload"])
    assert not Resume.objects.exists()


def test_a_good_file_is_kept_when_something_else_is_wrong(who, listing, as_student):
    page = as_student.post(apply_url(listing), answers(pitch=""))

    kept = Resume.objects.get()
    assert "We have kept resume.pdf. You need not choose it again." in page.text
    assert page.context["form"]["resume"].value() == str(kept.pk)

    response = as_student.post(apply_url(listing), answers(upload=None, resume=str(kept.pk)))

    application = Application.objects.get()
    assert response.url == check_url(application)
    assert application.resume == kept


def test_the_same_file_again_is_stored_once(listing, as_student):
    as_student.post(apply_url(listing), answers(pitch=""))
    as_student.post(apply_url(listing), answers())

    assert Resume.objects.count() == 1


def test_somebody_elses_resume_cannot_be_chosen(listing, as_student):
    theirs = make.resume(make.student())

    page = as_student.post(apply_url(listing), answers(upload=None, resume=str(theirs.pk)))

    assert "resume" in str(page.context["form"].errors) or page.context["form"].errors["upload"]
    assert Application.objects.get().resume is None


def test_a_draft_keeps_anything(listing, as_student):
    odd = {
        "save": "1",
        "pitch": "x" * 1500 + "\x00",
        "hours_per_week": "about ten",
        "can_start": "after exams",
        "answer_0": "",
    }

    response = as_student.post(apply_url(listing), odd)

    assert response.url == apply_url(listing)
    page = as_student.get(response.url)
    assert "Your draft is saved." in page.text
    form = page.context["form"]
    assert form["pitch"].value() == "x" * 1500
    assert form["hours_per_week"].value() == "about ten"
    assert form["can_start"].value() == "after exams"
    assert Application.objects.get().status == "draft"


def test_a_draft_with_a_bad_file_keeps_the_text_and_says_so(listing, as_student):
    data = answers(save="1", upload=SimpleUploadedFile("cv.pdf", b"not a pdf"))

    page = as_student.post(apply_url(listing), data)

    assert list(page.context["form"].errors) == ["upload"]
    assert Application.objects.get().typed["pitch"] == PITCH


def test_an_unfinished_draft_cannot_be_sent(listing, as_student):
    as_student.post(apply_url(listing), {"save": "1", "pitch": "Half a"})
    application = Application.objects.get()

    for method in (as_student.get, as_student.post):
        assert method(check_url(application)).url == apply_url(listing)

    application.refresh_from_db()
    assert application.status == "draft"


def test_what_was_typed_since_the_check_must_be_checked_again(who, listing, as_student):
    application = draft(who, listing)
    as_student.post(apply_url(listing), answers(save="1", pitch="Not finished"))

    assert send(as_student, application).url == apply_url(listing)

    application.refresh_from_db()
    assert application.status == "draft"
    assert application.typed["pitch"] == "Not finished"


def test_a_sent_application_is_not_changed_by_the_form(who, listing, as_student):
    application = make.application(student=who, listing=listing)

    for response in (
        as_student.get(apply_url(listing)),
        as_student.post(apply_url(listing), answers(pitch="Something else")),
    ):
        assert response.url == application.get_absolute_url()

    application.refresh_from_db()
    assert application.pitch != "Something else"


def test_the_limit_counts_only_open_applications(who, listing, as_student, settings):
    settings.MAX_OPEN_APPLICATIONS = 2
    make.application(student=who)
    make.application(student=who, status="declined")
    application = draft(who, listing)

    send(as_student, application)

    application.refresh_from_db()
    assert application.status == "submitted"


@pytest.mark.django_db(transaction=True)
def test_two_sent_at_once_do_not_pass_the_limit(settings):
    settings.MAX_OPEN_APPLICATIONS = 1
    who = make.student()
    pair = [draft(who, make.listing(approved_by=who.university), answers=[]) for _ in range(2)]
    start, outcomes = Barrier(2), []

    def send(pk):
        start.wait()
        try:
            actions.submit(Application.objects.get(pk=pk))
            outcomes.append("sent")
        except actions.NotEligible:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=send, args=[each.pk]) for each in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refused", "sent"]
    assert Application.objects.open().count() == 1


def test_not_selected_says_so_kindly_with_a_way_on(who, listing, as_student):
    application = make.application(student=who, listing=listing, status="not_selected")
    similar = make.listing(approved_by=who.university)
    other_field = make.listing(approved_by=who.university, field="design")

    page = as_student.get(application.get_absolute_url())

    assert "Nobody answered in the time they had." in page.text
    assert similar.get_absolute_url() in page.text
    assert other_field.get_absolute_url() not in page.text


def test_a_sixth_resume_is_refused_and_the_same_file_again_is_not(who, listing, as_student):
    for n in range(4):
        make.resume(who, sha256=str(n) * 64)
    as_student.post(apply_url(listing), answers(upload=pdf("mine.pdf")))
    assert who.resumes.count() == 5

    page = as_student.post(apply_url(listing), answers(upload=pdf("other.pdf")))
    assert "You have 5 résumés already." in page.text
    assert who.resumes.count() == 5

    page = as_student.post(apply_url(listing), answers(upload=pdf("mine.pdf")))
    assert page.status_code == 302
    assert who.resumes.count() == 5


def test_a_start_after_the_projects_own_is_said_before_it_is_sent(who, as_student):
    listing = make.listing(approved_by=who.university, starts_from=make.today(20))
    late = make.today(200)
    draft = make.application(
        student=who,
        listing=listing,
        resume=make.resume(who),
        can_start=late,
        status="draft",
        submitted_at=None,
        decide_by=None,
    )

    page = as_student.get(reverse("applications:check", args=[draft.pk])).text

    assert f"you say that you can start on {date_format(late, 'D j M Y')}" in page
    Application.objects.update(can_start=make.today(10))
    again = as_student.get(reverse("applications:check", args=[draft.pk])).text
    assert "you say that you can start" not in again
