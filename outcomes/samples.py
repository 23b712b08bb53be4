"""Invented surveys, never saved: what a preview of a mail is filled with."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.samples import Samples, student, university


def _asked(again: bool = False) -> Any:
    def made() -> dict[str, Any]:
        return {
            "reader": student().user,
            "again": again,
            "university": university(),
            "closes_on": timezone.localdate() + timedelta(weeks=5),
            "url": f"{settings.SITE_URL}/outcomes/answer/sample/",
        }

    return made


SAMPLES: Samples = {
    "outcomes/first_destination": _asked(),
    "outcomes/first_destination#again": _asked(again=True),
}
