"""Organisations per university: standing, notes, and what students see of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from applications import actions
from listings import actions as listing_actions
from listings.models import Moderation, OrganisationNote, Policy, Standing
from marketplace.states import WrongState
from marketplace.tasks import turn_clocks
from notifications.models import Email
from tests import make
from tests.listings.counting import statements
from tests.listings.test_deciding import decide

pytestmark = pytest.mark.django_db
LIST = "/work/organisations/"
WHY, WORDS = "They did not pay in May.", "We do not work with your organisation any more."


@pytest.fixture
def listing():
    return make.listing(openings=3)


@pytest.fixture
def here(listing):
    row = listing.moderations.get()
    Moderation.objects.filter(pk=row.pk).update(decided_by=make.staff(row.university))
    return row


@pytest.fixture
def staff(here):
    return make.staff(here.university, name="Ada Stone")


@pytest.fixture
def desk(staff, sign_in):
    return sign_in(staff)


def page_of(organisation):
    return reverse("applications:here_organisation", args=[organisation.slug])


def stand(client, listing, status, **given):
    fields = {"status": status, "do": "stand", "reason": WHY, "words": WORDS, **given}
    return client.post(page_of(listing.organisation), fields, follow=True)


def test_blocked_its_listings_are_taken_back_and_what_waits_is_rejected(listing, here, desk, staff):
    waiting = make.waiting(here.university, organisation=listing.organisation)
    listing_actions.claim(waiting, make.staff(here.university))
    other = make.approval(listing)

    stand(desk, listing, "blocked", proof="staff")

    here.refresh_from_db()
    waiting.refresh_from_db()
    other.refresh_from_db()
    assert (here.status, waiting.status, other.status) == ("recalled", "rejected", "approved")
    assert here.reason == waiting.reason == WORDS
    row = Standing.objects.get()
    assert (row.status, row.proof, row.by) == ("blocked", "staff", staff)
    kept = OrganisationNote.objects.get()
    assert (kept.kind, WHY in kept.text) == ("standing", True)
    # The employer reads the words, never the reason.
    mails = Email.objects.filter(to=listing.created_by.email)
    assert mails.exists()
    assert all(WORDS in mail.body and WHY not in mail.body for mail in mails)


def test_what_a_blocked_organisation_sends_is_rejected_by_the_rule(listing, here, desk):
    stand(desk, listing, "blocked")
    row = make.waiting(here.university, organisation=listing.organisation)
    elsewhere = make.waiting(organisation=listing.organisation)
    Policy.objects.create(university=here.university, version=1, approves_verified=True)

    actions.decide_by_rules()

    row.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (row.status, elsewhere.status) == ("rejected", "waiting")
    event = row.events.get()
    assert (event.rule, event.by) == ("blocked", None)


def test_suspended_it_is_hidden_and_not_approved_until_that_is_lifted(listing, here, desk, sign_in):
    student = sign_in(make.student(university=here.university).user)
    applied = make.application(
        listing=listing, student=make.student(university=here.university), status="submitted"
    )

    stand(desk, listing, "suspended")
    here.refresh_from_db()
    assert here.status == "waiting"
    assert student.get(listing.get_absolute_url()).status_code in {200, 404}
    assert listing.description not in student.get(listing.get_absolute_url()).text
    Policy.objects.create(university=here.university, version=1, approves_verified=True)
    here.events.all().delete()  # also where nobody of the staff had ever decided
    actions.decide_by_rules()
    page = decide(desk, here, "approve")
    assert "You have suspended or blocked this organisation. Nothing was changed." in page.text
    here.refresh_from_db()
    assert here.status == "waiting"

    stand(desk, listing, "approved")
    decide(desk, here, "approve")
    here.refresh_from_db()
    applied.refresh_from_db()
    assert (here.status, applied.status) == ("approved", "submitted")
    assert student.get(listing.get_absolute_url()).status_code == 200


def test_blocked_nobody_is_hired_for_what_is_closed_either(listing, here, desk):
    at = {"university": here.university}
    offered = make.application(listing=listing, status="offered", student=make.student(**at))
    offer = make.offer(application=offered)
    over = make.listing(here.university, organisation=listing.organisation)
    for each in (listing, over):
        listing_actions.close(each)

    stand(desk, listing, "blocked")

    offer.refresh_from_db()
    here.refresh_from_db()
    assert (offer.status, here.status) == ("withdrawn", "recalled")
    # Of what is over nobody is told.
    assert over.moderations.get().status == "approved"


def test_first_suspended_then_blocked_nobody_is_hired_either(listing, here, desk):
    at = {"university": here.university}
    offered = make.application(listing=listing, status="offered", student=make.student(**at))
    offer = make.offer(application=offered)
    taken = make.application(listing=listing, status="accepted", student=make.student(**at))
    unpaid = make.placement(application=taken)
    other = make.application(listing=listing)

    stand(desk, listing, "suspended")
    stand(desk, listing, "blocked")
    turn_clocks()

    for each in (here, offer, unpaid, offered, other):
        each.refresh_from_db()
    assert (here.status, offer.status, unpaid.status) == ("rejected", "withdrawn", "cancelled")
    assert (offered.status, offered.closed_for) == ("not_selected", "campus")
    assert other.status == "submitted"
    told = Email.objects.filter(to=offered.student.user.email, kind="applications/not_selected")
    assert WORDS in told.get().body


def test_one_that_the_rules_cannot_decide_keeps_no_other_from_its_time(db, monkeypatch):
    rows = [make.waiting(), make.waiting()]
    for row in rows:
        Policy.objects.create(university=row.university, version=1, approves_verified=True)
    decide_one = actions.ruling._decide

    def broken(row, *rest):
        if row == rows[0]:
            raise ValueError
        return decide_one(row, *rest)

    monkeypatch.setattr(actions.ruling, "_decide", broken)

    assert actions.decide_by_rules() == 1
    rows[1].refresh_from_db()
    assert rows[1].status == "approved"


@pytest.mark.parametrize("why", ["blocked", "suspended", "policy", ""])
def test_what_was_closed_meanwhile_is_read_again_when_it_is_opened_again(why, here, desk, sign_in):
    row = make.listing(here.university, organisation=here.listing.organisation)
    moderation, other = row.moderations.get(), make.approval(row)
    listing_actions.close(row)
    if why == "policy":
        Policy.objects.create(university=here.university, version=1, contractors=False)
    elif why:
        stand(desk, here.listing, why)

    change = {"label": "Apply by", "before": "a", "after": "b"}
    listing_actions.extend(row, timezone.now() + timedelta(days=9), change, row.created_by)

    moderation.refresh_from_db()
    other.refresh_from_db()
    assert (moderation.status, other.status) == ("waiting" if why else "approved", "approved")


def test_what_was_decided_in_the_same_moment_changes_nothing(listing, desk, monkeypatch):
    def too_late(*_args, **_given):
        raise WrongState

    monkeypatch.setattr(actions, "stand", too_late)

    page = stand(desk, listing, "suspended")

    assert "Somebody decided about one of its listings just now." in page.text


@pytest.mark.parametrize(
    ("status", "given", "field"),
    [
        ("blocked", {"words": ""}, "words"),
        ("blocked", {"reason": " "}, "reason"),
        ("suspended", {"reason": ""}, "reason"),
        ("", {}, "status"),
    ],
)
def test_without_what_it_needs_nothing_is_decided(listing, here, desk, status, given, field):
    page = stand(desk, listing, status, **given)

    assert list(page.context["form"].errors) == [field]
    here.refresh_from_db()
    assert here.status == "approved"
    assert not Standing.objects.exists()


def test_notes_and_contacts_are_kept_for_the_university_alone(listing, here, desk, sign_in):
    org = listing.organisation
    desk.post(page_of(org), {"do": "note", "kind": "note", "text": "Slow to answer in June."})
    desk.post(page_of(org), {"do": "note", "kind": "contact", "text": "Jo Park, 555 0100"})
    stand(desk, listing, "suspended")
    other = make.approval(listing)
    elsewhere = sign_in(make.staff(other.university))

    mine, theirs = desk.get(page_of(org)).text, elsewhere.get(page_of(org)).text

    for words in ("Slow to answer in June.", "Jo Park, 555 0100", WHY, "Ada Stone"):
        assert words in mine
        assert words not in theirs
    # How many, without who or why.
    counts = {
        each["label"]: each["value"] for each in elsewhere.get(page_of(org)).context["others"]
    }
    assert counts == {"We work with them": "0", "Suspended for now": "1", "Blocked": "0"}
    assert {each["value"] for each in desk.get(page_of(org)).context["others"]} == {"0"}


def test_who_has_nothing_to_do_with_it_finds_no_page(listing, here, sign_in):
    elsewhere = sign_in(make.staff())

    assert elsewhere.get(page_of(listing.organisation)).status_code == 404
    assert stand(elsewhere, listing, "blocked").status_code == 404
    here.refresh_from_db()
    assert here.status == "approved"
    assert listing.organisation.name not in elsewhere.get(LIST).text


def test_the_list_finds_by_name_and_asks_as_often_however_long(listing, here, desk):
    one = statements(lambda: desk.get(LIST))
    for name in ("Zephyr Kites", "Quill & Ink"):
        make.waiting(here.university, organisation=make.organisation(name=name))

    assert statements(lambda: desk.get(LIST)) == one
    found = desk.get(LIST, {"q": "kite"}).context["rows"]
    assert [each["organisation"].name for each in found] == ["Zephyr Kites"]
    assert desk.get(LIST, {"q": "kite\0"}).context["words"] == "kite"


def test_an_address_at_its_website_speaks_for_it(listing, here, desk):
    org = listing.organisation
    org.website = "https://bakery.example"
    org.save()
    facts = {each["label"]: each["value"] for each in desk.get(page_of(org)).context["facts"]}
    assert facts["Their address matches it"] == "No"

    User.objects.filter(pk=listing.created_by_id).update(email="ann@bakery.example")
    facts = {each["label"]: each["value"] for each in desk.get(page_of(org)).context["facts"]}
    assert facts["Their address matches it"] == "Yes: ann@bakery.example"


def test_the_database_asks_why_too(listing, here, staff):
    with pytest.raises(IntegrityError), transaction.atomic():
        Standing.objects.create(
            organisation=listing.organisation,
            university=here.university,
            status="blocked",
            by=staff,
        )
