"""What we report of a student's pay to a tax office. Today: the form 1099-NEC of the US.

Who pays somebody for services who is not an employee, 2,000 US dollars or more in a calendar
year, files this form and gives them a copy; for payments before 2026 it was 600. We pay the
student, so the form is ours to file; the employer paid us by card or debit and files none. The
student is told, and our finance staff have a list, before the payment that reaches the sum.
Nothing is held back because of it.

What the law asks is for a lawyer to say; this only counts. From 2027 the sum follows prices: add
each year's to `TAX_FORM_FROM` when the tax office names it; until then the latest counts. Years
are those of our books. Who is concerned is read from the country that they are paid into: of
their account at Stripe, which never changes, and without one what their profile says.

Source: product.md section 5; section 70433 of Public Law 119-21 (4 July 2025), as told at
https://sovos.com/regulatory-updates/trr/one-big-beautiful-bill-raises-1099-reporting-thresholds
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet, Sum

from accounts.models import Student
from applications.models import Milestone
from applications.sharing import split_of
from payments import calendar
from payments.models import Payee, Payout, Reversal

COUNTRY, CURRENCY = "US", "USD"


def year_now() -> int:
    return calendar.today().year


def reports() -> bool:
    """Whether we are somebody who files this form at all."""
    return bool(settings.PLATFORM_COUNTRY == COUNTRY)


def threshold(year: int) -> int | None:
    """Minor units of a US dollar; None for a year before the first that is set."""
    known: dict[int, int] = settings.TAX_FORM_FROM
    upto = [each for each in known if each <= year]
    return known[max(upto)] if upto else None


@dataclass(frozen=True)
class Standing:
    """Of one student in one year, minor units: what they were paid, and what is to come."""

    student: Student
    year: int
    paid: int
    coming: int
    threshold: int

    @property
    def is_reached(self) -> bool:
        return self.paid >= self.threshold

    @property
    def will_be_reached(self) -> bool:
        """With all that is approved or held for them, if that is paid this year."""
        return not self.is_reached and self.paid + self.coming >= self.threshold


def standing(student: Student) -> Standing | None:
    """This year's; None for whom we file no such form."""
    year = year_now()
    least = threshold(year)
    if not reports() or least is None or not _concerned().filter(pk=student.pk).exists():
        return None
    paid = _paid(Payout.objects.filter(student=student), year).get(student.pk, 0)
    return Standing(student, year, paid, _coming([student]).get(student.pk, 0), least)


def standings(year: int) -> list[Standing]:
    """Of everybody whose form is to be filed, or will be: the most paid first."""
    least = threshold(year)
    if not reports() or least is None:
        return []
    paid = _paid(Payout.objects.filter(student__in=_concerned()), year)
    coming: dict[int, int] = {}
    if year == year_now():
        coming = _coming(_concerned())
    wanted = {pk for pk in paid.keys() | coming if paid.get(pk, 0) + coming.get(pk, 0) >= least}
    students = Student.objects.filter(pk__in=wanted).select_related("user")
    found = [
        Standing(each, year, paid.get(each.pk, 0), coming.get(each.pk, 0), least)
        for each in students
    ]
    return sorted(found, key=lambda each: (-each.paid, -each.coming, each.student.pk))


def _concerned() -> QuerySet[Student]:
    """Paid into this country."""
    accounts = Payee.objects.exclude(stripe_account_id=None)
    without = Q(payout_country=COUNTRY) & ~Q(pk__in=accounts.values("student"))
    return Student.objects.filter(
        Q(pk__in=accounts.filter(country=COUNTRY).values("student")) | without
    )


def _paid(payouts: QuerySet[Payout], year: int) -> dict[int, int]:
    begins, ends = calendar.bounds(year)
    rows = payouts.filter(currency=CURRENCY, sent_at__gte=begins, sent_at__lt=ends)
    sums = dict(rows.order_by().values_list("student").annotate(Sum("amount_minor")))
    back = Reversal.objects.filter(payout__in=rows, status=Reversal.Status.DONE).order_by()
    for student, minor in back.values_list("payout__student").annotate(Sum("amount_minor")):
        sums[student] -= minor
    return sums


def _coming(students: Iterable[Student] | QuerySet[Student]) -> dict[int, int]:
    """Approved and not sent, or held: by student."""
    sums: dict[int, int] = defaultdict(int)
    owed = Payout.objects.filter(student__in=students, currency=CURRENCY)
    owed = owed.exclude(status=Payout.Status.SENT).order_by()
    sums.update(owed.values_list("student").annotate(Sum("amount_minor")))
    held = (
        Milestone.objects.held()
        .filter(
            Q(placement__student__in=students) | Q(placement__members__student__in=students),
            currency=CURRENCY,
        )
        .distinct()
        .select_related("placement__student", "placement__offer")
        .prefetch_related("placement__members__student", "placement__offer__milestones")
    )
    for milestone in held:
        for student, minor in _shares(milestone):
            sums[student.pk] += minor
    return sums


def _shares(milestone: Milestone) -> list[tuple[Student, int]]:
    """Without a statement: the team and the parts are there."""
    placement = milestone.placement
    assert placement is not None
    parts = sorted(placement.offer.milestones.all(), key=lambda each: each.position)
    team = list(placement.members.all())
    return split_of(placement, [milestone], team, parts)[milestone.pk]
