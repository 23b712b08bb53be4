"""What listings' pages show of applications, asked from the template."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from math import ceil
from typing import Any

from django import template
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Organisation, User
from applications import blind, desk, eligibility, threads
from applications.flags import FEWEST, Flags, flags_by, flags_of
from applications.models import Application, Offer, Placement
from applications.rows import of_threads
from listings import compare as comparing
from listings.cells import Cell, Figure
from listings.models import Listing, Question
from marketplace.fragments import remembered

register = template.Library()

Status = Application.Status
# Where the time to decide stands among the flags.
DECIDES = 1


@register.inclusion_tag("applications/_apply_panel.html", takes_context=True)
def apply_panel(context: dict[str, Any], listing: Listing) -> dict[str, Any]:
    """The box on a listing's page: apply, sign in, or where your application stands."""
    user = context["request"].user
    here = context["request"].path
    panel: dict[str, Any] = {"listing": listing, "kind": getattr(user, "kind", ""), "next": here}
    if panel["kind"] == User.Kind.STUDENT:
        panel |= _for_student(user, listing)
    if not panel["kind"]:
        panel["conditions"] = eligibility.conditions(listing, context.get("universities", ()))
    if panel["kind"] == User.Kind.EMPLOYER:
        panel["owned"] = listing.organisation.memberships.filter(user=user).exists()
    return panel


def _for_student(user: User, listing: Listing) -> dict[str, Any]:
    application = Application.objects.of_student(user).filter(listing=listing).first()
    student = getattr(user, "student", None)
    sent = application is not None and not application.may_be_sent
    checks = list(eligibility.checks(student, listing)) if student and not sent else []
    return {
        "application": application,
        "link": _link(application) if application and sent else "",
        "missing": [check for check in checks if not check.ok],
        "met": [check for check in checks if check.ok],
    }


def _link(application: Application) -> str:
    """Where the application stands now: its own page, its open offer's, or its placement's."""
    if application.status == Status.OFFERED:
        offer = application.offers.filter(status=Offer.Status.MADE).first()
        return offer.get_absolute_url() if offer else application.get_absolute_url()
    if application.status == Status.ACCEPTED:
        placement = Placement.objects.filter(
            offer__application=application, offer__status=Offer.Status.ACCEPTED
        ).first()
        return placement.get_absolute_url() if placement else application.get_absolute_url()
    return application.get_absolute_url()


@register.inclusion_tag("applications/_employer_turns.html", takes_context=True)
def employer_turns(
    context: dict[str, Any], show: str = "", number: str | None = None
) -> dict[str, Any]:
    """What waits for the employer who looks, and the placements that wait for a student.

    `show` names one of the two, for page `number` of it.
    """
    user = context["request"].user
    return {
        "sections": desk.of_employer(user, show, number),
        "written": [] if show else of_threads(user),
    }


@register.filter
def as_read(text: str, application: Application) -> str:
    """`text` by an applicant, as the employer may read it now."""
    return blind.reader(application)(text)


@register.inclusion_tag("applications/_thread_panel.html", takes_context=True)
def thread_panel(
    context: dict[str, Any], application: Application, going_on: bool = False
) -> dict[str, Any]:
    """The newest message of an application, how much is new, and the way to all of it.

    `going_on`: its placement is, so it may be written in.
    """
    user = context["request"].user
    return threads.panel(application, user, going_on=going_on)


@register.simple_tag(takes_context=True)
def thread_of(
    context: dict[str, Any], application: Application, going_on: bool = False
) -> dict[str, Any]:
    """What `thread_panel` draws."""
    return threads.panel(application, context["request"].user, going_on=going_on)


@register.simple_tag
def questions_waiting(listing: Listing) -> int:
    return Question.objects.waiting().filter(listing=listing).count()


@register.simple_tag
def count_applications(listings: Iterable[Listing]) -> str:
    """Count for all of them in one query; before a loop that uses `application_counts`."""
    rows = list(listings)
    counts = _counts(rows)
    for listing in rows:
        listing.application_counts = counts[listing.pk]  # type: ignore[attr-defined]
    return ""


@register.simple_tag
def application_counts(listing: Listing) -> str:
    """How many were sent, are on the shortlist, have an offer and are taken, with the way in."""
    counts = getattr(listing, "application_counts", None)
    if counts is None:
        counts = _counts([listing])[listing.pk]
    shown = {
        "slug": listing.slug,
        "title": listing.title,
        "openings": listing.openings,
        "sent": sum(counts.values()) - counts[Status.DRAFT] - counts[Status.WITHDRAWN],
        "waiting": counts[Status.SUBMITTED],
        "shortlisted": counts[Status.SHORTLISTED],
        "offered": counts[Status.OFFERED],
        "accepted": counts[Status.ACCEPTED],
    }
    return remembered("applications/_application_counts.html", shown)


def _counts(listings: list[Listing]) -> dict[int, dict[str, int]]:
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = Application.objects.filter(listing__in=listings).values_list("listing", "status")
    for listing, status, count in rows.annotate(Count("pk")):
        counts[listing][status] = count
    return counts


@register.inclusion_tag("applications/_flags.html")
def flags(organisation: Organisation, *, known: bool = False) -> dict[str, Any]:
    """How it has treated students. `known`: only where enough has happened to say so."""
    rows = _in_words(flags_of(organisation))
    return {"rows": [row for row in rows if row[1] or not known], "fewest": FEWEST}


@register.simple_tag
def with_flags(rows: list[comparing.Row], listings: Sequence[Listing]) -> list[comparing.Row]:
    """`rows` of a comparison, and the same of each organisation where it is known of one."""
    found = flags_by({each.organisation_id for each in listings})
    said = [_in_words(found[each.organisation_id]) for each in listings]
    more = []
    for n, column in enumerate(zip(*said, strict=True)):
        known = any(words for _what, words in column)
        cells = [Cell([words or _("Not enough yet")] if known else []) for _what, words in column]
        which = comparing.LESS if n == DECIDES else comparing.MORE
        marked = comparing.marks(listings, partial(_figure, found, n), which)
        more.append(comparing.row(column[0][0], cells, marked))
    return [*rows, *(row for row in more if row)]


def _figure(found: Mapping[int, Flags], n: int, listing: Listing) -> Figure:
    """As it is said: what reads the same is the same."""
    flags = found[listing.organisation_id]
    if n == DECIDES:
        length = flags.decides_in
        return None if length is None else ("days", _whole_days(length))
    share = (flags.answers, None, flags.pays_on_time, flags.hires_again)[n]
    return None if share is None else ("%", int(share * 100))


def _in_words(found: Flags) -> list[tuple[str, str]]:
    return [
        (_("Answers applications"), _percent(found.answers)),
        (_("Typical time to decide"), _days(found.decides_in)),
        (_("Pays in on time"), _percent(found.pays_on_time)),
        (_("Works with students again"), _percent(found.hires_again)),
    ]


def _percent(share: float | None) -> str:
    """Rounded down: 99.6 % is not all of them."""
    return "" if share is None else _("%(n)d %%") % {"n": int(share * 100)}


def _days(length: timedelta | None) -> str:
    if length is None:
        return ""
    days = _whole_days(length)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def _whole_days(length: timedelta) -> int:
    return max(1, ceil(length / timedelta(days=1)))
