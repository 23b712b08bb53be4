"""What the values of each dimension are called, in the page's language."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.models import Organisation
from accounts.places import country_name
from listings.models import Format, Listing
from marketplace.currencies import currency_name
from outcomes.facts import REMOTE, UNSAID

LABELS: dict[str, str | Promise] = {
    "month": gettext_lazy("Month"),
    "field": gettext_lazy("Field"),
    "format": gettext_lazy("Format"),
    "organisation": gettext_lazy("Kind of organisation"),
    "arrangement": gettext_lazy("Arrangement"),
    "country": gettext_lazy("Country of work"),
    "cohort": gettext_lazy("Students who graduate"),
    "currency": gettext_lazy("Currency"),
}

FIXED = {
    "field": dict(Listing.Field.choices),
    "organisation": dict(Organisation.Type.choices),
    "arrangement": dict(Listing.Arrangement.choices),
}


def called(dim: str, value: str, formats: dict[str, str]) -> str:
    """`formats`: their names by slug."""
    if dim in FIXED:
        return str(FIXED[dim].get(value, value))
    if dim == "format":
        return formats.get(value, value)
    if dim == "month":
        return date_format(month(value), pgettext("month and year, PHP style", "M Y"))
    if dim == "country":
        return _("Remote, from anywhere") if value == REMOTE else country_name(value)
    if dim == "cohort":
        return _("Not said") if value == UNSAID else _("In %(year)s") % {"year": value}
    return f"{value} · {currency_name(value)}"


def month(value: str) -> date:
    """The first day of "2026-08"."""
    return date.fromisoformat(f"{value}-01")


def formats() -> dict[str, str]:
    return dict(Format.objects.values_list("slug", "name"))
