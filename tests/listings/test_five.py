"""“Get matched with five”: what must hold filters, what is wished ranks, and the page says why."""

import re

import pytest
from django.urls import reverse

from tests import make


def five(client, **answers):
    return client.get(reverse("listings:five"), {"match": "1", **answers})


def titles(response):
    return re.findall(r'<h2><a href="/projects/[^"]+">([^<]+)</a>', response.text)


def reasons(response):
    found = re.search(r'<ul class="reasons">(.*?)</ul>', response.text, re.DOTALL)
    return re.findall(r"<li>([^<]+)</li>", found[1]) if found else []


def listing(title, skills=(), **given):
    row = make.listing(title=title, **given)
    row.skills.set([make.skill(name) for name in skills])
    return row


def test_the_page_asks_before_it_answers(db, client):
    listing("Birds")

    response = client.get(reverse("listings:five"))

    assert "What would you like to do?" in response.text
    assert titles(response) == []


def test_what_uses_ones_skills_and_is_in_ones_line_comes_first_with_reasons(db, client):
    listing("Neither", field="law")
    listing("Field only", field="data")
    listing("Both", ["Birds", "Counting"], field="data")
    listing("Skill only", ["Birds"], field="law")

    response = five(client, field="data", skills="Counting, birds", hours=10, pay=15, pay_in="USD")

    assert titles(response)[0] == "Both"
    assert titles(response)[-1] == "Neither"
    assert reasons(response) == [
        "Uses 2 of your skills: Birds and Counting",
        "In a line of work that you ticked",
        "10 h a week fit into your 10",
        "$21.60 an hour, not less than you asked for",
    ]


MUST = {
    "hours": ({"hours": 8}, {"hours_per_week": 9}),
    "pay": ({"pay": "21.61", "pay_in": "USD"}, {}),
    "arrangement": ({"arrangement": "hybrid"}, {}),
    "language": ({"languages": ["de", "fr"]}, {"languages": ["en"]}),
    "begun before one is free": ({"free_from": make.today(29)}, {}),
    "not done in time": ({"free_until": make.today(34)}, {}),
}


@pytest.mark.parametrize("answer", MUST)
def test_what_an_answer_rules_out_is_not_shown_and_the_page_says_which_answer(db, client, answer):
    said, given = MUST[answer]
    listing("Birds", **given)

    response = five(client, **said)

    assert titles(response) == []
    assert "Nothing fits all of it today" in response.text
    [way_out] = re.findall(r'<a href="([^"]+)">Without ', response.text)
    assert titles(client.get(way_out.replace("&amp;", "&"))) == ["Birds"]


ENOUGH = {
    "hours": {"hours": 10},
    "pay": {"pay": "21.60", "pay_in": "USD"},
    "begins on the last day": {"free_from": make.today(28)},
    "done in time": {"free_until": make.today(35)},
    "a language more": {"languages": ["de", "en"]},
}


@pytest.mark.parametrize("answer", ENOUGH)
def test_what_just_fits_is_shown(db, client, answer):
    listing("Birds", languages=["en"])

    assert titles(five(client, **ENOUGH[answer])) == ["Birds"]


def test_languages_are_those_that_somebody_asks_for_and_what_was_said(db, client):
    listing("Birds", languages=["en", "pt"])

    first, again = (client.get(reverse("listings:five")).text, five(client, languages="cu").text)

    assert '<option value="pt"' in first
    assert '<option value="cu"' not in first
    assert '<option value="cu" selected' in again


def test_near_a_town_is_remote_or_there(db, client):
    listing("Remote")
    make.placed("PT", "Porto", title="There")
    make.placed("PT", "Lisbon", title="Elsewhere")

    assert set(titles(five(client, near="Porto, Portugal"))) == {"Remote", "There"}


def test_a_student_is_matched_with_what_their_university_has_approved(db, sign_in):
    student = make.student(hours_per_week=9)
    listing("Theirs", approved_by=student.university)
    listing("Not theirs")
    make.placed("PT", "Porto", title="Abroad", approved_by=student.university)
    client = sign_in(student.user)

    assert 'value="9"' in client.get(reverse("listings:five")).text
    assert set(titles(five(client))) == {"Theirs", "Abroad"}
    assert titles(five(client, home_only="on")) == ["Theirs"]


def test_nobody_is_matched_with_what_pays_nothing_or_is_closed(db, client):
    listing("Expenses", direction="expenses")
    listing("Closed", status="closed")

    assert titles(five(client)) == []


def test_five_are_not_five_of_one_organisation(db, client):
    where = make.organisation(name="Busy")
    for n in range(6):
        listing(f"Busy {n}", ["Birds"], organisation=where)
    for n in range(3):
        listing(f"Other {n}", ["Birds", "Fish"])

    shown = titles(five(client, skills="Birds"))

    assert len(shown) == 5
    assert sum(each.startswith("Other") for each in shown) == 3


def test_what_uses_a_skill_goes_before_what_only_differs(db, client):
    where = make.organisation(name="Busy")
    for n in range(4):
        listing(f"Busy {n}", ["Birds"], organisation=where)
    for n in range(4):
        listing(f"Other {n}")

    shown = titles(five(client, skills="Birds"))

    assert sorted(shown[:4]) == [f"Busy {n}" for n in range(4)]
    assert shown[4].startswith("Other")


def test_a_skill_that_nobody_knows_is_named_with_what_it_looks_like(db, client):
    listing("Birds", ["Bird counting"])

    text = five(client, skills="Bird conting, speaking to cats").text

    assert "“Bird conting”: we know no such skill. Did you mean Bird counting?" in text
    assert "“speaking to cats”: we know no such skill." in text


def test_a_visitor_says_where_they_study(db, client):
    theirs = make.university()
    listing("Theirs", approved_by=theirs)
    listing("Not theirs")

    assert titles(five(client, university=theirs.pk)) == ["Theirs"]
    assert "Choose one of the universities" in five(client, university=0).text


def test_who_says_nothing_is_not_told_that_it_fits(db, client):
    listing("Birds")

    assert "You said nothing yet" in five(client).text
    assert "You said nothing yet" not in five(client, hours=10).text


WRONG = {
    "hours": ({"hours": "ten"}, "Write a whole number of hours."),
    "too many": ({"hours": "99"}, "“Hours free in a week” may be at most 60."),
    "pay": ({"pay": "lots"}, "Write an amount, such as 18 or 18.50."),
    "town": ({"near": "Nowhereville"}, "We know no town of this name."),
    "days": (
        {"free_from": make.today(9), "free_until": make.today(8)},
        "This is before the day you are free from.",
    ),
    "passed": ({"free_until": "2020-01-01"}, "This day has passed."),
    "nul": ({"near": "\0", "skills": "\0"}, ""),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_answer_is_said_beside_it_and_kept(db, client, what):
    answers, said = WRONG[what]

    response = five(client, **answers)

    assert response.status_code == 200
    assert said in response.text
    for answer in answers.values():
        assert str(answer).replace("\0", "") in response.text


@pytest.mark.parametrize("n", [1, 3])
def test_it_takes_as_many_statements_for_many_as_for_one(db, client, django_assert_num_queries, n):
    for number in range(n):
        listing(f"Birds {number}", ["Birds"])
    # Who asks first reads all there is.
    five(client, skills="Birds")

    with django_assert_num_queries(10):
        assert len(titles(five(client, skills="Birds"))) == n
