"""Teams: imported by tests/make.py."""

from django.utils import timezone

from accounts.models import Student
from applications.models import Application, Placement, PlacementMember, TeamMember


def team(application: Application, others: list[Student], shares: list[int]) -> None:
    """Everybody has confirmed; `shares` are weights, the applicant's first."""
    people = [application.student, *others]
    application.team_size = len(people)
    application.save(update_fields=["team_size"])
    for position, (student, share) in enumerate(zip(people, shares, strict=True), 1):
        TeamMember.objects.create(
            application=application,
            student=student,
            email=student.user.email,
            position=position,
            status="confirmed",
            share=share,
            answer_by=application.listing.apply_by,
            answered_at=timezone.now(),
        )


def team_placement(placement: Placement, others: list[Student], shares: list[int]) -> Placement:
    """`placement` is with all of them."""
    team(placement.offer.application, others, shares)
    for position, (student, share) in enumerate(
        zip([placement.student, *others], shares, strict=True), 1
    ):
        PlacementMember.objects.create(
            placement=placement, student=student, position=position, share=share
        )
    return placement
