"""What one cell says, and what is left open: a line of a table each."""

from datetime import date
from decimal import Decimal

import pytest

from listings.importing import days, numbers, pay, spans, tidy, words
from listings.importing.pay import Pay
from listings.importing.spans import Hours, Length
from listings.importing.unclear import Unclear


def said(read, *cell):
    """What `read` makes of it, or the kind of what is unclear."""
    try:
        return read(*cell)
    except Unclear as unclear:
        return unclear.kind


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("500", "500"),
        ("1,200", "1200"),
        ("1,50,000", "150000"),
        ("12,34,567.50", "1234567.50"),
        ("1,200,000", "1200000"),
        ("1.200,50", "1200.50"),
        ("1,200.50", "1200.50"),
        ("1.200.000", "1200000"),
        ("1 200", "1200"),
        ("1'200.50", "1200.50"),
        ("12,5", "12.5"),
        ("0.125", "0.125"),
        ("10k", "10000"),
        ("1.5k", "1500"),
        ("1.5 lakh", "150000"),
        ("1.200", "number_point"),
        ("1,20,00", "number"),
        ("12,3456", "number"),
        ("1,2,3", "number"),
        ("ten", "number"),
        ("", "number"),
        ("-5", "number"),
        ("1e5", "number"),
        ("9" * 400, "number"),
        ("٣", "3"),
    ],
)
def test_a_number(cell, number):
    found = said(numbers.amount, cell)
    assert found == (number if number.startswith("number") else Decimal(number))


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("₹ 10,000 - 15,000 /month", Pay(Decimal(10000), Decimal(15000), "INR", "month")),
        ("₹ 10,000-₹ 15,000 /month", Pay(Decimal(10000), Decimal(15000), "INR", "month")),
        ("₹\u00a01,000 /month\u00a0", Pay(Decimal(1000), Decimal(1000), "INR", "month")),
        ("Rs. 1,50,000 lump sum", Pay(Decimal(150000), Decimal(150000), "Rs", "project")),
        ("Rs 500/-", Pay(Decimal(500), Decimal(500), "Rs")),
        ("INR 500 (Rs)", Pay(Decimal(500), Decimal(500), "INR")),
        ("$ 500 Rs", "pay_currencies"),
        ("INR 5000 p.m.", Pay(Decimal(5000), Decimal(5000), "INR", "month")),
        ("$500", Pay(Decimal(500), Decimal(500), "$")),
        ("$ 500 USD", Pay(Decimal(500), Decimal(500), "USD")),
        ("US$1,200", Pay(Decimal(1200), Decimal(1200), "USD")),
        ("CA$500", Pay(Decimal(500), Decimal(500), "CAD")),
        ("USD 1.200,50", Pay(Decimal("1200.50"), Decimal("1200.50"), "USD")),
        ("20/hr", Pay(Decimal(20), Decimal(20), "", "hour")),
        ("£15 per hour", Pay(Decimal(15), Decimal(15), "GBP", "hour")),
        ("€ 300 a week", Pay(Decimal(300), Decimal(300), "EUR", "week")),
        ("10k-15k", Pay(Decimal(10000), Decimal(15000))),
        ("10-15k /month", Pay(Decimal(10000), Decimal(15000), "", "month")),
        ("3 LPA", Pay(Decimal(300000), Decimal(300000), "", "year")),
        ("₹ 2,40,000 per annum", Pay(Decimal(240000), Decimal(240000), "INR", "year")),
        ("&#8377; 2,000 /week", Pay(Decimal(2000), Decimal(2000), "INR", "week")),
        ("500 (fixed)", Pay(Decimal(500), Decimal(500), "", "project")),
        ("KWD 120.500", "number_point"),
        (
            "₹ 1,000 /month + Incentives",
            Pay(Decimal(1000), Decimal(1000), "INR", "month", "incentives"),
        ),
        ("Unpaid", Pay(kind="unpaid")),
        ("₹ 0", Pay(kind="unpaid")),
        ("No stipend", Pay(kind="unpaid")),
        ("Performance Based", Pay(kind="performance")),
        ("Commission only", Pay(kind="performance")),
        ("Competitive", "pay"),
        ("As per industry standards", "pay"),
        ("500 USD or 450 EUR", "pay_currencies"),
        ("15,000 - 10,000", "pay"),
        ("up to 500", "pay"),
    ],
)
def test_pay(cell, found):
    assert said(pay.read, cell) == found


@pytest.mark.parametrize(
    ("header", "per"),
    [
        ("Stipend", ""),
        ("Monthly stipend", "month"),
        ("Pay (per hour)", "hour"),
        ("Pay per month or week", ""),
        ("Total pay", "project"),
    ],
)
def test_a_heading_says_for_how_long_the_pay_is(header, per):
    assert pay.period_of(header) == per


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("2 Weeks", Length(14, 14, "week")),
        ("3 Months", Length(90, 90, "month")),
        ("10 days", Length(10, 10, "day")),
        ("1-2 months", Length(30, 60, "month")),
        ("1 – 2 Months", Length(30, 60, "month")),
        ("six weeks", Length(42, 42, "week")),
        ("1.5 months", Length(45, 45, "month")),
        ("6", "length_unit"),
        ("Immediately", "length_start"),
        ("1 month 2 weeks", "length"),
        ("a while", "length"),
        ("2.5 weeks", "length"),
    ],
)
def test_a_length(cell, found):
    assert said(spans.length, cell) == found


def test_a_bare_number_is_a_length_where_the_heading_names_the_unit():
    assert spans.unit_of("Duration (in weeks)") == "week"
    assert spans.length("6", "week") == Length(42, 42, "week")


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("30", Hours(30, 30, "")),
        ("30 hrs", Hours(30, 30, "")),
        ("10-15 hours", Hours(10, 15, "")),
        ("20 hours/week", Hours(20, 20, "week")),
        ("20 hrs per wk", Hours(20, 20, "week")),
        ("4h a day", Hours(4, 4, "day")),
        ("full time", "hours"),
        ("0", "hours"),
        ("7.5", "hours"),
    ],
)
def test_hours(cell, found):
    assert said(spans.hours, cell) == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("2026-12-04", date(2026, 12, 4)),
        ("2026/12/04", date(2026, 12, 4)),
        ("2026-12-04 00:00:00", date(2026, 12, 4)),
        ("2026-12-04T09:30:00Z", date(2026, 12, 4)),
        ("31 Dec' 26", date(2026, 12, 31)),
        ("31 Dec’ 26", date(2026, 12, 31)),
        ("4 December 2026", date(2026, 12, 4)),
        ("4th of Dec, 2026", date(2026, 12, 4)),
        ("4-Dec-26", date(2026, 12, 4)),
        ("Dec 4, 2026", date(2026, 12, 4)),
        ("December 4th 2026", date(2026, 12, 4)),
        ("Fri 4 Dec 2026", date(2026, 12, 4)),
        ("25/12/2026", date(2026, 12, 25)),
        ("12/25/2026", date(2026, 12, 25)),
        ("12.12.2026", date(2026, 12, 12)),
        ("12/01/2026", "date_order"),
        ("01.12.26", "date_order"),
        ("31 Dec", "date_year"),
        ("31/02/2026", "date_none"),
        ("31 Feb 2026", "date_none"),
        ("9999-12-31", "date"),
        ("46022", "date_serial"),
        ("Immediately", "date_words"),
        ("next week", "date"),
        ("12/01-2026", "date"),
    ],
)
def test_a_day(cell, found):
    assert said(days.read, cell) == found


@pytest.mark.parametrize(("order", "month"), [("dmy", 1), ("mdy", 12)])
def test_a_day_of_two_meanings_has_the_one_that_was_chosen(order, month):
    assert days.read("12/01/2026", order).month == month


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("Work From Home", "remote"),
        (" work-from-home ", "remote"),
        ("Remote", "remote"),
        ("On-site", "in_person"),
        ("In office", "in_person"),
        ("Hybrid", "hybrid"),
        ("Bengaluru", "arrangement"),
    ],
)
def test_where_work_is_done(cell, found):
    assert said(words.arrangement, cell) == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [("Yes", True), ("n", False), ("TRUE", True), ("0", False), ("maybe", "yes")],
)
def test_yes_or_no(cell, found):
    assert said(words.yes, cell) is found or said(words.yes, cell) == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [("3", 3), ("3 openings", 3), ("1 seat", 1), ("0", "count"), ("2.5", "count"), ("a", "count")],
)
def test_a_count(cell, found):
    assert said(words.count, cell) == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("Python, SQL,python ,", ["python", "SQL"]),
        ("['Python', 'SQL']", ["Python", "SQL"]),
        ("MS-Excel | R&amp;D; C++", ["MS-Excel", "R&D", "C++"]),
        ("N/A", []),
    ],
)
def test_names(cell, found):
    assert words.names(cell) == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("1. A table\n2) A note", ["A table", "A note"]),
        ("• A table<br>• A note", ["A table", "A note"]),
        ("A table; a note", ["A table", "a note"]),
        ("A table, with charts", ["A table, with charts"]),
    ],
)
def test_entries(cell, found):
    assert words.lines(cell) == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("  Data\u00a0 entry\u200b ", "Data entry"),
        ("R&amp;D &quot;lab&quot;", 'R&D "lab"'),
        ("R&amp;amp;D", "R&D"),
        ("a\x00b\u202ec", "a b c"),
        ("Cafe\u0301", "Café"),
    ],
)
def test_a_line_is_tidied(cell, found):
    assert tidy.words(cell) == found


def test_prose_keeps_its_paragraphs_and_loses_its_tags():
    assert tidy.prose("<p>One &amp; two</p><p>Three  <b>four</b></p>") == "One & two\n\nThree four"


def test_tags_that_never_end_are_read_in_no_time():
    """By steps that grow with the square of their number this would take minutes."""
    assert tidy.prose("<p" * 100_000) == "<p" * 100_000
