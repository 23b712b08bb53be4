from __future__ import annotations

from django.db import models

from applications.models.application import Application
from marketplace.uploads import StoredFile


class NamelessResume(StoredFile):
    """A résumé without its student's name, for one listing that hides names at first."""

    application = models.OneToOneField(Application, models.CASCADE, related_name="nameless")
