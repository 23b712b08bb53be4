"""The filters of the browse page: GET parameters, unknown values passed over."""

# django-filter has no types.
# mypy: allow-untyped-calls

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Container, Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters import fields, filters
from django_filters.filterset import FilterSet

from accounts.models import Skill, Student
from accounts.places import countries
from listings.models import Format, Listing, ListingPlace, ListingQuerySet
from marketplace.money import MAX_MINOR, platform_fee, to_minor

HOURS = {"10": _("Up to 10"), "20": _("Up to 20"), "30": _("Up to 30"), "40": _("Up to 40")}
LENGTHS = {
    "5": _("A few days"),
    "14": _("Up to 2 weeks"),
    "31": _("Up to a month"),
    "42": _("Up to 6 weeks"),
}
REGIONS = {"domestic": _("In my country"), "abroad": _("Abroad")}
SORTS = {
    "best": _("Best match"),
    "newest": _("Newest"),
    "deadline": _("Deadline"),
    "pay": _("Highest pay"),
}
MOST_VALUES = 20
LONGEST_WORDS = 200


class Words(forms.CharField):
    """What was typed, whatever it was: cut to a length, without what Postgres cannot hold."""

    def clean(self, value: Any) -> str:
        return " ".join(str(value or "").replace("\0", " ").split())[:LONGEST_WORDS]


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


class WordsFilter(filters.CharFilter):
    field_class = Words


class OneFilter(filters.ChoiceFilter):
    field_class = Known


class SeveralFilter(filters.MultipleChoiceFilter):
    field_class = KnownSeveral


class AmountFilter(filters.NumberFilter):
    field_class = Amount


class ListingFilter(FilterSet):
    """Each filter narrows by itself, so that counts can leave one of them out."""

    q = WordsFilter(method="by_words")
    field = SeveralFilter(method="by_values", known=lambda: Listing.Field.values)
    arrangement = SeveralFilter(method="by_values", known=lambda: Listing.Arrangement.values)
    region = OneFilter(method="by_region", choices=[*REGIONS.items()])
    hours = OneFilter(method="by_hours", choices=[*HOURS.items()])
    length = OneFilter(method="by_length", choices=[*LENGTHS.items()])
    format = SeveralFilter(method="by_format")
    currency = SeveralFilter(method="by_values", known=lambda: settings.CURRENCIES)
    pay = AmountFilter(method="by_pay", min_value=1, max_value=10_000_000)
    country = SeveralFilter(method="by_country", known=lambda: dict(countries()))
    skill = SeveralFilter(method="by_skill")
    sort = OneFilter(method="not_a_filter", choices=[*SORTS.items()])

    class Meta:
        model = Listing
        fields: list[str] = []

    def __init__(self, data: QueryDict, rows: ListingQuerySet, student: Student | None) -> None:
        super().__init__(data, queryset=rows)
        self.student = student
        if student is None:
            del self.filters["region"]

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """What is on, by name: only values that mean something here."""
        self.form.is_valid()
        given = {name: value for name, value in self.form.cleaned_data.items() if value}
        given.pop("sort", None)
        for name, names in self.names.items():
            given[name] = [slug for slug in given[name] if slug in names]
        if len(given.get("currency", [])) != 1:
            # An amount of money needs a currency.
            given.pop("pay", None)
        return {name: value for name, value in given.items() if value}

    @cached_property
    def names(self) -> dict[str, dict[str, str]]:
        """Of formats and skills that are chosen: what each is called, by its slug."""
        self.form.is_valid()
        kinds: dict[str, type[Format] | type[Skill]] = {"format": Format, "skill": Skill}
        return {
            name: dict(kind._default_manager.filter(slug__in=slugs).values_list("slug", "name"))
            for name, kind in kinds.items()
            if (slugs := self.form.cleaned_data.get(name))
        }

    @cached_property
    def order(self) -> str:
        """How the results are ordered; words alone bring the best match first."""
        asked: str = self.form.cleaned_data.get("sort", "") if self.form.is_valid() else ""
        has_words = "q" in self.chosen
        if asked == "best" and not has_words:
            return "newest"
        return asked or ("best" if has_words else "newest")

    def narrowed(self, *, without: str = "") -> ListingQuerySet:
        """The listings that pass every filter, or every one but `without`."""
        rows: ListingQuerySet = self.queryset.all()
        # An amount of money goes with its currency.
        left_out = {without, "pay"} if without == "currency" else {without}
        for name, value in self.chosen.items():
            if name not in left_out:
                rows = self.filters[name].filter(rows, value)
        return rows

    def by_words(self, rows: ListingQuerySet, name: str, value: str) -> ListingQuerySet:
        query = words_query(value)
        # Of "the" and "of" nothing is left to look for: they pass everything.
        nothing_left = Exact(Func(query, function="numnode", output_field=IntegerField()), 0)
        return rows.filter(Q(words=query) | Q(nothing_left))

    def by_values(self, rows: ListingQuerySet, name: str, value: Any) -> ListingQuerySet:
        return rows.filter(**{f"{name}__in": value})

    def by_format(self, rows: ListingQuerySet, name: str, value: Any) -> ListingQuerySet:
        return rows.filter(format__slug__in=value)

    def by_skill(self, rows: ListingQuerySet, name: str, value: Any) -> ListingQuerySet:
        named = Listing.skills.through.objects.filter(listing=OuterRef("pk"))
        return rows.filter(Exists(named.filter(skill__slug__in=value)))

    def by_hours(self, rows: ListingQuerySet, name: str, value: str) -> ListingQuerySet:
        return rows.alias(weekly=weekly_hours()).filter(weekly__lte=int(value))

    def by_length(self, rows: ListingQuerySet, name: str, value: str) -> ListingQuerySet:
        return rows.filter(length_days__lte=int(value))

    def by_region(self, rows: ListingQuerySet, name: str, value: str) -> ListingQuerySet:
        assert self.student is not None
        home = placed(self.student.university.country)
        return rows.filter(home) if value == "domestic" else rows.filter(placed(), ~home)

    def by_country(self, rows: ListingQuerySet, name: str, value: list[str]) -> ListingQuerySet:
        return rows.filter(placed(*value))

    def by_pay(self, rows: ListingQuerySet, name: str, value: Decimal) -> ListingQuerySet:
        """At least so much to the student; amounts of several currencies do not compare."""
        return rows.filter(pay_minor__gte=price_for(value, self.chosen["currency"][0]))

    def not_a_filter(self, rows: ListingQuerySet, name: str, value: str) -> ListingQuerySet:
        return rows


def placed(*countries: str) -> Exists:
    """One of its places is in one of the countries; without any, it has places at all."""
    places = ListingPlace.objects.filter(listing=OuterRef("pk"))
    return Exists(places.filter(country__in=countries) if countries else places)


def words_query(words: str) -> SearchQuery:
    return SearchQuery(words, config="english", search_type="websearch")


def weekly_hours() -> Coalesce:
    """Work that is done within a week has no hours a week of its own."""
    return Coalesce(F("hours_per_week"), F("total_hours"))


def price_for(received: Decimal, currency: str) -> int:
    """The least price, minor units, of which a student receives `received` (major units)."""
    try:
        wanted = to_minor(received, currency)
    except ValueError:
        wanted = to_minor(received.to_integral_value(), currency)
    prices = range(min(wanted, MAX_MINOR), 2 * MAX_MINOR)
    return prices[bisect_left(prices, wanted, key=lambda price: price - platform_fee(price))]
