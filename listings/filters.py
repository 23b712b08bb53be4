"""The filters of the browse page: GET parameters, unknown values passed over."""

# django-filter has no types.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any

from babel import Locale
from django import forms
from django.forms.utils import from_current_timezone
from django.http import QueryDict
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_filters import fields, filters
from django_filters.filterset import FilterSet

from accounts.models import Organisation, Student
from listings.models import Direction, Listing
from listings.nearby import known_countries, near
from listings.search import Filters, Names
from listings.search.wanted import SEVERAL
from marketplace.currencies import EXPONENTS

HOURS = {"10": _("Up to 10"), "20": _("Up to 20"), "30": _("Up to 30"), "40": _("Up to 40")}
TOTAL = {
    "10": _("Up to 10"),
    "20": _("Up to 20"),
    "40": _("Up to 40"),
    "80": _("Up to 80"),
    "160": _("Up to 160"),
}
LENGTHS = {
    "5": _("A few days"),
    "14": _("Up to 2 weeks"),
    "31": _("Up to a month"),
    "42": _("Up to 6 weeks"),
}
START = {"7": _("Within a week"), "14": _("Within 2 weeks"), "31": _("Within a month")}
CLOSES = {"3": _("In 3 days"), "7": _("In a week"), "14": _("In 2 weeks")}
NEW = {"1": _("Since yesterday"), "3": _("In the last 3 days"), "7": _("In the last week")}
# Of who is signed in: what was published since the visit before this one.
VISIT = "visit"
REGIONS = {"domestic": _("In my country"), "abroad": _("Abroad")}
SORTS = {
    "best": _("Best match"),
    "newest": _("Newest"),
    "deadline": _("Deadline"),
    "pay": _("Highest pay"),
}
KM = ("10", "25", "50", "100")
USUAL_KM = "25"
MOST_VALUES = 20
LONGEST_WORDS = 200
MOST_PAGES = 100_000


class Words(forms.CharField):
    """What was typed, whatever it was: cut to a length, without what Postgres cannot hold."""

    def clean(self, value: Any) -> str:
        text = str(value or "").encode("utf-8", "ignore").decode().replace("\0", " ")
        return " ".join(text.split())[:LONGEST_WORDS].strip()


class Known(fields.ChoiceField):
    """One of the choices, else nothing: an old link must still open."""

    def clean(self, value: Any) -> str:
        return value if value and self.valid_value(value) else ""


class KnownSeveral(fields.MultipleChoiceField):
    """Those of the values that `known` holds; without it, any short words."""

    def __init__(self, *, known: Callable[[], Container[str]] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.known = known

    def clean(self, value: Iterable[str] | None) -> list[str]:
        given = [each[:80].replace("\0", "") for each in dict.fromkeys(value or [])]
        if self.known:
            known = self.known()
            given = [each for each in given if each in known]
        return given[:MOST_VALUES]


class Amount(forms.DecimalField):
    def clean(self, value: Any) -> Decimal | None:
        try:
            amount: Decimal | None = super().clean(str(value or "").replace(",", "").strip())
        except forms.ValidationError:
            return None
        return amount


class Day(forms.CharField):
    """A day, 2026-12-04."""

    def clean(self, value: Any) -> date | None:
        try:
            return parse_date(str(value or ""))
        except ValueError:
            return None


class When(forms.CharField):
    """A moment in ISO 8601, or the beginning of a day."""

    def clean(self, value: Any) -> datetime | None:
        try:
            at = parse_datetime(str(value or "")) or self._begin(str(value or ""))
            # What cannot be said in UTC, as the year 1 to the east of it, no database takes.
            return at and (at if at.tzinfo else from_current_timezone(at)).astimezone(UTC)
        except (ValueError, OverflowError, forms.ValidationError):
            return None

    @staticmethod
    def _begin(value: str) -> datetime | None:
        day = parse_date(value)
        return datetime.combine(day, time.min) if day else None


class WordsFilter(filters.CharFilter):
    field_class = Words


class OneFilter(filters.ChoiceFilter):
    field_class = Known


class SeveralFilter(filters.MultipleChoiceFilter):
    field_class = KnownSeveral


class AmountFilter(filters.NumberFilter):
    field_class = Amount


class DayFilter(filters.CharFilter):
    field_class = Day


class WhenFilter(filters.CharFilter):
    field_class = When


class ListingFilter(FilterSet):
    """What may be asked, by parameter. `listings.search` finds the listings."""

    q = WordsFilter()
    field = SeveralFilter(known=lambda: Listing.Field.values)
    skill = SeveralFilter()
    format = SeveralFilter()
    arrangement = SeveralFilter(known=lambda: Listing.Arrangement.values)
    region = OneFilter(choices=[*REGIONS.items()])
    country = SeveralFilter(known=lambda: known_countries())
    near = WordsFilter()
    km = OneFilter(choices=[(each, each) for each in KM])
    hours = OneFilter(choices=[*HOURS.items()])
    total = OneFilter(choices=[*TOTAL.items()])
    length = OneFilter(choices=[*LENGTHS.items()])
    start = OneFilter(choices=[*START.items()])
    starts_by = DayFilter()
    pay = AmountFilter(min_value=1, max_value=10_000_000)
    per_hour = AmountFilter(min_value=1, max_value=1_000_000)
    currency = SeveralFilter(known=lambda: EXPONENTS)
    language = SeveralFilter(known=lambda: languages())
    organisation = SeveralFilter(known=lambda: Organisation.Type.values)
    closes = OneFilter(choices=[*CLOSES.items()])
    new = OneFilter(choices=[*NEW.items(), (VISIT, VISIT)])
    since = WhenFilter()
    home = SeveralFilter(known=lambda: known_countries())
    pay_in = OneFilter(choices=[(code, code) for code in EXPONENTS])
    direction = OneFilter(choices=Direction.choices)
    sort = OneFilter(choices=[*SORTS.items()])
    exact = OneFilter(choices=[("1", "1")])

    class Meta:
        model = Listing
        fields: list[str] = []


@cache
def _parameters() -> dict[str, forms.Field]:
    """Of the filters above, the form fields: they keep nothing of what they clean."""
    return {name: each.field for name, each in ListingFilter.get_filters().items()}


def filters_from(data: QueryDict, student: Student | None, names: Callable[[], Names]) -> Filters:
    """The search that `data` asks for, as `student` or a visitor sees it: what means nothing is
    passed over. `names` tells which skills and formats there are, when that matters."""
    given: dict[str, Any] = {
        name: cleaned
        for name, field in _parameters().items()
        if name in data
        and (cleaned := field.clean(field.widget.value_from_datadict(data, {}, name)))
    }
    for name in given.keys() & set(SEVERAL):
        known = {"skill": "skills", "format": "formats"}.get(name)
        there = getattr(names(), known) if known else given[name]
        given[name] = tuple(v for v in given[name] if v in there)
    home = student.university.country if student else next(iter(given.get("home", [])), "")
    if visit := given.get("new") == VISIT:
        given |= {"new": "", "since": student.last_visit if student else None}
    currencies = given.get("currency", ())
    only = currencies[0] if len(currencies) == 1 else "USD"
    km = int(given.pop("km", USUAL_KM))
    return Filters(
        **{
            **given,
            "near": near(given.get("near", ""), km),
            "home": home,
            "pay_in": given.get("pay_in") or only,
            "exact": "exact" in given,
            "visit": visit,
            "page": _page(data.get("page", "")),
        }
    )


# What is written as a filter and can mean nothing, with what the page calls it.
READ = (
    "near",
    "pay",
    "per_hour",
    "arrangement",
    "region",
    "country",
    "hours",
    "length",
    "start",
    "total",
    "field",
    "format",
    "closes",
    "language",
    "organisation",
    "currency",
)


def not_understood(data: QueryDict, filters: Filters) -> list[str]:
    """The filters that `data` asks for and that were passed over: the page must not look as if
    they were used."""
    return [
        name
        for name in READ
        if name in data and str(data[name]).strip() and not getattr(filters, name)
    ]


def _page(typed: str) -> int:
    digits = typed[:9]
    return min(int(digits), MOST_PAGES) if digits.isascii() and digits.isdigit() else 1


def languages() -> dict[str, str]:
    """ISO 639-1 with names in the page's language."""
    return _languages(get_language() or "en")


@cache
def _languages(language: str) -> dict[str, str]:
    names = Locale.parse(language, sep="-").languages
    return {code: name for code, name in names.items() if len(code) == 2}
