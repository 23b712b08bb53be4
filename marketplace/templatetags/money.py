from django import template

from marketplace.money import display

register = template.Library()


@register.filter
def money(minor: int, currency: str) -> str:
    """{{ listing.pay_minor|money:listing.currency }} is $720.00."""
    return display(minor, currency)


@register.filter
def money_short(minor: int, currency: str) -> str:
    """As `money`, without decimals when they are all zero: $720, $720.50."""
    return display(minor, currency, cents=False)
