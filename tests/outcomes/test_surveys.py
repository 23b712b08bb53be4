"""First destinations: asked, reminded, answered by a link, read and handed out as a file."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Download
from marketplace.states import WrongState
from notifications.models import Email
from outcomes import actions, links, tasks
from outcomes.models import Asked, Survey
from tests import make
from tests.signing_in import signed_in


@pytest.fixture
def analyst(db):
    return make.staff(roles=["analyst"])


@pytest.fixture
def survey(analyst):
    """Of two students; a third is of another class, a fourth of another university."""
    university = analyst.staff_of.university
    for _ in range(2):
        make.student(university=university, graduates_in=2026)
    make.student(university=university, graduates_in=2027)
    make.student(graduates_in=2026)
    row = actions.open_survey(university, 2026, make.today(42), analyst)
    actions.ask_missing(row)
    return row


def in_days(days):
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


def letters(asked):
    return Email.objects.filter(key__startswith=f"first-destination:{asked.pk}").count()


def test_an_analyst_asks_a_class_once(analyst):
    make.student(university=analyst.staff_of.university, graduates_in=2026)
    browser = signed_in(analyst)
    told = {"graduates_in": 2026, "closes_on": make.today(42).isoformat()}

    browser.post(reverse("outcomes:surveys"), told)
    again = browser.post(reverse("outcomes:surveys"), told)

    survey = Survey.objects.get()
    assert (survey.graduates_in, survey.opened_by) == (2026, analyst)
    assert again.status_code == 200, "the year is not offered any more"
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.open_survey(survey.university, 2026, survey.closes_on, analyst)


@pytest.mark.parametrize("days", [-1, 500])
def test_a_last_day_that_cannot_be_is_said_beside_it(analyst, days):
    make.student(university=analyst.staff_of.university, graduates_in=2026)
    told = {"graduates_in": 2026, "closes_on": make.today(days).isoformat()}
    page = signed_in(analyst).post(reverse("outcomes:surveys"), told)

    assert "Choose a day after today, within a year." in page.text
    assert not Survey.objects.exists()


def test_everybody_of_the_class_is_asked_once_also_who_joins_later(survey):
    assert [letters(each) for each in survey.asked.all()] == [1, 1]
    tasks.ask(str(survey.pk))
    make.student(university=survey.university, graduates_in=2026)
    tasks.sweep_surveys()
    tasks.sweep_surveys()

    assert [letters(each) for each in survey.asked.all()] == [1, 1, 1]


def test_who_has_not_answered_is_reminded_twice(survey):
    first, second = survey.asked.all()
    actions.answer(first, {"destination": "study"})
    for days in (6, 8, 9, 22, 23, 40):
        with in_days(days):
            tasks.sweep_surveys()

    assert (letters(first), letters(second)) == (1, 3)
    second.refresh_from_db()
    with pytest.raises(WrongState):
        actions.remind(second)


def test_nobody_is_asked_or_reminded_once_it_is_closed(survey):
    make.student(university=survey.university, graduates_in=2026)
    Survey.objects.update(closes_on=make.today(-2))
    with in_days(8):
        tasks.sweep_surveys()

    assert [letters(each) for each in survey.asked.all()] == [1, 1]


def test_it_is_answered_by_the_link_of_the_mail_without_an_account(survey):
    asked = survey.asked.all()[0]
    address = links.url_of(asked)
    assert address in Email.objects.get(key=f"first-destination:{asked.pk}:0").body
    stranger = Client()

    assert "Choose what comes nearest." in stranger.post(address, {"place": "Acme"}).text
    asked.refresh_from_db()
    assert asked.answered_at is None
    told = {"destination": "full_time", "place": "Acme", "country": "US", "helped": "yes"}
    assert "Thank you" in stranger.post(address, told).text
    assert 'value="Acme"' in stranger.get(address).text
    stranger.post(address, {**told, "place": "Bell", "helped": ""})

    asked.refresh_from_db()
    assert (asked.destination, asked.place, asked.helped) == ("full_time", "Bell", None)


def test_a_link_that_was_not_made_here_is_a_404(survey):
    made_up = reverse("outcomes:answer", args=["abc:def"])

    assert Client().get(made_up).status_code == 404
    assert links.named_by("abc") is None


def test_what_comes_too_late_is_told_so_and_changes_nothing(survey):
    asked = survey.asked.all()[0]
    Survey.objects.update(closes_on=make.today(-2))
    page = Client().post(links.url_of(asked), {"destination": "study"})

    assert "It is closed" in page.text
    asked.refresh_from_db()
    assert asked.answered_at is None


def test_analysts_read_it_and_take_it_away_with_references_that_stay(survey, analyst):
    asked = survey.asked.all()[0]
    actions.answer(asked, {"destination": "study", "place": "=cmd()", "helped": True})
    browser = signed_in(analyst)
    page = browser.get(survey.get_absolute_url()).text
    address = reverse("outcomes:survey_file", args=[survey.pk])

    files = [b"".join(browser.get(address).streaming_content).decode("utf-8-sig") for _ in "ab"]
    rows = list(csv.DictReader(io.StringIO(files[0])))

    assert "50 %" in page
    assert files[0] == files[1]
    assert [row["Reference"] for row in rows] == [each.reference for each in survey.asked.all()]
    assert rows[0]["Destination"] == "Studying further"
    assert not rows[0]["Place"].startswith("=")
    assert Download.objects.filter(about=str(survey.pk)).count() == 2


def test_it_is_no_business_of_others(survey):
    for person, code in [
        (make.staff(roles=["analyst"]), 404),
        (make.staff(survey.university, roles=["moderator", "funder", "administrator"]), 403),
    ]:
        browser = signed_in(person)
        for name in ("survey", "survey_file"):
            address = reverse(f"outcomes:{name}", args=[survey.pk])
            assert browser.get(address).status_code == code
    assert Asked.objects.count() == 2
