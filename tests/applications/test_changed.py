"""A listing that changes after somebody has applied to it."""

from django.urls import reverse
from django.utils import timezone

from applications import tasks
from listings.models import ListingRevision
from notifications.models import Email
from tests import make


def changed(listing):
    return ListingRevision.objects.create(
        listing=listing,
        by=listing.created_by,
        at=timezone.now(),
        changes=[{"label": "Hours in all", "before": "30", "after": "36"}],
        material=True,
    )


def test_who_has_applied_is_told_what_changed_once(db):
    application = make.application()
    changed(application.listing)

    tasks.tell_of_changes()
    tasks.tell_of_changes()

    email = Email.objects.get()
    assert email.to == application.student.user.email
    assert email.subject.startswith("Changed after you applied: ")
    assert "Hours in all\nBefore: 30\nNow: 36" in email.body


def test_who_no_longer_waits_or_came_later_is_not_told(db):
    application = make.application(status="withdrawn")
    changed(application.listing)
    make.application(listing=application.listing)

    tasks.tell_of_changes()

    assert not Email.objects.exists()


def test_the_students_page_says_what_changed_since(db, sign_in):
    application = make.application()
    me = sign_in(application.student.user)
    page = reverse("applications:detail", args=[application.pk])
    assert "has changed since you applied" not in me.get(page).text

    changed(application.listing)

    text = me.get(page).text
    assert "The listing has changed since you applied" in text
    assert "Hours in all" in text
