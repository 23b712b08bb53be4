"""Who could take a place that is free again, as its employer sees them."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext as _

from applications.actions import place_is_free
from applications.board_rows import score_of
from applications.models import Application
from applications.turn import Turn, link
from listings.models import Listing

# In one list; the others are found on the board, among the closed.
SHOWN = 25


def former_shortlist(listing: Listing) -> list[Application]:
    """Who may be asked again now, the best scored first: nobody while no place is free."""
    rows = Application.objects.filter(listing=listing).runners_up().for_pages()
    best = F("score").desc(nulls_last=True)
    found = list(rows.annotate(score=score_of()).order_by(best, "submitted_at", "pk")[:SHOWN])
    return found if found and place_is_free(listing) else []


def shortlist(listing: Listing) -> list[Application]:
    rows = Application.objects.filter(listing=listing, status=Application.Status.SHORTLISTED)
    return list(rows.for_pages().order_by("submitted_at", "pk")[:SHOWN])


def turn_of_employer(application: Application) -> Turn | None:
    """For one who may be asked again; None for all others."""
    if not application.is_runner_up or not place_is_free(application.listing):
        return None
    who = {"student": application.who}
    return Turn(
        _("A place is free again: ask %(student)s?") % who,
        text=_("%(student)s was on your shortlist when the last place was filled.") % who,
        after=_("They are told, and may say no. Nobody is bound before an offer is accepted."),
        actions=[link(_("Ask again"), "applications:ask_again", application, method="post")],
    )


def turn_of_student(application: Application, *, may_withdraw: bool) -> Turn | None:
    """For one who was asked again and has no answer yet; None for all others."""
    if application.status != Application.Status.SHORTLISTED or not application.asked_again_at:
        return None
    names = {"organisation": application.listing.organisation}
    no = link(_("Withdraw my application"), "applications:withdraw", application, method="post")
    return Turn(
        _("A place is free again, and you are on the shortlist of %(organisation)s") % names,
        waiting=True,
        due=application.decide_by,
        text=_(
            "You need to do nothing: we write to you when they answer. You are bound to nothing. "
            "If it no longer suits you, withdraw."
        ),
        after=_("If they have not answered by then, we close it and tell you."),
        actions=[no] if may_withdraw else [],
    )
