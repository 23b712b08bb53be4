"""Questions that students ask about a listing, and what everybody reads of them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from listings import actions
from listings.models import Listing, Question
from marketplace.tasks import turn_clocks
from notifications.models import Email
from tests import make

TEXT = "Do you need the charts as pictures, or in the spreadsheet itself?"
ANSWER = "In the spreadsheet: we change the numbers every month."


@pytest.fixture
def who(db):
    return make.student()


@pytest.fixture
def listing(who):
    return make.listing(approved_by=who.university)


@pytest.fixture
def student(who, sign_in):
    return sign_in(who.user)


@pytest.fixture
def employer(listing, sign_in):
    return sign_in(listing.created_by)


def ask(client, listing, text=TEXT):
    return client.post(reverse("listings:ask", args=[listing.slug]), {"text": text}, follow=True)


def answer(client, question, **given):
    return client.post(question.get_absolute_url(), {"action": "answer", **given}, follow=True)


def page(client, listing):
    return client.get(listing.get_absolute_url()).text


def mail(person):
    return Email.objects.filter(to=person.email).first()


def test_a_question_is_seen_by_who_asked_and_the_employer_until_it_is_answered(
    listing, student, employer, client, sign_in
):
    ask(student, listing)

    other = sign_in(make.student(university=listing.moderations.get().university).user)
    assert TEXT in page(student, listing)
    assert TEXT not in page(client, listing)
    assert TEXT not in page(other, listing)
    assert TEXT in employer.get(reverse("listings:questions", args=[listing.slug])).text

    answer(employer, Question.objects.get(), answer=ANSWER)

    for reader in (student, client, other):
        assert TEXT in page(reader, listing)
        assert ANSWER in page(reader, listing)
        assert "1 answered" in page(reader, listing)


def test_nobody_reads_who_asked(listing, who, student, employer, client):
    ask(student, listing)
    question = Question.objects.get()
    questions = reverse("listings:questions", args=[listing.slug])
    for seen in (employer.get(questions).text, employer.get(question.get_absolute_url()).text):
        assert who.user.name not in seen
    assert who.user.name not in mail(listing.created_by).body

    answer(employer, question, answer=ANSWER)
    assert who.user.name not in page(client, listing)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Write your question."),
        ("Pay?", "Say a little more"),
        ("Why is this? " * 40, "at most 400"),
        ("May I write to you at anna@example.org about it?", "Leave out e-mail addresses"),
        ("Shall we talk on WhatsApp about the charts?", "Leave out “WhatsApp”"),
    ],
)
def test_what_cannot_be_asked_is_said_and_kept(listing, student, text, said):
    answered = ask(student, listing, text)

    assert said in answered.text
    assert text.strip() in answered.text
    assert not Question.objects.exists()


def test_only_a_student_who_may_see_it_asks(listing, employer, client, sign_in):
    address = reverse("listings:ask", args=[listing.slug])
    assert sign_in(make.student().user).post(address, {"text": TEXT}).status_code == 404
    assert employer.post(address, {"text": TEXT}).status_code == 403
    assert client.post(address, {"text": TEXT}).status_code == 302
    assert not Question.objects.exists()


def test_a_listing_that_is_over_is_not_asked_about(listing, student):
    Listing.objects.update(status="closed")

    assert "takes no applications any more" in ask(student, listing).text
    assert "Ask a question" not in page(student, listing)
    assert not Question.objects.exists()


def test_the_same_question_twice_is_one_and_a_fourth_waits(listing, student):
    ask(student, listing)
    ask(student, listing)
    assert Question.objects.count() == 1

    for n in range(3):
        last = ask(student, listing, f"{TEXT} Question number {n}.")

    assert Question.objects.count() == 3
    assert "Three of your questions wait" in last.text


def test_ten_questions_a_day_are_enough(listing, student):
    codes = [ask(student, listing, "Pay?").status_code for _ in range(11)]

    assert codes == [200] * 10 + [429]


# --- The employer ----------------------------------------------------------


def test_the_first_that_waits_is_mailed_the_others_stand_beside_it(listing, student):
    ask(student, listing)
    ask(student, listing, f"{TEXT} And by when?")

    mails = Email.objects.filter(to=listing.created_by.email)
    assert mails.count() == 1
    assert TEXT in mails.get().body


def test_it_is_the_employers_turn_on_their_own_page(listing, student, employer):
    assert "Answer 1 question" not in employer.get(reverse("listings:mine")).text
    ask(student, listing)

    assert "Answer 1 question" in employer.get(reverse("listings:mine")).text
    assert "1 to answer" in employer.get(reverse("listings:manage", args=[listing.slug])).text


def test_who_asked_gets_the_answer_by_mail_once(listing, who, student, employer):
    ask(student, listing)
    question = Question.objects.get()

    answer(employer, question, answer=ANSWER)
    answer(employer, question, answer=f"{ANSWER} As a table.")

    assert ANSWER in mail(who.user).body
    assert Email.objects.filter(to=who.user.email).count() == 1
    assert f"{ANSWER} As a table." in page(student, listing)
    assert "changed since" in page(student, listing)


def test_it_can_be_published_before_it_is_answered(listing, student, employer, client):
    ask(student, listing)
    answer(employer, Question.objects.get(), action="publish")

    assert TEXT in page(client, listing)
    assert "Not answered yet." in page(client, listing)
    assert "answered</span>" not in page(client, listing)


def test_a_declined_one_is_explained_to_who_asked_alone(listing, who, student, employer, client):
    ask(student, listing)
    question = Question.objects.get()
    refused = answer(employer, question, action="decline")
    assert "Say why" in refused.text

    answer(employer, question, action="decline", reason="The listing says it in the third line.")

    assert "The listing says it in the third line." in mail(who.user).body
    assert TEXT not in page(client, listing)
    assert TEXT not in page(student, listing)


def test_a_hidden_one_can_be_shown_again_by_who_hid_it(listing, student, employer, client):
    ask(student, listing)
    question = Question.objects.get()
    answer(employer, question, answer=ANSWER)
    answer(employer, question, action="hide", reason="It is about last year.")
    assert TEXT not in page(client, listing)

    answer(employer, question, action="show")

    assert ANSWER in page(client, listing)


def test_an_answer_leads_nobody_away_from_the_site(listing, student, employer):
    ask(student, listing)
    refused = answer(employer, Question.objects.get(), answer="Write to me: boss@example.org")

    assert "Leave out e-mail addresses" in refused.text
    assert "boss@example.org</textarea>" in refused.text
    assert Question.objects.get().status == "asked"


def test_somebody_elses_question_does_not_exist(listing, student, sign_in):
    ask(student, listing)
    question = Question.objects.get()
    stranger = sign_in(make.employer())

    assert stranger.get(question.get_absolute_url()).status_code == 404
    assert answer(stranger, question, answer=ANSWER).status_code == 404
    assert stranger.get(reverse("listings:questions", args=[listing.slug])).status_code == 404


@pytest.mark.parametrize(
    ("status", "action"),
    [
        ("hidden", "answer"),
        ("hidden", "publish"),
        ("answered", "decline"),
        ("asked", "hide"),
        ("asked", "show"),
        ("declined", "publish"),
    ],
)
def test_what_is_not_possible_is_said_and_changes_nothing(db, sign_in, status, action):
    question = make.question(status=status)
    client = sign_in(question.listing.created_by)

    said = answer(client, question, action=action, answer=ANSWER, reason="Because.")

    assert "Nothing was changed." in said.text
    question.refresh_from_db()
    assert question.status == status


# --- Universities ----------------------------------------------------------


def test_a_university_that_read_the_listing_hides_it_from_everybody(db, sign_in, client):
    question = make.question(status="answered", answer=ANSWER)
    listing = question.listing
    staff = make.staff(listing.moderations.get().university)
    address = reverse("listings:hide_question", args=[question.pk])
    assert address in page(sign_in(staff), listing)

    assert "Say why it is hidden." in sign_in(staff).post(address, {}).text
    sign_in(staff).post(address, {"reason": "It names a student."})

    assert question.text not in page(client, listing)
    boss = sign_in(listing.created_by)
    assert "It names a student." in boss.get(question.get_absolute_url()).text
    answer(boss, question, action="show")
    assert question.text not in page(client, listing)
    assert "It names a student." in mail(question.asked_by).body


def test_who_asked_hears_of_it_each_time_that_it_is_hidden(db):
    question = make.question(status="answered", answer=ANSWER)
    by = question.listing.created_by

    for _ in range(2):
        actions.hide_question(question, by, "It names a student.")
        actions.show_question(question)

    assert Email.objects.filter(kind="listings/question_hidden").count() == 2


def test_another_university_cannot_hide_it(db, sign_in):
    question = make.question(status="answered", answer=ANSWER)
    address = reverse("listings:hide_question", args=[question.pk])

    assert sign_in(make.staff()).post(address, {"reason": "Mine."}).status_code == 404


# --- The clock -------------------------------------------------------------


def test_nobody_waits_longer_than_five_days_or_than_one_can_apply(listing, student):
    ask(student, listing)
    assert Question.objects.get().answer_by <= timezone.now() + timedelta(days=5)

    Listing.objects.update(apply_by=timezone.now() + timedelta(hours=3))
    ask(student, listing, f"{TEXT} And by when?")
    assert Question.objects.latest("asked_at").answer_by <= timezone.now() + timedelta(hours=3)


def test_what_nobody_answers_is_closed_and_said_once(listing, who, student):
    ask(student, listing)
    turn_clocks()
    assert Question.objects.get().status == "asked"

    Question.objects.update(answer_by=timezone.now() - timedelta(seconds=1))
    turn_clocks()
    turn_clocks()

    assert Question.objects.get().status == "unanswered"
    assert Email.objects.filter(to=who.user.email).count() == 1


def test_the_page_costs_the_same_however_much_was_asked(listing, client):
    costs = []
    for _ in range(3):
        make.question(listing=listing, status="answered", answer=ANSWER)
        with CaptureQueriesContext(connection) as statements:
            page(client, listing)
        costs.append(len(statements))

    assert costs == costs[:1] * 3


def test_of_very_many_questions_the_newest_stand_first_and_the_rest_has_pages(
    listing, who, student, monkeypatch
):
    monkeypatch.setattr("listings.views.public.QUESTIONS_PER_PAGE", 2)
    for n in range(3):
        make.question(listing=listing, status="answered", text=f"Question {n}?")
    make.question(listing=listing, asked_by=who.user, text="My own?")

    first, second = (
        student.get(listing.get_absolute_url(), {"page": n}).text.partition('id="questions"')[2]
        for n in (1, 2)
    )

    assert "3 answered" in first
    assert "3 answered" in second
    assert first.index("My own?") < first.index("Question 2?")
    assert "Question 1?" not in first
    assert second.index("Question 1?") < second.index("Question 0?")
    assert "My own?" not in second
    assert "?page=2#questions" in first
