"""A university takes a listing back: hidden, told, and pay held back where it asks for that."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import actions, eligibility
from applications.models import Application, Dispute, Milestone, Report
from listings.models import Moderation
from marketplace.states import WrongState
from marketplace.tasks import turn_clocks
from notifications.models import Email
from payments import actions as payment_actions
from payments.models import Payout
from tests import make
from tests.listings.seen import seen

pytestmark = pytest.mark.django_db
WORDS = "The work turned out to be selling at the door."


@pytest.fixture
def listing():
    return make.listing(openings=4)


@pytest.fixture
def here(listing):
    return listing.moderations.get()


def take_back(client, moderation, **given):
    url = reverse("applications:recall_here", args=[moderation.pk])
    return client.post(url, {"words": WORDS, **given}, follow=True)


def test_its_students_see_it_no_more_and_hear_why(listing, here, sign_in):
    other = make.approval(listing)
    mine = make.application(listing=listing, student=make.student(university=here.university))
    theirs = make.application(listing=listing, student=make.student(university=other.university))
    staff = make.staff(here.university)

    page = take_back(sign_in(staff), here)
    turn_clocks()
    turn_clocks()

    assert "Taken back. Whoever of your students applied is told." in page.text
    here.refresh_from_db()
    event = here.events.get()
    assert (here.status, event.by, event.reason) == ("recalled", staff, WORDS)
    student = sign_in(mine.student.user)
    assert student.get(listing.get_absolute_url()).status_code == 404
    assert seen(student.get("/projects/")).count == 0
    assert sign_in(theirs.student.user).get(listing.get_absolute_url()).status_code == 200
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.status, mine.closed_for, theirs.status) == ("not_selected", "campus", "submitted")
    [told] = Email.objects.filter(to=mine.student.user.email)
    assert WORDS in told.body
    assert WORDS in told.html
    assert "does not show this project any more" in student.get(mine.get_absolute_url()).text
    assert not Email.objects.filter(to=theirs.student.user.email).exists()
    [employer] = Email.objects.filter(to=listing.created_by.email, subject__startswith="No longer")
    assert WORDS in employer.body
    listing.refresh_from_db()
    assert listing.status == "open"


def test_what_no_university_shows_any_more_is_closed(listing, here, sign_in):
    take_back(sign_in(make.staff(here.university)), here)

    listing.refresh_from_db()
    assert (listing.status, listing.recalled_at) == ("closed", None)


def test_offers_are_taken_back_and_unpaid_work_ends(listing, here, sign_in):
    at = {"university": here.university}
    offered = make.application(listing=listing, status="offered", student=make.student(**at))
    offer = make.offer(application=offered)
    taken = make.application(listing=listing, status="accepted", student=make.student(**at))
    unpaid = make.placement(application=taken)

    take_back(sign_in(make.staff(here.university)), here)

    offer.refresh_from_db()
    unpaid.refresh_from_db()
    assert (offer.status, unpaid.status) == ("withdrawn", "cancelled")


@pytest.mark.parametrize("freeze", [True, False])
def test_pay_for_work_that_goes_on_is_held_back_where_it_asks(freeze, sign_in):
    milestone = make.delivered()
    student = milestone.placement.student
    listing = milestone.placement.listing
    row = Moderation.objects.filter(listing=listing).first() or make.approval(listing)
    Moderation.objects.filter(pk=row.pk).update(university=student.university)
    row.refresh_from_db()

    take_back(sign_in(make.staff(student.university)), row, **({"freeze": "on"} if freeze else {}))

    milestone.refresh_from_db()
    assert milestone.is_frozen == freeze
    [told] = Email.objects.filter(to=student.user.email, subject__startswith="No longer on show")
    assert ("not paid out before" in told.body) == freeze
    if freeze:
        with pytest.raises(WrongState):
            payment_actions.approve(milestone, listing.created_by)
        Milestone.objects.filter(pk=milestone.pk).update(
            review_by=timezone.now() - timedelta(hours=1)
        )
        with pytest.raises(WrongState):
            payment_actions.approve_by_clock(milestone)
        milestone.refresh_from_db()
        assert milestone.status == "delivered"
        # It goes on by itself.
        Milestone.objects.filter(pk=milestone.pk).update(
            frozen_until=timezone.now() - timedelta(seconds=1)
        )
    payment_actions.approve(milestone, listing.created_by)
    milestone.refresh_from_db()
    assert milestone.status == "approved"


def frozen(milestone):
    """Its student's university takes the listing back and asks that pay is held back."""
    at = milestone.placement.student.university
    row = Moderation.objects.get(listing=milestone.placement.listing, university=at)
    by = make.staff(at)
    actions.recall_here(row, by, WORDS, freeze=True)
    return by


def test_parts_that_are_paid_in_meanwhile_are_held_back_too_and_our_staff_hear_of_it(db):
    first, second = make.placement([400_00, 320_00]).milestones.all()

    by = frozen(make.delivered(first))

    second.refresh_from_db()
    assert second.is_frozen
    told = Report.objects.get()
    assert (told.kind, told.by, told.note) == ("listing", by, WORDS)
    assert told.subject == str(first.placement.listing_id)


def test_a_dispute_does_not_let_the_two_of_them_have_it_paid_meanwhile(db, sign_in):
    milestone = make.delivered()
    student, employer = milestone.placement.student.user, milestone.offer.made_by
    actions.ask_for_changes(milestone, "Write a second report too.", make.today(4))
    milestone = Milestone.objects.get(pk=milestone.pk)
    dispute = make.dispute(milestone, by=student, wish=actions.Wish("full"), reason="unfair")
    frozen(milestone)

    page = sign_in(employer).post(
        reverse("payments:agree", args=[dispute.pk]), {"seen": "full:None:None"}, follow=True
    )
    Dispute.objects.update(answer_by=timezone.now() - timedelta(minutes=1))
    turn_clocks()

    assert "Pay for this work is held back for some days" in page.text
    dispute.refresh_from_db()
    assert (dispute.status, Payout.objects.count()) == ("open", 0)
    Milestone.objects.update(frozen_until=timezone.now() - timedelta(seconds=1))
    turn_clocks()
    dispute.refresh_from_db()
    assert (dispute.status, Payout.objects.count()) == ("decided", 1)


def test_nobody_is_offered_what_their_university_has_taken_back(listing, here):
    mine = make.application(listing=listing, student=make.student(university=here.university))
    actions.recall_here(here, make.staff(here.university), WORDS)

    assert eligibility.refused_by_university(mine)


@pytest.mark.parametrize("words", ["", "Not good."])
def test_without_a_reason_nothing_is_taken_back(here, sign_in, words):
    page = take_back(sign_in(make.staff(here.university)), here, words=words)

    assert list(page.context["form"].errors) == ["words"]
    here.refresh_from_db()
    assert here.status == "approved"


def test_only_what_is_shown_is_taken_back_and_once(here, sign_in):
    desk = sign_in(make.staff(here.university))
    take_back(desk, here)
    again = take_back(desk, here)

    assert "Your students do not see it." in again.text
    assert here.events.count() == 1


def test_it_says_what_it_does_before_it_is_done(listing, here, sign_in):
    make.application(listing=listing, student=make.student(university=here.university))
    make.application(listing=listing)  # another university's

    page = sign_in(make.staff(here.university)).get(
        reverse("applications:recall_here", args=[here.pk])
    )

    assert "1 application is closed, and its student told." in page.text
    assert Application.objects.filter(closed_for="campus").count() == 0
