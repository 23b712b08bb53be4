"""Who may do what with an application, an offer, a placement and its milestones."""

from applications.models import Application, Milestone, Offer, Placement
from marketplace.steps import EMPLOYER, STUDENT, Step

A, M = Application.Status, Milestone.Status

STEPS = [
    # --- An application ---
    Step(
        "applications:apply",
        "write in it",
        Application,
        (A.DRAFT, A.WITHDRAWN),
        (STUDENT,),
    ),
    Step(
        "applications:check",
        "send it, until the listing's deadline",
        Application,
        (A.DRAFT, A.WITHDRAWN),
        (STUDENT,),
        A.SUBMITTED,
    ),
    Step(
        "applications:edit",
        "change what was sent, until the listing's deadline",
        Application,
        (A.SUBMITTED, A.SHORTLISTED),
        (STUDENT,),
    ),
    Step(
        "applications:withdraw",
        "withdraw it",
        Application,
        Application.OPEN,
        (STUDENT,),
        A.WITHDRAWN,
    ),
    Step(
        "applications:shortlist",
        "put it on the shortlist",
        Application,
        (A.SUBMITTED,),
        (EMPLOYER,),
        A.SHORTLISTED,
    ),
    Step(
        "applications:unshortlist",
        "take it off the shortlist",
        Application,
        (A.SHORTLISTED,),
        (EMPLOYER,),
        A.SUBMITTED,
    ),
    Step(
        "applications:decline",
        "decline it, with a reason",
        Application,
        (A.SUBMITTED, A.SHORTLISTED),
        (EMPLOYER,),
        A.DECLINED,
    ),
    Step(
        "applications:make_offer",
        "make an offer, while a place is free",
        Application,
        (A.SUBMITTED, A.SHORTLISTED),
        (EMPLOYER,),
        A.OFFERED,
    ),
    # --- An offer ---
    Step(
        "applications:accept",
        "accept it",
        Offer,
        (Offer.Status.MADE,),
        (STUDENT,),
        Offer.Status.ACCEPTED,
    ),
    Step(
        "applications:refuse",
        "refuse it",
        Offer,
        (Offer.Status.MADE,),
        (STUDENT,),
        Offer.Status.DECLINED,
    ),
    Step(
        "applications:take_back",
        "take it back",
        Offer,
        (Offer.Status.MADE,),
        (EMPLOYER,),
        Offer.Status.WITHDRAWN,
    ),
    # --- A placement and its parts ---
    Step(
        "applications:cancel",
        "cancel it: nothing is paid in",
        Placement,
        (Placement.Status.ACCEPTED,),
        (STUDENT, EMPLOYER),
        Placement.Status.CANCELLED,
    ),
    Step(
        "applications:deliver",
        "hand in work",
        Milestone,
        Milestone.WAITS_FOR_STUDENT,
        (STUDENT,),
        M.DELIVERED,
    ),
    Step(
        "applications:ask_for_changes",
        "ask for changes, at most twice",
        Milestone,
        (M.DELIVERED,),
        (EMPLOYER,),
        M.CHANGES,
    ),
]
