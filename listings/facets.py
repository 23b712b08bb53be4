"""The filters as the browse page draws them: choices with counts, what is on, ways out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.places import country_name
from listings.filters import HOURS, LENGTHS, REGIONS, SORTS, ListingFilter
from listings.models import Listing
from listings.search import Counts
from marketplace.money import display, to_minor

type Link = dict[str, Any]

# Of countries and skills, the most frequent: more would bury the rest of the page.
MOST_OPTIONS = 8
FIELDS = dict(Listing.Field.choices)
ARRANGEMENTS = dict(Listing.Arrangement.choices)


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: str
    on: bool


@dataclass(frozen=True)
class Facet:
    """A group of choices; `one` when only one of them can be on."""

    name: str
    legend: str
    options: list[Option]
    one: bool = False


def grouped(n: int) -> str:
    """1,204"""
    return number_format(n, use_l10n=True, force_grouping=True)


def facets(filters: ListingFilter, counts: Counts) -> list[Facet]:
    """In the order in which students ask: where, how much time, what, for how much."""
    drawn = [
        Facet("arrangement", _("Where"), fixed(filters, counts, "arrangement", ARRANGEMENTS)),
        Facet("region", _("Region"), one_of(filters, counts, "region", REGIONS), one=True),
        Facet("hours", _("Hours a week"), one_of(filters, counts, "hours", HOURS), one=True),
        Facet("length", _("Length"), one_of(filters, counts, "length", LENGTHS), one=True),
        Facet("field", _("Field"), found(filters, counts, "field", len(FIELDS))),
        Facet("skill", _("Skills"), found(filters, counts, "skill")),
        Facet("format", _("Format"), found(filters, counts, "format")),
        Facet("country", _("Country of work"), found(filters, counts, "country")),
    ]
    return [facet for facet in drawn if facet.options]


def fixed(filters: ListingFilter, counts: Counts, name: str, choices: Any) -> list[Option]:
    """Every choice, also those that nothing passes."""
    on = filters.chosen.get(name, [])
    return [
        Option(v, str(label), grouped(counts.by[name].get(v, 0)), v in on)
        for v, label in choices.items()
    ]


def one_of(filters: ListingFilter, counts: Counts, name: str, choices: Any) -> list[Option]:
    if name not in filters.filters:
        return []
    on = filters.chosen.get(name, "")
    options = [
        Option(v, label_of(filters, counts, name, v), grouped(counts.by[name].get(v, 0)), v == on)
        for v in choices
    ]
    return [Option("", _("Any"), "", not on), *options]


def found(
    filters: ListingFilter, counts: Counts, name: str, most: int = MOST_OPTIONS
) -> list[Option]:
    """What there is, the most frequent first; what is on is always there."""
    on = filters.chosen.get(name, [])
    there = {value: n for value, n in counts.by[name].items() if value}
    often = sorted(there, key=lambda value: (-there[value], value))
    shown = [*(v for v in on if v not in often[:most]), *often[:most]]
    return [
        Option(v, label_of(filters, counts, name, v), grouped(there.get(v, 0)), v in on)
        for v in shown
    ]


def label_of(filters: ListingFilter, counts: Counts, name: str, value: str) -> str:
    """What a value is called beside its legend."""
    if name in ("skill", "format"):
        return counts.labels.get((name, value)) or filters.names[name][value]
    if name == "country":
        return country_name(value)
    if name == "region" and filters.student and value == "domestic":
        return _("In %(country)s") % {"country": country_name(filters.student.university.country)}
    known = {**FIELDS, **ARRANGEMENTS, **REGIONS}
    names = {"hours": HOURS, "length": LENGTHS}.get(name, known)
    return str(names.get(value, value))


# --- What is on ------------------------------------------------------------


def chips(filters: ListingFilter, counts: Counts) -> list[Link]:
    """One for each value that is on; pressing it takes it off."""
    links = []
    for name, value in filters.chosen.items():
        if name == "q":
            continue
        for each in value if isinstance(value, list) else [value]:
            label = chip_label(filters, counts, name, each)
            links.append({"label": label, "url": url_without(filters, name, each)})
    return links


def chip_label(filters: ListingFilter, counts: Counts, name: str, value: Any) -> str:
    """What a value is called where no legend stands beside it."""
    if name == "hours":
        return _("Up to %(n)s h a week") % {"n": value}
    if name == "pay":
        currency = filters.chosen["currency"][0]
        amount = display(to_minor(round(value, 0), currency), currency, cents=False)
        return _("At least %(amount)s to you") % {"amount": amount}
    return label_of(filters, counts, name, value)


def query(filters: ListingFilter, *, without: Iterable[str] = (), **more: str) -> str:
    """The search as a query string, so that it is a link; without a page."""
    kept = {name: value for name, value in filters.chosen.items() if name not in without}
    if "currency" not in kept:
        kept.pop("pay", None)
    if filters.form.cleaned_data.get("sort") and "sort" not in without:
        kept["sort"] = filters.order
    return urlencode({**kept, **more}, doseq=True)


def url_without(filters: ListingFilter, name: str, value: Any) -> str:
    chosen = filters.chosen[name]
    rest = [each for each in chosen if each != value] if isinstance(chosen, list) else []
    kept = [(name, each) for each in rest]
    return "?" + "&".join(filter(None, [query(filters, without=[name]), urlencode(kept)]))


def clear_url(filters: ListingFilter) -> str:
    """Without every filter; the words stay."""
    return "?" + query(filters, without=[name for name in filters.chosen if name != "q"])


def sorts(filters: ListingFilter) -> list[Link]:
    offered = {key: label for key, label in SORTS.items() if key != "best" or "q" in filters.chosen}
    return [
        {
            "label": label,
            "url": "?" + query(filters, without=["sort"], sort=key),
            "on": key == filters.order,
        }
        for key, label in offered.items()
    ]


def ways_out(filters: ListingFilter, counts: Counts) -> list[Link]:
    """When nothing is found: what to leave out, with how many there would be, the most first."""
    ways = []
    for name, n in sorted(counts.without.items(), key=lambda each: -each[1]):
        if not n:
            continue
        value = filters.chosen[name]
        each = value if isinstance(value, list) else [value]
        words = ", ".join(
            f"“{v}”" if name == "q" else chip_label(filters, counts, name, v) for v in each
        )
        label = ngettext("Without %(what)s: %(n)s project", "Without %(what)s: %(n)s projects", n)
        url = "?" + query(filters, without=[name])
        ways.append({"label": label % {"what": words, "n": grouped(n)}, "url": url})
    return ways
