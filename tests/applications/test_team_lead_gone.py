"""Who applied for a team has closed their account: the others are not bound for ever."""

from django.urls import reverse

from applications.actions.locks import speaks_for
from applications.models import PlacementMember
from tests import make


def test_anybody_of_the_team_may_end_it_once_its_first_has_gone(db, sign_in):
    row = make.funded().milestone
    placement = row.placement
    mate = make.student(university=placement.student.university)
    stranger = make.student(university=placement.student.university)
    for position, student in enumerate((placement.student, mate), 1):
        PlacementMember.objects.create(
            placement=placement, student=student, position=position, share=50
        )
    assert not speaks_for(placement, mate.user)

    first = placement.student.user
    first.is_active = False
    first.save()

    assert speaks_for(placement, mate.user)
    assert not speaks_for(placement, stranger.user)
    page = sign_in(mate.user).get(reverse("payments:call_off", args=[placement.pk]))
    assert page.status_code == 200
