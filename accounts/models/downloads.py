"""Who was given which file: written once, and kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Download(models.Model):
    """One file given to one person. The database refuses to delete a row, and to change anything
    in it but this: a name may be taken out (`downloads.forget_names`).

    `what` names the table the file stood in, `key` its row; `about` is the key of the application,
    or of whatever else, that it belongs to. `name` as it was given to them.
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    what = models.CharField(_("what"), max_length=50)
    key = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=200)
    about = models.CharField(max_length=40)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["about", "-at"], name="downloads_about"),
            models.Index(fields=["-at"], name="downloads_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.by}, {self.name}, {self.at:%Y-%m-%d %H:%M} UTC"
