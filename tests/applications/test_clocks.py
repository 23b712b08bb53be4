"""What happens by itself when nobody acts, once, whoever else acts meanwhile."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from applications import actions
from applications.models import Application, Offer
from marketplace.states import WrongState
from marketplace.tasks import turn_clocks
from notifications.models import Email
from tests import make

LATER = timedelta(minutes=1)


def test_nothing_happens_before_its_time(db):
    offer, application = make.offer(), make.application()

    with time_machine.travel(offer.expires_at - LATER, tick=False):
        turn_clocks()
    with time_machine.travel(application.decide_by - LATER, tick=False):
        Offer.objects.all().update(expires_at=timezone.now() + timedelta(days=9))
        turn_clocks()

    offer.refresh_from_db()
    application.refresh_from_db()
    assert (offer.status, application.status) == ("made", "submitted")


def test_an_unanswered_offer_expires_and_both_are_told(db):
    offer = make.offer()

    with time_machine.travel(offer.expires_at + LATER, tick=False):
        turn_clocks()
        turn_clocks()

    offer.refresh_from_db()
    application = Application.objects.get()
    assert (offer.status, application.status) == ("expired", "shortlisted")
    hours = application.listing.format.decision_hours
    assert application.decide_by >= offer.expires_at + timedelta(hours=hours)
    title = application.listing.title
    assert set(Email.objects.values_list("to", "subject")) == {
        (application.student.user.email, f"Offer expired: {title}"),
        (offer.made_by.email, f"Offer not answered: {title}"),
    }


@pytest.mark.parametrize("status", ["submitted", "shortlisted"])
def test_an_application_nobody_answered_is_closed_with_similar_ones(db, status):
    application = make.application(status=status)
    similar = make.listing(
        approved_by=application.student.university,
        apply_by=timezone.now() + timedelta(days=60),
    )

    with time_machine.travel(application.decide_by + LATER, tick=False):
        turn_clocks()
        turn_clocks()

    application.refresh_from_db()
    assert application.status == "not_selected"
    mail = Email.objects.get()
    assert mail.to == application.student.user.email
    assert "did not answer your application" in mail.body
    assert similar.get_absolute_url() in mail.body


@pytest.mark.parametrize("status", ["offered", "accepted", "declined", "withdrawn", "draft"])
def test_the_clock_closes_only_what_is_undecided(db, status):
    application = make.application(status=status)

    with time_machine.travel(application.decide_by + LATER, tick=False):
        turn_clocks()

    application.refresh_from_db()
    assert application.status == status
    assert not Email.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("person", [actions.accept, actions.refuse, actions.take_back])
def test_a_person_and_the_clock_at_once_leave_one_of_them(person):
    offer = make.offer()
    start, outcomes = Barrier(2), []

    def run(step):
        row = Offer.objects.for_pages().get(pk=offer.pk)
        start.wait()
        try:
            step(row)
            outcomes.append("done")
        except WrongState:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=run, args=[step]) for step in (person, actions.expire)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["done", "refused"]
    offer.refresh_from_db()
    told = Email.objects.filter(key__startswith=f"offer-expired:{offer.pk}").count()
    assert told == (2 if offer.status == "expired" else 0)
