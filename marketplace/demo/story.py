"""What happens once money moves: each step by the same functions as the site's own pages."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from applications import actions as application_actions
from applications.actions import Evidence, Wish
from applications.models import Milestone
from marketplace.demo import applications_abroad as abroad
from marketplace.demo import applications_bees as bees
from marketplace.demo import applications_bell as bell
from marketplace.demo import applications_teams as teams
from marketplace.demo import deliveries, disagreements, funding, hosted, together
from marketplace.demo.paper import pdf
from marketplace.demo.past import day
from payments import actions, gateway, operations
from payments.actions import checking, papering
from payments.models import Funding, Payout, Refund

TROUBLE = (
    gateway.GatewayBusy,
    gateway.GatewayRefused,
    gateway.GatewayUnknown,
    hosted.NotDone,
    TimeoutError,
)
TRANSFER = ["# Account of Foothold", "Sent to Owen Pritchard, Cardiff. Our reference:"]
PATIENCE = 20  # seconds, for a worker that has taken the transfer before us
type Step = Callable[[Milestone], None]


@dataclass(frozen=True)
class Chapter:
    """What becomes of the first part of a student's placement."""

    who: str
    on: str
    steps: tuple[Step, ...]


def unfinished() -> list[Milestone]:
    """First parts of the story that nobody has paid for yet."""
    return [milestone for chapter in STORY for milestone in _waiting(chapter)]


def load() -> None:
    """Run again, it tells the chapters that have not begun. Raises what TROUBLE names."""
    for chapter in STORY:
        for milestone in _waiting(chapter):
            for step in chapter.steps:
                step(milestone)
                milestone.refresh_from_db()
    for paid in Funding.objects.without_invoice():
        papering.invoice(paid)
    for refund in Refund.objects.without_paper():
        papering.credit_note(refund)
    checking.check(gateway.balance())


def _waiting(chapter: Chapter) -> list[Milestone]:
    rows = Milestone.objects.filter(
        status=Milestone.Status.AGREED,
        position=1,
        placement__student__user__email=chapter.who,
        placement__listing__title=chapter.on,
    )
    return list(rows.select_related("placement__student__user", "placement__listing__created_by"))


# --- The employer ----------------------------------------------------------


def fund(milestone: Milestone) -> None:
    payer = milestone.offer.application.listing.created_by
    page = operations.open_page(actions.start_funding(milestone, payer))
    hosted.pay(page.checkout_url, payer.email, payer.name)
    operations.check_funding(page)


def university_pays(minor: int | None) -> Step:
    """Of its price, minor units; None: all of it, and the employer only says that it starts."""

    def pay(milestone: Milestone) -> None:
        funding.from_a_budget(milestone, minor)
        if minor is None:
            actions.pay_from_kept(milestone)

    return pay


def ask_for_changes(words: str) -> Step:
    def ask(milestone: Milestone) -> None:
        application_actions.ask_for_changes(milestone, words, day(5))

    return ask


def dispute(reason: str, wish: Wish, words: str) -> Step:
    """About what was handed in."""

    def open_it(milestone: Milestone) -> None:
        by = milestone.offer.application.listing.created_by
        application_actions.open_dispute(milestone, by, reason, wish, Evidence(words))

    return open_it


def approve(milestone: Milestone) -> None:
    """If the student's account is ready, the transfer is on its way when this returns."""
    payout = actions.approve(milestone, milestone.offer.application.listing.created_by)
    if payout.operation_id:
        _sent(payout)


# --- The student -----------------------------------------------------------


def deliver(work: deliveries.Work) -> Step:
    def hand_in(milestone: Milestone) -> None:
        files = deliveries.files(work)
        application_actions.deliver(milestone, work.note, work.links, files)

    return hand_in


def answer_dispute(words: str) -> Step:
    def answer(milestone: Milestone) -> None:
        student = milestone.offer.application.student.user
        application_actions.say(milestone.disputes.get(), student, Evidence(words))

    return answer


# --- Our staff -------------------------------------------------------------


def decide(wish: Wish, reasons: str) -> Step:
    """What goes back is on its way when this returns. Where we have no staff (DEBUG only),
    the other side agrees instead.
    """

    def end_it(milestone: Milestone) -> None:
        dispute = milestone.disputes.get()
        by = User.objects.filter(kind=User.Kind.PLATFORM).order_by("pk").first()
        if by:
            actions.decide(dispute, by, wish, reasons)
        else:
            student = milestone.offer.application.student.user
            actions.agree(dispute, student, application_actions.wish_of(dispute))
        for refund in Refund.objects.filter(milestone=milestone):
            operations.run(refund.operation_id, at_once=True)

    return end_it


# --- The student, once paid ------------------------------------------------


def set_up(milestone: Milestone) -> None:
    """Open an account at Stripe; what was owed before is sent now."""
    assert milestone.placement is not None
    student = milestone.placement.student
    payee = operations.open_account(student)
    page = gateway.onboarding_url(
        payee.stripe_account_id or "",
        return_url=settings.SITE_URL + reverse("payments:setup_done"),
        refresh_url=settings.SITE_URL + reverse("payments:setup_again"),
    )
    hosted.set_up(page, student.user.name, payee.country)
    operations.check_payee(payee)
    for payout in Payout.objects.filter(student=student, status=Payout.Status.QUEUED):
        _sent(payout)


def by_our_bank(milestone: Milestone) -> None:
    """Of our staff one has sent the pay by bank transfer; a second is to look at it. Where we have
    no staff (DEBUG only) Stripe pays.
    """
    by = User.objects.filter(kind=User.Kind.PLATFORM).order_by("pk").first()
    if by is None:
        set_up(milestone)
        return
    payout = Payout.objects.get(milestone=milestone)
    actions.take_over(payout, by)
    slip = SimpleUploadedFile("transfer.pdf", pdf("Bank transfer", [*TRANSFER, payout.reference]))
    actions.record_transfer(payout, by, "FPS 118204", timezone.now().date(), slip)


def _sent(payout: Payout) -> None:
    """Send it now; a worker may have been quicker. Raises TimeoutError."""
    assert payout.operation_id is not None
    operations.run(payout.operation_id, at_once=True)
    until = time.monotonic() + PATIENCE
    while payout.status != Payout.Status.SENT:
        if time.monotonic() > until:
            raise TimeoutError(f"payout {payout.pk} is {payout.status}")
        time.sleep(0.1)
        payout.refresh_from_db()


STORY = [
    Chapter(
        "linh.tran@tamarack.example",
        bell.ALLERGENS,
        (
            set_up,
            fund,
            deliver(deliveries.ALLERGEN_SHEETS),
            approve,
        ),
    ),
    Chapter(
        "owen.pritchard@ashcombe.example",
        bees.WELSH,
        (
            fund,
            deliver(deliveries.WELSH_FIRST),
            ask_for_changes(deliveries.WELSH_CHANGES),
            deliver(deliveries.WELSH_SECOND),
            approve,
            by_our_bank,
        ),
    ),
    Chapter(
        "kwame.mensah@ashcombe.example",
        bees.HIVES,
        (
            fund,
            deliver(deliveries.INSPECTIONS),
            approve,
        ),
    ),
    Chapter(
        "isla.fraser@ashcombe.example",
        bees.GUIDE,
        (
            fund,
            deliver(deliveries.GUIDE),
            ask_for_changes(deliveries.GUIDE_CHANGES),
            together.employer_gives_until(9, deliveries.PICTURES_ARE_LATE),
        ),
    ),
    Chapter(
        "tyrell.banks@tamarack.example",
        bell.POSTS,
        (
            university_pays(None),
            deliver(deliveries.CALENDAR),
        ),
    ),
    Chapter(
        "jonah.reyes@tamarack.example",
        bell.FORECAST,
        (
            university_pays(250_00),
            fund,
            together.log(
                (1, 150, "Sales table read in; two shops change their opening hours in June."),
                (1, 195, "Baseline: same as last week. Off by 31 loaves a day over all shops."),
                (0, 90, "An hour with Rosa, and writing down what she said."),
            ),
            together.cannot_work(19, 23, "Finals"),
            together.student_asks_for(25, 2, deliveries.LATER_FOR_FINALS),
            together.half_time("well", deliveries.FORECAST_SO_FAR),
        ),
    ),
    Chapter(
        "linh.tran@tamarack.example",
        teams.LOST,
        (
            fund,
            together.log(
                (1, 120, "Telephone books of 1951 and 1962 found, and the call with all of us."),
                (0, 75, "Streets that were renamed: 14 of them."),
            ),
            together.log(
                (1, 210, "First 60 rows, A to D. Two bakeries were one."),
                who="kwame.mensah@ashcombe.example",
            ),
            together.log(
                (0, 150, "Six last days in the newspapers, each with a queue."),
                who="isla.fraser@ashcombe.example",
            ),
            together.cannot_work(24, 26, "My sister's wedding", who="isla.fraser@ashcombe.example"),
            together.student_asks_for(
                27,
                2,
                "The stories are Isla’s, and she is at a wedding on the days before.",
                who="kwame.mensah@ashcombe.example",
            ),
        ),
    ),
    Chapter(
        "owen.pritchard@ashcombe.example",
        bees.HEDGES,
        (
            fund,
            deliver(disagreements.HEDGES_HANDED_IN),
            dispute("not_whole", Wish("part", 400_00), disagreements.HEDGES_COMPLAINT),
            answer_dispute(disagreements.HEDGES_ANSWER),
        ),
    ),
    Chapter(
        "hannah.weiss@tamarack.example",
        abroad.CORAL,
        (
            fund,
            deliver(disagreements.CORAL_HANDED_IN),
            dispute("not_own", Wish("refund"), disagreements.CORAL_COMPLAINT),
            answer_dispute(disagreements.CORAL_ANSWER),
            decide(Wish("refund"), disagreements.CORAL_REASONS),
        ),
    ),
]
