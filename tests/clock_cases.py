"""One row of every waiting state: who must act, who hears of it, what it becomes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.models import Student, User
from applications import actions
from applications.models import Application, Milestone
from listings import actions as listing_actions
from marketplace.clocks import working_days_after
from marketplace.table import CLOCKS
from notifications.models import Email
from payments import actions as payment_actions
from payments.models import Credit
from tests import make
from tests.making.budget import budget
from tests.making.by_hand import recorded

NONE, MINUTE, HOUR, DAY = timedelta(), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
START = datetime(2026, 11, 23, 15, tzinfo=UTC)  # a Monday, 10:00 in New York
BY_KEY = {clock.key: clock for clock in CLOCKS}


# --- One case for each clock ---


@dataclass(frozen=True)
class Case:
    """`remind` and `tell` name who hears of it before the time is up, and when it is.

    `answer` is what whoever must act does; `key` begins the reminders' keys.
    """

    make: Callable[[], Any]
    becomes: str
    tell: Callable[[Any], set[str]]
    remind: Callable[[Any], set[str]] | None = None
    answer: Callable[[Any], object] | None = None
    key: str = ""
    # Who was reminded is not reminded again.
    once: bool = False


def moderation() -> Any:
    university = make.university()
    make.staff(university)
    row = make.waiting(university)
    days, zone = settings.MODERATION_WORKING_DAYS, university.time_zone
    row.due_at = working_days_after(timezone.now(), days, zone)
    row.save()
    return row


def later_part() -> Any:
    """The first of two is approved and paid; the second waits for money."""
    first, second = make.placement([400_00, 320_00]).milestones.all()
    make.payout(make.delivered(first))
    return second


def dropped_out(*, chosen: bool) -> Any:
    """A student has called off what was paid in; `chosen`: the money waits for the next."""
    funding = make.funded()
    placement = funding.milestone.placement
    payment_actions.call_off(placement, placement.student.user, "other", "", told=720_00)
    credit = Credit.objects.get(funding=funding)
    return payment_actions.choose_to_keep(credit, funding.payer) if chosen else credit


def payer(row: Any) -> set[str]:
    return {row.funding.payer.email}


def application_of(row: Any) -> Application:
    row = getattr(row, "milestone", getattr(row, "placement", row))
    offer = getattr(row, "offer", row)
    return getattr(offer, "application", offer)


def student(row: Any) -> set[str]:
    return {application_of(row).student.user.email}


def employer(row: Any) -> set[str]:
    return {application_of(row).listing.created_by.email}


def both(row: Any) -> set[str]:
    return student(row) | employer(row)


def staff(row: Any) -> set[str]:
    return {each.user.email for each in row.university.staff.all()}


def our_staff(row: Any) -> set[str]:
    return set(User.objects.filter(kind="platform").values_list("email", flat=True))


def recorded_by_one_of_two() -> Any:
    make.platform()
    row = recorded()
    Email.objects.filter(key__startswith="remind-transfer").delete()  # that it is recorded
    return row


def approved_without_an_account() -> Any:
    row = make.payout()
    Email.objects.filter(key__startswith="payout-waiting").delete()  # that it waits
    return row


def taken_back() -> Any:
    make.platform()
    row = make.chargeback()
    Email.objects.filter(key__startswith="chargeback-staff").delete()  # that it was opened
    return row


def in_a_budget_for_long() -> Any:
    make.platform()
    row = budget(100_00).top_ups.get()
    row.leave_by = timezone.now() + 40 * DAY
    row.save()
    return row


def held_for_long() -> Any:
    """Work whose days go on for longer than money may be held."""
    row = make.funded()
    far = timezone.now() + 40 * DAY
    Milestone.objects.filter(pk=row.milestone_id).update(work_by=far)
    row.refund_by = timezone.now() + 20 * DAY
    row.save()
    return row


def approved_at_once(milestone: Milestone) -> None:
    actions.deliver(milestone, "Here.", [], [])
    milestone.refresh_from_db()
    payment_actions.approve(milestone, milestone.offer.made_by)


def others(row: Any) -> set[str]:
    return our_staff(row) - {row.recorded_by.email}


def nobody(row: Any) -> set[str]:
    return set()


def late_already() -> Any:
    """So long that both were told of that before the walk."""
    row = make.funded().milestone
    Milestone.objects.filter(pk=row.pk).update(work_by=timezone.now() - DAY)
    row.refresh_from_db()
    return row


def at_half_time() -> Any:
    """Funded, in a format that asks in the middle."""
    kind = make.format(slug="in-halves", name="In halves", asks_at_half_time=True)
    listing = make.listing(format=kind)
    placement = make.placement(application=make.application(listing=listing, status="accepted"))
    make.funded(placement.milestones.get())
    return placement


def asked_at_half_time() -> Any:
    return make.check_in(make.funded().milestone.placement)


def agree(row: Any) -> None:
    actions.agree_to_more_time(row, row.milestone.offer.made_by)


def asked_into_a_team() -> Any:
    first = make.student()
    listing = make.listing(team_most=2, approved_by=first.university)
    application = make.application(
        student=first, listing=listing, status="draft", submitted_at=None, decide_by=None
    )
    member = actions.name_member(application, make.student().user.email)
    Email.objects.all().delete()  # the first of them asks; the reminder says the same again
    return member


def joined_a_team() -> Any:
    """Who applies has not sent it."""
    member = asked_into_a_team()
    application = member.application
    application.resume = make.resume(application.student)
    application.save()
    who = Student.objects.get(user__email=member.email)
    Student.objects.filter(pk=who.pk).update(university=application.student.university)
    who.refresh_from_db()
    actions.confirm(member, who, actions.part_of(member))
    Email.objects.all().delete()  # that they have joined
    return member


def send_for_all(row: Any) -> None:
    row.application.refresh_from_db()
    actions.submit(row.application)


CASES: dict[str, Case] = {
    "team-sending": Case(
        joined_a_team,
        "lapsed",
        lambda row: {row.email},
        student,
        send_for_all,
        "team-to-send",
    ),
    "team": Case(
        asked_into_a_team,
        "lapsed",
        student,
        lambda row: {row.email},
        lambda row: actions.leave(row, Student.objects.get(user__email=row.email)),
        "team-asked",
    ),
    "moderation": Case(
        moderation,
        "waiting",
        nobody,
        staff,
        lambda row: listing_actions.reject(row, row.university.staff.get().user, "No."),
        "decisions-waiting",
    ),
    "listing": Case(make.listing, "closed", nobody),
    "deadline": Case(
        lambda: make.application().listing,
        "open",
        lambda row: {row.created_by.email},
    ),
    "application": Case(
        make.application,
        "not_selected",
        student,
        employer,
        lambda row: actions.decline(row, "skills", ""),
        "remind-decide",
    ),
    "offer": Case(make.offer, "expired", both, student, actions.refuse, "remind-offer"),
    "work": Case(
        lambda: make.funded().milestone,
        "funded",
        both,
        student,
        lambda row: actions.deliver(row, "Here.", [], []),
        "remind-work",
    ),
    "silence": Case(
        late_already,
        "refunded",
        both,
        both,
        lambda row: actions.deliver(row, "Here.", [], []),
        "remind-silence",
    ),
    "later-day": Case(
        lambda: make.extension(make.funded().milestone),
        "lapsed",
        both,
        employer,
        agree,
        "remind-more-time",
    ),
    "half-time": Case(at_half_time, "active", both),
    "check-in": Case(
        asked_at_half_time,
        "closed",
        nobody,
        student,
        lambda row: actions.say_how_it_goes(row, row.placement.student.user, "well", ""),
        "remind-check-in",
    ),
    "funding": Case(
        make.placement,
        "cancelled",
        both,
        employer,
        lambda row: make.funded(row.milestones.get()),
        "remind_pay_in",
    ),
    "later-part": Case(later_part, "cancelled", both, employer, make.funded, "remind_pay_in"),
    "review": Case(
        make.delivered,
        "approved",
        both,
        employer,
        lambda row: payment_actions.approve(row, row.offer.made_by),
        "remind_review",
    ),
    "question": Case(
        make.question,
        "unanswered",
        lambda row: {row.asked_by.email},
        lambda row: {row.listing.created_by.email},
        lambda row: listing_actions.answer_question(row, "In the spreadsheet."),
        "remind-questions",
    ),
    "report": Case(
        make.report,
        "open",
        nobody,
        lambda row: {settings.SUPPORT_EMAIL},
        lambda row: actions.dismiss(row, make.platform()),
        "remind-report",
    ),
}
CASES |= {
    "dispute": Case(
        make.dispute,
        "decided",
        lambda row: both(row.milestone),
        lambda row: student(row.milestone),
        make.answer,
        "remind-dispute",
    ),
    "decision": Case(
        lambda: make.platform() and make.answered(),
        "answered",
        our_staff,
        our_staff,
        lambda row: payment_actions.decide(
            row, make.platform(), actions.Wish("full"), "As agreed."
        ),
        "remind-decide-dispute",
    ),
    "bank-transfer": Case(
        recorded_by_one_of_two,
        "recorded",
        others,
        others,
        lambda row: payment_actions.confirm_transfer(row, make.platform()),
        "remind-transfer",
    ),
    "choose-to-keep": Case(
        lambda: dropped_out(chosen=False),
        "closed",
        payer,
        payer,
        lambda row: payment_actions.choose_to_keep(row, row.funding.payer),
        "kept-reminder",
    ),
    "kept": Case(
        lambda: dropped_out(chosen=True),
        "closed",
        payer,
        payer,
        payment_actions.return_kept,
        "kept-reminder",
    ),
}
CASES["payout"] = Case(
    approved_without_an_account,
    "waiting",
    student,
    student,
    lambda row: make.payee(row.student),
    "payout-waiting",
)
CASES["evidence"] = Case(
    taken_back,
    "open",
    nobody,
    our_staff,
    lambda row: payment_actions.send_evidence(
        row, make.platform(), {"uncategorized_text": "Done."}
    ),
    "chargeback-staff",
)
CASES["hold"] = Case(
    held_for_long,
    "succeeded",
    lambda row: both(row.milestone),
    lambda row: both(row.milestone),
    lambda row: approved_at_once(row.milestone),
    "hold-ends",
)
CASES["budget-hold"] = Case(
    in_a_budget_for_long,
    "succeeded",
    lambda row: {row.by.email} | our_staff(row),
    lambda row: {row.by.email},
    lambda row: payment_actions.ask_back(row.budget, row.by, 100_00),
    "budget-back",
    once=True,
)
# While there is time.
REMINDED = sorted(key for key, clock in BY_KEY.items() if max(clock.reminders, default=NONE) > NONE)
