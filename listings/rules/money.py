"""Which way money goes, in which currency, and whether it is enough."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.minimum import minimum_pay
from listings.models import Direction
from listings.rules.problem import Problem
from marketplace.currencies import currency_name
from marketplace.money import display, per_hour


def money_is_right(given: dict[str, Any]) -> Iterator[Problem]:
    """Each direction has its amount; the employer's is enough for the hours."""
    direction, currency = given.get("direction", Direction.PAID), given.get("currency")
    yield from can_be_carried_out(direction, currency, given.get("format"))
    pay, fee = given.get("pay_minor"), given.get("programme_fee_minor")
    if direction == Direction.STUDENT_PAYS and fee == 0:
        yield "programme_fee", _("Enter what one student pays.")
    if direction == Direction.EXPENSES and pay == 0:
        yield "pay", _("Enter how much you pay for what it costs the student.")
    if pay is None or not currency:
        return
    if problem := too_little(pay, currency, given.get("total_hours"), direction):
        yield "pay", problem


def can_be_carried_out(direction: str, currency: str | None, format: Any) -> Iterator[Problem]:
    """What the format allows, the site does today, and the platform's account settles in."""
    if format is not None and direction not in format.directions:
        allowed = ", ".join(f"“{Direction(each).label}”" for each in format.directions)
        yield (
            "direction",
            _("%(format)s: choose %(allowed)s.") % {"format": format, "allowed": allowed},
        )
    elif direction not in settings.DIRECTIONS:
        yield "direction", not_yet(direction)
    if currency and currency not in settings.SETTLED_CURRENCIES:
        yield (
            "currency",
            _(
                "Foothold cannot pay in %(currency)s yet, so students could not be paid. Choose "
                "one of these: %(codes)s. The draft keeps it until then."
            )
            % {
                "currency": currency_name(currency),
                "codes": ", ".join(settings.SETTLED_CURRENCIES),
            },
        )


def not_yet(direction: str) -> str:
    if direction == Direction.STUDENT_PAYS:
        return _(
            "Foothold cannot take a programme fee from students yet, and a fee must not be paid "
            "past it. Pay the student, or keep this as a draft."
        )
    return _(
        "Foothold cannot run simulations yet: there is no model answer and no certificate. Keep "
        "this as a draft."
    )


def too_little(
    minor: int, currency: str, hours: int | None, direction: str = Direction.PAID
) -> str:
    least = minimum_pay(hours, currency, direction) if hours else 0
    if not hours or minor >= least:
        return ""
    return ngettext(
        "%(hours)d hour is paid at least %(least)s here, which is %(rate)s an hour.",
        "%(hours)d hours are paid at least %(least)s here, which is %(rate)s an hour.",
        hours,
    ) % {
        "hours": hours,
        "least": display(least, currency),
        "rate": display(per_hour(least, hours), currency),
    }
