"""Who may move money, while a milestone is in which state."""

from applications.models import Milestone
from marketplace.steps import EMPLOYER, Step

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
]
