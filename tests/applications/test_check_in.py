"""Half-time: where the format asks, both sides answer two questions and read each other."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from applications import actions
from applications.actions import checking_in
from applications.models import CheckIn, Placement
from marketplace.states import WrongState
from notifications.models import Email
from tests import make


def url(placement):
    return reverse("applications:check_in", args=[placement.pk])


def going_on(asks=True):
    kind = make.format(slug="in-halves", name="In halves", asks_at_half_time=asks)
    application = make.application(listing=make.listing(format=kind), status="accepted")
    placement = make.placement(application=application)
    make.funded(placement.milestones.get())
    Email.objects.all().delete()
    return Placement.objects.for_pages().get()


def asked():
    placement = going_on()
    Placement.objects.update(check_in_at=timezone.now())
    actions.ask_how_it_goes(placement)
    return placement


def test_half_time_is_the_morning_of_the_middle_day_and_only_where_the_format_asks(db):
    placement = going_on()
    offer = placement.offer

    assert placement.check_in_at is not None
    middle = offer.starts_on + (offer.ends_on - offer.starts_on) / 2
    assert placement.check_in_at.date() == middle
    assert checking_in.half_time(placement, timezone.now()) == placement.check_in_at
    placement.listing.format.asks_at_half_time = False
    assert checking_in.half_time(placement, timezone.now()) is None


def test_a_late_start_moves_the_middle(db):
    placement = going_on()
    late = timezone.now() + timedelta(days=20)

    assert checking_in.half_time(placement, late) > placement.check_in_at


def test_both_are_asked_once_by_mail_and_on_the_page(db, sign_in):
    placement = asked()
    people = [placement.student.user, placement.offer.made_by]

    with pytest.raises(WrongState):
        actions.ask_how_it_goes(placement)

    assert set(Email.objects.values_list("to", flat=True)) == {each.email for each in people}
    assert Email.objects.count() == CheckIn.objects.count() == 2
    for person in people:
        text = sign_in(person).get(placement.get_absolute_url()).text
        assert "Half-time: say how it goes" in text
        assert url(placement) in text


def test_what_one_side_answers_the_other_reads(db, sign_in):
    placement = asked()
    student, employer = placement.student.user, placement.offer.made_by
    Email.objects.all().delete()

    page = sign_in(student).post(
        url(placement), {"going": "mixed", "word": "Shop 7 <never> answers."}, follow=True
    )

    assert "Thank you." in page.text
    assert "Half-time: say how it goes" not in page.text
    room = sign_in(employer).get(placement.get_absolute_url()).text
    for words in ("At half-time", "with some trouble", "Shop 7 &lt;never&gt; answers."):
        assert words in room
    mail = Email.objects.get()
    assert (mail.to, "Shop 7 <never> answers." in mail.body) == (employer.email, True)
    page = sign_in(student).post(url(placement), {"going": "well"}, follow=True)
    assert "There is nothing to answer here now. Nothing was changed." in page.text
    assert CheckIn.objects.get(side="student").going == "mixed"


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({}, "going", "Choose how it is going."),
        ({"going": "splendid"}, "going", "Select a valid choice"),
        ({"going": "badly", "word": "  "}, "word", "Say what the trouble is"),
        ({"going": "well", "word": "x" * 601}, "word", "at most 600 characters"),
    ],
)
def test_what_is_wrong_is_said(db, sign_in, given, field, words):
    placement = asked()

    page = sign_in(placement.offer.made_by).post(url(placement), given)

    assert words in str(page.context["form"].errors[field])
    assert not CheckIn.objects.filter(status="answered").exists()


def test_nobody_answers_for_the_other_side(db, sign_in):
    placement = going_on()
    make.check_in(placement, side="student")

    page = sign_in(placement.offer.made_by).post(url(placement), {"going": "well"}, follow=True)

    assert "There is nothing to answer here now." in page.text
    assert CheckIn.objects.get().status == "asked"


def test_work_that_is_over_by_then_is_not_asked_about(db):
    placement = going_on()
    Placement.objects.update(status="completed")

    with time_machine.travel(placement.check_in_at + timedelta(hours=1)):
        assert not Placement.objects.at_half_time().exists()
        with pytest.raises(WrongState):
            actions.ask_how_it_goes(placement)

    assert not Email.objects.exists()
