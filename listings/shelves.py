"""Which of an employer's listings one page shows: an import may have made thousands of drafts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Exists, OuterRef, Q, Value, When, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from listings import turns
from listings.models import Listing, ListingQuerySet, Moderation

# Of a group on the page of all; what needs the employer shows more. The rest has pages.
FEW = 10
FEW_TURNS = 20
PER_PAGE = 50

Status = Listing.Status
HEADINGS = {
    "turn": gettext_lazy("Your turn"),
    "universities": gettext_lazy("With the universities"),
    "open": gettext_lazy("Open"),
    "filled": gettext_lazy("Filled: work in progress"),
    "over": gettext_lazy("Over"),
    "templates": gettext_lazy("Templates"),
}
TABS = ("drafts", "archived")


@dataclass(frozen=True)
class Group:
    """Listings whose turn is the same side's: `rows` of `count`."""

    key: str
    heading: str
    rows: list[turns.Row]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


def shelf(user: User, show: str, number: str | None) -> dict[str, Any]:
    """For `mine.html`. `show` is a tab, a group, a section of `employer_turns`, or nothing."""
    mine = Listing.objects.of(user)
    kept = mine.filter(archived_at=None)
    drafts = kept.filter(status=Status.DRAFT)
    many = drafts.count()
    page: Page[Listing] | None = None
    groups: list[Group] = []
    if show in (*TABS, *HEADINGS):
        rows = {"drafts": drafts, "archived": mine.exclude(archived_at=None)}.get(show)
        page = _page(_grouped(kept).filter(group=show) if rows is None else rows, number)
        groups = _by_group(page, page.paginator.count)
    elif show not in ELSEWHERE:
        show = ""
        groups = _first_of_each(kept)
    return {
        "listings": [row["listing"] for group in groups for row in group.rows],
        "groups": groups,
        "tabs": _tabs(show, many, mine.exclude(archived_at=None).exists()),
        "away": show == "archived",
        "page": page,
        "show": show,
        "number": number,
        "alone": HEADINGS.get(show) or ELSEWHERE.get(show, ""),
        "elsewhere": show in ELSEWHERE,
    }


# Sections of the same page that are not of listings: `applications.desk` fills them.
ELSEWHERE = {"needs": gettext_lazy("Needs you"), "at-work": gettext_lazy("In progress")}


def _page(rows: ListingQuerySet, number: str | None) -> Page[Listing]:
    return Paginator(rows.for_rows().order_by("-updated_at", "-pk"), PER_PAGE).get_page(number)


def _by_group(listings: Iterable[Listing], count: int) -> list[Group]:
    """Of one page: under each heading what stands on it; `count` of them all under one."""
    found = _rows_of(listings)
    alone = len(found) == 1
    return [
        Group(key, str(HEADINGS[key]), rows, count if alone else len(rows))
        for key, rows in found.items()
    ]


def _first_of_each(kept: ListingQuerySet) -> list[Group]:
    """In one query for what they are, and one to read them."""
    drafts_last = Case(When(status=Status.DRAFT, then=1), default=0)
    order: list[Any] = [drafts_last.asc(), "-updated_at", "-pk"]
    ranked = _grouped(kept).annotate(
        place=Window(RowNumber(), partition_by="group", order_by=order),
        n=Window(Count("pk"), partition_by="group"),
    )
    keys = ranked.filter(place__lte=FEW_TURNS).order_by("group", "place")
    counts: dict[str, int] = {}
    wanted = []
    for pk, group, place, n in keys.values_list("pk", "group", "place", "n"):
        counts[group] = n
        if place <= (FEW_TURNS if group == "turn" else FEW):
            wanted.append(pk)
    there = Listing.objects.for_rows().in_bulk(wanted)
    found = _rows_of(there[pk] for pk in wanted if pk in there)
    return [
        Group(key, str(HEADINGS[key]), rows, max(counts.get(key, 0), len(rows)))
        for key, rows in found.items()
    ]


def _rows_of(listings: Iterable[Listing]) -> dict[str, list[turns.Row]]:
    """By group, those without rows left out."""
    found: dict[str, list[turns.Row]] = {key: [] for key in HEADINGS}
    for listing in listings:
        found[group_of(listing)].append(turns.row(listing))
    return {key: rows for key, rows in found.items() if rows}


def _tabs(show: str, drafts: int, put_away: bool) -> list[dict[str, Any]]:
    """Without more to choose from there is nothing to choose."""
    here = reverse("listings:mine")
    tabs: list[dict[str, Any]] = [
        {"label": _("Listings"), "url": here, "current": show not in TABS}
    ]
    if drafts > FEW_TURNS or show == "drafts":
        url = f"{here}?show=drafts"
        tabs.append(
            {"label": _("Drafts"), "url": url, "current": show == "drafts", "count": drafts}
        )
    if put_away or show == "archived":
        url = f"{here}?show=archived"
        tabs.append({"label": _("Put away"), "url": url, "current": show == "archived"})
    return tabs if len(tabs) > 1 else []


def group_of(listing: Listing) -> str:
    """A key of HEADINGS."""
    if listing.status == Status.TEMPLATE:
        return "templates"
    if listing.status in Listing.EDITABLE:
        return "turn"
    if listing.status == Status.OPEN:
        return "open" if listing.takes_applications else "turn"
    if listing.status == Status.SUBMITTED and turns.wanting(listing):
        return "turn"
    return {Status.SUBMITTED: "universities", Status.FILLED: "filled"}.get(
        Status(listing.status), "over"
    )


def _grouped(rows: ListingQuerySet) -> Any:
    """The same in SQL."""
    late = Q(status=Status.OPEN) & ~Q(apply_by__gt=timezone.now())
    wanted = Moderation.objects.filter(listing=OuterRef("pk"), status=Moderation.Status.CHANGES)
    sent_back = Q(status=Status.SUBMITTED) & Exists(wanted)
    group = Case(
        When(status=Status.TEMPLATE, then=Value("templates")),
        When(Q(status__in=Listing.EDITABLE) | late | sent_back, then=Value("turn")),
        When(status=Status.OPEN, then=Value("open")),
        When(status=Status.SUBMITTED, then=Value("universities")),
        When(status=Status.FILLED, then=Value("filled")),
        default=Value("over"),
    )
    return rows.annotate(group=group)
