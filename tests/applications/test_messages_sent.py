"""What is asked before a message is sent, how it is sent in place, and the mail about it."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Counted
from applications import actions, tasks
from applications.models import KeptFile, Message, MessageFile, Reader
from notifications.models import Email
from tests import make
from tests.applications.writing import later, mails, thread, write


@pytest.fixture
def row(db):
    return make.application()


@pytest.fixture
def student(row, sign_in):
    return sign_in(row.student.user)


@pytest.fixture
def employer(row, sign_in):
    return sign_in(row.listing.created_by)


# --- Care ------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Write me on WhatsApp instead.",
        "My number is +1 612 555 0142.",
        "Mail me: anna@example.org",
        "I can pay you directly and we save the fee.",
        "Send me your UPI ID.",
        "I use Venmo.",
    ],
)
def test_a_way_around_the_site_is_asked_about_before_it_is_sent(row, employer, student, text):
    page = write(employer, row, text)

    assert "Before you send it" in page.text
    assert text in page.text
    assert not Message.objects.exists()

    write(employer, row, text, anyway="1")

    assert Message.objects.get().signs
    assert "msg__care" in student.get(thread(row)).text
    assert "msg__care" not in employer.get(thread(row)).text


def test_with_an_offer_a_telephone_number_is_nobodys_business(db, sign_in):
    row = make.application(status="offered")
    write(sign_in(row.student.user), row, "Call me on +1 612 555 0142 when you are at the gate.")

    assert Message.objects.get().signs == []


def test_payment_outside_is_warned_of_also_during_the_work(db, sign_in):
    row = make.placement().offer.application
    page = write(sign_in(row.listing.created_by), row, "Shall I send the rest by PayPal?")

    assert "payment outside Foothold" in page.text
    assert not Message.objects.exists()


def said_before_the_last(row, student, n=59):
    """So many messages of the hour, counted as the first is."""
    student.post(thread(row), {"text": "The first."})
    assert Counted.objects.update(n=n) == 1


def test_the_limit_keeps_what_was_typed(row, student, settings):
    said_before_the_last(row, student)
    assert student.post(thread(row), {"text": "The sixtieth."}).status_code == 302
    assert student.post(thread(row), {"text": "The sixty-first."}).status_code == 429

    page = student.get(thread(row))

    assert "The sixty-first.</textarea>" in page.text
    assert Message.objects.count() == 2


def test_over_the_limit_what_no_text_may_hold_is_left_out_of_what_is_kept(row, student):
    said_before_the_last(row, student, n=60)

    assert student.post(thread(row), {"text": "The\x00 last."}).status_code == 429
    assert "The last.</textarea>" in student.get(thread(row)).text


# --- With htmx -------------------------------------------------------------


def test_with_htmx_only_the_new_message_and_a_fresh_form_come_back(row, student):
    answer = student.post(thread(row), {"text": "No reload."}, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert 'hx-swap-oob="beforeend' in answer.text
    assert answer.text.count("No reload.") == 1
    assert 'id="compose"' in answer.text


def test_what_is_written_after_it_takes_the_mark_of_an_older_message_away(row, student, employer):
    write(student, row, "One")
    employer.get(thread(row))

    before = student.get(thread(row)).text
    answer = student.post(thread(row), {"text": "Two"}, headers={"HX-Request": "true"}).text

    assert '<p class="soft thread__seen" id="seen">Seen</p>' in before
    assert '<p class="soft thread__seen" id="seen" hx-swap-oob="true" hidden></p>' in answer


def test_no_browser_cuts_what_is_pasted_in_a_form_that_comes_back(row, student):
    answer = student.post(thread(row), {"text": "Two"}, headers={"HX-Request": "true"}).text

    for page in (student.get(thread(row)).text, answer):
        assert 'data-most="4000"' in page
        assert "maxlength" not in page


def test_files_that_are_right_are_kept_and_the_title_says_what_is_wrong(row, student):
    htmx = {"HX-Request": "true"}
    files = [SimpleUploadedFile("table.csv", b"a,b"), SimpleUploadedFile("tool.exe", b"MZ")]

    refused = student.post(thread(row), {"text": "See.", "attached": files}).text
    kept = KeptFile.objects.get()
    again = {"text": "Pay me by PayPal.", "kept": [kept.pk], "key": uuid4()}
    careful = student.post(thread(row), again, headers=htmx).text
    wrong = student.post(thread(row), {"text": ""}, headers=htmx).text
    sent = student.post(thread(row), {"text": "Right."}, headers=htmx).text

    assert "tool.exe: The file must be one of these" in refused
    for page in (refused, careful):
        assert f'name="kept" value="{kept.pk}" id="kept-{kept.pk}" checked' in page
        assert "Files cannot be" not in page
    assert "<title>Error: Messages with" in wrong
    assert "<title>Messages with" in sent
    for _twice in range(2):
        student.post(thread(row), {**again, "anyway": "1"})
    assert [each.name for each in MessageFile.objects.all()] == ["table.csv"]
    assert MessageFile.objects.get().file.read() == b"a,b"
    assert "table.csv" not in sent


def test_with_htmx_a_warning_comes_back_in_the_form(row, student):
    answer = student.post(
        thread(row), {"text": "I am on Telegram."}, headers={"HX-Request": "true"}
    )

    assert "<html" not in answer.text
    assert "Before you send it" in answer.text
    assert "I am on Telegram.</textarea>" in answer.text


def test_one_mail_after_some_minutes_holds_all_that_was_written(row):
    boss = row.listing.created_by
    actions.send(row, row.student.user, "First thought.")
    actions.send(row, row.student.user, "Second thought.")

    tasks.mail_messages()
    assert not mails(boss).exists()

    later(seconds=1)
    tasks.mail_messages()
    tasks.mail_messages()

    mail = mails(boss).get()
    assert mail.subject == f"2 messages from {row.student}"
    assert "First thought." in mail.body
    assert "Second thought." in mail.body
    assert thread(row) in mail.body
    assert not mails(row.student.user).exists()


def test_there_is_no_second_mail_until_they_have_read(row, employer):
    boss = row.listing.created_by
    for text in ("One.", "Two.", "Three."):
        actions.send(row, row.student.user, text)
        later(seconds=1)
        tasks.mail_messages()
    assert mails(boss).count() == 1

    employer.get(thread(row))
    actions.send(row, row.student.user, "Four.")
    later(seconds=1)
    tasks.mail_messages()

    assert mails(boss).count() == 2
    assert "Three." not in mails(boss).first().body


def test_who_reads_in_time_gets_no_mail(row, employer):
    actions.send(row, row.student.user, "You are quick.")
    employer.get(thread(row))
    assert not Reader.objects.exclude(mail_by=None).exists()

    tasks.mail_messages()

    assert not Email.objects.exists()


def test_a_mail_does_not_repeat_what_asks_for_care(row):
    actions.send(row, row.listing.created_by, "Send your bank card by WhatsApp.")
    later(seconds=1)
    tasks.mail_messages()

    mail = mails(row.student.user).get()
    assert "WhatsApp" not in mail.body + mail.html
    assert "on the site only" in mail.body


def test_what_cannot_be_mailed_stops_nothing_else(row, monkeypatch):
    other = make.application()
    for each in (row, other):
        actions.send(each, each.student.user, "A word.")
    later(seconds=1)
    real = actions.tell_of_messages

    def tell(reader):
        if reader.application_id == row.pk:
            raise RuntimeError
        real(reader)

    monkeypatch.setattr(actions, "tell_of_messages", tell)
    tasks.mail_messages()

    assert mails(other.listing.created_by).exists()
    assert not mails(row.listing.created_by).exists()
