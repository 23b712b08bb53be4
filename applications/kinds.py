"""What we write to people about applications, offers and work."""

from django.utils.translation import gettext_lazy as _

from applications import deadlines, for_you, inviting, match_news, message_emails, saved_deadlines
from listings import news
from notifications import waits
from notifications.kinds import (
    AGREED,
    ASKED,
    BOTH_SIDES,
    DEADLINE,
    EMPLOYER,
    EVERYBODY,
    MONEY,
    PLATFORM,
    STUDENT,
    Group,
    How,
    register,
)

register(
    "applications",
    Group.APPLICATIONS,
    STUDENT,
    sent=_("Your application is sent"),
    withdrawn_student=_("You withdrew an application"),
    declined=_("An application is declined"),
    not_selected=_("You were not chosen"),
    asked_again=_("A place is free again"),
    listing_changed=_("A listing changed after you applied"),
    team_answered=_("Somebody answered about your team"),
)
register(
    "applications",
    Group.APPLICATIONS,
    EMPLOYER,
    received=_("Somebody applied"),
    withdrawn=_("An applicant withdrew"),
    not_interested=_("Somebody you asked again is not interested"),
)
register(
    "applications",
    Group.APPLICATIONS,
    EMPLOYER,
    still=deadlines.still,
    deadline_passed=_("The deadline has passed, and applicants wait"),
)
register(
    "applications",
    Group.APPLICATIONS,
    EMPLOYER,
    always=DEADLINE,
    urgent=True,
    still=waits.still,
    remind_decide=_("Applicants wait for your answer"),
)
register(
    "applications",
    Group.APPLICATIONS,
    STUDENT,
    always=DEADLINE,
    still=waits.still,
    team_asked=_("You are asked into a team"),
    team_to_send=_("Your team is whole, and its application not sent"),
)
register(
    "applications",
    Group.APPLICATIONS,
    STUDENT,
    always=MONEY,
    team_shares=_("The shares of a team changed"),
)
register(
    "applications",
    Group.APPLICATIONS,
    STUDENT,
    always=AGREED,
    team_dropped=_("You are not in a team any more"),
    team_left=_("Somebody left your team"),
    team_over=_("What your team had sent is over"),
    team_not_sent=_("What your team wanted to send was not sent"),
)
register(
    "applications",
    Group.OFFERS,
    STUDENT,
    always=DEADLINE,
    offered=_("An offer for you"),
)
register(
    "applications",
    Group.OFFERS,
    STUDENT,
    always=DEADLINE,
    urgent=True,
    still=waits.still,
    remind_offer=_("An offer ends soon"),
)
register(
    "applications",
    Group.OFFERS,
    STUDENT,
    always=AGREED,
    accepted=_("You accepted an offer"),
    offer_taken_back=_("An offer is taken back"),
)
register(
    "applications",
    Group.OFFERS,
    STUDENT,
    offer_expired=_("An offer to you expired"),
)
register(
    "applications",
    Group.OFFERS,
    EMPLOYER,
    always=DEADLINE,
    offer_accepted=_("Your offer is accepted"),
)
register(
    "applications",
    Group.OFFERS,
    EMPLOYER,
    offer_refused=_("Your offer is refused"),
    offer_not_answered=_("Your offer was not answered in time"),
)
register(
    "applications",
    Group.WORK,
    STUDENT,
    always=MONEY,
    funded_student=_("You can start"),
    approved_student=_("Your work is approved"),
)
register(
    "applications",
    Group.WORK,
    EMPLOYER,
    always=MONEY,
    funded_employer=_("Your payment is in"),
    approved_employer=_("You approved work"),
)
register(
    "applications",
    Group.WORK,
    STUDENT,
    always=DEADLINE,
    urgent=True,
    still=waits.still,
    remind_work=_("Work is to be handed in soon"),
)
register(
    "applications",
    Group.WORK,
    STUDENT,
    always=DEADLINE,
    still=waits.still,
    overdue_student=_("Your work is late"),
    changes_asked=_("Changes are asked for"),
)
register(
    "applications",
    Group.WORK,
    EMPLOYER,
    always=AGREED,
    still=waits.still,
    overdue_employer=_("Work for you is late"),
    cancelled_employer=_("A project of yours is cancelled"),
    called_off_employer=_("A project of yours is called off"),
    never_funded_employer=_("You did not pay in for a project"),
    ended_early_employer=_("A project of yours ended early"),
)
register(
    "applications",
    Group.WORK,
    STUDENT,
    always=ASKED,
    nudged=_("The employer asks for your work"),
)
register(
    "applications",
    Group.WORK,
    *BOTH_SIDES,
    always=DEADLINE,
    urgent=True,
    still=waits.still,
    remind_silence=_("A project ends soon by itself"),
    remind_dispute=_("A dispute waits for your answer"),
)
register(
    "applications",
    Group.WORK,
    *BOTH_SIDES,
    always=AGREED,
    ended_in_silence=_("A project ended by itself"),
    more_time_answered=_("A later day is answered"),
)
register(
    "applications",
    Group.WORK,
    EMPLOYER,
    always=DEADLINE,
    delivered=_("Work is handed in"),
)
register(
    "applications",
    Group.WORK,
    STUDENT,
    always=AGREED,
    cancelled_student=_("A project is cancelled"),
    called_off_student=_("A project is called off"),
    never_funded_student=_("A project was never paid in"),
    ended_early_student=_("A project ended early"),
    taken_down=_("What you work on is taken off the site"),
    taken_back=_("Your university no longer shows what you work on"),
)
register(
    "applications",
    Group.WORK,
    *BOTH_SIDES,
    always=DEADLINE,
    still=waits.still,
    more_time_asked=_("More time is asked for"),
    dispute_opened=_("A dispute is opened"),
)
register(
    "applications",
    Group.WORK,
    *BOTH_SIDES,
    still=waits.still,
    check_in_asked=_("We ask how it is going"),
    check_in_answered=_("The other side says how it is going"),
)
register(
    "applications",
    Group.WORK,
    *BOTH_SIDES,
    always=MONEY,
    dispute_answered=_("A dispute is answered"),
    dispute_taken_back=_("A dispute is taken back"),
    dispute_decided=_("A dispute is decided"),
)
register(
    "applications",
    Group.MONEY,
    STUDENT,
    always=MONEY,
    paid_student=_("Your pay is sent"),
)
register(
    "applications",
    Group.MONEY,
    EMPLOYER,
    always=MONEY,
    paid_employer=_("A student is paid"),
)
register(
    "applications",
    Group.LISTINGS,
    EMPLOYER,
    always=AGREED,
    taken_down_employer=_("A listing is taken off the site"),
)
register(
    "applications",
    Group.SEARCHES,
    STUDENT,
    still=saved_deadlines.still,
    anew=saved_deadlines.anew,
    saved_deadline=_("What you saved closes soon"),
)
register(
    "applications",
    Group.SEARCHES,
    STUDENT,
    still=inviting.still_invited,
    invited=_("An employer invites you to apply"),
)
register(
    "applications",
    Group.APPLICATIONS,
    EMPLOYER,
    how=How.DAILY,
    still=inviting.still_interested,
    interested=_("A student is interested in a listing of yours"),
)
register(
    "applications",
    Group.SEARCHES,
    STUDENT,
    how=How.WEEKLY,
    still=match_news.still,
    match=_("A new project fits you well"),
)
register(
    "applications",
    Group.QUESTIONS,
    *BOTH_SIDES,
    still=message_emails.still_unread,
    anew=message_emails.anew,
    messages_waiting=_("Messages you have not read"),
)
register(
    "applications",
    Group.QUESTIONS,
    *EVERYBODY,
    always=ASKED,
    reported=_("We have your report"),
    report_answered=_("We have looked at your report"),
)
register(
    "applications",
    Group.STAFF,
    always=ASKED,
    urgent=True,
    reported_staff=_("Something is reported"),
)
register(
    "applications",
    Group.STAFF,
    always=DEADLINE,
    urgent=True,
    still=waits.still,
    remind_report=_("A report waits"),
)
register(
    "applications",
    Group.STAFF,
    PLATFORM,
    always=DEADLINE,
    urgent=True,
    still=waits.still,
    remind_decision=_("A dispute is to be decided"),
)

news.PASSED.append(for_you.passed_by)
