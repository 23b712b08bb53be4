"""What colleagues keep of an application: notes and scores. The student sees none of it."""

import pytest
from django.urls import reverse

from applications.models import Criterion, Note, Score
from tests import make


def url(name, row):
    return reverse(f"applications:{name}", args=[getattr(row, "slug", row.pk)])


@pytest.fixture
def listing(db):
    row = make.listing(deliverables=["One clean table", "A two-page note"])
    row.skills.add(make.skill("Python"), make.skill("SQL"))
    return row


@pytest.fixture
def application(listing):
    return make.application(listing=listing)


@pytest.fixture
def employer(listing, sign_in):
    return sign_in(listing.created_by)


@pytest.fixture
def colleague(listing):
    return make.colleague(listing.created_by, name="Dele Adeyemi")


# --- Notes -----------------------------------------------------------------


def test_a_note_says_by_whom_and_when_and_colleagues_read_it(
    application, employer, colleague, sign_in
):
    page = employer.post(url("add_note", application), {"text": "Strong <b>SQL</b>"}, follow=True)
    assert "Strong &lt;b&gt;SQL&lt;/b&gt;" in page.text

    page = sign_in(colleague).get(url("detail", application))
    assert str(application.listing.created_by) in page.text
    assert "Strong &lt;b&gt;SQL&lt;/b&gt;" in page.text
    board = sign_in(colleague).get(url("inbox", application.listing))
    assert "1 note" in board.text


def test_no_page_of_the_student_shows_a_note_or_a_score(application, employer, sign_in):
    employer.post(url("add_note", application), {"text": "Rather unsure about this one"})
    make.scored(application, application.listing.created_by, 1, "Punctuality of commas")

    make.approval(application.listing, application.student.university)
    student = sign_in(application.student.user)
    pages = [
        student.get(url("detail", application)),
        student.get(reverse("applications:work")),
        student.get(application.listing.get_absolute_url()),
    ]

    for page in pages:
        assert page.status_code == 200
        assert "Rather unsure" not in page.text
        assert "Punctuality of commas" not in page.text


def test_only_who_wrote_a_note_removes_it(application, employer, colleague, sign_in):
    employer.post(url("add_note", application), {"text": "Mine"})
    note = Note.objects.get()

    theirs = sign_in(colleague)
    assert url("remove_note", note) not in theirs.get(url("detail", application)).text
    assert theirs.post(url("remove_note", note)).status_code == 404
    page = employer.post(url("remove_note", note), follow=True)

    assert "Your note is removed." in page.text
    assert not Note.objects.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [("  ", "Write the note first."), ("x" * 1001, "Use at most 1,000 characters")],
)
def test_a_note_that_cannot_be_kept_is_refused_in_words(application, employer, text, words):
    page = employer.post(url("add_note", application), {"text": text})

    assert page.status_code == 200
    assert words in page.text
    assert page.text.count("There is a problem") <= 1
    assert text.strip() in page.text
    assert not Note.objects.exists()


def test_side_by_side_notes_and_scores_are_kept_there(application, employer):
    other = make.application(listing=application.listing)
    data = {"text": "Quick", "back": "compare", "a": [application.pk, other.pk]}

    response = employer.post(url("add_note", application), data)

    compare = f"{url('compare', application.listing)}?a={application.pk}&a={other.pk}"
    assert response.url == compare
    assert "Quick" in employer.get(compare).text


# --- Scores ----------------------------------------------------------------


def key(words, listing):
    return Criterion(listing=listing, words=words, position=1).key


def test_criteria_start_with_the_skills_and_what_an_application_can_show(application, employer):
    page = employer.get(url("detail", application))

    words = [line.criterion.words for line in page.context["scores"].lines]
    assert set(words[:2]) == {"Python", "SQL"}
    assert words[2:] == ["Understands what is to be done", "Says how they would go about it"]
    assert not Criterion.objects.exists()


def test_each_colleague_scores_and_the_average_is_shown(application, employer, colleague, sign_in):
    listing = application.listing
    sql, python = key("SQL", listing), key("Python", listing)

    employer.post(url("score", application), {sql: "4", python: "3"})
    page = sign_in(colleague).post(url("score", application), {sql: "1"}, follow=True)

    lines = {line.criterion.words: line for line in page.context["scores"].lines}
    assert {"SQL", "Python"} < set(lines)
    assert (lines["SQL"].mine, lines["SQL"].average) == (1, "2.5")
    assert lines["SQL"].by_whom == f"{listing.created_by.first_name} 4, Dele 1"
    assert page.context["scores"].average == "2.7"
    assert "score 2.7" in employer.get(url("inbox", listing)).text


def test_ones_own_score_is_changed_and_taken_away(application, employer, colleague):
    sql = key("SQL", application.listing)
    employer.post(url("score", application), {sql: "4"})
    make.scored(application, colleague, 2, "SQL")

    employer.post(url("score", application), {sql: "1"})
    assert set(Score.objects.values_list("by", "value")) == {
        (application.listing.created_by_id, 1),
        (colleague.pk, 2),
    }

    employer.post(url("score", application), {sql: ""})
    assert [each.by for each in Score.objects.all()] == [colleague]


@pytest.mark.parametrize("value", ["0", "5", "x", "1.5"])
def test_a_score_is_one_to_four(application, employer, value):
    data = {key("SQL", application.listing): value}

    page = employer.post(url("score", application), data, follow=True)

    assert "A score is 1, 2, 3 or 4. Nothing was changed." in page.text
    assert not Score.objects.exists()


def test_scores_by_criteria_that_have_changed_meanwhile_are_not_kept(application, employer):
    old = key("SQL", application.listing)
    employer.post(url("criteria", application.listing), {"criteria": "Curiosity\nCare"})

    page = employer.post(url("score", application), {old: "4"}, follow=True)

    assert "The criteria have changed meanwhile." in page.text
    assert not Score.objects.exists()


def test_a_criterion_that_stays_keeps_its_scores(application, employer):
    listing = application.listing
    employer.post(
        url("score", application), {key("SQL", listing): "4", key("Python", listing): "2"}
    )

    page = employer.get(url("criteria", listing))
    assert "2 scores are given." in page.text
    employer.post(url("criteria", listing), {"criteria": "Care\nSQL\n\nCare"})

    assert [each.words for each in Criterion.objects.filter(listing=listing)] == ["Care", "SQL"]
    assert [str(each) for each in Score.objects.all()] == ["SQL: 4"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Name at least one."),
        ("a\nb\nc\nd\ne\nf", "Give 5 at most; these are 6."),
        ("x" * 101, "is longer than 100 characters."),
    ],
)
def test_criteria_are_few_and_short(listing, employer, typed, words):
    page = employer.post(url("criteria", listing), {"criteria": typed})

    assert words in page.text
    assert typed in page.text
    assert not Criterion.objects.exists()


def test_what_is_withdrawn_is_no_longer_scored(listing, employer):
    gone = make.application(listing=listing, status="withdrawn")

    page = employer.post(url("score", gone), {key("SQL", listing): "4"}, follow=True)

    assert "The student has withdrawn it. Nothing was changed." in page.text
    assert not Score.objects.exists()
