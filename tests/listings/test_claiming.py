"""Two of a career centre never do the same listing, and none is lost."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from listings import actions
from listings.models import Listing, Moderation, ModerationEvent
from tests import make
from tests.listings.test_deciding import QUEUE, decide

STAFF, WAITING = 5, 200


@pytest.fixture
def moderation(db):
    return make.waiting()


@pytest.fixture
def two(moderation):
    return make.staff(moderation.university, name="Ada Stone"), make.staff(moderation.university)


def post(client, name, *args, **given):
    return client.post(reverse(f"listings:{name}", args=args), given, follow=True)


def test_what_somebody_reads_a_colleague_cannot_take_or_decide(moderation, two, sign_in):
    mine, theirs = sign_in(two[0]), sign_in(two[1])

    assert "Kept for you until" in post(mine, "claim", moderation.pk).text
    page = post(theirs, "claim", moderation.pk)
    assert "Ada Stone is reading it." in page.text
    assert page.context["form"] is None
    late = decide(theirs, moderation, "reject", reason="Not without a contract.")

    assert late.status_code == 409
    assert "Ada Stone is reading it now. Nothing was changed." in late.text
    assert "Not without a contract." in late.text
    moderation.refresh_from_db()
    assert (moderation.status, moderation.claimed_by) == ("waiting", two[0])
    assert "Ada Stone is reading it" in theirs.get(QUEUE).text


def test_a_claim_lapses_by_itself(moderation, two, sign_in):
    actions.claim(moderation, two[0])
    Moderation.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))

    decide(sign_in(two[1]), moderation, "approve")

    moderation.refresh_from_db()
    assert (moderation.status, moderation.decided_by) == ("approved", two[1])
    assert (moderation.claimed_by, moderation.claimed_until) == (None, None)


def test_a_claim_is_given_back(moderation, two, sign_in):
    actions.claim(moderation, two[0])

    post(sign_in(two[1]), "release", moderation.pk)
    moderation.refresh_from_db()
    assert moderation.claimed_by == two[0]

    post(sign_in(two[0]), "release", moderation.pk)
    moderation.refresh_from_db()
    assert moderation.claimed_by is None


def test_the_next_one_is_the_oldest_that_nobody_reads(moderation, two, sign_in):
    newer = make.waiting(moderation.university)
    Moderation.objects.filter(pk=newer.pk).update(due_at=timezone.now() + timedelta(days=4))
    make.waiting()  # another university's

    for _again in range(2):  # who has one gets that again
        page = post(sign_in(two[0]), "claim_next")
        assert page.redirect_chain == [(reverse("listings:review", args=[moderation.pk]), 302)]
    page = post(sign_in(two[1]), "claim_next")
    assert page.redirect_chain[-1][0] == reverse("listings:review", args=[newer.pk])
    empty = post(sign_in(make.staff(moderation.university)), "claim_next")
    assert "Nothing waits that nobody reads." in empty.text


def test_a_decision_may_lead_to_the_next(moderation, two, sign_in):
    after = make.waiting(moderation.university)

    page = decide(sign_in(two[0]), moderation, "approve", then="next")

    assert page.redirect_chain == [(reverse("listings:review", args=[after.pk]), 302)]
    after.refresh_from_db()
    assert after.claimed_by == two[0]


def test_what_is_sent_again_nobody_has_taken(moderation, two):
    actions.claim(moderation, two[0])
    actions.withdraw(moderation.listing)
    actions.submit(Listing.objects.get())

    moderation.refresh_from_db()
    assert (moderation.status, moderation.claimed_by) == ("waiting", None)


def test_a_colleague_elsewhere_takes_nothing(moderation, sign_in):
    stranger = sign_in(make.staff())

    for name in ("claim", "release"):
        assert post(stranger, name, moderation.pk).status_code == 404
    moderation.refresh_from_db()
    assert moderation.claimed_by is None


def many(at):
    """`WAITING` listings that wait at one university, as copies of one."""
    first = make.waiting(at)
    columns = {
        field.attname: getattr(first.listing, field.attname)
        for field in Listing._meta.concrete_fields
        if field.attname not in ("id", "slug")
    }
    listings = Listing.objects.bulk_create(
        Listing(**columns, slug=f"one-of-many-{n}") for n in range(WAITING - 1)
    )
    Moderation.objects.bulk_create(
        Moderation(listing=each, university=at, status="waiting", due_at=timezone.now())
        for each in listings
    )


def work(at, person, start, done):
    """Take one after the other until nothing is left, as the button of the queue does."""
    start.wait()
    try:
        while found := actions.claim_next(at, person):
            if found.pk % 3:
                actions.approve(found, person)
            else:
                actions.reject(found, person, "Not ours.")
            done.append((found.pk, person.pk))
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_two_hundred_listings_and_five_of_the_staff(monkeypatch):
    """Nobody does one twice, none is left, and each stands once in the history."""
    for what in ("approved", "rejected"):  # mails are drawn elsewhere
        monkeypatch.setattr(f"listings.emails.{what}", lambda moderation: None)
    at = make.university()
    many(at)
    people = [make.staff(at) for _ in range(STAFF)]
    start, done = Barrier(STAFF), []

    threads = [Thread(target=work, args=[at, each, start, done]) for each in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(done) == len({pk for pk, _by in done}) == WAITING
    assert not Moderation.objects.filter(status="waiting").exists()
    kept = ModerationEvent.objects.values_list("moderation_id", "by_id")
    assert sorted(kept) == sorted(done)
    assert len({by for _pk, by in done}) > 1
