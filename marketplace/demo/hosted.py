"""Somebody at a browser on Stripe's hosted pages: the stand-in's, and no others."""

import re
import time

import requests
from django.conf import settings

TIMEOUT = 10  # seconds
# A card that always works: https://docs.stripe.com/testing
CARD = {"method": "card", "number": "4242 4242 4242 4242", "expiry": "12 / 34", "cvc": "123"}


class NotDone(Exception):
    """The hosted page did not take what was sent."""


def wait_until_there(seconds: float) -> bool:
    """Whether the stand-in answers within `seconds`."""
    until = time.monotonic() + seconds
    while settings.STRIPE_API_BASE:
        try:
            _browser().get(settings.STRIPE_API_BASE, timeout=TIMEOUT)
        except requests.ConnectionError:
            if time.monotonic() > until:
                return False
            time.sleep(0.2)
        else:
            return True
    return False


def pay(url: str, email: str, name: str) -> None:
    """Raises NotDone."""
    _send(url, {**CARD, "email": email, "name": name})


def set_up(url: str, holder: str, country: str) -> None:
    """Say who one is and where one's bank is. Raises NotDone."""
    shown = _browser().get(url, timeout=TIMEOUT)
    visit = re.search(r'name="visit" value="(\w+)"', shown.text)
    if visit is None:
        raise NotDone(url)
    bank = {"holder": holder, "country": country, "last4": "6789", "outcome": "active"}
    _send(url, {**bank, "visit": visit[1]})


def _send(url: str, form: dict[str, str]) -> None:
    """Where it leads is our own page, which asks Stripe; we do that ourselves."""
    answer = _browser().post(url, form, timeout=TIMEOUT, allow_redirects=False)
    if answer.status_code != requests.codes.see_other:
        raise NotDone(f"{url}: {answer.status_code}")


def _browser() -> requests.Session:
    session = requests.Session()
    # Straight to our own machine: a proxy in the environment has no say here.
    session.trust_env = False
    return session
