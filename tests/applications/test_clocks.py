"""What happens by itself when nobody acts, once, whoever else acts meanwhile."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from applications import actions, tasks
from applications.models import Application, Offer
from marketplace.states import WrongState
from notifications.models import Email
from tests import make

LATER = timedelta(minutes=1)


def test_nothing_happens_before_its_time(db):
    offer, application = make.offer(), make.application()

    with time_machine.travel(offer.expires_at - LATER, tick=False):
        tasks.turn_clocks()
    with time_machine.travel(application.decide_by - LATER, tick=False):
        Offer.objects.all().update(expires_at=timezone.now() + timedelta(days=9))
        tasks.turn_clocks()

    offer.refresh_from_db()
    application.refresh_from_db()
    assert (offer.status, application.status) == ("made", "submitted")
    assert not Email.objects.exists()


def test_an_unanswered_offer_expires_and_both_are_told(db):
    offer = make.offer()

    with time_machine.travel(offer.expires_at + LATER, tick=False):
        tasks.turn_clocks()
        tasks.turn_clocks()

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
        tasks.turn_clocks()
        tasks.turn_clocks()

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
        tasks.turn_clocks()

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


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_act_once():
    offer, late = make.offer(), make.application()
    Offer.objects.update(expires_at=timezone.now())
    Application.objects.filter(pk=late.pk).update(decide_by=timezone.now())
    start = Barrier(2)

    def turn():
        start.wait()
        tasks.turn_clocks()
        connection.close()

    threads = [Thread(target=turn) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    offer.refresh_from_db()
    late.refresh_from_db()
    assert (offer.status, late.status) == ("expired", "not_selected")
    assert Email.objects.count() == 3


def test_one_row_that_fails_does_not_stop_the_others(db, monkeypatch, caplog):
    rows = [make.application(decide_by=timezone.now() - timedelta(hours=n)) for n in (2, 1)]
    close = actions.close_undecided

    def fail_once(application):
        if application.pk == rows[0].pk:
            raise RuntimeError("bad row")
        close(application)

    monkeypatch.setattr(actions, "close_undecided", fail_once)

    tasks.turn_clocks()

    states = [Application.objects.get(pk=row.pk).status for row in rows]
    assert states == ["submitted", "not_selected"]
    assert str(rows[0].pk) in caplog.text
