"""Who may move money, while a milestone is in which state."""

from applications.models import Milestone, Placement
from marketplace.steps import EMPLOYER, STUDENT, Step
from payments.models import Credit

STEPS = [
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
