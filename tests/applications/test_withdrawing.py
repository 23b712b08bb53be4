"""An application that its student takes back."""

import pytest
from django.urls import reverse

from notifications.models import Email
from tests import make
from tests.applications.sending import send
from tests.applications.test_applying import answers, apply_url, draft


@pytest.fixture
def who(db):
    return make.student(hours_per_week=12)


@pytest.fixture
def listing(who):
    return make.listing(approved_by=who.university, questions=["Which tool would you use?"])


@pytest.fixture
def as_student(who, sign_in):
    return sign_in(who.user)


@pytest.mark.parametrize("status", ["submitted", "shortlisted"])
def test_withdraw_and_apply_again(who, listing, as_student, status):
    application = (
        draft(who, listing, status=status)
        if status == "draft"
        else make.application(
            student=who, listing=listing, status=status, answers=["R"], resume=make.resume(who)
        )
    )

    response = as_student.post(reverse("applications:withdraw", args=[application.pk]), follow=True)

    application.refresh_from_db()
    assert application.status == "withdrawn"
    assert apply_url(listing) in response.text
    form = as_student.get(apply_url(listing)).context["form"]
    assert form["pitch"].value() == application.pitch

    as_student.post(apply_url(listing), answers(pitch="A better pitch"))
    send(as_student, application)

    application.refresh_from_db()
    assert (application.status, application.pitch) == ("submitted", "A better pitch")
    assert application.decided_at is None


@pytest.mark.parametrize("status", ["accepted", "declined", "not_selected", "withdrawn"])
def test_what_is_decided_cannot_be_withdrawn(who, listing, as_student, status):
    application = make.application(student=who, listing=listing, status=status)

    page = as_student.post(reverse("applications:withdraw", args=[application.pk]), follow=True)

    assert "It can no longer be withdrawn. Nothing was changed." in page.text
    application.refresh_from_db()
    assert application.status == status


def test_withdrawing_ends_an_open_offer_and_tells_the_employer(who, listing, as_student):
    application = make.application(student=who, listing=listing, status="offered")
    offer = make.offer(application=application)

    as_student.post(reverse("applications:withdraw", args=[application.pk]))

    offer.refresh_from_db()
    assert offer.status == "declined"
    told = {each.to: each.subject for each in Email.objects.all()}
    assert told == {
        offer.made_by.email: f"Withdrawn: {listing.title}"[:60],
        who.user.email: f"You withdrew: {listing.title}"[:60],
    }
