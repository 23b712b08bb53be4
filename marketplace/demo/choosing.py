"""Loading applications, and what became of each of them up to an accepted offer."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import Student
from applications import actions
from applications.actions import Part, Terms
from applications.models import Application, Offer, Placement
from listings.models import Listing
from marketplace.demo import publishing
from marketplace.demo.application import Pitch
from marketplace.demo.applications_abroad import ABROAD
from marketplace.demo.applications_bees import TO_BEES
from marketplace.demo.applications_bell import TO_BELL
from marketplace.demo.applications_teams import TOGETHER
from marketplace.demo.past import ago, dated, day
from marketplace.money import to_minor
from payments import actions as payment_actions

PITCHES = sorted([*TO_BELL, *TO_BEES, *ABROAD, *TOGETHER], key=lambda pitch: -pitch.ago)
# How long an employer takes to read, a student to answer an offer.
READ_AFTER, ANSWERED_AFTER = timedelta(hours=19), timedelta(hours=9)
NOT_SHOWN = {"draft", "submitted"}
OFFERS = {"offered", "accepted", "refused", "expired", "taken back", "never paid"}


def load() -> None:
    rows = Student.objects.select_related("user", "university").prefetch_related("resumes")
    students = {student.user.email: student for student in rows}
    written = [(_written(pitch, students), pitch) for pitch in PITCHES]
    decided = [pair for pair in written if pair[1].became not in NOT_SHOWN | OFFERS]
    offered = [pair for pair in written if pair[1].became in OFFERS]
    for application, pitch in decided:
        _decided(application, pitch)
    for application, pitch in offered:
        _offered(application, pitch)
    publishing.close_some()
    publishing.end_deadlines()


def sent_at(pitch: Pitch) -> datetime:
    """Not all at the same minute of their day."""
    return ago(pitch.ago + len(pitch.text) % 9 / 24 + len(pitch.to) % 13 / 400)


def offered_at(pitch: Pitch) -> datetime:
    """Two days ago, or a day after the student wrote if that was later: the clock still runs."""
    return max(ago(1.6), sent_at(pitch) + READ_AFTER)


def _written(pitch: Pitch, students: dict[str, Student]) -> Application:
    listing = Listing.objects.select_related("format", "organisation").get(title=pitch.to)
    moment, student = sent_at(pitch), students[pitch.who]
    application = actions.save_draft(
        student,
        listing,
        pitch=pitch.text,
        answers=list(pitch.answers) or [""] * len(listing.questions),
        hours_per_week=pitch.per_week,
        can_start=day(pitch.start),
        availability_note=pitch.note,
        resume=student.resumes.all()[0],
    )
    shown = Application.objects.filter(pk=application.pk)
    shown.update(created_at=moment - timedelta(hours=2), updated_at=moment)
    with dated(moment - timedelta(hours=1)):
        _team(application, pitch, students)
    if pitch.became != "draft":
        with dated(moment):
            actions.submit(application)
        shown.update(submitted_at=moment)
    return application


def _team(application: Application, pitch: Pitch, students: dict[str, Student]) -> None:
    for email in (*pitch.mates, *pitch.asked):
        actions.name_member(application, email)
    for email in pitch.mates:
        member = application.members.for_pages().get(email=email)
        actions.confirm(member, students[email], actions.part_of(member))


def _decided(application: Application, pitch: Pitch) -> None:
    """Those of `not_selected` whose listing is filled are told when that happens."""
    moment = sent_at(pitch) + READ_AFTER
    with dated(moment):
        if pitch.became == "shortlisted":
            actions.shortlist(application)
        elif pitch.became == "withdrawn":
            actions.withdraw(application)
        elif pitch.became == "declined" and pitch.no:
            actions.decline(application, pitch.no.reason, pitch.no.word)
        elif application.listing.title in publishing.TO_CLOSE:
            Application.objects.filter(pk=application.pk).update(decide_by=moment)
            actions.close_undecided(application)
    application.refresh_from_db()
    if application.decided_at:
        Application.objects.filter(pk=application.pk).update(decided_at=moment)


# --- Offers ----------------------------------------------------------------


def _offered(application: Application, pitch: Pitch) -> None:
    made, answered = offered_at(pitch), offered_at(pitch) + ANSWERED_AFTER
    with dated(made):
        offer = _make(application, pitch, made)
    hours = application.listing.format.offer_hours
    shown = Offer.objects.filter(pk=offer.pk)
    shown.update(made_at=made, expires_at=made + timedelta(hours=hours))
    offer.refresh_from_db()
    if pitch.became == "offered":
        return
    with dated(answered):
        ENDINGS[pitch.became](offer)
    shown.update(answered_at=answered)
    Application.objects.filter(pk=application.pk).exclude(decided_at=None).update(
        decided_at=answered
    )


def _make(application: Application, pitch: Pitch, made: datetime) -> Offer:
    said = pitch.terms
    assert said is not None
    listing = application.listing
    terms = Terms(
        starts_on=day(said.starts_in),
        ends_on=day(said.ends_in),
        total_hours=listing.total_hours or 0,
        hours_per_week=listing.hours_per_week or 0,
        parts=_parts(said.parts, listing.currency),
        note=said.word,
    )
    return actions.make_offer(application, listing.created_by, terms, at=made)


def _parts(parts: Iterable[tuple[str, int, int]], currency: str) -> list[Part]:
    return [
        Part(title, day(due), to_minor(Decimal(amount), currency)) for title, due, amount in parts
    ]


def _accepted(offer: Offer) -> Placement:
    accepted = offer.made_at + ANSWERED_AFTER
    for mate in offer.application.members.filter(position__gt=1).for_pages():
        assert mate.student is not None
        actions.agree(offer, mate.student.user, at=accepted)
    placement = actions.accept(offer, at=accepted)
    _close_the_rest(placement.listing)
    hours = placement.listing.format.funding_hours
    fund_by = accepted + timedelta(hours=hours)
    Placement.objects.filter(pk=placement.pk).update(accepted_at=accepted, fund_by=fund_by)
    placement.refresh_from_db()
    return placement


def _close_the_rest(listing: Listing) -> None:
    """What the clock does within a minute of the last place being taken."""
    for application in Application.objects.overdue().filter(listing=listing).for_pages():
        actions.close_undecided(application)


def _refused(offer: Offer) -> None:
    actions.refuse(offer, "I have just said yes to another project. Thank you for page one!")


def _expired(offer: Offer) -> None:
    """Its time is over, then the clock says so."""
    Offer.objects.filter(pk=offer.pk).update(expires_at=timezone.now() - timedelta(minutes=40))
    offer.refresh_from_db()
    actions.expire(offer)


def _never_paid(offer: Offer) -> None:
    placement = _accepted(offer)
    Placement.objects.filter(pk=placement.pk).update(fund_by=timezone.now() - timedelta(hours=1))
    payment_actions.cancel_unfunded(placement)


ENDINGS: dict[str, Callable[[Offer], object]] = {
    "accepted": _accepted,
    "refused": _refused,
    "expired": _expired,
    "taken back": actions.take_back,
    "never paid": _never_paid,
}
