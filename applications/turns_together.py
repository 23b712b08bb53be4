"""Turns that either side may have while the work goes on: a later day, and half-time."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import User
from applications.models import CheckIn, Extension, Milestone, Placement
from applications.turn import Turn, link
from marketplace.templatetags.days import in_words_there


def of_extensions(rows: Iterable[Milestone], side: str) -> list[Turn]:
    """For each milestone of which somebody has asked for a later day."""
    asked = [(row, row.asked_extension) for row in rows]
    return [_to_answer(row, each, side) for row, each in asked if each]


def _to_answer(milestone: Milestone, extension: Extension, side: str) -> Turn:
    placement = milestone.placement
    assert placement is not None
    words = {
        "who": placement.who if extension.by_student else placement.listing.organisation,
        "part": milestone.title,
        "day": in_words_there(extension.to_day, milestone.zone),
        "before": in_words_there(extension.from_day, milestone.zone),
        "reason": extension.reason,
    }
    if not extension.waits_for(side):
        other = placement.listing.organisation if extension.by_student else placement.who
        return Turn(
            _("%(other)s answers whether “%(part)s” may be due later") % {**words, "other": other},
            waiting=True,
            due=extension.answer_by,
            text=_("You asked for %(day)s instead of %(before)s.") % words,
            after=_("If there is no answer by then, the day stays %(before)s.") % words,
            actions=[
                link(_("Take it back"), "applications:take_back_extension", extension, **POST)
            ],
        )
    return Turn(
        _("%(who)s asks for a later day for “%(part)s”") % words,
        due=extension.answer_by,
        text=_("%(day)s instead of %(before)s. They write: %(reason)s") % words,
        after=_("If you do not answer by then, the day stays %(before)s.") % words,
        actions=[
            link(
                _("Agree to %(day)s") % words,
                "applications:agree_extension",
                extension,
                main=True,
                **POST,
            ),
            link(_("Keep the day as it is"), "applications:refuse_extension", extension, **POST),
        ],
    )


POST = {"method": "post"}


def of_check_in(placement: Placement, side: str) -> list[Turn]:
    """At half-time, for the side that has not answered yet."""
    rows = placement.check_ins.all()
    mine = [row for row in rows if row.side == side and row.status == CheckIn.Status.ASKED]
    if not mine:
        return []
    other = placement.listing.organisation if side == User.Kind.STUDENT else placement.who
    return [
        Turn(
            _("Half-time: say how it goes"),
            due=mine[0].answer_by,
            text=_("Two short questions. %(other)s reads what you answer.") % {"other": other},
            after=_("If you do not answer by then, we stop asking. The work goes on either way."),
            actions=[link(_("Answer"), "applications:check_in", placement, main=True)],
        )
    ]
