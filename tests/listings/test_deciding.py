"""The career centre: what waits, reading it, deciding, and what follows from it."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from listings import actions
from listings.models import Listing, Moderation, ModerationEvent
from marketplace.states import WrongState
from notifications.models import Email
from tests import make
from tests.listings.seen import seen

QUEUE = "/moderation/"


def decide(client, moderation, decision, **more):
    url = reverse("listings:decide", args=[moderation.pk])
    return client.post(url, {"decision": decision, **more}, follow=True)


@pytest.fixture
def moderation(db):
    return make.waiting()


@pytest.fixture
def staff(moderation):
    return make.staff(moderation.university, name="Ada Stone")


@pytest.fixture
def desk(staff, sign_in):
    return sign_in(staff)


def test_approving_publishes_it_to_that_universitys_students_and_tells_the_employer(
    moderation, staff, desk, sign_in
):
    page = decide(desk, moderation, "approve")

    assert page.redirect_chain == [(QUEUE, 302)]
    assert f"Approved. Your students see “{moderation.listing.title}”" in page.text
    moderation.refresh_from_db()
    listing = moderation.listing
    listing.refresh_from_db()
    assert (moderation.status, moderation.decided_by, listing.status) == ("approved", staff, "open")
    assert listing.published_at is not None
    mail = Email.objects.get()
    assert mail.to == listing.created_by.email
    assert mail.subject == f"Approved: {listing.title}"
    event = ModerationEvent.objects.get()
    assert (event.status, event.by, event.reason) == ("approved", staff, "")
    own = make.student(university=moderation.university)
    assert sign_in(own.user).get(listing.get_absolute_url()).status_code == 200


def test_students_of_a_university_that_did_not_approve_it_do_not_see_it(moderation, staff, sign_in):
    actions.approve(moderation, staff)
    stranger = sign_in(make.student().user)

    assert stranger.get(moderation.listing.get_absolute_url()).status_code == 404
    assert seen(stranger.get("/projects/")).count == 0


@pytest.mark.parametrize(
    ("decision", "status", "of_listing", "subject"),
    [
        ("changes", "changes", "changes", "Please change: "),
        ("reject", "rejected", "rejected", "Not approved: "),
    ],
)
def test_a_refusal_reaches_the_employer_with_its_reason(
    moderation, desk, sign_in, decision, status, of_listing, subject
):
    decide(desk, moderation, decision, template="", reason="Two weeks are too short for this.")

    moderation.refresh_from_db()
    assert moderation.status == status
    listing = Listing.objects.get()
    assert (listing.status, listing.published_at) == (of_listing, None)
    mail = Email.objects.get()
    assert mail.subject.startswith(subject)
    for text in (mail.body, mail.html):
        assert "Two weeks are too short for this." in text
        assert reverse("listings:manage", args=[listing.slug]) in text
    page = sign_in(listing.created_by).get(reverse("listings:manage", args=[listing.slug]))
    assert "Two weeks are too short for this." in page.text


def test_a_ready_made_reason_and_ones_own_words_are_sent_as_one(moderation, desk):
    decide(desk, moderation, "changes", template="hours", reason="Ask for 40 h instead.")

    moderation.refresh_from_db()
    assert moderation.reason == (
        "The work described takes longer than the hours that are paid.\n\nAsk for 40 h instead."
    )


def test_what_was_changed_while_it_was_read_is_read_before_it_is_approved(moderation, desk):
    page = desk.get(reverse("listings:review", args=[moderation.pk]))
    version = page.context["version"]
    moderation.listing.title = "Something else altogether"
    moderation.listing.save()

    again = decide(desk, moderation, "approve", version=version)

    assert "The employer has changed it since you opened this page" in again.text
    assert "Something else altogether" in again.text
    moderation.refresh_from_db()
    assert moderation.status == "waiting"

    decide(desk, moderation, "approve", version=again.context["version"])
    moderation.refresh_from_db()
    assert moderation.status == "approved"


@pytest.mark.parametrize("decision", ["changes", "reject"])
def test_a_refusal_without_a_reason_is_not_sent(moderation, desk, decision):
    page = decide(desk, moderation, decision, reason="   ")

    assert list(page.context["form"].errors) == ["template"]
    assert "<title>Error: " in page.text
    moderation.refresh_from_db()
    assert moderation.status == "waiting"
    assert not Email.objects.exists()


def test_no_decision_is_said_to_be_missing_and_the_words_are_kept(moderation, desk):
    page = decide(desk, moderation, "", reason="Half a thought")

    assert list(page.context["form"].errors) == ["decision"]
    assert "Half a thought" in page.text


@pytest.mark.parametrize(("decision", "template"), [("changes", "policy"), ("reject", "hours")])
def test_a_ready_made_reason_fits_the_decision(moderation, desk, decision, template):
    page = decide(desk, moderation, decision, template=template)

    assert list(page.context["form"].errors) == ["template"]
    moderation.refresh_from_db()
    assert moderation.status == "waiting"


def test_what_another_university_has_published_can_still_be_sent_back(moderation, desk, sign_in):
    """Its employer may change it, and then both read it again."""
    other = make.waiting(listing=moderation.listing)
    actions.approve(other, make.staff(other.university))
    Email.objects.all().delete()

    decide(desk, moderation, "changes", template="hours")

    moderation.refresh_from_db()
    assert (moderation.status, moderation.listing.status) == ("changes", "open")
    assert "If you change it, each reads it again" in Email.objects.get().body


def test_what_is_filled_is_approved_or_rejected(moderation, desk):
    other = make.waiting(listing=moderation.listing)
    actions.approve(other, make.staff(other.university))
    Listing.objects.update(status="filled")

    page = desk.get(reverse("listings:review", args=[moderation.pk]))
    choices = dict(page.context["form"].fields["decision"].choices)
    assert list(choices) == ["approve", "reject"]
    assert "Not for our students, because…" in page.text

    stale = decide(desk, moderation, "changes", template="hours")
    assert "Every place was taken meanwhile" in stale.text
    moderation.refresh_from_db()
    assert moderation.status == "waiting"


@pytest.mark.parametrize("status", ["draft", "rejected", "filled", "closed"])
def test_changes_are_asked_for_only_while_something_can_come_of_it(db, status):
    row = make.waiting(status=status)

    with pytest.raises(WrongState):
        actions.ask_for_changes(row, make.staff(row.university), "Please say more.")

    row.refresh_from_db()
    assert row.status == "waiting"


def test_what_to_look_at_and_by_when_stands_before_the_text(moderation, desk):
    page = desk.get(reverse("listings:review", args=[moderation.pk]))

    top = page.text.index("Look twice")
    assert page.text.index("Decide by") < top < page.text.index(moderation.listing.description)
    assert page.text.count("Look twice") == 1
    assert "The student receives" in page.text
    assert "You receive" not in page.text


def test_a_late_decision_says_what_happens_now(moderation, desk):
    address = reverse("listings:review", args=[moderation.pk])
    assert "It is late." not in desk.get(address).text
    Moderation.objects.update(due_at=timezone.now() - timedelta(hours=1))

    assert "It is late." in desk.get(address).text


# --- Several universities --------------------------------------------------


def test_while_another_university_reads_it_the_listing_waits(moderation, staff):
    make.waiting(listing=moderation.listing)

    actions.ask_for_changes(moderation, staff, "Please say more.")

    assert Listing.objects.get().status == "submitted"


def test_once_the_last_has_answered_the_listing_follows_what_they_said(moderation, staff):
    other = make.waiting(listing=moderation.listing)
    actions.ask_for_changes(moderation, staff, "Please say more.")

    actions.reject(other, make.staff(other.university), "Not ours.")

    assert Listing.objects.get().status == "changes"


def test_an_approval_publishes_it_whatever_the_others_said(moderation, staff):
    other = make.waiting(listing=moderation.listing)
    actions.reject(moderation, staff, "Not ours.")

    actions.approve(other, make.staff(other.university))

    assert Listing.objects.get().status == "open"


def test_a_second_approval_opens_it_to_more_students_and_leaves_its_date(moderation, staff):
    other = make.waiting(listing=moderation.listing)
    actions.approve(moderation, staff)
    first = Listing.objects.get().published_at

    actions.approve(other, make.staff(other.university))

    assert Listing.objects.get().published_at == first
    student = make.student(university=other.university)
    assert Listing.objects.visible_to(student.user).count() == 1


def test_a_refusal_leaves_a_published_listing_open_and_says_so_to_the_employer(
    moderation, staff, sign_in
):
    other = make.waiting(listing=moderation.listing)
    actions.approve(moderation, staff)

    actions.ask_for_changes(other, make.staff(other.university), "Please say more.")

    listing = Listing.objects.get()
    assert listing.status == "open"
    page = sign_in(listing.created_by).get(reverse("listings:manage", args=[listing.slug]))
    assert "it stays hidden from their students." in page.text


# --- Too late, twice, at once ----------------------------------------------


def test_the_second_of_two_decisions_changes_nothing_and_says_who_was_first(
    moderation, staff, sign_in
):
    actions.approve(moderation, staff)

    late = sign_in(make.staff(moderation.university))
    page = decide(late, moderation, "reject", reason="Not without a contract.")

    assert "Ada Stone has decided already: approved. Nothing was changed." in page.text
    assert page.status_code == 409
    assert "Not without a contract." in page.text  # not lost
    moderation.refresh_from_db()
    assert moderation.status == "approved"
    assert ModerationEvent.objects.count() == 1


def test_what_the_employer_took_back_cannot_be_decided(moderation, desk):
    actions.withdraw(moderation.listing)

    page = decide(desk, moderation, "approve")

    assert "The employer has taken it back. Nothing was changed." in page.text
    assert Listing.objects.get().status == "draft"


def test_a_mail_about_what_was_taken_back_leads_to_the_queue_which_says_so(moderation, desk):
    actions.withdraw(moderation.listing)

    page = desk.get(reverse("listings:review", args=[moderation.pk]), follow=True)

    assert page.redirect_chain == [(QUEUE, 302)]
    assert "The employer has taken it back. There is nothing to decide." in page.text


def test_a_draft_that_was_never_sent_does_not_exist_for_its_university(moderation, desk):
    draft = Moderation.objects.create(listing=make.draft(), university=moderation.university)

    assert desk.get(reverse("listings:review", args=[draft.pk])).status_code == 404


def test_after_its_deadline_a_listing_can_only_be_sent_back(moderation, desk):
    Listing.objects.update(apply_by=timezone.now() - timedelta(hours=1))

    page = decide(desk, moderation, "approve")
    moderation.refresh_from_db()
    assert "Its deadline to apply has passed." in page.text
    assert moderation.status == "waiting"

    decide(desk, moderation, "changes", template="deadline")
    moderation.refresh_from_db()
    assert moderation.status == "changes"


def at_once(*jobs):
    """Run the jobs in threads that start together; which of them were refused, in any order."""
    start, outcomes = Barrier(len(jobs)), []

    def run(job):
        start.wait()
        try:
            job()
            outcomes.append("done")
        except WrongState:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_counts():
    row = make.waiting()
    one, two = make.staff(row.university), make.staff(row.university)

    outcomes = at_once(
        lambda: actions.approve(Moderation.objects.get(pk=row.pk), one),
        lambda: actions.reject(Moderation.objects.get(pk=row.pk), two, "No."),
    )

    assert outcomes == ["done", "refused"]
    assert ModerationEvent.objects.count() == 1
    assert Email.objects.count() == 1
    row.refresh_from_db()
    expected = {"approved": "open", "rejected": "rejected"}[row.status]
    assert Listing.objects.get().status == expected


@pytest.mark.django_db(transaction=True)
def test_two_universities_that_refuse_at_once_leave_a_listing_that_was_refused():
    one = make.waiting()
    two = make.waiting(listing=one.listing)
    people = make.staff(one.university), make.staff(two.university)

    outcomes = at_once(
        lambda: actions.reject(Moderation.objects.get(pk=one.pk), people[0], "No."),
        lambda: actions.reject(Moderation.objects.get(pk=two.pk), people[1], "No."),
    )

    assert outcomes == ["done", "done"]
    assert Listing.objects.get().status == "rejected"


@pytest.mark.django_db(transaction=True)
def test_taking_back_and_approving_at_once_do_one_of_the_two():
    row = make.waiting()
    by = make.staff(row.university)

    outcomes = at_once(
        lambda: actions.approve(Moderation.objects.get(pk=row.pk), by),
        lambda: actions.withdraw(Listing.objects.get(pk=row.listing_id)),
    )

    assert outcomes == ["done", "refused"]
    row.refresh_from_db()
    assert (Listing.objects.get().status, row.status) in [("open", "approved"), ("draft", "draft")]
