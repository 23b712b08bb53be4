"""As a bench's, with payments that go to the stand-in and mail that goes nowhere."""

from benches.settings import *  # noqa: F403
from benches.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "benches.storm.apps.StormConfig"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The storm itself is what asks for the sweeps, more often than the site does.
CELERY_BEAT_SCHEDULE = {}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(process)d %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
