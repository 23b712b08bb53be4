"""Who was given which file of an application, for our staff who decide."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Window

from accounts.models import Download
from applications.models import Application

# The rest is in the administration.
LATEST = 50


def taken(application: Application) -> dict[str, Any]:
    """The latest first, with how many there are."""
    rows = Download.objects.filter(about=str(application.pk)).select_related("by")
    latest = list(rows.annotate(n=Window(Count("pk")))[:LATEST])
    return {"rows": latest, "n": latest[0].__dict__["n"] if latest else 0, "shown": len(latest)}
