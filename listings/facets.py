"""The filters as the browse page draws them: choices with counts, what is on, ways out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.utils.formats import date_format, number_format
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, gettext_noop, ngettext
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.places import country_in_sentence, country_name
from listings.filters import (
    CLOSES,
    HOURS,
    LENGTHS,
    NEW,
    REGIONS,
    SORTS,
    START,
    TOTAL,
    VISIT,
    languages,
)
from listings.models import Direction, Listing
from listings.search import Filters, Found, Names, Near
from marketplace.fragments import pieces, remembered
from marketplace.money import display, to_minor

# By the name of a filter its legend, in the order of the page.
FIRST = {
    "arrangement": gettext_lazy("Where"),
    "region": gettext_lazy("Region"),
    "country": gettext_lazy("Country of work"),
    "hours": gettext_lazy("Hours a week"),
    "length": gettext_lazy("Length"),
    "start": gettext_lazy("Earliest start"),
    "field": gettext_lazy("Field"),
    "skill": gettext_lazy("Skills"),
    "format": gettext_lazy("Format"),
}
FURTHER = {
    "total": gettext_lazy("Hours in all"),
    "closes": gettext_lazy("Deadline"),
    "new": gettext_lazy("New"),
    "language": gettext_lazy("Language of the work"),
    "organisation": gettext_lazy("Kind of organisation"),
    "currency": gettext_lazy("Paid in"),
}
ANY = gettext_lazy("Any")

type Link = dict[str, Any]

FIELDS = dict(Listing.Field.choices)
ARRANGEMENTS = dict(Listing.Arrangement.choices)
STEPS: dict[str, Mapping[str, Any]] = {
    "hours": HOURS,
    "total": TOTAL,
    "length": LENGTHS,
    "start": START,
    "closes": CLOSES,
    "new": NEW,
}
# Filters of which one value can be on, and those of which every choice is shown.
ONE_OF = {"region", *STEPS}
FEW: dict[str, Mapping[str, Any]] = {"arrangement": ARRANGEMENTS, "region": REGIONS, **STEPS}


class Option(NamedTuple):
    """`n` is how many there are, in words; empty where nobody counts."""

    value: str
    label: str
    n: str
    on: bool


class Facet(NamedTuple):
    """A group of choices; `one` when only one of them can be on."""

    name: str
    legend: str
    options: tuple[Option, ...]
    one: bool = False

    @property
    def on(self) -> bool:
        return any(option.on and option.value for option in self.options)

    @property
    def html(self) -> SafeString:
        kind, language = "radio" if self.one else "checkbox", get_language() or ""
        choices = [_choice(language, kind, self.name, option) for option in self.options]
        html = SafeString("".join(choices))
        return remembered("listings/_facet.html", {"legend": self.legend}, {"choices": html})


def _choice(language: str, kind: str, name: str, option: Option) -> str:
    """There are seventy on a page: each is a template's, with only its count put in."""
    value, label, n, on = option
    before, after = _around(language, kind, name, value, label, on, bool(n))
    return f"{before}{_escaped(n)}{after}"


@lru_cache(maxsize=65536)
def _escaped(text: str) -> str:
    return escape(text)


@lru_cache(maxsize=8192)
def _around(
    language: str, kind: str, name: str, value: str, label: str, on: bool, counted: bool
) -> tuple[str, str]:
    """The choice before its count and after it."""
    given = {"kind": kind, "name": name, "value": value, "label": label, "on": on}
    before, *rest = pieces("listings/_choice.html", given, ("n",) if counted else ())
    return before.strip(), "".join(rest[1:]).strip()


def grouped(n: int) -> str:
    """1,204"""
    return _grouped(get_language() or "", n)


@lru_cache(maxsize=65536)
def _grouped(language: str, n: int) -> str:
    return number_format(n, use_l10n=True, force_grouping=True)


def facets(filters: Filters, found: Found) -> list[Facet]:
    """In the order in which students ask: where, how much time, what."""
    return _facets(FIRST, filters, found)


def more_facets(filters: Filters, found: Found, *, visited: bool = False) -> list[Facet]:
    """Those that fewer ask for, folded away. `visited`: the viewer has been here before."""
    drawn = _facets(FURTHER, filters, found)
    if visited:
        drawn = [_with_visit(filters, each) if each.name == "new" else each for each in drawn]
    return [*drawn, Facet("direction", _("Money"), directions(filters), one=True)]


def _facets(names: Iterable[str], filters: Filters, found: Found) -> list[Facet]:
    language = get_language() or ""
    drawn = [
        Facet(
            name,
            _legend(language, name),
            _options(language, filters, found, name),
            one=name in ONE_OF,
        )
        for name in names
        if name in found.facets
    ]
    return [facet for facet in drawn if facet.options]


def _with_visit(filters: Filters, facet: Facet) -> Facet:
    first, *rest = facet.options
    first = first._replace(on=first.on and not filters.visit)
    visit = Option(VISIT, _("Since your last visit"), "", filters.visit)
    return facet._replace(options=(first, visit, *rest))


def directions(filters: Filters) -> tuple[Option, ...]:
    """Paid work unless something else is asked for: what the site carries out, and what is on."""
    on = filters.direction
    return tuple(
        Option("" if way == Direction.PAID else way, str(label), "", way == on)
        for way, label in Direction.choices
        if way in settings.DIRECTIONS or way == on
    )


@cache
def _legend(language: str, name: str) -> str:
    return str({**FIRST, **FURTHER, "": ANY}[name])


def _options(language: str, filters: Filters, found: Found, name: str) -> tuple[Option, ...]:
    """Every choice where there are few; else what there is, the most frequent first, and what is
    on."""
    there, on = found.facets[name], getattr(filters, name)
    one = name in ONE_OF
    chosen = (on,) if one else on
    labels = _labels(language, name)
    options = [
        Option(
            value,
            labels.get(value) or label_of(filters, found.names, name, value, language),
            _grouped(language, there.get(value, 0)),
            value in chosen,
        )
        for value in (FEW.get(name) or there)
    ]
    return (Option("", _legend(language, ""), "", not on), *options) if one else tuple(options)


def label_of(
    filters: Filters, names: Names, name: str, value: str, language: str | None = None
) -> str:
    """What a value is called beside its legend, in the `language` of the page."""
    if name in ("skill", "format"):
        return names.label(name, value)
    if name == "country":
        return country_name(value)
    if name == "region" and value == "domestic":
        return _("In %(country)s") % {"country": country_in_sentence(filters.home)}
    if language is None:
        language = get_language() or ""
    return _labels(language, name).get(value, value)


@cache
def _labels(language: str, name: str) -> dict[str, str]:
    known: dict[str, Mapping[str, Any]] = {
        "field": FIELDS,
        "arrangement": ARRANGEMENTS,
        "region": {"abroad": REGIONS["abroad"]},
        "organisation": dict(Organisation.Type.choices),
        "language": languages(),
        **STEPS,
    }
    return {value: str(label) for value, label in known.get(name, {}).items()}


def town_name(near: Near) -> str:
    """Lisbon, Portugal"""
    name, _comma, country = near.town.rpartition(", ")
    return f"{name}, {country_name(country)}"


def homes(filters: Filters, names: Names) -> tuple[Option, ...]:
    """Where a visitor may study, to say what is abroad for them."""
    return _homes(get_language() or "", names.homes, filters.home)


@lru_cache(maxsize=512)
def _homes(language: str, codes: tuple[str, ...], home: str) -> tuple[Option, ...]:
    shown = [(code, country_name(code)) for code in codes]
    return tuple(
        Option(code, name, "", code == home)
        for code, name in sorted(shown, key=lambda each: each[1])
    )


# --- What is on ------------------------------------------------------------


def chips(filters: Filters, names: Names) -> list[Link]:
    """One for each value that is on; pressing it takes it off."""
    links = []
    if filters.direction != Direction.PAID:
        label = str(Direction(filters.direction).label)
        links.append({"label": label, "url": "?" + query(filters, without=["direction"])})
    for name, value in filters.chosen.items():
        if name == "q":
            continue
        for each in value if isinstance(value, tuple) else [value]:
            label = chip_label(filters, names, name, each)
            links.append({"label": label, "url": url_without(filters, name, each)})
    return links


# What is said around a value, where it needs that.
AROUND = {
    "pay": gettext_noop("At least %(amount)s to you"),
    "per_hour": gettext_noop("%(amount)s an hour or more"),
    "since": gettext_noop("New since %(day)s"),
    "starts_by": gettext_noop("Earliest start by %(day)s"),
    "hours": gettext_noop("%(label)s h a week"),
    "total": gettext_noop("%(label)s h in all"),
    "start": gettext_noop("Earliest start: %(label)s"),
    "closes": gettext_noop("Closes: %(label)s"),
    "new": gettext_noop("New: %(label)s"),
}


def chip_label(filters: Filters, names: Names, name: str, value: Any) -> str:
    """What a value is called where no legend stands beside it."""
    if name in ("pay", "per_hour"):
        amount = display(to_minor(round(value, 0), filters.pay_in), filters.pay_in, cents=False)
        return _(AROUND[name]) % {"amount": amount}
    if name == "near":
        return _("Within %(km)d km of %(town)s") % {"km": value.km, "town": town_name(value)}
    if name == "since" and filters.visit:
        return _("New since your last visit")
    if name in ("since", "starts_by"):
        return _(AROUND[name]) % {"day": date_format(value, "j M Y")}
    label = label_of(filters, names, name, value)
    return _(AROUND[name]) % {"label": label} if name in AROUND else label


def query(filters: Filters, *, without: Iterable[str] = (), **more: str) -> str:
    """The search as a query string, so that it is a link; without a page."""
    kept = {name: value for name, value in filters.chosen.items() if name not in without}
    if "near" in kept:
        kept |= {"near": filters.near.town, "km": filters.near.km} if filters.near else {}
    if "region" in kept:
        kept["home"] = filters.home
    if "pay" in kept or "per_hour" in kept:
        kept["pay_in"] = filters.pay_in
    if "since" in kept and filters.visit:
        del kept["since"]
        kept["new"] = VISIT
    if filters.direction != Direction.PAID and "direction" not in without:
        kept["direction"] = filters.direction
    if filters.sort and "sort" not in without:
        kept["sort"] = filters.order
    if filters.exact and "q" in kept:
        kept["exact"] = "1"
    kept = {name: _text(value) for name, value in {**kept, **more}.items()}
    return urlencode(kept, doseq=True)


def _text(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def url_without(filters: Filters, name: str, value: Any) -> str:
    """Values that stay come last: what is left of a link reads as what was there."""
    chosen = getattr(filters, name)
    rest = [each for each in chosen if each != value] if isinstance(chosen, tuple) else []
    kept = urlencode([(name, each) for each in rest])
    return "?" + "&".join(filter(None, [query(filters, without=[name]), kept]))


def clear_url(filters: Filters) -> str:
    """Without every filter; the words stay."""
    names = [name for name in filters.chosen if name != "q"]
    return "?" + query(filters, without=[*names, "direction"])


def sorts(filters: Filters) -> tuple[Option, ...]:
    return tuple(
        Option(key, str(label), "", key == filters.order)
        for key, label in SORTS.items()
        if key != "best" or filters.q
    )


def ways_out(filters: Filters, found: Found) -> list[Link]:
    """When nothing is found: what to leave out, with how many there would be, the most first."""
    ways = []
    for name, n in sorted(found.without.items(), key=lambda each: -each[1]):
        if not n:
            continue
        value = found.words if name == "q" else getattr(filters, name)
        each = value if isinstance(value, tuple) else [value]
        words = ", ".join(
            f"“{v if name == 'q' else chip_label(filters, found.names, name, v)}”" for v in each
        )
        label = ngettext("Without %(what)s: %(n)s project", "Without %(what)s: %(n)s projects", n)
        url = "?" + query(filters, without=[name])
        ways.append({"label": label % {"what": words, "n": grouped(n)}, "url": url})
    if filters.direction != Direction.PAID:
        url = "?" + query(filters, without=["direction"])
        ways.append({"label": _("The same search among paid projects"), "url": url})
    return ways
