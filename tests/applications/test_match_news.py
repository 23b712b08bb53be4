"""A student is written to about a new listing that fits them well: once, and only while it does."""

import pytest
from django.utils import timezone

from applications import for_you, match_news, tasks
from listings import dismissing
from listings.matching import changes, nightly, stored
from listings.models import Listing, MatchNews
from notifications.models import Email
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
