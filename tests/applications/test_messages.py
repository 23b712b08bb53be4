"""What a student and an employer write to each other about one application."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from applications import actions, tasks
from applications.models import Message, MessageFile
from tests import make
from tests.applications.writing import later, mails, nav_count, thread, write


@pytest.fixture
def row(db):
    return make.application()


@pytest.fixture
def student(row, sign_in):
    return sign_in(row.student.user)


@pytest.fixture
def employer(row, sign_in):
    return sign_in(row.listing.created_by)


def test_what_one_side_writes_the_other_reads(row, student, employer):
    write(student, row, "May I use R for the charts?")
    read = employer.get(thread(row))
    write(employer, row, "Yes, if you say so in the note.")

    assert "May I use R for the charts?" in read.text
    assert "Yes, if you say so in the note." in student.get(thread(row)).text


def test_every_member_of_the_organisation_takes_part_and_nobody_else(row, student, sign_in):
    colleague = sign_in(make.employer(row.listing.organisation))
    write(student, row, "Hello to all of you.")

    assert "Hello to all of you." in colleague.get(thread(row)).text
    for stranger in (make.employer(), make.student().user, make.staff(), make.platform()):
        client = sign_in(stranger)
        assert client.get(thread(row)).status_code == 404
        assert client.post(thread(row), {"text": "Let me in."}).status_code == 404
    assert Message.objects.count() == 1


def test_nobody_writes_in_an_application_that_was_not_sent(db, sign_in):
    row = make.application(status="draft", submitted_at=None, decide_by=None)
    for person in (row.student.user, row.listing.created_by):
        assert sign_in(person).get(thread(row)).status_code == 404


def test_a_message_with_neither_words_nor_files_is_refused(row, student):
    page = write(student, row, "   ")

    assert "Write something, or choose a file." in page.text
    assert not Message.objects.exists()


def test_a_message_that_is_too_long_is_refused_and_kept(row, student):
    text = "word " * 801
    page = write(student, row, text)

    assert page.context["form"].errors["text"]
    assert text.strip()[:200] in page.text
    assert not Message.objects.exists()


def test_a_form_that_is_sent_twice_is_one_message(row, student):
    page = student.get(thread(row))
    key = re.search(r'name="key" value="([^"]+)"', page.text)[1]

    write(student, row, "Once, please.", key=key)
    write(student, row, "Once, please.", key=key)

    assert Message.objects.count() == 1


def test_other_words_with_the_key_of_a_message_that_is_sent_are_another_message(row, student):
    key = re.search(r'name="key" value="([^"]+)"', student.get(thread(row)).text)[1]

    write(student, row, "The first.", key=key)
    page = write(student, row, "Gone back, and something else written.", key=key)
    write(student, row, "Gone back, and something else written.", key=key)

    assert "something else written." in page.text
    assert [each.text for each in Message.objects.order_by("sent_at")] == [
        "The first.",
        "Gone back, and something else written.",
    ]


def test_another_file_with_the_key_of_a_message_that_is_sent_is_another_message(row, student):
    key = "5f3c9a2e-52a0-4a0c-9a5e-7f7a0c4a7a01"
    for content in (b"a,b\n", b"a,b\n", b"c,d\n"):
        write(student, row, "", key=key, attached=SimpleUploadedFile("t.csv", content))

    assert (Message.objects.count(), MessageFile.objects.count()) == (2, 2)


def test_somebody_elses_key_takes_nothing_from_them(row, student, employer):
    write(student, row, "Mine.")
    theirs = Message.objects.get()
    write(employer, row, "Ours.", key=str(theirs.pk))

    assert set(Message.objects.values_list("text", flat=True)) == {"Mine.", "Ours."}


# --- Files -----------------------------------------------------------------


def test_a_file_goes_along_and_only_who_takes_part_can_fetch_it(row, student, employer, sign_in):
    table = SimpleUploadedFile("table.csv", b"a,b\n1,2\n")
    write(student, row, "", attached=table)
    address = reverse("applications:message_file", args=[MessageFile.objects.get().pk])

    answer = employer.get(address)
    assert b"".join(answer.streaming_content) == b"a,b\n1,2\n"
    assert 'filename="table.csv"' in answer["Content-Disposition"]
    assert sign_in(make.employer()).get(address).status_code == 404


def test_a_file_that_is_not_what_it_says_is_refused_and_the_words_kept(row, student):
    page = write(student, row, "See the file.", attached=SimpleUploadedFile("cv.pdf", b"MZ..."))

    assert "We could not read this file as PDF." in page.text
    assert "See the file.</textarea>" in page.text
    assert not Message.objects.exists()


# --- Who may write, and when -----------------------------------------------


@pytest.mark.parametrize("status", ["submitted", "shortlisted", "offered", "accepted"])
def test_both_may_write_while_it_is_open(db, sign_in, status):
    row = make.application(status=status)
    for person in (row.student.user, row.listing.created_by):
        write(sign_in(person), row, "Still here.")

    assert Message.objects.count() == 2


@pytest.mark.parametrize("status", ["declined", "withdrawn", "not_selected"])
def test_a_closed_thread_is_read_but_not_written_in(db, sign_in, status):
    row = make.application()
    actions.send(row, row.student.user, "Before it was closed.")
    row.__class__.objects.filter(pk=row.pk).update(status=status, decided_at=timezone.now())

    for person in (row.student.user, row.listing.created_by):
        client = sign_in(person)
        assert "Before it was closed." in client.get(thread(row)).text
        assert "compose" not in client.get(thread(row)).text
        page = write(client, row, "One more thing I typed.")
        assert "It was not sent." in page.text
        assert "One more thing I typed." in page.text
    assert Message.objects.count() == 1


@pytest.mark.parametrize(("days", "written"), [(29, 1), (31, 0)])
@pytest.mark.parametrize("ended", ["completed", "cancelled"])
def test_the_thread_goes_on_for_thirty_days_after_the_work(db, sign_in, days, written, ended):
    over = timezone.now() - timedelta(days=days)
    placement = make.placement(status=ended, **{f"{ended}_at": over})
    row = placement.offer.application

    page = write(sign_in(row.student.user), row, "Thank you for the weeks.")

    assert Message.objects.count() == written
    assert ("You can write here until" in page.text) is bool(written)


def test_the_placement_shows_the_thread_of_its_application(db, sign_in):
    placement = make.placement()
    row = placement.offer.application
    actions.send(row, row.student.user, "I have read the style guide.")

    page = sign_in(row.listing.created_by).get(placement.get_absolute_url())

    assert "I have read the style guide." in page.text
    assert thread(row) in page.text
    assert "1 new" in page.text


# --- Where names are hidden ------------------------------------------------


def test_a_listing_that_hides_names_hides_them_in_messages_too(db, sign_in):
    row = make.application(listing=make.listing(blind=True))
    name, boss = row.student.user.name, row.listing.created_by
    text = f"Hello, I am {name} of {row.student.university}."
    message = actions.send(row, row.student.user, text)
    make.message_file(message, f"{name}.csv")
    later(seconds=1)
    tasks.mail_messages()
    client = sign_in(boss)
    addresses = [
        reverse("applications:threads"),
        row.get_absolute_url(),
        reverse("listings:mine"),
        reverse("applications:report", args=["message", message.pk]),
        thread(row),
    ]
    read = [client.get(address).text for address in addresses]
    read += [mails(boss).get().body, mails(boss).get().html, mails(boss).get().subject]
    answer = client.get(reverse("applications:message_file", args=[message.files.get().pk]))

    for text in [*read, answer["Content-Disposition"]]:
        assert name not in text
        assert row.student.university.name not in text
    assert "Hello, I am [hidden]" in read[4]
    assert name in sign_in(row.student.user).get(thread(row)).text

    actions.shortlist(row)
    assert name in client.get(thread(row)).text


def test_what_waits_in_an_organisation_one_has_left_is_counted_no_more(row, student, sign_in):
    colleague = make.employer(row.listing.organisation)
    write(student, row, "Hello to all of you.")
    colleague.membership.delete()

    page = sign_in(colleague).get(reverse("applications:threads"))

    assert nav_count(page) == 0
    colleague.refresh_from_db()
    assert colleague.unread_threads == 0


def test_a_file_is_as_large_as_the_form_says_at_most(row, student, settings):
    settings.MAX_UPLOAD_BYTES = 5
    page = write(student, row, "", attached=SimpleUploadedFile("t.csv", b"a,b\n1,2\n"))

    assert page.context["form"].errors["attached"]
    assert not Message.objects.exists()
