"""What would else be looked for while somebody waits."""

from importlib import import_module

from django.template.loader import get_template
from django.urls import reverse

from marketplace.celery import app

# What libraries import when they are first used.
LATE = ("babel.dates", "django.contrib.messages.storage.fallback")


def load() -> None:
    """Have all pages and tasks there, how tasks are sent, and how templates are read.

    For a server, before its processes are copied from it. Connects to nothing.
    """
    reverse("listings:home")
    for name in ("base.html", "emails/base.html"):
        get_template(name)
    app.loader.import_default_modules()
    app.finalize()  # type: ignore[no-untyped-call]
    to_send = app.connection_for_write()  # type: ignore[no-untyped-call]
    _ = app.amqp.send_task_message, app.backend, app.events, to_send.transport
    for name in LATE:
        import_module(name)
