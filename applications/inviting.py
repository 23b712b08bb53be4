"""Students whom an employer may invite to apply: who wished to be found, the best fit first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Student
from applications import for_you
from applications.models import Application, Interest, StudentInvitation, TeamMember
from listings.five import skill_names
from listings.matching.facts import columns_of
from listings.matching.weights import in_use
from listings.matching.whom import crowd_of, postings, whom
from listings.models import Dismissal, Listing, Moderation
from listings.search import engine
from listings.search.wanted import Moment
from notifications.models import Email

# So that nobody is flooded: of each student, and of each listing.
A_WEEK, OF_A_LISTING = 3, 20
WEEK = timedelta(days=7)
# Of those who share most skills, so many are weighed; so many are shown.
WEIGHED, SHOWN = 300, 24


@dataclass(frozen=True)
class Candidate:
    """`who` is their name; where a listing hides names, what they study."""

    pk: int
    who: str
    studies: str
    reasons: list[str]
    lacks: str
    interested: bool


def may_be_invited(listing: Listing) -> QuerySet[Student]:
    """Who wished to be found, or showed interest; has not been invited too often of late; and has
    neither applied, nor put the listing aside, nor been invited already."""
    approved = Moderation.objects.filter(listing=listing, status=Moderation.Status.APPROVED)
    interested = Interest.objects.filter(listing=listing, student=OuterRef("pk"))
    invited = StudentInvitation.objects.filter(student=OuterRef("pk"))
    lately = invited.filter(at__gt=timezone.now() - WEEK).order_by().values("student")
    busy = lately.annotate(n=Count("pk")).filter(n__gte=A_WEEK)
    sent = Application.objects.filter(listing=listing).exclude(status=Application.Status.DRAFT)
    joined = TeamMember.objects.filter(application__in=sent, student=OuterRef("pk"))
    aside = Dismissal.objects.filter(listing=listing, user=OuterRef("user"))
    whole = ~Q(course="") & ~Q(payout_country="") & Q(graduates_in__isnull=False)
    return (
        Student.objects.filter(whole, user__is_active=True)
        .filter(university__in=approved.values("university"))
        .filter(Q(Exists(interested)) | (Q(open_to_invitations=True) & ~Exists(busy)))
        .exclude(Exists(invited.filter(listing=listing)))
        .exclude(Exists(sent.filter(student=OuterRef("pk"))))
        .exclude(Exists(joined))
        .exclude(Exists(aside))
    )


def candidates(listing: Listing) -> list[Candidate]:
    """Who showed interest first, then who has most of its skills; of equals whom it fits best."""
    skills = [skill.pk for skill in listing.skills.all()]
    keen = set(Interest.objects.filter(listing=listing).values_list("student", flat=True))
    common = Count("skills", filter=Q(skills__in=skills), distinct=True)
    rows = may_be_invited(listing).select_related("user", "university")
    ranked = rows.annotate(keen=Q(pk__in=keen), common=common).order_by("-keen", "-common", "pk")
    some = list(ranked[:WEIGHED])
    scores = _scores(listing, some)
    fit = [each for each in some if each.pk in scores or each.pk in keen]
    names, owned = skill_names(skills), _skills_of(some, skills)

    def order(each: Student) -> tuple[bool, int, float]:
        return each.pk not in keen, -len(owned[each.pk]), -scores.get(each.pk, 0)

    shown = sorted(fit, key=order)[:SHOWN]
    return [_candidate(listing, each, owned[each.pk], names, each.pk in keen) for each in shown]


def _scores(listing: Listing, students: Sequence[Student]) -> dict[int, float]:
    """By student, as that listing scores for them (`docs/matching.md`); without whom it does not
    fit."""
    found = postings([listing.pk])
    if not found or not students:
        return {}
    moment = Moment(timezone.now())
    crowd = crowd_of(for_you.known(students), columns_of(engine.current()), {})
    fitting = whom(crowd, found[0], moment, in_use())
    pairs = zip(crowd.students[fitting.rows].tolist(), fitting.scores.tolist(), strict=True)
    return dict(pairs)


def _skills_of(students: Sequence[Student], skills: list[int]) -> dict[int, list[int]]:
    """Those of `skills` that each has."""
    owned: dict[int, list[int]] = {each.pk: [] for each in students}
    pairs = Student.skills.through._default_manager.filter(student__in=owned, skill__in=skills)
    for student, skill in pairs.values_list("student_id", "skill_id"):
        owned[student].append(skill)
    return owned


def _candidate(
    listing: Listing, student: Student, skills: list[int], names: Mapping[int, str], keen: bool
) -> Candidate:
    studies = f"{student.course} · {student.university}"
    return Candidate(
        pk=student.pk,
        who=student.course if listing.blind else str(student),
        studies="" if listing.blind else studies,
        reasons=reasons(listing, student, sorted(names[pk] for pk in skills), len(names)),
        lacks=_lacks(listing, student),
        interested=keen,
    )


def reasons(listing: Listing, student: Student, shared: list[str], asked: int) -> list[str]:
    """Out of the profile alone: what a student saves and opens is nobody's business."""
    said = []
    if shared:
        words = ngettext("Has %(n)d of %(m)d skill", "Has %(n)d of %(m)d skills", asked)
        which = get_text_list(shared, _("and"))
        said.append(_("%(has)s: %(which)s") % {"has": words % _of(shared, asked), "which": which})
    free = {"have": student.hours_per_week, "n": listing.hours_per_week or 0}
    if not listing.hours_per_week:
        said.append(_("%(have)d h free in a week") % free)
    elif listing.hours_per_week <= student.hours_per_week:
        said.append(_("%(have)d h free in a week, and you ask for %(n)d") % free)
    if student.available_from and student.available_from > timezone.localdate():
        day = date_format(student.available_from, "j F")
        said.append(_("Free from %(day)s") % {"day": day})
    else:
        said.append(_("Can begin any day"))
    return said


def _lacks(listing: Listing, student: Student) -> str:
    """Of who is interested all the same."""
    asked = listing.hours_per_week or 0
    if asked <= student.hours_per_week:
        return ""
    said = _("Only %(have)d h free in a week, and you ask for %(n)d")
    return said % {"have": student.hours_per_week, "n": asked}


def _of(shared: Iterable[str], asked: int) -> dict[str, int]:
    return {"n": len(list(shared)), "m": asked}


def left(listing: Listing) -> int:
    """How many more may be invited to it."""
    return max(0, OF_A_LISTING - StudentInvitation.objects.filter(listing=listing).count())


def answer_to(invitation: StudentInvitation, applied: set[int]) -> str:
    """For the employer. `applied`: students."""
    if invitation.student_id in applied:
        return _("applied")
    return _("not interested") if invitation.refused_at else _("no answer yet")


# --- A student's own ---------------------------------------------------------


def waiting(student: Student) -> QuerySet[StudentInvitation]:
    """Invitations that they could still take up."""
    sent = Application.objects.exclude(status=Application.Status.DRAFT)
    mine = sent.filter(student=student, listing=OuterRef("listing"))
    rows = StudentInvitation.objects.filter(student=student, refused_at=None)
    seen = Listing.objects.visible_to(student.user).open()
    return rows.filter(~Exists(mine), listing__in=seen.values("pk"))


def still_invited(mails: Sequence[Email]) -> set[int]:
    """At the moment of sending: neither answered, nor applied for, nor closed."""
    holds = set()
    for reader in {email.reader for email in mails if email.reader}:
        told = {email.key.rpartition(":")[2]: email.pk for email in mails if email.reader == reader}
        if student := getattr(reader, "student", None):
            rows = waiting(student).filter(pk__in=told).values_list("pk", flat=True)
            holds |= {told[str(pk)] for pk in rows}
    return holds


def still_interested(mails: Sequence[Email]) -> set[int]:
    """At the moment of sending: they have not applied meanwhile, and may be read of."""
    by_listing = defaultdict[int, dict[int, list[int]]](lambda: defaultdict(list))
    for email in mails:
        _word, listing, student, *_who = email.key.split(":")
        by_listing[int(listing)][int(student)].append(email.pk)
    holds = set()
    for row in Listing.objects.open().filter(pk__in=by_listing):
        students = by_listing[row.pk]
        found = may_be_invited(row).filter(pk__in=students).values_list("pk", flat=True)
        holds |= {pk for student in found for pk in students[student]}
    return holds
