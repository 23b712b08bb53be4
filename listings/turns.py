"""Whose turn it is on a listing, by when, and what then: for the employer's pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings import taken_down
from listings.facts import answer_by, day
from listings.models import Listing, Moderation
from marketplace.clocks import working_days_after
from marketplace.templatetags.ui import in_words

type Row = dict[str, Any]

Status = Listing.Status
# Of others a copy is among the first things to do: their turn offers it.
COPIED_HERE = (Status.DRAFT, Status.CHANGES, Status.SUBMITTED, Status.OPEN)
TONES = {Status.OPEN: "ok", Status.CHANGES: "due", Status.REJECTED: "bad", Status.DRAFT: "plain"}
ANSWER_TONES = {
    Moderation.Status.APPROVED: "ok",
    Moderation.Status.CHANGES: "due",
    Moderation.Status.REJECTED: "bad",
    Moderation.Status.RECALLED: "bad",
}


# --- One listing -----------------------------------------------------------


def turn(listing: Listing) -> Row:
    """For `_turn.html`: heading, text, due, after, waiting, over, actions."""
    tell = {
        Status.DRAFT: draft_turn,
        Status.CHANGES: changes_turn,
        Status.SUBMITTED: submitted_turn,
        Status.OPEN: open_turn,
        Status.FILLED: filled_turn,
        Status.REJECTED: rejected_turn,
        Status.CLOSED: closed_turn,
        Status.TEMPLATE: template_turn,
    }
    return tell[Status(listing.status)](listing)


def draft_turn(listing: Listing) -> Row:
    return {
        "heading": _("Finish it and send it to the universities"),
        "text": _("It is a draft: nobody else sees it. Drafts are kept as long as you like."),
        "actions": [
            link(_("Go on writing"), "edit", listing, main=True),
            link(_("Preview"), "preview", listing),
        ],
    }


def changes_turn(listing: Listing) -> Row:
    return {
        "heading": _("Change what was asked for, and send it again"),
        "text": _("What each university wrote stands below."),
        "actions": [
            link(_("Change it"), "edit", listing, main=True),
            link(_("Preview"), "preview", listing),
        ],
    }


def submitted_turn(listing: Listing) -> Row:
    waiting = [each for each in asked(listing) if each.status == Moderation.Status.WAITING]
    if changes := wanting(listing):
        return changes_meanwhile_turn(listing, changes, waiting)
    due = max((each.due_at for each in waiting if each.due_at), default=None)
    return {
        "waiting": True,
        "heading": ngettext("%(names)s is reading it", "%(names)s are reading it", len(waiting))
        % {"names": names(waiting)},
        "due": due,
        "after": _(
            "The first approval publishes it. It is never published without one; if a career "
            "centre is late, its whole staff sees that."
        ),
        "actions": [post(_("Take it back and change it"), "withdraw", listing)],
    }


def changes_meanwhile_turn(listing: Listing, changes: str, waiting: list[Moderation]) -> Row:
    """One asked for changes while others still read."""
    return {
        "heading": _("%(names)s asked for changes") % {"names": changes},
        "text": _(
            "What they wrote stands below. You can take the listing back, change it and send it "
            "again now, or wait for what the others say."
        ),
        "after": ngettext(
            "%(names)s is still reading it, and begins anew when you send it again. An approval "
            "publishes it as it is.",
            "%(names)s are still reading it, and begin anew when you send it again. An approval "
            "publishes it as it is.",
            len(waiting),
        )
        % {"names": names(waiting)},
        "actions": [{**post(_("Take it back and change it"), "withdraw", listing), "main": True}],
    }


def open_turn(listing: Listing) -> Row:
    if listing.takes_applications and not showing(listing):
        return read_again_turn(listing)
    actions = [link(_("Read the applications"), "inbox", listing, room="applications", main=True)]
    actions.append(link(_("See its page"), "detail", listing))
    if listing.takes_applications:
        return {
            "waiting": True,
            "heading": _("Students are applying"),
            "due": listing.apply_by,
            "after": _(
                "You can read and answer applications as they come. Everyone hears by %(day)s: "
                "who has no answer from you by then is told that they were not chosen."
            )
            % {"day": hear(listing)},
            "actions": actions,
        }
    return {
        "heading": _("Choose: nobody else can apply now"),
        "due": answer_by(listing),
        "after": _("Who has no answer from you by then is told that they were not chosen."),
        "actions": actions,
    }


def read_again_turn(listing: Listing) -> Row:
    """It was changed after it was published, and no university shows it now."""
    waiting = [each for each in asked(listing) if each.status == Moderation.Status.WAITING]
    if not waiting:
        return {
            "heading": _("Change what was asked for"),
            "text": _(
                "What each university wrote stands below. Until one approves, no student "
                "finds it. Who has applied still waits for your answer."
            ),
            "actions": [link(_("Change it"), "change", listing, main=True)],
        }
    return {
        "waiting": True,
        "heading": ngettext(
            "%(names)s is reading what you changed",
            "%(names)s are reading what you changed",
            len(waiting),
        )
        % {"names": names(waiting)},
        "due": max((each.due_at for each in waiting if each.due_at), default=None),
        "after": _("Until then no new student finds it. You can answer who has applied."),
        "actions": [link(_("Read the applications"), "inbox", listing, room="applications")],
    }


def template_turn(listing: Listing) -> Row:
    return {
        "over": True,
        "heading": _("A template"),
        "text": _(
            "It is sent to nobody. Write listings from it: each begins with its words and "
            "its price, without its days."
        ),
        "actions": [
            {**post(_("Write a listing from it"), "copy", listing), "main": True},
            link(_("Change the template"), "edit", listing),
        ],
    }


def filled_turn(listing: Listing) -> Row:
    return {
        "over": True,
        "heading": _("Every place is taken"),
        "text": _("The work goes on in its placements. Nobody else can apply."),
        "actions": [
            link(_("See who was chosen"), "inbox", listing, room="applications", main=True),
            copy(listing),
        ],
    }


def rejected_turn(listing: Listing) -> Row:
    return {
        "over": True,
        "heading": _("No university approved it"),
        "text": _("What each wrote stands below. This listing stays as it is, unpublished."),
        "actions": [
            copy(listing),
            {"label": _("Write another listing"), "url": reverse("listings:create")},
        ],
    }


def closed_turn(listing: Listing) -> Row:
    if listing.recalled_at:
        return taken_down.turn(listing) | {"actions": [copy(listing)]}
    return {
        "over": True,
        "heading": _("It is closed"),
        "text": _("Nobody can apply. Applications and placements that began go on."),
        "actions": [
            link(_("Read the applications"), "inbox", listing, room="applications"),
            *([link(_("Open it again"), "extend", listing)] if may_stay_open(listing) else []),
            copy(listing),
        ],
    }


def may_stay_open(listing: Listing) -> bool:
    """Published, not filled, and shown by a university: a later deadline would mean something."""
    if listing.published_at is None or listing.status not in (Status.OPEN, Status.CLOSED):
        return False
    if listing.recalled_at:
        return False
    return listing.status == Status.OPEN or bool(showing(listing))


def why_over(listing: Listing) -> str:
    """Why this listing cannot be open for longer, for who tried."""
    if listing.status == Status.FILLED:
        return _(
            "Every place is taken, so there is nothing to apply for. To work with more students, "
            "copy it into a new draft."
        )
    if listing.recalled_at:
        return _("Our staff took it off the site, so it cannot be opened again.")
    if listing.status == Status.CLOSED and listing.published_at:
        return _(
            "No university shows it as it is now, so nobody would find it. Copy it into a new "
            "draft and send that."
        )
    return _("It is not published, so it has no deadline to put later.")


def why_fixed(listing: Listing) -> str:
    """Why this listing cannot be edited, for who tried."""
    if listing.status == Status.SUBMITTED:
        return _("A university is reading it. Take it back first, then change it.")
    return _("It is over, so it does not change any more. You can copy it into a new draft.")


def link(label: str, name: str, listing: Listing, *, room: str = "listings", **more: Any) -> Row:
    return {"label": label, "url": reverse(f"{room}:{name}", args=[listing.slug]), **more}


def post(label: str, name: str, listing: Listing, *, room: str = "listings") -> Row:
    return link(label, name, listing, room=room, method="post")


def copy(listing: Listing) -> Row:
    return post(_("Copy into a new draft"), "copy", listing)


def hear(listing: Listing) -> str:
    by = answer_by(listing)
    return in_words(by) if by else ""


def life(listing: Listing) -> list[Row]:
    """What else can be done with it, for `_life.html`: each with what it means."""
    status = Status(listing.status)
    can = []
    if status == Status.OPEN:
        can.append(
            link(_("Change the listing"), "change", listing)
            | {"text": _("What students decide by is read again first, and who applied is told.")}
        )
        can.append(
            link(_("Keep it open for longer"), "extend", listing)
            | {"text": _("Students see the new day at once.")}
        )
    if status in COPIED_HERE:
        can.append(
            copy(listing)
            | {"text": _("Its words, its price and its universities, without its days.")}
        )
    if status != Status.TEMPLATE:
        can.append(
            post(_("Keep it as a template"), "make_template", listing)
            | {"text": _("Its words and price, to write others from.")}
        )
    if status in Listing.PUT_AWAY:
        away = listing.archived_at is not None
        label = _("Bring it back to your list") if away else _("Put it away")
        can.append(
            post(label, "put_away", listing, room="applications")
            | {"text": _("Nothing is deleted."), "name": "back" if away else "away"}
        )
    return can


# --- The universities ------------------------------------------------------


def asked(listing: Listing) -> list[Moderation]:
    """Its moderations that count, each with its university; from a prefetch where there is one."""
    hidden = (Moderation.Status.DROPPED,)
    rows = sorted(listing.moderations.all(), key=lambda each: each.university.name)
    return [each for each in rows if each.status not in hidden]


def showing(listing: Listing) -> str:
    """The universities whose students find it now."""
    return names(each for each in asked(listing) if each.status == Moderation.Status.APPROVED)


def wanting(listing: Listing) -> str:
    """The universities that asked for changes and wait for them."""
    return names(each for each in asked(listing) if each.status == Moderation.Status.CHANGES)


def rereading(listing: Listing, *, material: bool) -> str:
    """The universities that would read a change."""
    read = {Moderation.Status.CHANGES} | ({Moderation.Status.APPROVED} if material else set())
    return names(each for each in asked(listing) if each.status in read)


def names(moderations: Iterable[Moderation]) -> str:
    return ", ".join(each.university.name for each in moderations)


def answers(listing: Listing) -> list[Row]:
    """What each university said, by when or since when."""
    rows = []
    for each in asked(listing):
        late = each.status == Moderation.Status.WAITING and each.is_late
        rows.append(
            {
                "name": each.university.name,
                "said": _("Late") if late else each.get_status_display(),
                "tone": "due" if late else ANSWER_TONES.get(Moderation.Status(each.status), ""),
                "when": answer_time(each),
                "reason": each.reason if each.status in REASONED else "",
                "contact": each.university.contact_email if late else "",
            }
        )
    return rows


def why_asked_in_vain(listing: Listing) -> str:
    """When one university has published what another wants changed."""
    wanted = [each for each in asked(listing) if each.status == Moderation.Status.CHANGES]
    if not wanted or listing.status in Listing.EDITABLE or listing.published_at is None:
        return ""
    return _(
        "%(names)s asked for changes, and another university has published the listing. If you "
        "change it, they all read it again. Until then it stays hidden from their students."
    ) % {"names": names(wanted)}


REASONED = (Moderation.Status.CHANGES, Moderation.Status.REJECTED, Moderation.Status.RECALLED)


def answer_time(moderation: Moderation) -> str:
    if moderation.status == Moderation.Status.WAITING and moderation.due_at:
        return _("answers by %(moment)s") % {"moment": in_words(moderation.due_at)}
    if moderation.status in Moderation.DECIDED and moderation.decided_at:
        return _("on %(day)s") % {"day": day(moderation.decided_at)}
    return ""


def readers(listing: Listing) -> list[Row]:
    """Who would read it if it were sent now, and by when each answers."""
    now = timezone.now()
    to_ask = [each for each in asked(listing) if each.status in Moderation.TO_ASK]
    return [{"name": each.university.name, "by": due(now, each)} for each in to_ask]


def due(now: datetime, moderation: Moderation) -> datetime:
    zone = moderation.university.time_zone
    return working_days_after(now, settings.MODERATION_WORKING_DAYS, zone)


# --- In a list of them --------------------------------------------------------


def row(listing: Listing) -> Row:
    said = turn(listing)
    return {
        "listing": listing,
        "url": reverse("listings:manage", args=[listing.slug]),
        "title": listing.title or _("No title yet"),
        "status": listing.get_status_display(),
        "tone": TONES.get(Status(listing.status), ""),
        "turn": said["heading"],
        "due": said.get("due"),
        "counted": listing.published_at is not None,
        "saved": listing.updated_at if listing.status == Status.DRAFT else None,
    }
