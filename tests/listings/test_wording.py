import pytest

from listings.wording import first_way_around, ways_around


@pytest.mark.parametrize(
    "text",
    [
        "Write to anna.b+x@example.org",
        "anna (at) example (dot) org",
        "anna[at]example.org",
        "Call +1 612 555 0142 first",
        "Call +351912345678",
        "(612) 555-0142-99",
        "020 7946 0958 1",
        "Find us on WhatsApp",
        "whats app me",
        "t.me/beekeepers",
        "Ask on Signal",
        "We pay by PayPal",
        "paid in cash on the last day",
        "We settle this off-platform",
        "outside of this site",
        "in crypto",
    ],
)
def test_a_way_around_the_site_is_found(text):
    assert first_way_around([text])


@pytest.mark.parametrize(
    "text",
    [
        "Clean a 40,000-row survey from 2019-2023",
        "From 2026-11-30 to 2026-12-18",
        "between 30.11.2026 and 18.12.2026",
        "10 000 000 rows in 12 files",
        "Signal processing for a microphone",
        "A cash flow model in a spreadsheet",
        "Compare twelve budgeting apps at $1,200.50",
        "ISO 9001, 14001 and 27001",
        "Meet at 14:30, 3 times",
        "A platform for outside work",
        "Ten telegraphs",
    ],
)
def test_what_only_looks_like_one_is_let_through(text):
    assert ways_around([text]) == []


def test_what_nobody_can_read_is_read_in_no_time():
    """By steps that grow with the square of its length this would take minutes."""
    assert ways_around(["a" * 100_000]) == []
