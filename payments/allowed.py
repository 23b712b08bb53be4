"""Who may move money, while a milestone is in which state."""

from applications.models import Dispute, Milestone, Offer, Placement
from marketplace.steps import ASKED, ASKER, EMPLOYER, MATE, OUR_STAFF, STUDENT, Step
from payments.models import Credit

STEPS = [
    Step(
        "payments:accept",
        "accept it: what the student's university promised is reserved with it",
        Offer,
        (Offer.Status.MADE,),
        (STUDENT, MATE),
        Offer.Status.ACCEPTED,
    ),
    Step(
        "payments:fund",
        "pay in on Stripe's page: it is “paid in” once the money is there",
        Milestone,
        (Milestone.Status.AGREED,),
        (EMPLOYER,),
    ),
    Step(
        "payments:approve",
        "approve the work: the student's share is theirs",
        Milestone,
        (Milestone.Status.DELIVERED,),
        (EMPLOYER,),
        Milestone.Status.APPROVED,
    ),
    Step(
        "payments:call_off",
        "call it off: what is approved stays, what is held goes back",
        Placement,
        (Placement.Status.ACTIVE,),
        (STUDENT, EMPLOYER),
        Placement.Status.CANCELLED,
    ),
    Step(
        "applications:take_back_dispute",
        "take it back: the clock of the work goes on where it stood",
        Dispute,
        (Dispute.Status.OPEN,),
        (ASKER,),
        Dispute.Status.WITHDRAWN,
    ),
    Step(
        "payments:agree",
        "agree to what the other side wishes: it is done at once",
        Dispute,
        Dispute.GOING_ON,
        (ASKED,),
        Dispute.Status.DECIDED,
    ),
    Step(
        "payments:decide",
        "decide it, with reasons",
        Dispute,
        (Dispute.Status.ANSWERED,),
        (OUR_STAFF,),
        Dispute.Status.DECIDED,
    ),
    Step(
        "payments:keep",
        "keep it for the next student",
        Credit,
        (Credit.Status.ASKED,),
        (EMPLOYER,),
        Credit.Status.KEPT,
    ),
    Step(
        "payments:give_back",
        "have it back",
        Credit,
        Credit.OPEN,
        (EMPLOYER,),
        Credit.Status.CLOSED,
    ),
]
