"""As a bench's, with a mail server of our own and short waits for it."""

import os

from benches.settings import *  # noqa: F403
from benches.settings import CELERY_BEAT_SCHEDULE, CELERY_BROKER_TRANSPORT_OPTIONS, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "benches.delivering.apps.DeliveringConfig"]
MAILERS = {
    "default": {
        "BACKEND": "notifications.smtp.EmailBackend",
        "OPTIONS": {"host": "127.0.0.1", "port": int(os.environ["SINK_PORT"]), "timeout": 2},
    }
}
MAILS_PER_SECOND = 0
MAILS_PER_SECOND_TO = {}
# Nothing but the mails, as often as on the site; digests oftener.
SWEEP, GATHER = "send waiting mail", "gather digests"
CELERY_BEAT_SCHEDULE = {
    SWEEP: CELERY_BEAT_SCHEDULE[SWEEP],
    GATHER: {**CELERY_BEAT_SCHEDULE[GATHER], "schedule": 5.0},
}
# A task whose worker died comes again while the storm lasts.
CELERY_VISIBILITY_TIMEOUT = 20
CELERY_BROKER_TRANSPORT_OPTIONS = {**CELERY_BROKER_TRANSPORT_OPTIONS, "visibility_timeout": 20}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(process)d %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
