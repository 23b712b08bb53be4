import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")

app = Celery("marketplace")  # type: ignore[no-untyped-call]
app.config_from_object("django.conf:settings", namespace="CELERY")  # type: ignore[no-untyped-call]
app.autodiscover_tasks()  # type: ignore[no-untyped-call]
