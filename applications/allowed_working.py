"""Who may do what with a placement, its milestones, and what both sides settle about them."""

from applications.models import CheckIn, Dispute, Extension, Milestone, Placement
from marketplace.steps import ASKED, ASKER, EMPLOYER, MATE, STUDENT, Step

M = Milestone.Status

STEPS = [
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
        "write what is to be handed in, as a draft",
        Milestone,
        Milestone.WAITS_FOR_STUDENT,
        (STUDENT, MATE),
    ),
    Step(
        "applications:check_delivery",
        "hand in work",
        Milestone,
        Milestone.WAITS_FOR_STUDENT,
        (STUDENT, MATE),
        M.DELIVERED,
    ),
    Step(
        "applications:deliver",
        "add what was forgotten, until the employer answers",
        Milestone,
        (M.DELIVERED,),
        (STUDENT, MATE),
    ),
    Step(
        "applications:ask_for_changes",
        "ask for changes, at most twice",
        Milestone,
        (M.DELIVERED,),
        (EMPLOYER,),
        M.CHANGES,
    ),
    Step(
        "applications:nudge",
        "remind the student of what is late, once a day",
        Milestone,
        Milestone.WAITS_FOR_STUDENT,
        (EMPLOYER,),
    ),
    Step(
        "applications:more_time",
        "ask the other side for a later day",
        Milestone,
        (M.AGREED, *Milestone.WAITS_FOR_STUDENT),
        (STUDENT, MATE, EMPLOYER),
    ),
    Step(
        "applications:agree_extension",
        "agree: the new day counts",
        Extension,
        (Extension.Status.ASKED,),
        (ASKED, MATE),
        Extension.Status.AGREED,
    ),
    Step(
        "applications:refuse_extension",
        "refuse: the day stays as it was",
        Extension,
        (Extension.Status.ASKED,),
        (ASKED, MATE),
        Extension.Status.REFUSED,
    ),
    Step(
        "applications:take_back_extension",
        "take it back",
        Extension,
        (Extension.Status.ASKED,),
        (ASKER, MATE),
        Extension.Status.TAKEN_BACK,
    ),
    Step(
        "applications:hours",
        "log hours",
        Placement,
        (Placement.Status.ACTIVE,),
        (STUDENT, MATE),
    ),
    Step(
        "applications:check_in",
        "answer two questions",
        CheckIn,
        (CheckIn.Status.ASKED,),
        (ASKED, MATE),
        CheckIn.Status.ANSWERED,
    ),
    # --- A dispute ---
    Step(
        "applications:open_dispute",
        "open a dispute about the work",
        Milestone,
        (M.DELIVERED,),
        (EMPLOYER,),
        M.DISPUTED,
    ),
    Step(
        "applications:open_dispute",
        "open a dispute about changes that are late",
        Milestone,
        (M.CHANGES,),
        (EMPLOYER,),
        M.DISPUTED,
    ),
    Step(
        "applications:open_dispute",
        "open a dispute about the changes",
        Milestone,
        (M.CHANGES,),
        (STUDENT,),
        M.DISPUTED,
    ),
    Step(
        "applications:say",
        "say something, with what shows it: the other side's first word answers it",
        Dispute,
        Dispute.GOING_ON,
        (STUDENT, MATE, EMPLOYER),
    ),
]
