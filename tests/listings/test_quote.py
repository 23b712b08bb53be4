import pytest

from listings.models import Listing
from tests import make

QUOTE = "/listings/quote/"


@pytest.fixture
def desk(db, sign_in):
    make.formats()
    make.university()
    return sign_in(make.employer())


def ask(desk, **typed):
    quote = desk.get(QUOTE, {"currency": "USD", **typed}).context["quote"]
    return {row["label"]: row["amount"] for row in quote.rows}, quote


def test_it_says_what_is_paid_kept_and_received(desk):
    rows, quote = ask(desk, pay="720", total_hours="30", openings="3")

    assert rows == {
        "You pay": "$720.00",
        "Foothold's fee, 10\u00a0%": "−$72.00",
        "The student receives": "$648.00",
    }
    assert "$21.60 an hour to the student." in quote.note
    assert "For all 3 places you pay $2,160.00." in quote.note
    assert quote.problem == ""


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"pay": ""}, ""),
        ({"pay": "lots"}, "Enter an amount in figures, such as 720 or 720.50."),
        ({"pay": "7.005"}, "That is more decimals than USD has."),
        ({"pay": "999999999"}, "That is more than a project here can pay."),
        ({"pay": "100", "currency": "XXX"}, ""),
    ],
)
def test_what_is_no_price_has_no_quote(desk, typed, problem):
    rows, quote = ask(desk, **typed)

    assert rows == {}
    assert quote.problem == problem


def test_too_little_for_the_hours_is_said_at_once(desk):
    rows, quote = ask(desk, pay="500", total_hours="30")

    assert rows["The student receives"] == "$450.00"
    assert quote.problem == ("30 hours are paid at least $600.00 here, which is $20.00 an hour.")


def test_it_is_a_fragment(desk):
    text = desk.get(QUOTE, {"pay": "720", "currency": "USD"}).text

    assert "<html" not in text
    assert "$648.00" in text


def test_without_javascript_the_form_comes_back_with_the_quote_and_saves_nothing(desk):
    page = desk.post(
        "/listings/new/", {"action": "quote", "title": "Mine", "pay": "720", "currency": "USD"}
    )

    assert "$648.00" in page.text
    assert 'value="Mine"' in page.text
    assert "There is a problem" not in page.text
    assert not Listing.objects.exists()
