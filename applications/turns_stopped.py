"""While the payer's bank decides whether it takes the payment back: nobody works for it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from applications.models import Milestone
from applications.turn import Turn


def of_milestone(milestone: Milestone, side: str) -> Turn:
    placement = milestone.placement
    assert placement is not None
    words = {"part": milestone.title, "organisation": placement.listing.organisation}
    words["student"] = placement.who
    if side == User.Kind.STUDENT:
        return Turn(
            _("Please do not work on “%(part)s” now") % words,
            waiting=True,
            text=_(
                "The bank of %(organisation)s has asked for the payment back, and is looking into "
                "it. Until it decides there is nothing to hand in, and no day that you can miss."
            )
            % words,
            after=_(
                "If the payment stays, you have as many more days as it took. If it does not, this "
                "part ends, and you owe nothing. We write to you either way."
            ),
        )
    return Turn(
        _("Your bank has asked for the payment for “%(part)s” back") % words,
        waiting=True,
        text=_(
            "%(student)s was told to stop. If you did not mean this, tell your bank that you want "
            "the payment to stand, and write to us."
        )
        % words,
        after=_(
            "If the payment stays, the work goes on, with as many more days as it took. If it does "
            "not, this part ends."
        ),
    )
