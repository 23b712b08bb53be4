"""The settings as a deployment reads them: another process, another environment."""

import json
import os
import subprocess
import sys
from subprocess import CompletedProcess

import pytest
from django.urls import reverse

from marketplace.settings import BASE_DIR

PLACE = {
    "PATH": os.environ["PATH"],
    "SECRET_KEY": "abcdefghijklmnopqrstuvwxyz-0123456789-abcdefghij",
    "SITE_URL": "https://foothold.example",
    "DATABASE_URL": "postgres://foothold@localhost/foothold",
    "REDIS_URL": "redis://localhost:6379/0",
    "STRIPE_SECRET_KEY": "sk_live_real",
    "STRIPE_WEBHOOK_SECRET": "whsec_x",
    "SMTP_HOST": "mail.example",
}


def start(name: str = "DEBUG", **place: str) -> CompletedProcess[str]:
    """Print one setting as JSON, from a process whose environment is `place`."""
    return subprocess.run(
        [
            sys.executable,
            "-c",
            f"import json\nfrom marketplace import settings\nprint(json.dumps(settings.{name}))",
        ],
        cwd=BASE_DIR,
        env=PLACE | place,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_form_may_lead_to_each_page_that_stripe_hosts():
    policy = json.loads(start("SECURE_CSP").stdout)

    assert policy["form-action"] == [
        "'self'",
        "https://checkout.stripe.com",
        "https://connect.stripe.com",
        "https://accounts.stripe.com",
    ]


@pytest.mark.parametrize("key", ["none", "sk_test_real"])
def test_a_real_site_does_not_start_with_a_key_that_moves_no_money(key):
    started = start(STRIPE_SECRET_KEY=key)

    assert started.returncode != 0
    assert "STRIPE_SECRET_KEY" in started.stderr


@pytest.mark.parametrize("key", ["sk_live_real", "rk_live_real"])
def test_a_real_site_starts_with_a_live_key(key):
    assert start("STRIPE_LIVEMODE", STRIPE_SECRET_KEY=key).stdout == "true\n"


def test_a_test_key_has_to_be_meant():
    meant = start("STRIPE_LIVEMODE", STRIPE_SECRET_KEY="sk_test_real", STRIPE_TEST_MODE="1")

    assert meant.stdout == "false\n"


def test_a_live_key_is_never_a_test():
    started = start(STRIPE_TEST_MODE="1")

    assert started.returncode != 0
    assert "real money" in started.stderr


@pytest.mark.parametrize(("demo", "test_mode"), [(True, False), (False, True), (False, False)])
def test_where_no_real_money_moves_every_page_says_so(db, client, settings, demo, test_mode):
    settings.DEMO, settings.STRIPE_TEST_MODE = demo, test_mode

    page = client.get(reverse("accounts:help"))

    assert ("no real money moves" in page.text) is (demo or test_mode)
