"""One function per event. Everybody who waits, or has just stopped waiting, hears of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from accounts.models import Student, User
from applications import moments
from applications.eligibility import may_apply_again
from applications.models import Application, Delivery, Milestone, Offer, Placement, TeamMember
from applications.sharing import received
from applications.similar import similar_to
from applications.teams import users_of
from listings.models import Listing, ListingRevision, Moderation
from listings.people import of_employer
from notifications import outbox
from notifications.calendars import Date, done, ended


def sent(application: Application) -> None:
    """To the student, a copy; to the employer, that somebody applied."""
    # A second sending, after a withdrawal, is another event.
    key = f"{application.pk}:{application.submitted_at:%Y%m%d%H%M%S%f}"
    _student(f"sent:{key}", "sent", application)
    _employer(f"received:{key}", "received", application)


def withdrawn_by_student(application: Application) -> None:
    """To the student, a record."""
    key = f"withdrawn-by-student:{application.pk}:{application.decided_at:%Y%m%d%H%M%S%f}"
    _post(key, application.student.user, "withdrawn_student", application)


def withdrawn(application: Application) -> None:
    key = f"withdrawn:{application.pk}:{application.decided_at:%Y%m%d%H%M%S%f}"
    _employer(key, "withdrawn", application)


def declined(application: Application) -> None:
    """As `not_selected`, with the employer's reason."""
    words = {"similar": similar_to(application), "leads_to": application.get_absolute_url()}
    _student(f"declined:{application.pk}", "declined", application, **words)


def not_selected(application: Application) -> None:
    """With up to three open listings of the same field that this student may see."""
    # Who is asked again, or applies again, can be closed again, which is another event.
    key = f"not-selected:{application.pk}:{application.decided_at:%Y%m%d%H%M%S%f}"
    words = {"similar": similar_to(application), "again": may_apply_again(application)}
    words["leads_to"] = application.get_absolute_url()
    words |= taken_back(application)
    _student(key, "not_selected", application, **words)


def taken_back(application: Application) -> dict[str, str]:
    """Of what the student's university took back: which one, and its words."""
    if application.closed_for != Application.ClosedFor.CAMPUS:
        return {}
    university = application.student.university
    rows = Moderation.objects.filter(listing=application.listing_id, university=university)
    why = rows.values_list("reason", flat=True).first()
    return {"university": university.name, "why": why or ""}


def asked_again(application: Application) -> None:
    """A place they were not chosen for is free again, and they are on the shortlist."""
    key = f"asked-again:{application.pk}:{application.asked_again_at:%Y%m%d%H%M%S%f}"
    _student(key, "asked_again", application)


def not_interested(application: Application) -> None:
    """To the employer, who asked them again: they have withdrawn."""
    key = f"not-interested:{application.pk}:{application.decided_at:%Y%m%d%H%M%S%f}"
    _employer(key, "not_interested", application)


def listing_changed(application: Application, revision: ListingRevision) -> None:
    key = f"listing-changed:{revision.pk}:{application.pk}"
    _student(key, "listing_changed", application, revision=revision)


def offered(offer: Offer) -> None:
    date = moments.answer(offer)
    _student(f"offered:{offer.pk}", "offered", offer.application, offer=offer, date=date)


def accepted(placement: Placement) -> None:
    offer = placement.offer
    context = {"offer": offer, "placement": placement}
    answered = done(moments.answer(offer))
    _student(f"accepted:{offer.pk}", "accepted", offer.application, date=answered, **context)
    date = _to_pay_in(placement)
    key = f"offer-accepted:{offer.pk}"
    _employer(key, "offer_accepted", offer.application, date=date, **context)


def offer_refused(offer: Offer, word: str) -> None:
    key = f"offer-refused:{offer.pk}"
    _employer(key, "offer_refused", offer.application, offer=offer, word=word)


def offer_expired(offer: Offer) -> None:
    key, context = f"offer-expired:{offer.pk}", {"offer": offer}
    _student(f"{key}:student", "offer_expired", offer.application, **context)
    _employer(f"{key}:employer", "offer_not_answered", offer.application, **context)


def offer_taken_back(offer: Offer) -> None:
    about = {"offer": offer, "similar": similar_to(offer.application)}
    about["date"] = ended(moments.answer(offer))
    _student(f"taken-back:{offer.pk}", "offer_taken_back", offer.application, **about)


def funded(milestone: Milestone) -> None:
    """To the student: start. To the employer: what happens."""
    application, context = _about(milestone)
    key, date = f"funded:{milestone.pk}", moments.hand_in(milestone)
    _student(f"{key}:student", "funded_student", application, date=date, **context)
    # Their mails have named the day of the first part alone.
    paid_in = done(moments.pay_in(milestone)) if milestone.position == 1 else None
    _employer(f"{key}:employer", "funded_employer", application, date=paid_in, **context)


def delivered(delivery: Delivery) -> None:
    milestone = delivery.milestone
    application, context = _about(milestone)
    context["date"] = moments.review(milestone) if milestone.review_by else None
    key = f"delivered:{delivery.pk}"
    _employer(key, "delivered", application, delivery=delivery, **context)


def added(delivery: Delivery) -> None:
    """To the employer, each time: what they may have read holds more now."""
    application, context = _about(delivery.milestone)
    key = f"added:{delivery.pk}:{timezone.now():%Y%m%d%H%M%S%f}"
    _employer(key, "delivered", application, delivery=delivery, added=True, **context)


def changes_asked(delivery: Delivery) -> None:
    application, context = _about(delivery.milestone)
    context["date"] = moments.hand_in(delivery.milestone)
    key = f"changes-asked:{delivery.pk}"
    _student(key, "changes_asked", application, delivery=delivery, **context)


def approved(milestone: Milestone, following: Milestone | None) -> None:
    """`following`: the part that is to be paid in next, with its clock."""
    key = f"approved:{milestone.pk}"
    application, context = _about(milestone)
    context |= {"following": following, "new": True}
    handed_in = done(moments.hand_in(milestone))
    _student(f"{key}:student", "approved_student", application, date=handed_in, **context)
    looked_at = done(moments.review(milestone)) if milestone.review_by else None
    _employer(f"{key}:employer", "approved_employer", application, date=looked_at, **context)


def paid(milestone: Milestone) -> None:
    """To the employer: all of it is sent. Each student hears of their own: `paid_to`."""
    application, context = _about(milestone)
    _employer(f"paid:{milestone.pk}:employer", "paid_employer", application, **context)


def paid_to(milestone: Milestone, student: Student, minor: int) -> None:
    """`minor` is their own share."""
    application, context = _about(milestone)
    team_minor = milestone.student_minor if minor != milestone.student_minor else 0
    context |= {"receive_minor": minor, "team_minor": team_minor}
    key = f"paid:{milestone.pk}:student"
    if student.pk != application.student_id:
        key = f"{key}:{student.pk}"
    _post(key, student.user, "paid_student", application, **context)


def cancelled(placement: Placement, by: User) -> None:
    """To the other side, who did not expect it; to the one who did it, a record."""
    by_student = by.kind == User.Kind.STUDENT
    context = {"placement": placement, "by_student": by_student, "by": by}
    application = placement.offer.application
    key, similar = f"cancelled:{placement.pk}", _way_on(application, by_student=by_student)
    _student(f"{key}:student", "cancelled_student", application, similar=similar, **context)
    pay_in = _to_pay_in(placement)
    context["date"] = ended(pay_in) if pay_in else None
    _employer(f"{key}:employer", "cancelled_employer", application, **context)


def called_off(placement: Placement, by: User) -> None:
    """As `cancelled`, after money was in. Of the money the payer hears from `payments`."""
    by_student = by.kind == User.Kind.STUDENT
    approved = [each for each in placement.milestones.all() if each.status in Milestone.SETTLED]
    context = {
        "placement": placement,
        "by_student": by_student,
        "by": by,
        "approved": approved,
    }
    application = placement.offer.application
    key, similar = f"called-off:{placement.pk}", _way_on(application, by_student=by_student)
    _student(
        f"{key}:student",
        "called_off_student",
        application,
        similar=similar,
        date=_not_to_hand_in(placement),
        **context,
    )
    _employer(f"{key}:employer", "called_off_employer", application, **context)


def never_funded(placement: Placement) -> None:
    application, key = placement.offer.application, f"never-funded:{placement.pk}"
    about = {"placement": placement, "similar": similar_to(application)}
    _student(f"{key}:student", "never_funded_student", application, **about)
    _employer(f"{key}:employer", "never_funded_employer", application, placement=placement)


def ended_early(placement: Placement, unpaid: Milestone) -> None:
    """The rest of it was not paid in: `unpaid` is the part whose time was up."""
    _both(f"ended-early:{placement.pk}", "ended_early", unpaid)


# --- A team ---


def team_asked(member: TeamMember, again: str = "") -> None:
    """To an address that may belong to nobody here yet. `again`: which reminder it is."""
    _about_team(f"team-asked:{member.pk}:{again}", _reader(member), "team_asked", member)


def team_shares(member: TeamMember) -> None:
    now = timezone.now()
    key = f"team-shares:{member.pk}:{now:%Y%m%d%H%M%S%f}"
    _about_team(key, _reader(member), "team_shares", member)


def team_dropped(member: TeamMember) -> None:
    _about_team(f"team-dropped:{member.pk}", _reader(member), "team_dropped", member)


def team_left(member: TeamMember, *, ended: bool) -> None:
    """To the others; who applies is answered. `ended`: what was sent is taken back with it."""
    for other in _others(member.application):
        if other.pk != member.pk:
            key = f"team-left:{member.pk}:{member.answered_at:%Y%m%d%H%M%S%f}:{other.pk}"
            _about_team(key, _reader(other), "team_left", other, who=member, ended=ended)


def team_over(application: Application, by: User, how: str) -> None:
    """To all of the team but who did it. `how`: "refused" an offer, or "withdrawn"."""
    for member in application.members.confirmed().for_pages():
        if member.student and member.student.user != by:
            key = f"team-over:{member.pk}:{application.decided_at:%Y%m%d%H%M%S%f}"
            _about_team(key, _reader(member), "team_over", member, who=by, how=how)


def _others(application: Application) -> Iterable[TeamMember]:
    """Who was asked, or has confirmed, without who applies."""
    asked = [TeamMember.Status.ASKED, TeamMember.Status.CONFIRMED]
    return application.members.filter(position__gt=1, status__in=asked).for_pages()


def _reader(member: TeamMember) -> User | str:
    """The student; of who has no account yet, the address they were named by."""
    return member.student.user if member.student else member.email


def team_answered(member: TeamMember) -> None:
    """To who applies for the team: yes, or no."""
    key = f"team-answered:{member.pk}:{member.answered_at:%Y%m%d%H%M%S%f}"
    _about_team(key, member.application.student.user, "team_answered", member)


def team_to_send(member: TeamMember, when: str) -> None:
    """To who applies for the team: all have joined, and it is not sent."""
    key = f"team-to-send:{member.application_id}:{when}"
    _about_team(key, member.application.student.user, "team_to_send", member)


def team_not_sent(member: TeamMember) -> None:
    """To who had joined."""
    key = f"team-not-sent:{member.pk}:{member.answered_at:%Y%m%d%H%M%S%f}"
    _about_team(key, _reader(member), "team_not_sent", member)


def _about_team(
    key: str, to: User | str, template: str, member: TeamMember, **context: Any
) -> None:
    application = member.application
    outbox.post(
        key,
        to,
        f"applications/{template}",
        member=member,
        first=application.student,
        listing=application.listing,
        organisation=application.listing.organisation,
        **context,
    )


def _way_on(application: Application, *, by_student: bool) -> list[Listing]:
    """For who lost what they had counted on; who has ended it themselves looks for no other."""
    return [] if by_student else similar_to(application)


def _to_pay_in(placement: Placement) -> Date | None:
    """Of its first part."""
    first = placement.milestones.select_related("offer").order_by("position").first()
    if first is None:
        return None
    first.placement = placement
    return moments.pay_in(first)


def _not_to_hand_in(placement: Placement) -> Date | None:
    """Of the part whose day their mails have named last."""
    for part in placement.milestones.select_related("offer").order_by("position"):
        if part.status == Milestone.Status.REFUNDED and part.work_by:
            part.placement = placement
            return ended(moments.hand_in(part))
    return None


def _both(key: str, template: str, milestone: Milestone) -> None:
    """Templates NAME_student and NAME_employer."""
    application, context = _about(milestone)
    _student(f"{key}:student", f"{template}_student", application, **context)
    _employer(f"{key}:employer", f"{template}_employer", application, **context)


def _about(milestone: Milestone) -> tuple[Application, dict[str, Any]]:
    offer = milestone.offer
    return offer.application, {
        "offer": offer,
        "milestone": milestone,
        "placement": milestone.placement,
    }


def _student(key: str, template: str, application: Application, **context: Any) -> None:
    """To the student; of a team, to each of it, with what they receive themselves."""
    about = context.get("milestone") or context.get("offer")
    for end, to in users_of(application):
        own = received(about, to) if about else {}
        words = application.decline_words_to(to)
        _post(f"{key}{end}", to, template, application, decline_words=words, **own, **context)


def _employer(key: str, template: str, application: Application, **context: Any) -> None:
    """To whoever posted the listing; see `of_employer`."""
    for end, to in of_employer(application.listing):
        _post(f"{key}{end}", to, template, application, **context)


def _post(key: str, to: User, template: str, application: Application, **context: Any) -> None:
    outbox.post(
        key,
        to,
        f"applications/{template}",
        application=application,
        listing=application.listing,
        student=application.student,
        who=application.called,
        organisation=application.listing.organisation,
        **context,
    )
