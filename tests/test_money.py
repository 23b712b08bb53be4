from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from marketplace.money import Money, MoneyField, display, platform_fee, split_fee, to_minor


@pytest.mark.parametrize(
    ("minor", "fee"), [(0, 0), (720_00, 72_00), (3333, 333), (5, 0), (15, 2), (25, 2), (35, 4)]
)
def test_the_fee_is_a_tenth_and_half_units_go_to_the_even_one(minor, fee):
    assert platform_fee(minor) == fee


def test_the_fees_of_the_parts_add_up_to_the_fee_of_the_whole():
    assert split_fee([3333, 3333, 3334]) == [333, 333, 334]


def test_a_negative_amount_has_no_fee():
    with pytest.raises(ValueError, match="negative"):
        platform_fee(-1)


def test_two_currencies_do_not_add():
    with pytest.raises(ValueError, match="do not add"):
        Money(1, "USD") + Money(1, "EUR")


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("720.50", "USD", 72050), ("500", "JPY", 500), ("1.235", "KWD", 1235)],
)
def test_each_currency_has_its_own_minor_unit(amount, currency, minor):
    assert to_minor(Decimal(amount), currency) == minor


def test_more_decimals_than_the_currency_has_are_refused():
    with pytest.raises(ValueError, match="decimals"):
        to_minor(Decimal("0.5"), "JPY")


def test_amounts_are_written_for_people():
    assert display(64800, "USD") == "$648.00"
    assert display(64800, "USD", cents=False) == "$648"
    assert display(64850, "GBP", cents=False) == "£648.50"
    assert display(500, "JPY") == "¥500"
    assert display(6140, "KWD") == "KWD\u00a06.140"
    assert display(200_00, "CHF", cents=False) == "CHF\u00a0200"
    assert display(-41_11, "GBP") == "\u2212£41.11"
    # CLDR writes it without decimals: an amount of ours has them.
    assert display(12_34, "AFN") == "AFN\u00a012.34"


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("1,250", 1250), ("1 250.50", "1250.50"), ("1,00,000", 100_000), ("12.50", "12.50")],
)
def test_signs_between_thousands_may_be_typed(typed, amount):
    assert MoneyField().clean(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["12,50", "720,5", "1,2,3", "1 2", "1.000,00", ",5"])
def test_a_decimal_comma_is_refused_and_not_taken_for_a_hundred_times_as_much(typed):
    with pytest.raises(ValidationError, match="such as 720 or"):
        MoneyField().clean(typed)
