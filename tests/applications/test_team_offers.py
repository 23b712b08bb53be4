"""A team answers an offer: each of it."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse

from applications import actions
from applications.models import Placement
from tests import make
from tests.applications.teams import mate
from tests.making.team import team


@pytest.fixture
def ada(db):
    return make.student(university=make.university(domain="uni.example"))


@pytest.fixture
def bo(ada):
    return mate(ada)


@pytest.fixture
def listing(ada):
    return make.listing(approved_by=ada.university, team_most=3)


@pytest.fixture
def offer(ada, bo, listing):
    application = make.application(student=ada, listing=listing, status="offered")
    team(application, [bo], [3333, 6667])
    return make.offer(application=application)


def accept_url(offer):
    return reverse("payments:accept", args=[offer.pk])


def test_an_offer_is_accepted_when_each_of_the_team_has(ada, bo, offer, sign_in):
    first = sign_in(ada.user).post(accept_url(offer), {"agree": "on"}, follow=True)
    assert "It counts once all of your team have" in first.text
    assert not Placement.objects.exists()
    assert "Has not answered yet" in sign_in(bo.user).get(offer.get_absolute_url()).text

    sign_in(bo.user).post(accept_url(offer), {"agree": "on"})

    placement = Placement.objects.get()
    assert [(each.student, each.share) for each in placement.members.all()] == [
        (ada, 3333),
        (bo, 6667),
    ]
    assert {each.by for each in offer.acceptances.filter(side="student")} == {ada.user, bo.user}
    for student in (ada, bo):
        page = sign_in(student.user).get(placement.get_absolute_url())
        assert "The team" in page.text


def test_one_who_refuses_refuses_for_the_team(ada, bo, offer, sign_in):
    sign_in(ada.user).post(accept_url(offer), {"agree": "on"})
    sign_in(bo.user).post(reverse("applications:refuse", args=[offer.pk]), {"word": ""})

    offer.refresh_from_db()
    assert offer.status == "declined"
    assert "no longer be accepted" in (
        sign_in(bo.user).post(accept_url(offer), {"agree": "on"}, follow=True).text
    )
    assert not Placement.objects.exists()


def test_accepting_twice_is_accepting_once(ada, offer, sign_in):
    sign_in(ada.user).post(accept_url(offer), {"agree": "on"})
    sign_in(ada.user).post(accept_url(offer), {"agree": "on"})

    assert offer.acceptances.filter(by=ada.user).count() == 1
    assert not Placement.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_of_a_team_who_accept_at_once_make_one_placement():
    ada = make.student()
    bo = make.student(university=ada.university)
    application = make.application(
        student=ada,
        listing=make.listing(approved_by=ada.university, team_most=2),
        status="offered",
    )
    team(application, [bo], [5000, 5000])
    offer = make.offer(application=application)
    at_once = Barrier(2)

    def accept(who):
        mine = type(offer).objects.select_related("application__listing").get(pk=offer.pk)
        at_once.wait()
        try:
            actions.agree(mine, who.user)
        finally:
            connection.close()

    threads = [Thread(target=accept, args=[who]) for who in (ada, bo)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Placement.objects.get().members.count() == 2
