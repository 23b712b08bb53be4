"""What a student and an employer write to each other about one application."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from applications import actions, tasks
from applications.models import KeptFile, Message, MessageFile, Reader
from notifications.models import Email
from tests import make

# The session, and who it is of.
OF_ANY_PAGE = 2


@pytest.fixture
def row(db):
    return make.application()


@pytest.fixture
def student(row, sign_in):
    return sign_in(row.student.user)


@pytest.fixture
def employer(row, sign_in):
    return sign_in(row.listing.created_by)


def thread(application):
    return reverse("applications:messages", args=[application.pk])


def write(client, application, text, **more):
    return client.post(thread(application), {"text": text, **more}, follow=True)


def nav_count(page):
    found = re.search(r'menu__count">(\d+)', page.text)
    return int(found[1]) if found else 0


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


# --- Read, and not ---------------------------------------------------------


def test_who_has_not_read_is_counted_on_every_page_until_they_have(row, student, employer):
    write(student, row, "One.")
    write(student, row, "Two.")

    assert nav_count(employer.get(reverse("listings:mine"))) == 1
    assert nav_count(student.get(reverse("applications:work"))) == 0
    assert nav_count(employer.get(thread(row))) == 0
    assert nav_count(employer.get(reverse("listings:mine"))) == 0


def test_threads_are_counted_each_and_each_by_itself(db, sign_in):
    first = make.application()
    second = make.application(student=first.student)
    for each in (first, second):
        actions.send(each, each.listing.created_by, "A word.")
    client = sign_in(first.student.user)

    assert nav_count(client.get(reverse("applications:work"))) == 2
    client.get(thread(first))
    assert nav_count(client.get(reverse("applications:work"))) == 1


def test_the_number_in_the_head_costs_no_query(row, student, django_assert_num_queries):
    actions.send(row, row.listing.created_by, "A word.")
    student.get(reverse("accounts:help"))

    with django_assert_num_queries(OF_ANY_PAGE):
        page = student.get(reverse("accounts:help"))
    assert nav_count(page) == 1


def test_work_and_listings_show_what_is_new(row, student, employer):
    actions.send(row, row.listing.created_by, "Can you begin on Monday?")
    assert "Can you begin on Monday?" in student.get(reverse("applications:work")).text

    actions.send(row, row.student.user, "I can.")
    assert "I can." in employer.get(reverse("listings:mine")).text


def test_the_writer_sees_that_it_was_seen(row, student, employer):
    write(student, row, "Anybody there?")
    assert ">Seen<" not in student.get(thread(row)).text

    employer.get(thread(row))

    assert ">Seen<" in student.get(thread(row)).text


def test_what_is_new_is_marked_once(row, student, employer):
    write(student, row, "Old.")
    employer.get(thread(row))
    write(student, row, "Fresh.")

    page = employer.get(thread(row))
    assert page.text.count("badge--due") == 1
    assert "badge--due" not in employer.get(thread(row)).text


def test_the_list_of_threads_holds_mine_newest_first(db, sign_in):
    first = make.application()
    second = make.application(student=first.student)
    make.application()
    for each in (first, second, first):
        actions.send(each, each.listing.created_by, f"About {each.listing.title}")

    page = sign_in(first.student.user).get(reverse("applications:threads"))

    links = re.findall(r'href="([^"]+)"', page.text)
    addresses = [link for link in links if re.match("/work/messages/.", link)]
    assert addresses == [thread(first), thread(second)]


def test_who_left_the_organisation_reads_nothing_any_more(row, student, sign_in):
    colleague = make.employer(row.listing.organisation)
    write(student, row, "For your team.")
    colleague.membership.delete()
    client = sign_in(colleague)

    assert client.get(thread(row)).status_code == 404
    assert "For your team." not in client.get(reverse("applications:threads")).text


# --- Many ------------------------------------------------------------------


def many(application, n):
    now = timezone.now()
    people = [application.student.user, application.listing.created_by]
    rows = Message.objects.bulk_create(
        Message(application=application, by=people[(n - i + 1) % 2], text=f"Line {i} of {n}.")
        for i in range(n)
    )
    for i, message in enumerate(rows):
        Message.objects.filter(pk=message.pk).update(sent_at=now - timedelta(minutes=n - i))


def test_two_hundred_messages_are_shown_fifty_at_a_time_the_newest_first(row, student):
    many(row, 200)

    newest = student.get(thread(row)).text
    earlier = student.get(thread(row), {"page": 2}).text

    assert re.findall(r"Line (\d+) of", newest) == [str(n) for n in range(150, 200)]
    assert re.findall(r"Line (\d+) of", earlier) == [str(n) for n in range(100, 150)]
    assert "compose" in newest
    assert 'id="compose"' not in earlier


@pytest.mark.parametrize("n", [1, 3, 200])
def test_a_thread_costs_the_same_however_long(row, student, n, django_assert_num_queries):
    many(row, n)
    student.get(thread(row))

    with django_assert_num_queries(OF_ANY_PAGE + 7):
        student.get(thread(row))


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_of_threads_costs_the_same_however_long(db, sign_in, n, django_assert_num_queries):
    who = make.student()
    for _ in range(n):
        each = make.application(student=who)
        actions.send(each, each.listing.created_by, "A word.")
    client = sign_in(who.user)

    client.get(reverse("applications:threads"))

    with django_assert_num_queries(OF_ANY_PAGE + 4):
        client.get(reverse("applications:threads"))


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


def test_the_limit_keeps_what_was_typed(row, student, settings):
    for n in range(60):
        student.post(thread(row), {"text": f"Message {n}."})
    assert student.post(thread(row), {"text": "The sixty-first."}).status_code == 429

    page = student.get(thread(row))

    assert "The sixty-first.</textarea>" in page.text
    assert Message.objects.count() == 60


def test_over_the_limit_what_no_text_may_hold_is_left_out_of_what_is_kept(row, student):
    for n in range(60):
        student.post(thread(row), {"text": f"Message {n}."})

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


# --- Mail ------------------------------------------------------------------


def later(**past):
    Reader.objects.exclude(mail_by=None).update(mail_by=timezone.now() - timedelta(**past))


def mails(person):
    return Email.objects.filter(to=person.email)


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
