"""A university that has refused the listing since its student applied: no offer is made."""

import pytest
from django.urls import reverse

from applications.models import Offer
from listings.models import Moderation
from tests import make
from tests.making.team import team
from tests.steps import terms

pytestmark = pytest.mark.django_db


def refuses(student, listing):
    rows = Moderation.objects.filter(listing=listing, university=student.university)
    if not rows.update(status=Moderation.Status.REJECTED):
        Moderation.objects.create(
            listing=listing, university=student.university, status=Moderation.Status.REJECTED
        )


def offered(sign_in, application):
    browser = sign_in(application.listing.created_by)
    url = reverse("applications:make_offer", args=[application.pk])
    return [browser.get(url, follow=True), browser.post(url, terms(), follow=True)]


def test_its_student_is_offered_nothing_and_the_employer_reads_why(sign_in):
    row = make.application()
    refuses(row.student, row.listing)

    for page in offered(sign_in, row):
        assert "Their university lets none of its students do this project" in page.text
    assert not Offer.objects.exists()


def test_nor_is_a_team_with_one_of_its_students(sign_in):
    row = make.application()
    mate = make.student(university=make.university())
    team(row, [mate], [50, 50])
    row.refresh_from_db()
    refuses(mate, row.listing)

    for page in offered(sign_in, row):
        assert "of this team lets none of its students" in page.text
    assert not Offer.objects.exists()


def test_a_student_of_another_university_is(sign_in):
    row = make.application()
    refuses(make.student(university=make.university()), row.listing)

    offered(sign_in, row)

    assert Offer.objects.get().application == row
