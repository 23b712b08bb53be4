"""Where a session was last used: noted once a minute, and when its place changes."""

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.utils import timezone

from accounts import middleware
from tests import make

SETTINGS = "/settings/"


@pytest.fixture
def clock(monkeypatch):
    """Seconds on the clock that the middleware looks at."""
    now = [1000.0]
    monkeypatch.setattr(middleware, "monotonic", lambda: now[0])
    return now


def test_a_session_is_noted_once_a_minute(db, sign_in, clock):
    browser = sign_in(make.student().user)
    browser.get(SETTINGS)
    first = UserSession.objects.get().last_seen_at

    clock[0] += 59
    browser.get(SETTINGS)
    assert UserSession.objects.get().last_seen_at == first

    clock[0] += 2
    with time_machine.travel(timezone.now().timestamp() + 61, tick=False):
        browser.get(SETTINGS)
    assert UserSession.objects.get().last_seen_at > first


def test_another_browser_or_address_is_noted_at_once(db, sign_in, clock):
    browser = sign_in(make.student().user)
    for where in ({"HTTP_USER_AGENT": "Firefox"}, {"REMOTE_ADDR": "192.0.2.7"}):
        browser.get(SETTINGS)
        browser.get(SETTINGS, **where)
        seen = UserSession.objects.get()
        assert where in ({"HTTP_USER_AGENT": seen.user_agent}, {"REMOTE_ADDR": seen.ip})


def test_pages_in_between_cost_no_statement(db, sign_in, clock, django_assert_num_queries):
    browser = sign_in(make.student().user)
    browser.get(SETTINGS)
    with django_assert_num_queries(2):  # the session, the user
        browser.get("/help/")
