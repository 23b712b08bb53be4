"""What is refused before a listing goes to a university, and how it is said."""

from datetime import date

import pytest
import time_machine

from tests import make

CREATE = "/listings/new/"
TODAY = date(2026, 11, 20)
TYPED = {
    "starts_from": "2026-12-04",
    "starts_by": "2026-12-18",
    "apply_by": "2026-11-27",
}


@pytest.fixture
def check(db, sign_in):
    """Send the form with `typed` changed and return its errors by field."""
    make.formats()
    make.university()
    desk = sign_in(make.employer())

    def send(**typed):
        with time_machine.travel("2026-11-20 15:00:00+00:00", tick=False):
            response = desk.post(CREATE, make.typed(**{**TYPED, **typed}))
        if response.status_code == 302:
            return {}
        for value in typed.values():
            assert value == "" or isinstance(value, list) or kept(response, value)
        return {name: list(found) for name, found in response.context["form"].errors.items()}

    return send


def kept(response, value):
    form = response.context["form"]
    return any(form[name].value() == value for name in form.fields)


def test_a_good_listing_has_no_errors(check):
    assert check() == {}


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        (
            {"total_hours": "60", "hours_per_week": "20", "pay": "2000"},
            "total_hours",
            "Micro-internship: 5 to 40 hours in all. You wrote 60.",
        ),
        (
            {"length_days": "60", "hours_per_week": "4"},
            "length_days",
            "Micro-internship: 7 to 31 days. You wrote 60.",
        ),
        (
            {"format": "weekly-micro-internship", "hours_per_week": "5", "total_hours": "15"},
            "hours_per_week",
            "Weekly micro-internship: 10 to 40 hours a week. You wrote 5.",
        ),
        (
            {
                "format": "nano-internship",
                "length_days": "6",
                "total_hours": "8",
                "hours_per_week": "",
            },
            "length_days",
            "Nano-internship: up to 5 days. You wrote 6.",
        ),
        (
            {"format": "project-based"},
            "total_hours",
            "Project-based: 40 to 160 hours in all. You wrote 30.",
        ),
    ],
)
def test_each_format_has_its_limits(check, typed, field, words):
    assert check(**typed) == {field: [words]}


def test_a_nano_internship_asks_one_question(check):
    nano = {"format": "nano-internship", "length_days": "3", "total_hours": "8"}

    assert check(**nano, hours_per_week="", questions="Why?\nWhen?") == {
        "questions": ["Nano-internship: one question at most."]
    }
    assert check(**nano, hours_per_week="", questions="Why?") == {}


@pytest.mark.parametrize(
    ("total", "weekly", "days", "right"),
    [
        ("30", "10", "21", True),
        ("37", "10", "21", True),
        ("24", "10", "21", True),
        ("40", "10", "21", False),
        ("20", "10", "21", False),
        ("20", "20", "7", True),
    ],
)
def test_hours_a_week_and_weeks_make_about_the_hours_in_all(check, total, weekly, days, right):
    found = check(total_hours=total, hours_per_week=weekly, length_days=days, pay="900")

    words = (
        f"{weekly} hours a week for 3 weeks are about 30 hours, and you wrote {total} in all. "
        "Change one of the three."
    )
    assert found == ({} if right else {"total_hours": [words]})


def test_work_longer_than_a_week_says_how_many_hours_a_week(check):
    assert check(hours_per_week="") == {
        "hours_per_week": ["Say how many hours a week: it takes longer than a week."]
    }


@pytest.mark.parametrize(
    ("currency", "pay", "words"),
    [
        ("USD", "599.99", "30 hours are paid at least $600.00 here, which is $20.00 an hour."),
        ("INR", "7000", "30 hours are paid at least ₹7,500.00 here, which is ₹250.00 an hour."),
    ],
)
def test_pay_has_a_minimum_for_each_hour_in_its_currency(check, currency, pay, words):
    assert check(currency=currency, pay=pay) == {"pay": [words]}


@pytest.mark.parametrize(("currency", "pay"), [("USD", "600"), ("USD", "1,200.50"), ("GBP", "360")])
def test_the_minimum_itself_is_enough(check, currency, pay):
    assert check(currency=currency, pay=pay) == {}


@pytest.mark.parametrize(
    ("pay", "words"),
    [
        ("a lot", "Enter an amount in figures, such as 720 or 720.50."),
        ("720.505", "That is more decimals than USD has."),
        ("999999999", "That is more than a project here can pay."),
        ("-5", "Ensure this value is greater than or equal to 0."),
        ("NaN", "Enter an amount in figures, such as 720 or 720.50."),
    ],
)
def test_an_amount_that_is_none_is_said_to_be_so(check, pay, words):
    assert check(pay=pay) == {"pay": [words]}


@pytest.mark.parametrize("arrangement", ["hybrid", "in_person"])
def test_work_at_a_place_says_where(check, arrangement):
    assert check(arrangement=arrangement) == {
        "country": ["Choose the country students would work in."],
        "city": ["Enter the town or city students would come to."],
    }
    assert check(arrangement=arrangement, country="PT", city="Santarém") == {}


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        (
            {"apply_by": "2026-11-26"},
            "apply_by",
            "Choose 27 November 2026 or later: universities have two working days to read it, and "
            "then students need three days to apply.",
        ),
        (
            {"apply_by": "2027-06-01", "starts_from": "2027-06-10", "starts_by": ""},
            "apply_by",
            "Choose a day within six months: 19 May 2027 at the latest.",
        ),
        (
            {"starts_from": "2026-11-19"},
            "starts_from",
            "Choose a day that has not passed.",
        ),
        (
            {"starts_from": "2026-12-19"},
            "starts_by",
            "The latest start cannot be before the earliest one.",
        ),
        (
            {"starts_from": "2026-11-27"},
            "starts_from",
            "Students may apply until 27 November 2026: choose a day after that.",
        ),
        (
            {"starts_by": "2026-12-09"},
            "starts_by",
            "The latest start has to be 10 December 2026 or later: after the deadline you choose, "
            "the student answers, and you pay in.",
        ),
        (
            {"starts_from": "2026-12-09", "starts_by": ""},
            "starts_from",
            "The work has to start on 10 December 2026 or later: after the deadline you choose, "
            "the student answers, and you pay in.",
        ),
        (
            {"format": "short-burst", "length_days": "7"},
            "starts_by",
            "Short-burst engagement: it starts by 4 December 2026 at the latest.",
        ),
        ({"apply_by": "next week"}, "apply_by", "Enter a date, such as 2026-12-04."),
    ],
)
def test_dates_follow_one_another(check, typed, field, words):
    assert check(**{"hours_per_week": "10", **typed}).get(field) == [words]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("title", "Write to anna@example.org"),
        ("description", "Clean a table. Questions: +44 20 7946 0958."),
        ("deliverables", "One CSV\nSent to me on WhatsApp"),
        ("questions", "What is your Telegram?"),
        ("good_to_know", "We settle outside the platform."),
    ],
)
def test_ways_around_the_site_are_refused_beside_their_field(check, field, text):
    found = check(**{field: text})

    assert list(found) == [field]
    assert found[field][0].startswith("Leave out ")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("included", "Meals, paid in cash"),
        ("extras", "A bonus in Bitcoin"),
        ("itinerary", "Day 1: We meet\nDay 2: Write to anna@example.org"),
        ("safety", "Call +44 20 7946 0958."),
    ],
)
def test_ways_around_in_a_section_are_refused_where_the_format_uses_it(check, field, text):
    found = check(format="facilitated-programme", **{field: text})

    assert list(found) == [field]
    assert found[field][0].startswith("Leave out ")
    assert check(**{field: text}) == {}


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("questions", "One?\nTwo?\nThree?\nFour?", "Give 3 at most; these are 4."),
        ("deliverables", "x" * 201, f"“{'x' * 30}…” is longer than 200 characters."),
        (
            "skills",
            "I am good at very many things",
            "“I am good at very many things” does not look like a skill. Use a few short words, "
            "and commas.",
        ),
        ("openings", "51", "Ensure this value is less than or equal to 50."),
        ("country", "XX", "Select a valid choice. XX is not one of the available choices."),
    ],
)
def test_too_much_and_unknown_are_said_to_be_so(check, field, text, words):
    assert check(**{field: text}) == {field: [words]}


def test_the_earliest_days_that_everybody_has_time_are_taken(check):
    days = {"apply_by": "2026-11-27", "starts_from": "2026-11-28", "starts_by": "2026-12-10"}

    assert check(**days) == {}


def test_everything_that_is_wrong_is_said_at_once(check):
    found = check(
        description="Write to anna@example.org or on Telegram.",
        total_hours="90",
        starts_by="2026-12-01",
        starts_from="2026-11-30",
        apply_by="2026-11-21",
    )

    assert {name: len(of) for name, of in found.items()} == {
        "total_hours": 2,  # of the format, and against the hours a week
        "pay": 1,
        "starts_by": 1,
        "apply_by": 1,
        "description": 2,
    }
