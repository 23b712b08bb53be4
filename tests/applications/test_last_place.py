"""Fifty students accept the last place in the same moment."""

from threading import Barrier, Thread

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.urls import reverse

from applications.models import Application, Offer, Placement
from listings.models import Listing
from marketplace.tasks import turn_clocks
from notifications.models import Email
from tests import make

MANY = 50
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def listing() -> Listing:
    """One place, offered to fifty: more than `make_offer` lets anybody do."""
    row = make.listing(openings=1)
    for _ in range(MANY):
        make.offer(application=make.application(listing=row, status="offered"))
    make.application(listing=row)
    make.application(listing=row, status="shortlisted")
    return row


def all_at_once(offers, browsers):
    """Each student's answer, when they all press the button together."""
    start, answers = Barrier(len(offers)), {}

    def press(offer, browser):
        start.wait()
        try:
            where = reverse("payments:accept", args=[offer.pk])
            answers[offer.pk] = browser.post(where, {"agree": "on"})
        finally:
            connection.close()

    pairs = zip(offers, browsers, strict=True)
    threads = [Thread(target=press, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_one_of_fifty_wins_and_the_others_are_told_kindly(listing, sign_in):
    offers = list(Offer.objects.select_related("application__student__user"))
    browsers = [sign_in(offer.application.student.user) for offer in offers]

    answers = all_at_once(offers, browsers)

    placement = Placement.objects.get()
    won = answers.pop(placement.offer_id)
    assert (won.status_code, won.url) == (302, placement.get_absolute_url())
    assert len(answers) == MANY - 1
    for pk, answer in answers.items():
        assert (answer.status_code, answer.url) == (302, reverse("applications:offer", args=[pk]))
        [said] = [str(each) for each in get_messages(answer.wsgi_request)]
        assert said.startswith("Every place has been taken")

    turn_clocks()
    listing.refresh_from_db()
    assert listing.status == "filled"
    states = list(Application.objects.order_by("status").values_list("status", flat=True))
    assert states == ["accepted"] + ["not_selected"] * (MANY + 1)
    assert set(Offer.objects.exclude(pk=placement.offer_id).values_list("status", flat=True)) == {
        "withdrawn"
    }


def test_everybody_else_who_applied_is_told_once(listing, sign_in):
    offers = list(Offer.objects.select_related("application__student__user"))[:4]

    all_at_once(offers, [sign_in(offer.application.student.user) for offer in offers])
    turn_clocks()
    turn_clocks()

    lost = Application.objects.filter(status="not_selected").select_related("student__user")
    told = Email.objects.filter(key__startswith="not-selected").values_list("to", flat=True)
    assert len(lost) == MANY + 1
    assert sorted(told) == sorted(each.student.user.email for each in lost)
