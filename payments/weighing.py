"""A decision before it is made: what each gets by it, and what each side had asked for."""

from __future__ import annotations

from django.utils.translation import gettext as _

from applications import actions as application_actions
from applications.actions import Wish
from applications.models import Dispute, Milestone
from marketplace.money import display
from marketplace.templatetags.ui import in_words
from payments import actions

Outcome = Dispute.Outcome


def share_rows(milestone: Milestone, wish: Wish) -> list[dict[str, str]]:
    """For `components/_money.html`: what each gets by this end, adding up to the price."""
    shares = actions.shares(milestone, wish)

    def show(minor: int) -> str:
        return display(minor, milestone.currency)

    if wish.outcome == Outcome.REDO:
        return [{"label": _("Held by us until then"), "amount": show(milestone.amount_minor)}]
    theirs = actions.university_share(milestone, shares["back"])
    to_university = [{"label": _("Back to the student’s university"), "amount": show(theirs)}]
    return [
        {"label": _("To the student"), "amount": show(shares["student"])},
        {"label": _("Our fee"), "amount": show(shares["fee"])},
        {"label": _("Back to the employer"), "amount": show(shares["back"] - theirs)},
        *(to_university if theirs else []),
        {"label": _("Paid in"), "amount": show(milestone.amount_minor)},
    ]


def beside(dispute: Dispute, wish: Wish) -> list[dict[str, str]]:
    """Line by line: by this decision, and by what whoever opened the dispute asked for."""
    asked = application_actions.wish_of(dispute)
    decided, wished = (_cells(dispute.milestone, each) for each in (wish, asked))
    sponsored = actions.held_for(dispute.milestone)
    back = _("Back to who paid") if sponsored else _("Back to the employer")
    labels = [_("The end"), _("To the student"), _("Our fee"), back]
    return [
        {"label": label, "decided": one, "asked": other}
        for label, one, other in zip(labels, decided, wished, strict=True)
    ]


def _cells(milestone: Milestone, wish: Wish) -> list[str]:
    shares = actions.shares(milestone, wish)
    end = str(Outcome(wish.outcome).label)
    if wish.outcome == Outcome.REDO:
        by = f"{end}: {in_words(wish.day)}" if wish.day else end
        return [by, *[_("nothing yet")] * 3]
    return [end, *(display(shares[who], milestone.currency) for who in ("student", "fee", "back"))]


def in_a_sentence(dispute: Dispute, wish: Wish) -> str:
    """Who gets what, as one would say it aloud."""
    milestone = dispute.milestone
    placement = milestone.placement
    assert placement is not None
    shares = actions.shares(milestone, wish)
    words = {
        "student": placement.who,
        "organisation": placement.listing.organisation,
        "price": display(milestone.amount_minor, milestone.currency),
        "day": in_words(wish.day) if wish.day else "",
        **{name: display(minor, milestone.currency) for name, minor in _named(shares)},
    }
    return _sentence(wish.outcome) % words


def _named(shares: dict[str, int]) -> list[tuple[str, int]]:
    return [("receives", shares["student"]), ("fee", shares["fee"]), ("back", shares["back"])]


def _sentence(outcome: str) -> str:
    return {
        Outcome.FULL: _(
            "%(student)s receives %(receives)s, and our fee is %(fee)s. Nothing of the %(price)s "
            "goes back to %(organisation)s."
        ),
        Outcome.PART: _(
            "%(student)s receives %(receives)s, and our fee is %(fee)s. %(back)s of the %(price)s "
            "go back to %(organisation)s."
        ),
        Outcome.REDO: _(
            "%(student)s does it again by %(day)s. No money moves: the %(price)s stay with us."
        ),
        Outcome.REFUND: _(
            "%(student)s receives nothing. All of the %(price)s go back to %(organisation)s."
        ),
    }[Outcome(outcome)]


def outside(dispute: Dispute, wish: Wish) -> str:
    """Why the employer pays less, or more, by this than either side has proposed; else nothing.

    Whoever opened it has said how little, or how much, they would be content with. The other side
    does not agree, so all that lies on their side of it has somebody who asks for it.
    """
    price, currency = dispute.milestone.amount_minor, dispute.milestone.currency
    pays = _pays(wish.outcome, wish.minor, price)
    asked = _pays(dispute.wanted, dispute.wanted_minor, price)
    if pays is None:
        return ""
    words = {"pays": display(pays, currency), "asked": display(asked or 0, currency)}
    if dispute.side == Dispute.Side.EMPLOYER:
        if asked is None and pays < price:
            return _("Nobody asked for money back: the employer asked for it to be done again.")
        if asked is not None and pays < asked:
            return (
                _(
                    "The employer offered to pay %(asked)s. By this they pay %(pays)s, "
                    "which is less."
                )
                % words
            )
    elif asked is None and pays > 0:
        return _("Nobody asked for money to be paid now: the student asked to do it again.")
    elif asked is not None and pays > asked:
        return (
            _("The student asked for %(asked)s to be paid. By this it is %(pays)s, which is more.")
            % words
        )
    return ""


def _pays(outcome: str, minor: int | None, price: int) -> int | None:
    """What the employer pays by this end, minor units; None where nothing is paid or returned."""
    return {Outcome.FULL: price, Outcome.PART: minor, Outcome.REFUND: 0}.get(Outcome(outcome))
