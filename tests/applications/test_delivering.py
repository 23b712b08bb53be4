"""Handing in, asking for changes, and the files in between."""

import zipfile
from datetime import timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from applications import actions
from applications.models import Delivery, DeliveryFile, Milestone
from notifications.models import Email
from tests import make
from tests.applications.handing_in import hand_in


def url(name, milestone):
    return reverse(f"applications:{name}", args=[milestone.pk])


@pytest.fixture
def milestone(db):
    row = make.funded().milestone
    Email.objects.all().delete()
    return row


@pytest.fixture
def student(milestone, sign_in):
    return sign_in(milestone.offer.application.student.user)


@pytest.fixture
def employer(milestone, sign_in):
    return sign_in(milestone.offer.made_by)


def csv(name="table.csv"):
    return SimpleUploadedFile(name, b"shop,count\n7,2\n")


def archive(*names):
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as bundle:
        for name in names:
            bundle.writestr(name, "x")
    return SimpleUploadedFile("work.zip", held.getvalue())


def test_handing_in_a_note_links_and_files(milestone, student):
    response = hand_in(
        student,
        milestone,
        {
            "note": "Start with the read-me.",
            "links": "https://example.org/a\n\n  https://example.org/b \n",
            "attached": [csv(), archive("read-me.txt")],
        },
    )

    assert response.url == milestone.placement.get_absolute_url()
    delivery = Delivery.objects.get()
    assert (delivery.version, delivery.status) == (1, "waiting")
    assert delivery.links == ["https://example.org/a", "https://example.org/b"]
    assert sorted(delivery.files.values_list("name", "size")) == [
        ("table.csv", 15),
        ("work.zip", delivery.files.get(name="work.zip").size),
    ]
    milestone.refresh_from_db()
    assert milestone.status == "delivered"
    hours = milestone.placement.listing.format.review_hours
    assert milestone.review_by - milestone.delivered_at == timedelta(hours=hours)
    mail = Email.objects.get()
    assert mail.to == milestone.offer.made_by.email
    assert "version 1" in mail.body


@pytest.mark.parametrize(
    "data", [{"note": "Only a note"}, {"links": "https://example.org"}, {"attached": [csv()]}]
)
def test_one_of_the_three_is_enough(milestone, student, data):
    for upload in data.get("attached", []):
        upload.seek(0)

    hand_in(student, milestone, data)

    assert Delivery.objects.count() == 1


WRONG = [
    ({}, "note", "Hand in a note, a link or a file: at least one of them."),
    ({"note": "   ", "links": " \n "}, "note", "at least one of them"),
    ({"links": "javascript:alert(1)"}, "links", "This is not a link that starts with https://"),
    ({"links": "https://example.org\nftp://example.org"}, "links", "ftp://example.org"),
    ({"links": "https://example.org/" + "x" * 500}, "links", "This is not a link"),
    ({"links": "\n".join(["https://example.org"] * 11)}, "links", "at most 10 links"),
    ({"note": "x" * 2001}, "note", "at most 2000 characters"),
]


@pytest.mark.parametrize(("data", "field", "words"), WRONG)
def test_what_is_wrong_is_said_and_kept(milestone, student, data, field, words):
    page = student.post(url("deliver", milestone), data)

    assert words in str(page.context["form"].errors[field])
    assert page.context["form"]["links"].value() == data.get("links")
    milestone.refresh_from_db()
    assert milestone.status == "funded"
    assert not Delivery.objects.exists()
    assert not Email.objects.exists()


BAD_FILES = [
    ([SimpleUploadedFile("tool.exe", b"MZ\x90")], "tool.exe: The file must be one of these"),
    ([SimpleUploadedFile("page.html", b"<script>")], "page.html: The file must be one of these"),
    ([SimpleUploadedFile("table.csv", b"")], "The submitted file is empty|table.csv: The file"),
    ([SimpleUploadedFile("work.zip", b"MZ\x90")], "work.zip: We could not read this file as ZIP."),
    ([SimpleUploadedFile("a.png", b"MZ\x90")], "a.png: We could not read this file as PNG."),
    ([SimpleUploadedFile("a.csv", b"MZ\x00\x90")], "a.csv: We could not read this file as CSV."),
    ([archive("../../etc/passwd")], "work.zip: We could not read this file as ZIP."),
    ([csv(f"{n}.csv") for n in range(6)], "Choose at most 5 files."),
]


@pytest.mark.parametrize(("files", "words"), BAD_FILES, ids=range(len(BAD_FILES)))
def test_bad_files_are_refused_by_name_and_said_to_be_lost(milestone, student, files, words):
    for upload in files:
        upload.seek(0)

    page = student.post(url("deliver", milestone), {"note": "Here it is", "attached": files})

    errors = str(page.context["form"].errors["attached"])
    assert any(each in errors for each in words.split("|"))
    assert "Files cannot be: please choose them again." in page.text
    assert "Here it is" in page.text
    assert not DeliveryFile.objects.exists()
    milestone.refresh_from_db()
    assert milestone.status == "funded"


def test_a_file_over_the_limit_is_refused(milestone, student, settings):
    settings.MAX_DELIVERY_BYTES = 14

    page = student.post(url("deliver", milestone), {"attached": [csv()]})

    assert "table.csv: The file must be smaller than 1 MB." in page.text
    assert not Delivery.objects.exists()


def step_to(milestone, status):
    if status in {"delivered", "changes", "approved", "paid"}:
        actions.deliver(milestone, "x", [], [])
    if status == "changes":
        actions.ask_for_changes(milestone, "x", make.today(2))
    if status in {"approved", "paid"}:
        actions.approve(milestone, None)
    if status == "paid":
        actions.pay(milestone)
    Email.objects.all().delete()


@pytest.mark.parametrize("status", ["delivered", "approved", "paid"])
def test_nothing_is_handed_in_out_of_turn(milestone, student, status):
    step_to(milestone, status)

    # Until it is answered, what was forgotten is added there.
    for method in [student.post] if status == "delivered" else [student.get, student.post]:
        page = method(url("deliver", milestone), {"note": "Again"}, follow=True)
        assert "There is nothing to hand in for it now. Nothing was changed." in page.text

    assert Delivery.objects.count() == 1
    milestone.refresh_from_db()
    assert milestone.status == status
    assert not Email.objects.exists()


def test_nothing_is_handed_in_before_it_is_paid_in(db, sign_in):
    milestone = make.placement().milestones.get()

    page = sign_in(milestone.placement.student.user).post(
        url("deliver", milestone), {"note": "Early"}, follow=True
    )

    assert "There is nothing to hand in for it now." in page.text
    assert not Delivery.objects.exists()


def test_two_rounds_of_changes_and_then_only_approving(milestone, student, employer):
    for number in (1, 2):
        hand_in(student, milestone, {"note": f"Version {number}"})
        page = employer.get(url("ask_for_changes", milestone))
        assert f"This is round {number} of the 2 that are included." in page.text
        response = employer.post(
            url("ask_for_changes", milestone),
            {"answer": f"Change {number}", "by_date": make.today(25).isoformat()},
        )
        assert response.url == milestone.placement.get_absolute_url()
        milestone.refresh_from_db()
        assert (milestone.status, milestone.changes_asked) == ("changes", number)
        assert (milestone.changes_by, milestone.review_by) == (make.today(25), None)
        assert f"Change {number}" in student.get(url("deliver", milestone)).text
    hand_in(student, milestone, {"note": "Version 3"})

    page = employer.post(
        url("ask_for_changes", milestone),
        {"answer": "Once more", "by_date": make.today(25).isoformat()},
        follow=True,
    )

    assert "You cannot ask for changes to it now. Nothing was changed." in page.text
    assert "Both rounds of changes are used" in page.text
    assert url("ask_for_changes", milestone) not in page.text
    milestone.refresh_from_db()
    assert (milestone.status, milestone.changes_asked) == ("delivered", 2)
    answers = Delivery.objects.order_by("version").values_list("version", "status", "answer")
    assert list(answers) == [
        (1, "changes", "Change 1"),
        (2, "changes", "Change 2"),
        (3, "waiting", ""),
    ]
    subjects = list(Email.objects.order_by("pk").values_list("subject", flat=True))
    handed, asked = (
        f"{what}: {milestone.placement.listing.title}"
        for what in ("Work handed in", "Changes asked for")
    )
    assert subjects == [handed, asked, handed, asked, handed]


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({"by_date": make.today(3).isoformat()}, "answer", "Say what should change."),
        ({"answer": "x" * 2001, "by_date": make.today(3)}, "answer", "at most 2000 characters"),
        ({"answer": "More"}, "by_date", "Enter the day you want it by."),
        ({"answer": "More", "by_date": "soon"}, "by_date", "Enter the day as a date"),
        ({"answer": "More", "by_date": make.today()}, "by_date", "at least until tomorrow"),
        ({"answer": "More", "by_date": make.today(61)}, "by_date", "Choose a day up to "),
        ({"answer": "More", "by_date": make.today(20)}, "by_date", "until the agreed day"),
    ],
)
def test_asking_for_changes_needs_words_and_a_day(milestone, employer, data, field, words):
    step_to(milestone, "delivered")

    page = employer.post(url("ask_for_changes", milestone), data)

    assert words in str(page.context["form"].errors[field])
    milestone.refresh_from_db()
    assert (milestone.status, milestone.changes_asked) == ("delivered", 0)
    assert Delivery.objects.get().status == "waiting"
    assert not Email.objects.exists()


def test_the_day_for_changes_is_a_day_where_the_student_is(milestone, sign_in):
    step_to(milestone, "delivered")
    student, employer = milestone.placement.student.user, milestone.offer.made_by
    for person, zone in ((student, "Pacific/Auckland"), (employer, "Pacific/Pago_Pago")):
        person.time_zone = zone
        person.save()
    Milestone.objects.filter(pk=milestone.pk).update(extended_to=make.today(-3))
    noon = timezone.now().replace(hour=14, minute=0)
    there = timezone.localdate(noon, ZoneInfo("Pacific/Auckland"))
    tomorrow = there + timedelta(days=1)
    with time_machine.travel(noon, tick=False):
        browser = sign_in(employer)
        fields = {"answer": "More.", "by_date": there.isoformat()}
        refused = browser.post(url("ask_for_changes", milestone), fields)
        browser.post(url("ask_for_changes", milestone), {**fields, "by_date": tomorrow.isoformat()})

    said = f"where they are, that is {date_format(tomorrow, 'D j M Y')}."
    assert said in str(refused.context["form"].errors["by_date"])
    milestone.refresh_from_db()
    assert milestone.changes_by == tomorrow
    assert milestone.work_by - noon > timedelta(hours=24)


@pytest.mark.parametrize("status", ["funded", "changes", "approved", "paid"])
def test_changes_are_asked_only_of_what_is_handed_in(milestone, employer, status):
    step_to(milestone, status)

    page = employer.post(
        url("ask_for_changes", milestone),
        {"answer": "More", "by_date": make.today(3).isoformat()},
        follow=True,
    )

    assert "You cannot ask for changes to it now. Nothing was changed." in page.text
    milestone.refresh_from_db()
    assert milestone.status == status
    assert not Email.objects.exists()


def test_both_sides_open_a_file_as_an_attachment_that_does_not_run(milestone, student, employer):
    hand_in(student, milestone, {"attached": [csv("../odd\u202ename.CSV")]})
    stored = DeliveryFile.objects.get()

    for browser in (student, employer):
        response = browser.get(reverse("applications:delivery_file", args=[stored.pk]))
        assert b"".join(response.streaming_content) == b"shop,count\n7,2\n"
        assert response["Content-Disposition"] == 'attachment; filename="oddname.csv"'
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert response["X-Content-Type-Options"] == "nosniff"


def test_files_that_are_too_large_together_are_refused_beside_the_field_and_the_note_is_kept(
    milestone, student, settings
):
    settings.MAX_TOGETHER_BYTES = 20
    page = student.get(url("deliver", milestone)).text
    assert "Up to 5, each at most 50 MB and 55 MB together" in page
    assert 'data-most="20"' in page

    answer = student.post(
        url("deliver", milestone),
        {"note": "Both tables.", "links": "", "attached": [csv("a.csv"), csv("b.csv")]},
    )

    assert answer.status_code == 200
    assert answer.text.count("Together they are larger than") == 3  # summary, field, for the script
    assert "Both tables." in answer.text
    assert not Delivery.objects.exists()


def test_what_was_forgotten_is_added_while_nobody_has_answered(milestone, student, employer):
    hand_in(student, milestone, {"note": "The table.", "links": "https://a.example"})
    milestone.refresh_from_db()
    room = student.get(milestone.placement.get_absolute_url()).text
    form = student.get(url("deliver", milestone)).text
    empty = student.post(url("deliver", milestone), {"add": "1"})
    given = {"add": "1", "links": "https://b.example", "attached": [csv()]}

    page = student.post(url("deliver", milestone), given, follow=True)

    assert "Add a file you forgot" in room
    assert "Add to what you handed in" in form
    assert "Choose a file, or give a link." in empty.text
    assert "Added, and we have told the employer." in page.text
    delivery = Delivery.objects.get()
    assert (delivery.version, delivery.note) == (1, "The table.")
    assert delivery.links == ["https://a.example", "https://b.example"]
    assert delivery.files.get().name == "table.csv"
    by = milestone.review_by
    milestone.refresh_from_db()
    assert (milestone.status, milestone.review_by) == ("delivered", by)
    newest = Email.objects.order_by("-pk").first()
    assert newest is not None
    assert "has added to version 1" in newest.body
    employer.post(url("ask_for_changes", milestone), {"answer": "?", "by_date": make.today(30)})
    assert "Read what should change" in student.get(milestone.placement.get_absolute_url()).text


def test_adding_pressed_twice_adds_once_and_tells_once(milestone, student):
    hand_in(student, milestone, {"note": "The table."})
    before = Email.objects.count()
    given = {"add": "1", "links": "https://b.example"}

    pages = [
        student.post(url("deliver", milestone), {**given, "attached": [csv()]}, follow=True)
        for _press in range(2)
    ]

    assert all("Added, and we have told the employer." in page.text for page in pages)
    assert DeliveryFile.objects.get().name == "table.csv"
    assert Email.objects.count() == before + 1


def test_a_form_sent_twice_adds_nothing_and_a_version_holds_ten_files(milestone, student):
    given = {"note": "Here.", "attached": [csv(f"{n}.csv") for n in range(5)]}
    hand_in(student, milestone, given)
    more = {"add": "1", "attached": [csv(f"more-{n}.csv") for n in range(5)]}

    again = student.post(url("deliver", milestone), {"note": "Here."}, follow=True)
    student.post(url("deliver", milestone), more)
    page = student.post(url("deliver", milestone), {"add": "1", "attached": [csv()]})

    assert "There is nothing to hand in for it now." in again.text
    assert "at most 10 files" in page.text
    assert DeliveryFile.objects.count() == 10
