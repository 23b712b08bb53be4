"""The page on which one chooses what comes by mail, and when."""

from datetime import time

import pytest
from django.urls import reverse

from notifications.kinds import KINDS
from notifications.models import Preference
from tests import make

PAGE = reverse("accounts:preferences")


@pytest.fixture
def ada(db):
    return make.student().user


def answers(browser, **given):
    """What the form sends as it is, but for what is `given`."""
    form = browser.get(PAGE).context["form"]
    return {name: form[name].value() or "" for name in form.fields} | given


def labels(browser):
    parts = browser.get(PAGE).context["parts"]
    chosen = {str(field.label) for part in parts for field in part.fields}
    return chosen, {str(kind.label) for part in parts for kind in part.always}


def test_everybody_is_asked_for_what_they_get_and_told_what_always_comes(ada, sign_in):
    chosen, always = labels(sign_in(ada))
    of_employer, _ = labels(sign_in(make.employer()))
    of_staff, _ = labels(sign_in(make.staff()))

    assert {"Your application is sent", "What your saved searches find"} <= chosen
    assert {"Your pay is sent", "A code to sign in", "An offer ends soon"} <= always
    assert "Somebody applied" in of_employer - chosen
    assert "A listing is sent to you" in of_staff - of_employer


def test_why_something_always_comes_is_said(ada, sign_in):
    page = sign_in(ada).get(PAGE)

    assert "It is about money." in page.text
    assert "Something happens by itself unless you act in time." in page.text


def test_what_is_chosen_is_kept_and_shown_and_what_is_usual_takes_no_row(ada, sign_in):
    browser = sign_in(ada)
    name = "applications-sent"

    browser.post(PAGE, answers(browser, **{name: "weekly"}))
    assert Preference.objects.get().kind == "applications/sent"
    assert answers(browser)[name] == "weekly"

    browser.post(PAGE, answers(browser, **{name: "off"}))
    assert Preference.objects.get().how == "off"

    browser.post(PAGE, answers(browser, **{name: "instantly"}))
    assert not Preference.objects.exists()


def test_money_cannot_be_turned_off_by_a_made_up_form(ada, sign_in):
    browser = sign_in(ada)

    browser.post(PAGE, answers(browser, **{"applications-paid_student": "off"}))

    assert KINDS["applications/paid_student"].always
    assert not Preference.objects.exists()


def test_an_answer_that_is_none_is_told_beside_it_and_nothing_is_kept(ada, sign_in):
    browser = sign_in(ada)

    page = browser.post(PAGE, answers(browser, **{"applications-sent": "hourly"}))

    assert page.context["form"].errors.keys() == {"applications-sent"}
    assert not Preference.objects.exists()


def test_quiet_hours_are_kept_and_can_be_taken_away(ada, sign_in):
    browser = sign_in(ada)

    browser.post(PAGE, answers(browser, quiet_from="22:30", quiet_until="06:00"))
    ada.refresh_from_db()
    assert (ada.quiet_from, ada.quiet_until) == (time(22, 30), time(6))

    browser.post(PAGE, answers(browser, quiet_from="", quiet_until=""))
    ada.refresh_from_db()
    assert (ada.quiet_from, ada.quiet_until) == (None, None)


@pytest.mark.parametrize(
    ("start", "end", "wrong"),
    [
        ("22:00", "", "quiet_until"),
        ("", "08:00", "quiet_from"),
        ("08:00", "08:00", "quiet_until"),
        ("night", "08:00", "quiet_from"),
    ],
)
def test_quiet_hours_that_make_no_sense_are_told_beside_the_field(ada, sign_in, start, end, wrong):
    browser = sign_in(ada)

    page = browser.post(PAGE, answers(browser, quiet_from=start, quiet_until=end))

    assert list(page.context["form"].errors) == [wrong]
    assert f'value="{start}"' in page.text or not start


def test_who_joins_has_quiet_nights():
    from accounts.models import User

    assert (User().quiet_from, User().quiet_until) == (time(21), time(8))
