"""The parts of the browse page, as HTML: what was drawn of the same before comes out of memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from django.conf import settings
from django.core.paginator import Page
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import Student
from listings import facets
from listings.cards import Card
from listings.facets import Link
from listings.filters import KM, USUAL_KM
from listings.instead import instead
from listings.search import Filters, Found, Near
from listings.viewers import scope_of
from marketplace.fragments import remembered
from marketplace.templatetags.fragments import drawn
from marketplace.templatetags.ui import in_words


@dataclass(frozen=True)
class Looked:
    """A search, what it found and who looks. `near` is what was typed, perhaps no town we know."""

    filters: Filters
    found: Found
    cards: list[Card]
    page: Page[int]
    student: Student | None
    near: str
    may_save: bool
    not_understood: Sequence[str] = ()
    # Other towns of the name that was typed, where there is something too.
    namesakes: Sequence[Near] = ()

    @property
    def apart(self) -> bool:
        """One of many searches, not the page itself."""
        return bool(self.filters.chosen) or self.filters.direction != "paid"


@cache
def action() -> str:
    return reverse("listings:browse")


def canonical() -> str:
    return settings.SITE_URL + action()


def title(page: Page[int]) -> str:
    if page.number == 1:
        return _("Find projects")
    given = {"n": page.number, "all": page.paginator.num_pages}
    return _("Find projects, page %(n)d of %(all)d") % given


def parts(request: HttpRequest, looked: Looked) -> dict[str, str]:
    """What a search changes."""
    links, token = facets.chips(looked.filters, looked.found.names), get_token(request)
    return {
        "facets": facets_of(looked),
        "on": ngettext("%(n)d on", "%(n)d on", len(links)) % {"n": len(links)} if links else "",
        "found": how_many(looked.found.total, looked.found.words),
        "results": results(looked, links, token),
        "csrf_token": token,
    }


def swapped(parts: dict[str, str]) -> SafeString:
    return remembered("listings/_swapped.html", {}, parts)


# --- What there is to choose ----------------------------------------------


def facets_of(looked: Looked) -> SafeString:
    filters, found = looked.filters, looked.found
    visited = looked.student is not None and looked.student.last_visit is not None
    key = ("facets", get_language(), visited)
    known = found.drawn.get(key)
    if known is None:
        known = found.drawn[key] = _choices(filters, found, visited=visited)
    first, middle, more, more_on = known
    homes = () if looked.student else facets.homes(filters, found.names)
    near = {
        "near": facets.town_name(filters.near) if filters.near else looked.near,
        "near_unknown": bool(looked.near) and not filters.near,
        "km": str(filters.near.km) if filters.near else USUAL_KM,
        "all_km": KM,
    }
    pay = {
        "currencies": tuple(settings.SETTLED_CURRENCIES),
        "pay": filters.pay,
        "per_hour": filters.per_hour,
        "pay_in": filters.pay_in,
    }
    holes = {
        "first": first,
        "homes": remembered("listings/_home_facet.html", {"homes": homes}),
        "near": remembered("listings/_near_facet.html", near),
        "middle": middle,
        "pay": remembered("listings/_pay_facet.html", pay),
        "more": more,
    }
    return remembered("listings/_facets.html", {"sort": filters.sort, "more_on": more_on}, holes)


def _choices(
    filters: Filters, found: Found, *, visited: bool
) -> tuple[SafeString, SafeString, SafeString, bool]:
    """The first group, those after it, those folded away, and whether one of these is on."""
    first, *middle = facets.facets(filters, found)
    more = facets.more_facets(filters, found, visited=visited)
    return drawn([first]), drawn(middle), drawn(more), any(facet.on for facet in more)


# --- What was found --------------------------------------------------------


def results(looked: Looked, links: list[Link], token: str) -> SafeString:
    filters, found, page = looked.filters, looked.found, looked.page
    query = facets.query(filters)
    rest = facets.query(filters, without=["sort"])
    holes = {
        "words": filters.q,
        "chips": chips(links, filters),
        "found": how_many(found.total, found.words),
        "rest": f"{rest}&" if rest else "",
        "typed": found.typed,
        "meant": found.meant or found.words,
        "meant_url": "?" + facets.query(replace(filters, q=found.meant)) if found.meant else "",
        "rates_of": rates_of(filters, found),
        "cards": ticked(looked.cards),
        "pages": remembered(
            "components/_pages.html",
            {"number": page.number, "last": page.paginator.num_pages},
            {"query": query},
        ),
        "none": "" if looked.cards else none(looked),
        "unused": unused(looked),
        "namesakes": namesakes(looked),
        "query": query,
        "csrf_token": token,
    }
    given = {"sorts": facets.sorts(filters), "may_save": looked.may_save and bool(query)}
    return remembered("listings/_results.html", given, holes)


def ticked(cards: list[Card]) -> SafeString:
    rows = [f"<li>{card.with_tick}</li>" for card in cards]
    return mark_safe("".join(rows))  # noqa: S308 - drawn by a template


def unused(looked: Looked) -> str:
    """Which filters were asked for and could not be used, in a sentence; mostly nothing."""
    if not looked.not_understood:
        return ""
    legends = {"pay": _("Pay"), "per_hour": _("Pay an hour"), **facets.FIRST, **facets.FURTHER}
    others = [str(legends[name]) for name in looked.not_understood if name != "near"]
    said = []
    if "near" in looked.not_understood:
        said.append(
            _("We know no town “%(town)s”, so places are not narrowed.") % {"town": looked.near}
        )
    if others:
        said.append(
            _("Not used, as we could not read it: %(names)s.") % {"names": ", ".join(others)}
        )
    return " ".join(said)


def namesakes(looked: Looked) -> str:
    """Which of several towns it is around, and links to the others; mostly nothing."""
    filters = looked.filters
    if not looked.namesakes or filters.near is None:
        return ""
    around = [replace(filters, near=each) for each in looked.namesakes]
    others = [
        (facets.town_name(near), "?" + facets.query(each))
        for near, each in zip(looked.namesakes, around, strict=True)
    ]
    given = {"town": facets.town_name(filters.near), "others": others}
    return render_to_string("listings/_namesakes.html", given)


def chips(links: list[Link], filters: Filters) -> str:
    if not links:
        return ""
    return render_to_string(
        "components/_chips.html", {"chips": links, "clear_url": facets.clear_url(filters)}
    )


def rates_of(filters: Filters, found: Found) -> str:
    """The day of the rates that amounts were compared at, where several currencies were."""
    if filters.order != "pay" or not found.total or len(found.facets["currency"]) < 2:
        return ""
    day = max((day for _, day in found.names.rates.values()), default=None)
    return in_words(day) if day else ""


def none(looked: Looked) -> str:
    filters, found = looked.filters, looked.found
    others = [] if found.total else instead(filters, found, scope_of(looked.student))
    given = {
        "instead": bool(others),
        "ways_out": [] if found.total else [*others, *facets.ways_out(filters, found)],
        "clear_url": facets.clear_url(filters) if looked.apart else "",
        "words": filters.q,
    }
    return render_to_string("listings/_none.html", given)


def how_many(total: int, words: str) -> str:
    given = {"n": facets.grouped(total), "words": words}
    if not total:
        return _("No projects for “%(words)s”") % given if words else _("No projects")
    if words:
        return (
            ngettext("%(n)s project for “%(words)s”", "%(n)s projects for “%(words)s”", total)
            % given
        )
    return ngettext("%(n)s project", "%(n)s projects", total) % given
