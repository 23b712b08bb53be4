"""The settings as a deployment reads them: another process, another environment."""

import json
import os
import subprocess
import sys
from subprocess import CompletedProcess

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
