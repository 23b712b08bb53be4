"""The board in parts, as HTML: what was drawn of the same before comes out of memory."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.paginator import Page
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest
from applications import runners_up, turns
from applications.board import Counts
from applications.board_asked import COLUMNS, FITS, SCORED, SINCE, SORTS, Asked
from applications.cards import Card
from listings.models import Listing
from marketplace.fragments import remembered
from marketplace.templatetags.ui import when

ANSWERING = {"new", "shortlist"}
COMPARED = {*ANSWERING, "offers"}


@dataclass(frozen=True, slots=True)
class Select:
    """`options` are values with their labels."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True)
class Board:
    """What is shown: of the column that is read a `page`, of the others the first of each."""

    listing: Listing
    asked: Asked
    counted: Counts
    page: Page[Any]
    cards: list[Card]
    others: dict[str, list[Card]]


def parts(request: SignedInRequest, board: Board) -> dict[str, str]:
    listing, asked = board.listing, board.asked
    address = _address("applications:inbox", listing.slug)
    export = _address("applications:export", listing.slug)
    queries = {key: asked.query(tab=key) for key in COLUMNS}
    token, takes = get_token(request), listing.takes_applications
    return {
        "title": listing.title,
        "manage": _address("listings:manage", listing.slug),
        "taken": _taken(listing.openings, board.counted.taken),
        "turn": _turn(board.counted),
        "former": _former(listing, token),
        "sift": _sift(asked, board.counted),
        "invite": _address("applications:invite", listing.slug) if takes else "",
        "criteria": _address("applications:criteria", listing.slug),
        "export": f"{export}?{queries[asked.tab]}",
        "whole": f"{export}?{asked.query(tab='')}",
        "tabs": _joined(_tab(key, f"{address}?{query}", board) for key, query in queries.items()),
        "lanes": _joined(_lane(key, query, board, token) for key, query in queries.items()),
        "csrf_token": token,
    }


@lru_cache(maxsize=1024)
def _address(name: str, slug: str) -> str:
    return reverse(name, args=[slug])


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 - each is drawn by a template


def _taken(openings: int, taken: int) -> str:
    words = ngettext(
        "%(taken)d of %(n)d place taken or offered",
        "%(taken)d of %(n)d places taken or offered",
        openings,
    )
    return words % {"taken": taken, "n": openings}


def _turn(counted: Counts) -> str:
    if not counted.waiting:
        return ""
    turn = turns.of_board(counted.waiting, counted.first_due)
    due = when(turn.due, left=True) if turn.due else ""
    holes = {"heading": turn.heading, "when": due, "after": turn.after}
    return remembered("components/_turn.html", {}, holes)


def _former(listing: Listing, token: str) -> str:
    """Who could take a place that is free again; mostly nobody."""
    if not listing.__dict__["has_runners_up"]:
        return ""
    former = runners_up.former_shortlist(listing)
    given = {"listing": listing, "former": former, "board": True, "csrf_token": token}
    return render_to_string("applications/_shortlist.html", given)


# --- What there is to choose -----------------------------------------------


def _sift(asked: Asked, counted: Counts) -> SafeString:
    given: dict[str, Hashable] = {
        "tab": asked.tab,
        "selects": _selects(get_language(), asked.sort, asked.fit, asked.since, asked.scored),
        "narrows": asked.narrows,
        "times": asked.times,
    }
    holes = {
        "words": asked.words,
        "hours": asked.hours,
        "clear": Asked(tab=asked.tab).query(),
        "said": _said(asked, counted),
    }
    return remembered("applications/_sift.html", given, holes)


def _said(asked: Asked, counted: Counts) -> str:
    given = {"n": sum(counted.shown.values()), "all": counted.sent}
    if asked.narrows:
        return _("%(n)d of %(all)d are like that.") % given
    return ngettext("%(n)d application", "%(n)d applications", given["n"]) % given


@lru_cache(maxsize=512)
def _selects(
    language: str | None, sort: str, fit: str, since: str, scored: str
) -> tuple[Select, ...]:
    sorts = {key: label for key, (label, _order) in SORTS.items()}
    return (
        _select("sort", _("Sort by"), sorts, sort),
        _select("fit", _("Skills"), FITS, fit),
        _select("since", _("Applied"), SINCE, since),
        _select("scored", _("Scores"), SCORED, scored),
    )


def _select(name: str, label: str, options: dict[str, Any], chosen: str) -> Select:
    return Select(name, label, tuple((key, str(each)) for key, each in options.items()), chosen)


# --- The columns -----------------------------------------------------------


def _tab(key: str, url: str, board: Board) -> SafeString:
    given = {"label": str(COLUMNS[key][0]), "current": key == board.asked.tab}
    holes = {"url": url, "count": str(board.counted.of(key))}
    return remembered("applications/_board_tab.html", given, holes)


def _lane(key: str, query: str, board: Board, token: str) -> SafeString:
    label, count = str(COLUMNS[key][0]), board.counted.of(key)
    current = key == board.asked.tab
    cards = board.others.get(key, [])
    holes = {
        "query": query,
        "count": str(count),
        "cards": _joined(card.beside() for card in cards),
        "more": _more(count - len(cards), label) if cards else "",
        "read": _read(query, board, token) if current else "",
    }
    given = {"key": key, "label": label, "current": current}
    return remembered("applications/_lane.html", given, holes)


def _more(n: int, label: str) -> str:
    return _("%(n)d more: %(label)s") % {"n": n, "label": label} if n > 0 else ""


def _read(query: str, board: Board, token: str) -> SafeString:
    asked, page, listing = board.asked, board.page, board.listing
    ticks = asked.tab in COMPARED
    holes = {
        "action": _address("applications:selected", listing.slug),
        "decline": _address("applications:decline_several", listing.slug),
        "csrf_token": token,
        "at": f"{query}&page={page.number}",
        "all": _all_of(board.counted.of(asked.tab)),
        "cards": _joined(card.read(asked.tab, ticks=ticks) for card in board.cards),
        "pager": _pager(page, query),
    }
    given = {
        "tab": asked.tab,
        "ticks": ticks,
        "answering": asked.tab in ANSWERING,
        "pages": page.has_other_pages(),
        "narrows": asked.narrows,
    }
    return remembered("applications/_lane_read.html", given, holes)


def _all_of(n: int) -> str:
    words = ngettext("The one in this column", "All %(n)d in this column, a hundred at a time", n)
    return words % {"n": n}


def _pager(page: Page[Any], query: str) -> SafeString:
    given = {"number": page.number, "last": page.paginator.num_pages}
    return remembered("components/_pages.html", given, {"query": query})
