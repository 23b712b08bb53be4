"""Our staff answer what people tell them of: on pages of the site, and it is done at once."""

import pytest
from django.urls import reverse

from accounts.models import Organisation
from applications import actions
from applications.models import Message, Offer, Placement, Report
from applications.reporting import subject
from listings.models import TakeDown
from marketplace.states import WrongState
from marketplace.tasks import turn_clocks
from notifications.models import Email
from tests import make

WORDS = "It asks students for a fee before the work begins."


@pytest.fixture
def browser(db, sign_in):
    return sign_in(make.platform())


def told_of(kind, ref, who):
    row, _new = actions.report(subject(kind, str(ref), who), who, "money", "They want a fee.")
    return row


@pytest.fixture
def listing(db):
    who = make.student()
    row = make.listing(approved_by=who.university)
    return row, told_of("listing", row.slug, who.user)


def answer(browser, report, **given):
    return browser.post(report.get_absolute_url(), given, follow=True)


def status(row):
    return type(row).objects.get(pk=row.pk).status


def mails(start):
    return Email.objects.filter(key__startswith=start).count()


def test_what_waits_is_listed_the_most_urgent_first_and_paged(
    browser, django_assert_max_num_queries
):
    rows = [make.report(title=f"Report number {n:02d}") for n in range(27)]
    Report.objects.filter(pk=rows[-1].pk).update(answer_by="2020-01-01T00:00Z")
    with django_assert_max_num_queries(12):
        first = browser.get(reverse("applications:reports")).text
    second = browser.get(reverse("applications:reports") + "?page=2").text

    assert first.index("Report number 26") < first.index("Report number 00")
    assert "Late" in first
    assert "Report number 25" not in first
    assert "Report number 25" in second
    actions.dismiss(rows[0], make.platform())
    answered = browser.get(reverse("applications:reports") + "?show=answered").text
    assert "Report number 00" in answered
    assert "Nothing wrong found" in answered


def test_a_message_is_taken_away_and_everybody_who_reported_it_is_thanked(browser):
    row = make.application()
    message = actions.send(row, row.listing.created_by, "Give me your number, quick.")
    report = told_of("message", message.pk, row.student.user)
    again = Report.objects.create(
        by=make.user("student"),
        kind="message",
        subject=str(message.pk),
        title="The same",
        reason="spam",
        answer_by=report.answer_by,
    )
    page = browser.get(report.get_absolute_url()).text
    for words in (message.text, "They want a fee.", row.student.user.name, "Other reports"):
        assert words in page

    answer(browser, report, action="hide")

    assert Message.objects.get().hidden_at
    assert [status(report), status(again)] == ["acted", "acted"]
    assert mails("report-answered:") == 2


def test_nothing_is_wrong_and_it_stays(browser, listing):
    row, report = listing
    answer(browser, report, action="dismiss")

    assert status(report) == "dismissed"
    assert status(row) == "open"


# --- A listing


def test_a_listing_is_taken_down_only_with_words_and_after_a_second_look(browser, listing):
    row, report = listing
    lacks = answer(browser, report, action="down", words="Bad.").text
    assert "Say why, so that they understand it." in lacks
    look = answer(browser, report, action="down", words=WORDS).text
    assert "Nobody finds it any more" in look
    assert status(row) == "open"

    answer(browser, report, action="down", words=WORDS, sure="1")

    assert status(row) == "closed"
    kept = TakeDown.objects.get()
    assert (kept.listing, kept.words, kept.by.kind) == (row, WORDS, "platform")
    assert status(report) == "acted"
    mail = Email.objects.get(key=f"taken-down-employer:{row.pk}")
    assert WORDS in mail.body
    assert mail.to == row.created_by.email


def test_who_works_and_the_employer_are_told_and_who_applied_when_it_closes(db):
    applied = make.application()
    row = applied.listing
    offer = make.offer(application=make.application(listing=row))
    working = make.funded(
        make.placement(application=make.application(listing=row)).milestones.get()
    ).milestone.placement

    actions.take_down(row, make.platform(), WORDS)
    turn_clocks()

    assert status(applied) == "not_selected"
    assert status(offer) == "withdrawn"
    assert Placement.objects.get(pk=working.pk).status == "active"
    at_work = Email.objects.get(key=f"taken-down-at-work:{working.pk}")
    assert at_work.to == working.student.user.email
    assert "goes on" in at_work.body
    assert Email.objects.filter(to=applied.student.user.email).exists()
    with pytest.raises(WrongState):
        actions.take_down(row, make.platform(), WORDS)


def test_what_was_taken_down_is_found_by_nobody_and_opened_by_nobody(db, sign_in):
    who = make.student()
    row = make.listing(approved_by=who.university)
    boss = sign_in(row.created_by)
    actions.take_down(row, make.platform(), WORDS)

    for client in (sign_in(who.user), sign_in(make.employer())):
        assert client.get(row.get_absolute_url()).status_code == 404
    page = boss.get(reverse("listings:manage", args=[row.slug])).text
    assert WORDS in page
    assert "Open it again" not in page
    tried = boss.get(reverse("listings:extend", args=[row.slug]), follow=True).text
    assert "cannot be opened again" in tried


def test_a_draft_is_not_taken_down(db):
    with pytest.raises(WrongState):
        actions.take_down(make.draft(), make.platform(), WORDS)
    assert not TakeDown.objects.exists()


# --- Others


def test_an_organisation_is_refused_after_a_second_look(browser):
    who = make.student()
    org = make.listing(approved_by=who.university).organisation
    report = told_of("organisation", org.slug, who.user)
    assert "Its owners are told" in answer(browser, report, action="refuse").text

    answer(browser, report, action="refuse", sure="1")

    assert Organisation.objects.get(pk=org.pk).status == "refused"
    assert status(report) == "acted"


@pytest.mark.parametrize("action", ["down", "hide"])
def test_only_what_fits_the_kind_can_be_done(browser, action):
    report = make.report()
    page = answer(browser, report, action=action, words=WORDS, sure="1").text

    assert "There is a problem" in page
    assert status(report) == "open"


def test_two_of_our_staff_answer_once(browser, listing):
    row, report = listing
    answer(browser, report, action="dismiss")
    page = answer(browser, report, action="down", words=WORDS, sure="1").text

    assert "It is answered already. Nothing was changed." in page
    assert status(row) == "open"
    assert not Offer.objects.exists()
