"""Who may apply is said in words before they start, on the listing and on the form."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from accounts.models import PayoutRoute, Student
from applications.models import Application
from tests import make
from tests.applications.sending import send


def apply_url(listing):
    return reverse("applications:apply", args=[listing.slug])


@pytest.fixture
def pair(db):
    who = make.student()
    return who, make.listing(approved_by=who.university)


def deadline_passed(who, listing):
    listing.apply_by = timezone.now() - timedelta(minutes=1)
    listing.save()


def closed(who, listing):
    type(listing).objects.filter(pk=listing.pk).update(status="closed")


def unconfirmed(who, listing):
    EmailAddress.objects.filter(user=who.user).update(verified=False)


def elsewhere(who, listing):
    Student.objects.filter(pk=who.pk).update(university=make.university(name="Other College"))


def no_course(who, listing):
    Student.objects.filter(pk=who.pk).update(course="")


def no_bank(who, listing):
    Student.objects.filter(pk=who.pk).update(payout_country="")


def far_bank(who, listing):
    Student.objects.filter(pk=who.pk).update(payout_country="AQ")


def too_many(who, listing):
    for _ in range(10):
        make.application(student=who)


REASONS = [
    (deadline_passed, "Its deadline has passed."),
    (closed, "It is no longer open."),
    (unconfirmed, "Confirm your e-mail address first."),
    (elsewhere, "Other College has not approved it for its students."),
    (no_course, "Your profile lacks what you study"),
    (no_bank, "We need the country of your bank account"),
    (far_bank, "We cannot pay to a bank in Antarctica yet."),
    (too_many, "You have 10 open applications, and 10 is the most at one time."),
]


def name_or_words(each: object) -> str:
    """For an id that is the same in every process: a function's address is not."""
    return getattr(each, "__name__", str(each)[:40])


@pytest.mark.parametrize(("arrange", "words"), REASONS, ids=name_or_words)
def test_what_stands_in_the_way_is_said_instead_of_a_form(pair, sign_in, arrange, words):
    who, listing = pair
    arrange(who, listing)
    client = sign_in(who.user)

    page = client.get(apply_url(listing))
    posted = client.post(apply_url(listing), {"pitch": "I would start with shop 7.", "save": "1"})

    for response in (page, posted):
        assert response.status_code == 200
        assert words in response.text
        assert "You cannot apply yet" in response.text
        assert 'name="pitch"' not in response.text
    kept = Application.objects.get(listing=listing, student=who)
    assert (kept.status, kept.typed["pitch"]) == ("draft", "I would start with shop 7.")


@pytest.mark.parametrize(("arrange", "words"), REASONS, ids=name_or_words)
def test_the_same_rules_hold_when_it_is_sent(pair, sign_in, arrange, words):
    who, listing = pair
    draft = make.application(
        student=who,
        listing=listing,
        status="draft",
        submitted_at=None,
        decide_by=None,
        resume=make.resume(who),
    )
    arrange(who, listing)

    response = send(sign_in(who.user), draft, follow=True)

    assert words in response.text
    draft.refresh_from_db()
    assert (draft.status, draft.submitted_at) == ("draft", None)


def test_what_is_missing_comes_first_and_leads_back_once_it_is_there(pair, sign_in):
    who, listing = pair
    no_course(who, listing)
    client = sign_in(who.user)

    page = client.get(apply_url(listing)).text
    lead = f"{reverse('accounts:profile')}?next={apply_url(listing)}"
    profile = client.get(lead).text

    assert page.index("Not met:") < page.index("Met:")
    assert f'href="{lead}"' in page
    assert f'name="next" value="{apply_url(listing)}"' in profile
    assert f"?next={listing.get_absolute_url()}" in client.get(listing.get_absolute_url()).text


def test_a_manual_route_says_how_the_money_comes(pair, sign_in):
    who, listing = pair
    PayoutRoute.objects.create(
        country="NG", rail="manual", since=make.today(), source="https://example.org"
    )
    Student.objects.filter(pk=who.pk).update(payout_country="NG")

    page = sign_in(who.user).get(apply_url(listing))

    assert "You are paid by bank transfer by Foothold&#x27;s staff." in page.text
    assert 'name="pitch"' in page.text


def test_a_listing_that_was_never_published_does_not_exist(pair, sign_in):
    who, _ = pair

    assert sign_in(who.user).get(apply_url(make.draft())).status_code == 404


def panel(client, listing):
    return client.get(reverse("listings:detail", args=[listing.slug])).text


def test_the_panel_asks_a_visitor_to_sign_in(pair, client):
    _, listing = pair

    assert "Sign in to apply" in panel(client, listing)
    response = client.get(apply_url(listing))
    assert response.status_code == 302
    assert response.url.endswith(f"?next={apply_url(listing)}")


def test_the_panel_says_why_a_student_cannot_apply(pair, sign_in):
    who, listing = pair
    no_course(who, listing)

    text = panel(sign_in(who.user), listing)

    assert "You cannot apply yet" in text
    assert "Your profile lacks what you study" in text


def test_the_panel_leads_to_the_form_and_then_to_the_application(pair, sign_in):
    who, listing = pair
    assert apply_url(listing) in panel(sign_in(who.user), listing)

    sent = make.application(student=who, listing=listing)

    text = panel(sign_in(who.user), listing)
    assert sent.get_absolute_url() in text
    assert apply_url(listing) not in text


def test_the_panel_leads_an_open_offer_and_a_placement(pair, sign_in):
    who, listing = pair
    offer = make.offer(application=make.application(student=who, listing=listing, status="offered"))
    assert offer.get_absolute_url() in panel(sign_in(who.user), listing)

    other = make.listing(approved_by=who.university)
    placement = make.placement(
        application=make.application(student=who, listing=other, status="accepted")
    )

    assert placement.get_absolute_url() in panel(sign_in(who.user), other)


def test_the_panel_leads_the_owner_to_the_applications(pair, sign_in):
    _, listing = pair
    inbox = reverse("applications:inbox", args=[listing.slug])

    assert inbox in panel(sign_in(listing.created_by), listing)
    assert inbox not in panel(sign_in(make.employer()), listing)
