"""What was reported, as it stands now: whether it can still be taken away, and what that does."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Organisation
from applications.models import Application, Message, Placement, Report
from listings.models import Listing, Moderation, Question

Kind = Report.Kind


@dataclass(frozen=True)
class Thing:
    """`now`: what became of it, in words; `url`: of a page where our staff can see it; `may_go`:
    it can be taken away.
    """

    now: str
    url: str = ""
    may_go: bool = False


def thing(report: Report) -> Thing:
    look = {
        Kind.MESSAGE: _message,
        Kind.LISTING: _listing,
        Kind.ORGANISATION: _organisation,
        Kind.QUESTION: _question,
    }[Kind(report.kind)]
    return look(report.subject) or Thing(_("It is not there any more."))


def _message(key: str) -> Thing | None:
    message = Message.objects.filter(pk=UUID(key)).select_related("application__listing").first()
    if message is None:
        return None
    if message.hidden_at:
        return Thing(_("It is taken away already."))
    about = {"title": message.application.listing.title}
    return Thing(_("It stands in the messages about “%(title)s”.") % about, may_go=True)


def _question(key: str) -> Thing | None:
    row = Question.objects.select_related("listing").filter(pk=UUID(key)).first()
    if row is None:
        return None
    shown = Question.objects.shown().filter(pk=row.pk).exists()
    words = _("It stands on the listing’s page.") if shown else _("It is not shown.")
    return Thing(words, row.listing.get_absolute_url() if shown else "", may_go=shown)


def _listing(key: str) -> Thing | None:
    row = Listing.objects.filter(pk=int(key)).first()
    if row is None:
        return None
    if row.recalled_at:
        return Thing(_("It is taken off the site already."))
    if row.published_at is None or row.status in Listing.EDITABLE:
        return Thing(_("It is not on the site: students cannot see it."))
    return Thing(row.get_status_display(), row.get_absolute_url(), may_go=True)


def _organisation(key: str) -> Thing | None:
    row = Organisation.objects.filter(pk=int(key)).first()
    if row is None:
        return None
    gone = row.status == Organisation.Status.REFUSED
    return Thing(row.get_status_display(), "" if gone else row.get_absolute_url(), may_go=not gone)


def follows(report: Report) -> list[str]:
    """What taking it away does, one sentence each, before it is done."""
    if report.kind == Kind.LISTING:
        return _of_listing(report.subject)
    return [
        _("Its owners are told that it cannot publish here."),
        _("None of its listings is shown any more. Work that is agreed goes on."),
    ]


def follows_here(moderation: Moderation) -> list[str]:
    """What it does when a university takes a listing back from its own students."""
    theirs = {"listing": moderation.listing_id, "student__university": moderation.university_id}
    applied = Application.objects.undecided().filter(**theirs).count()
    working = Placement.objects.filter(status=Placement.Status.ACTIVE, **theirs).count()
    said = [_("None of your students finds it any more. Other universities are not asked.")]
    return [*said, *_what_ends(applied, working), _("The employer is told, with your words.")]


def _of_listing(key: str) -> list[str]:
    applied = Application.objects.undecided().filter(listing=int(key)).count()
    active = Placement.objects.filter(listing=int(key), status=Placement.Status.ACTIVE)
    working = active.count()
    said = [_("Nobody finds it any more, and its employer cannot open it again.")]
    return [*said, *_what_ends(applied, working), _("The employer is told, with your words.")]


def _what_ends(applied: int, working: int) -> list[str]:
    said = []
    if applied:
        words = ngettext(
            "%(n)d application is closed, and its student told.",
            "%(n)d applications are closed, and their students told.",
            applied,
        )
        said.append(words % {"n": applied})
    if working:
        words = ngettext(
            "%(n)d placement goes on: its student is told.",
            "%(n)d placements go on: their students are told.",
            working,
        )
        said.append(words % {"n": working})
    return said
