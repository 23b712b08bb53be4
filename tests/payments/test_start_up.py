"""F41: the demo never reaches Stripe itself, and production never the stand-in."""

import os
import runpy
from unittest.mock import patch

import pytest
from django.core.exceptions import ImproperlyConfigured

from marketplace.settings import BASE_DIR

PLACE = {
    "SECRET_KEY": "abcdefghijklmnopqrstuvwxyz-0123456789-abcdefghij",
    "SITE_URL": "https://foothold.example",
    "DATABASE_URL": "postgres://foothold@localhost/foothold",
    "REDIS_URL": "redis://localhost:6379/0",
    "STRIPE_WEBHOOK_SECRET": "whsec_x",
    "SMTP_HOST": "mail.example",
}
STANDIN = {"STRIPE_API_BASE": "http://127.0.0.1:12111"}


@pytest.fixture
def start():
    """Read the settings as a process in this place would."""

    def read(place):
        with patch.dict(os.environ, {**PLACE, **place}, clear=True):
            return runpy.run_path(str(BASE_DIR / "marketplace" / "settings.py"))

    return read


@pytest.mark.parametrize(
    "place",
    [
        {**STANDIN, "DEBUG": "1", "STRIPE_SECRET_KEY": "sk_live_real"},
        {**STANDIN, "DEBUG": "1", "STRIPE_SECRET_KEY": "rk_live_real"},
        {**STANDIN, "DEBUG": "1", "STRIPE_SECRET_KEY": "sk_test_real"},
        {**STANDIN, "STRIPE_SECRET_KEY": "sk_test_standin_local"},
        {"STRIPE_SECRET_KEY": "sk_test_standin_local"},
        {"DEMO": "1", "STRIPE_SECRET_KEY": "sk_live_real"},
    ],
    ids=lambda place: " ".join(place.values()),
)
def test_f41_the_site_does_not_start(start, place):
    with pytest.raises(ImproperlyConfigured, match=r"key|stand-in"):
        start(place)


@pytest.mark.parametrize(
    "place",
    [
        {**STANDIN, "DEMO": "1", "STRIPE_SECRET_KEY": "sk_test_standin_local"},
        {"STRIPE_SECRET_KEY": "sk_live_real"},
    ],
    ids=lambda place: " ".join(place.values()),
)
def test_f41_the_site_starts_where_all_fits(start, place):
    assert start(place)["STRIPE_SECRET_KEY"] == place["STRIPE_SECRET_KEY"]
