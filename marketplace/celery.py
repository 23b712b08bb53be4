import os

from celery import Celery
from celery.signals import celeryd_after_setup

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")

app = Celery("marketplace")  # type: ignore[no-untyped-call]
app.config_from_object("django.conf:settings", namespace="CELERY")  # type: ignore[no-untyped-call]
app.autodiscover_tasks()  # type: ignore[no-untyped-call]


@celeryd_after_setup.connect  # type: ignore[untyped-decorator]
def _load(**_: object) -> None:
    """A worker's processes are copied from it: what it has loaded, none of them has to."""
    from marketplace.loading import load

    load()
