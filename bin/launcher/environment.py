"""The environment in which the development site and the tests run (docs/operations.md)."""

import os
import secrets
from pathlib import Path

from bin.launcher import place, ports

# A developer's own keys must never reach a development site or a test by accident.
STRIPE = ("STRIPE_SECRET_KEY", "STRIPE_API_BASE", "STRIPE_WEBHOOK_SECRET")


def base() -> dict[str, str]:
    """Ours, with .venv's programs first and nothing of Stripe's."""
    kept = {name: value for name, value in os.environ.items() if name not in STRIPE}
    programs = str(place.ROOT / ".venv" / "bin")
    return kept | {
        "PATH": os.pathsep.join([programs, os.environ.get("PATH", os.defpath)]),
        "PYTHONUNBUFFERED": "1",
        "DJANGO_SETTINGS_MODULE": "marketplace.settings",
    }


def development(port: int, urls: dict[str, str]) -> dict[str, str]:
    """For bin/dev and bin/manage: the settings' variables and those of the bin/ scripts."""
    local = place.local()
    standin = ports.kept_port(local / "standin-port")
    secret = kept_secret(local / "secret-key")
    return urls | {
        "DEBUG": "1",
        "DEMO": "1",
        "SECRET_KEY": secret,
        # By name: a passkey cannot be bound to a bare address.
        "SITE_URL": f"http://localhost:{port}",
        "MEDIA_ROOT": str(local / "media"),
        "STRIPE_SECRET_KEY": "sk_test_standin_local",
        "STRIPE_WEBHOOK_SECRET": f"whsec_standin_{secret[:24]}",
        "STRIPE_API_BASE": f"http://{ports.LOOPBACK}:{standin}",
        "WEB_HOST": ports.LOOPBACK,
        "WEB_WORKERS": "1",
        "PORT": str(port),
        "STANDIN_PORT": str(standin),
        "STANDIN_STATE": str(local / "standin.sqlite3"),
        "BEAT_SCHEDULE": str(local / "celerybeat-schedule"),
        # In a container everybody is root; Celery's page-long warning helps nobody there.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
        # Web workers start again when a file changes, and survive one that does not import.
        "GRANIAN_RELOAD": "true",
        "GRANIAN_RELOAD_IGNORE_WORKER_FAILURE": "true",
        "GRANIAN_RELOAD_PATHS": os.pathsep.join(map(str, _code())),
    }


def _code() -> list[Path]:
    """The folders that the web server imports from or renders."""
    packages = {file.parent for file in place.ROOT.glob("*/__init__.py")}
    return sorted(packages - {place.ROOT / "tests"} | {place.ROOT / "templates"})


def testing() -> dict[str, str]:
    """For bin/test."""
    return {
        "DEBUG": "1",
        # With the demo's addresses; tests of a site without them say so in their settings.
        "DEMO": "1",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SITE_URL": "http://localhost:8000",
    }


def kept_secret(file: Path) -> str:
    """The random text in `file`, written there on first use: sign-ins survive a restart."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(32))
    return file.read_text()
