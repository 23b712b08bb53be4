"""The student reads an offer and answers; the employer may take it back before."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from applications import actions
from applications.models import Application, Offer, Placement
from listings.models import Listing
from marketplace.states import WrongState
from marketplace.tasks import turn_clocks
from notifications.models import Email
from tests import make
from tests.applications.test_offering import terms


def url(name, offer):
    room = "payments" if name == "accept" else "applications"
    return reverse(f"{room}:{name}", args=[offer.pk])


@pytest.fixture
def offer(db):
    return make.offer([420_00, 300_00], note="You would work with Sam.")


@pytest.fixture
def student(offer, sign_in):
    return sign_in(offer.application.student.user)


@pytest.fixture
def employer(offer, sign_in):
    return sign_in(offer.made_by)


def reread(offer):
    offer = Offer.objects.select_related("application__listing").get(pk=offer.pk)
    return offer.status, offer.application.status, offer.application.listing.status


UNTOUCHED = ("made", "offered", "open")


def test_the_student_reads_what_they_receive(offer, student):
    text = student.get(url("offer", offer)).text

    for words in [
        "Your turn",
        "You would work with Sam.",
        "$648.00",
        "of $720.00, after our fee",
        "$378.00",
        "$270.00",
        "Who owns the work",
        "I agree to these terms and to the agreement",
    ]:
        assert words in text


def test_the_employer_reads_what_they_pay_and_waits(offer, employer):
    text = employer.get(url("offer", offer)).text

    for words in ["Waiting", "$420.00", "$300.00", "of it $648.00 to the student", "Take it back"]:
        assert words in text
    assert "I agree" not in text


def test_both_may_read_the_agreement(offer, student, employer):
    for browser in (student, employer):
        page = browser.get(url("agreement", offer))
        assert f"Version {offer.agreement.version}." in page.text
        assert "Using AI" in page.text


def test_accepting_makes_the_placement(offer, student):
    response = student.post(url("accept", offer), {"agree": "on"})

    placement = Placement.objects.get()
    assert response.url == placement.get_absolute_url()
    assert reread(offer) == ("accepted", "accepted", "filled")
    assert (placement.status, placement.student) == ("accepted", offer.application.student)
    assert timedelta(hours=71) < placement.fund_by - timezone.now() <= timedelta(hours=72)
    assert [part.placement_id for part in offer.milestones.all()] == [placement.pk] * 2
    title = offer.application.listing.title
    assert set(Email.objects.values_list("to", "subject")) == {
        (offer.application.student.user.email, f"You accepted: {title}"),
        (offer.made_by.email, f"Offer accepted: {title}"),
    }


def test_an_accepted_offer_keeps_its_page_with_the_money_as_it_is(offer, student, employer):
    placement = actions.accept(offer)

    for browser in (student, employer):
        page = browser.get(url("offer", offer))
        assert placement.get_absolute_url() in page.text
        assert "Where the money is" in page.text
        assert "Nothing is paid yet." not in page.text


def test_accepting_needs_the_tick(offer, student):
    page = student.post(url("accept", offer))

    assert "Tick the box to say that you agree." in page.text
    assert page.text.count("Tick the box") == 2
    assert reread(offer) == UNTOUCHED
    assert not Email.objects.exists()


def test_accepting_twice_makes_one_placement(offer, student):
    student.post(url("accept", offer), {"agree": "on"})
    page = student.post(url("accept", offer), {"agree": "on"}, follow=True)

    assert "This offer can no longer be accepted. Nothing was changed." in page.text
    assert Placement.objects.count() == 1
    assert Email.objects.count() == 2


@pytest.mark.parametrize("status", ["declined", "expired", "withdrawn", "cancelled", "accepted"])
@pytest.mark.parametrize("answer", ["accept", "refuse"])
def test_what_is_over_cannot_be_answered(offer, student, status, answer):
    Offer.objects.filter(pk=offer.pk).update(status=status)

    page = student.post(url(answer, offer), {"agree": "on"}, follow=True)

    assert "Nothing was changed." in page.text
    assert reread(offer) == (status, "offered", "open")
    assert not Placement.objects.exists()
    assert not Email.objects.exists()


def test_an_offer_past_its_time_is_over_before_the_clock_has_turned(offer, student):
    Offer.objects.filter(pk=offer.pk).update(expires_at=timezone.now())

    page = student.post(url("accept", offer), {"agree": "on"}, follow=True)

    assert "This offer can no longer be accepted. Nothing was changed." in page.text
    assert "This offer has expired." in page.text
    assert "I agree" not in page.text
    assert reread(offer) == UNTOUCHED


OVER = {
    "declined": ("You refused this offer.", "The student refused this offer."),
    "expired": ("This offer has expired. You stay", "The student stays on your shortlist."),
    "withdrawn": ("The employer took this offer back", "You took this offer back."),
    "cancelled": ("cancelled before anything was paid in", "cancelled before anything was paid"),
}


@pytest.mark.parametrize("status", OVER)
def test_an_offer_that_is_over_keeps_its_page_and_says_how_it_ended(
    offer, student, employer, status
):
    Offer.objects.filter(pk=offer.pk).update(status=status)

    for browser, words in zip((student, employer), OVER[status], strict=True):
        page = browser.get(url("offer", offer))
        assert words in page.text
        assert "<form" not in page.text.split("<main")[1].split("</main>")[0]


def test_refusing_with_a_word(offer, student):
    response = student.post(url("refuse", offer), {"word": "I have found <another> project."})

    assert response.url == reverse("applications:work")
    assert reread(offer) == ("declined", "withdrawn", "open")
    mail = Email.objects.get()
    assert mail.to == offer.application.listing.created_by.email
    assert "I have found <another> project." in mail.body


def test_a_word_that_is_too_long_is_kept_and_said(offer, student):
    page = student.post(url("refuse", offer), {"word": "x" * 601})

    assert "at most 600 characters" in page.text
    assert "x" * 601 in page.text
    assert reread(offer) == UNTOUCHED


def test_taking_back_puts_the_student_on_the_shortlist_with_a_fresh_clock(offer, employer):
    Application.objects.update(decide_by=timezone.now() - timedelta(days=1))

    employer.post(url("take_back", offer))

    assert reread(offer) == ("withdrawn", "shortlisted", "open")
    application = Application.objects.get()
    assert application.decide_by > timezone.now() + timedelta(days=6)
    assert Email.objects.get().to == application.student.user.email


def test_an_answered_offer_is_not_taken_back(offer, employer):
    actions.accept(offer)
    Email.objects.all().delete()

    page = employer.post(url("take_back", offer), follow=True)

    assert "This offer is answered already. Nothing was changed." in page.text
    assert reread(offer) == ("accepted", "accepted", "filled")
    assert not Email.objects.exists()


def test_the_last_place_closes_the_rest_with_similar_listings(offer, student):
    listing = offer.application.listing
    other = make.application(listing=listing, status="shortlisted")
    for _ in range(4):
        make.listing(approved_by=other.student.university, field="data")
    unseen = make.listing(field="data")
    elsewhere = make.listing(approved_by=other.student.university, field="design")

    student.post(url("accept", offer), {"agree": "on"})
    turn_clocks()

    other.refresh_from_db()
    assert other.status == "not_selected"
    mail = Email.objects.get(to=other.student.user.email)
    assert "Every place on" in mail.body
    assert mail.body.count("you receive") == 3
    assert unseen.get_absolute_url() not in mail.body
    assert elsewhere.get_absolute_url() not in mail.body


def test_while_there_are_places_nobody_is_closed(sign_in, db):
    listing = make.listing(openings=2)
    offer = make.offer(application=make.application(listing=listing, status="offered"))
    other = make.application(listing=listing)

    sign_in(offer.application.student.user).post(url("accept", offer), {"agree": "on"})

    other.refresh_from_db()
    assert other.status == "submitted"
    assert Listing.objects.get(pk=listing.pk).status == "open"


def test_a_place_on_a_closed_listing_can_still_be_accepted(offer, student):
    Listing.objects.update(status="closed")

    student.post(url("accept", offer), {"agree": "on"})

    assert reread(offer) == ("accepted", "accepted", "filled")


def at_once(*steps):
    """Run the actions at the same moment; each says "done" or "refused"."""
    start, outcomes = Barrier(len(steps)), []

    def run(step, offer_pk):
        offer = Offer.objects.for_pages().get(pk=offer_pk)
        start.wait()
        try:
            step(offer)
            outcomes.append("done")
        except WrongState:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=run, args=step) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_two_acceptances_at_once_of_the_last_place_give_one_placement():
    first = make.offer()
    listing = first.application.listing
    second = make.offer(application=make.application(listing=listing, status="offered"))

    outcomes = at_once((actions.accept, first.pk), (actions.accept, second.pk))

    assert outcomes == ["done", "refused"]
    assert Placement.objects.count() == 1
    turn_clocks()
    states = sorted(Application.objects.values_list("status", flat=True))
    assert states == ["accepted", "not_selected"]
    # The one who came second is told kindly, and no offer of theirs stays open.
    assert Email.objects.filter(key__startswith="not-selected:").count() == 1
    assert not Offer.objects.filter(status="made").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "other", [actions.accept, actions.refuse, actions.take_back, actions.expire]
)
def test_an_acceptance_and_another_end_at_once_leave_one_of_them(other):
    offer = make.offer()

    outcomes = at_once((actions.accept, offer.pk), (other, offer.pk))

    assert outcomes == ["done", "refused"]
    accepted = Placement.objects.count()
    offer.refresh_from_db()
    assert (offer.status == "accepted") == (accepted == 1)


def test_who_preferred_not_to_say_says_it_when_they_accept(db, sign_in):
    listing = make.listing(needs_permit=True)
    row = make.application(listing=listing, may_work="undisclosed")
    looked_at = sign_in(listing.created_by).post(
        reverse("applications:make_offer", args=[row.pk]), terms()
    )
    assert "preferred not to say whether they are allowed to work in" in looked_at.text
    Application.objects.filter(pk=row.pk).update(status="offered")
    offer = make.offer(application=row)
    browser = sign_in(row.student.user)

    page = browser.post(url("accept", offer), {"agree": "on"})
    assert page.context["form"].errors == {
        "may_work": ["Tick the box to say that you are allowed to work there."]
    }
    browser.post(url("accept", offer), {"agree": "on", "may_work": "on"})

    offer.refresh_from_db()
    assert offer.status == "accepted"


def test_who_has_said_yes_is_not_asked_again(db, sign_in):
    row = make.application(
        listing=make.listing(needs_permit=True), may_work="yes", status="offered"
    )
    offer = make.offer(application=row)

    sign_in(row.student.user).post(url("accept", offer), {"agree": "on"})

    offer.refresh_from_db()
    assert offer.status == "accepted"


def test_an_offer_that_fills_the_week_says_so_with_the_hours(db, sign_in, settings):
    settings.MAX_HOURS_PER_WEEK = 15
    row = make.application(status="offered")
    offer = make.offer(application=row)
    browser = sign_in(row.student.user)
    assert "hours a week for other projects" not in browser.get(offer.get_absolute_url()).text
    other = make.application(student=row.student, status="accepted")
    make.placement(application=other)

    page = browser.get(offer.get_absolute_url())

    assert "You work 10 hours a week for other projects at that time." in page.text
    assert "With the 10 of this one it is 20" in page.text
