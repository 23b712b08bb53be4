"""A student is written to about a new listing that fits them well: once, and only while it does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applications import for_you, match_news, tasks
from listings import dismissing, saving
from listings.matching import changes, nightly, stored
from listings.models import Listing, MatchNews, MatchRun, OpenChange, Told
from listings.search import engine
from listings.tasks import forget_told
from notifications.models import Email, Preference
from tests import make


@pytest.fixture
def student(db, monkeypatch):
    monkeypatch.setattr(changes, "_known", {})
    row = make.student(hours_per_week=10)
    row.skills.add(make.skill("Birds"))
    nightly.go_on(nightly.tonight(timezone.now()), for_you.after, 60)
    return row


def published(student, title="Count birds", skills=("Birds",)):
    row = make.listing(title=title, approved_by=student.university)
    row.skills.set([make.skill(name) for name in skills])
    return row


def found() -> None:
    changes.take_in(for_you.after)
    tasks.tell_of_matches()


def mails():
    return Email.objects.filter(kind="applications/match")


def test_it_is_told_once_with_the_reasons(student):
    row = published(student)
    published(student, "Nothing of theirs", ["Contracts"])
    found()
    Listing.objects.filter(pk=row.pk).update(title="Count all the birds")
    found()

    [mail] = mails()
    assert (mail.reader, mail.subject) == (student.user, "Fits you well: Count birds")
    assert "Uses 1 of your skills: Birds" in mail.body
    assert row.get_absolute_url() in mail.body
    assert MatchNews.objects.filter(told_at=None).count() == 0


@pytest.mark.parametrize("meanwhile", ["applied", "dismissed", "closed", "not approved"])
def test_what_does_not_fit_any_more_is_not_told(student, meanwhile):
    row = published(student)
    changes.take_in(for_you.after)
    published(student, "Twin")
    changes.take_in(for_you.after)
    if meanwhile == "applied":
        make.application(listing=row, student=student)
    elif meanwhile == "dismissed":
        dismissing.dismiss(row, student.user, "pay")
    elif meanwhile == "closed":
        Listing.objects.filter(pk=row.pk).update(status="closed")
    else:
        row.moderations.update(status="rejected")
    tasks.tell_of_matches()

    assert [mail.subject for mail in mails()] == ["Fits you well: Twin"]
    [mail] = mails()
    of_the_other = Email(pk=1, key=f"match:{student.pk}:{row.pk}", reader=student.user)
    assert match_news.still([mail, of_the_other]) == {mail.pk}


def test_nobody_is_told_of_more_than_a_few_a_week(student, monkeypatch):
    monkeypatch.setattr(stored, "NEWS_A_WEEK", 2)
    for n in range(3):
        published(student, f"Birds {n}")
    found()

    assert mails().count() == 2


def test_what_a_search_has_found_is_not_told_again_as_a_match(student):
    row = published(student)
    search, _new = saving.save_search(student.user, "q=birds", "Birds")
    saving.tell(search, [row], timezone.now(), {})
    other = published(student, "Ring the gulls")
    found()

    assert [mail.subject for mail in mails()] == ["Fits you well: Ring the gulls"]
    assert set(Told.objects.values_list("listing", flat=True)) == {row.pk, other.pk}

    search.refresh_from_db()
    saving.tell(search, [row, other], timezone.now(), {})
    assert Email.objects.filter(kind="listings/search_news").count() == 1


def test_who_has_no_mail_of_matches_is_told_of_it_by_their_search(student):
    Preference.objects.create(user=student.user, kind="applications/match", how="off")
    row = published(student)
    found()
    search, _new = saving.save_search(student.user, "q=birds", "Birds")
    saving.tell(search, [row], timezone.now(), {})

    assert mails().get().status == "dropped"
    assert Email.objects.filter(kind="listings/search_news").exists()


def test_what_came_just_before_a_night_is_told_after_it_began(student):
    published(student)
    nightly.tonight(timezone.now() + timedelta(hours=20))
    assert MatchRun.objects.count() == 2
    found()

    assert mails().count() == 1


def test_many_that_are_published_at_once_are_taken_in_bit_by_bit(student, monkeypatch):
    """Each as of a transaction that has ended."""
    monkeypatch.setattr(changes, "MOST", 2)
    monkeypatch.setattr(stored, "NEWS_A_WEEK", 9)
    rows = [published(student, f"Birds {n}") for n in range(5)]
    engine.current()  # searches know them
    OpenChange.objects.all().delete()
    for row in rows:
        OpenChange.objects.create(what="listing", listing=row.pk, xid=7, at=timezone.now())
    MatchRun.objects.update(changes_before=7)

    assert changes.take_in(for_you.after, seconds=0) == 0
    assert changes.take_in(for_you.after) == 5
    assert changes.take_in(for_you.after) == 0
    tasks.tell_of_matches()

    assert mails().count() == 5


def test_all_whom_a_listing_fits_are_told_in_one_round(student, monkeypatch):
    """In steps, and one that breaks stops no other."""
    monkeypatch.setattr(match_news, "AT_ONCE", 2)
    several = [student]
    for _ in range(4):
        several.append(make.student(university=student.university, hours_per_week=10))
        several[-1].skills.add(make.skill("Birds"))
    row = published(student)
    for each in several:
        MatchNews.objects.create(student=each, listing=row, found_at=timezone.now())
    real = match_news._match

    def match(news, person):
        return 1 / 0 if news.student_id == several[1].pk else real(news, person)

    monkeypatch.setattr(match_news, "_match", match)
    tasks.tell_of_matches()
    assert mails().count() == 4
    monkeypatch.setattr(match_news, "_match", real)
    tasks.tell_of_matches()

    assert mails().count() == Told.objects.count() == 5


def test_who_was_told_of_what_is_forgotten_after_more_than_a_year(student):
    published(student)
    found()
    told = timezone.now() - timedelta(days=400)
    Told.objects.update(at=told + timedelta(days=9))
    forget_told()
    assert (Told.objects.count(), MatchNews.objects.count()) == (1, 1)

    Told.objects.update(at=told)
    MatchNews.objects.update(found_at=told)
    forget_told()
    assert (Told.objects.count(), MatchNews.objects.count()) == (0, 0)
