"""F41: the demo never reaches Stripe itself, and production never the stand-in."""

import os
import subprocess
import sys

import pytest

from marketplace.settings import BASE_DIR

PLACE = {
    "PATH": os.environ["PATH"],
    "SECRET_KEY": "abcdefghijklmnopqrstuvwxyz-0123456789-abcdefghij",
    "SITE_URL": "https://foothold.example",
    "DATABASE_URL": "postgres://foothold@localhost/foothold",
    "REDIS_URL": "redis://localhost:6379/0",
    "STRIPE_WEBHOOK_SECRET": "whsec_x",
    "SMTP_HOST": "mail.example",
}
STANDIN = {"STRIPE_API_BASE": "http://127.0.0.1:12111"}


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
def test_f41_the_site_does_not_start(place):
    started = _start(place)

    assert started.returncode != 0
    assert "ImproperlyConfigured" in started.stderr


@pytest.mark.parametrize(
    "place",
    [
        {**STANDIN, "DEMO": "1", "STRIPE_SECRET_KEY": "sk_test_standin_local"},
        {"STRIPE_SECRET_KEY": "sk_live_real"},
    ],
    ids=lambda place: " ".join(place.values()),
)
def test_f41_the_site_starts_where_all_fits(place):
    assert _start(place).returncode == 0


def _start(place):
    return subprocess.run(
        [sys.executable, "-c", "import marketplace.settings"],
        cwd=BASE_DIR,
        env={**PLACE, **place},
        capture_output=True,
        text=True,
        check=False,
    )
