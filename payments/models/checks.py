"""What the nightly question whether the ledger adds up has found."""

from datetime import timedelta

from django.db import models
from django.utils import timezone


class LedgerCheck(models.Model):
    """One run of `tasks.check_ledger`. `took_ms` is in milliseconds.

    `problems` must be none; `waiting` is what only a person can go on with, and no fault.
    """

    # The check runs each night: one that is older than this has been left out.
    STALE = timedelta(hours=30)

    at = models.DateTimeField(default=timezone.now)
    took_ms = models.PositiveIntegerField()
    compared = models.BooleanField(default=False)
    problems = models.JSONField(default=list)
    waiting = models.JSONField(default=list)

    class Meta:
        ordering = ["-at", "-pk"]
        get_latest_by = ["at", "pk"]
        indexes = [models.Index(fields=["-at"], name="ledger_checked_last")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}: {len(self.problems)} problems"

    @property
    def ok(self) -> bool:
        return not self.problems

    @property
    def is_stale(self) -> bool:
        return self.at < timezone.now() - self.STALE

    @property
    def seconds(self) -> str:
        """For people, to the hundredth."""
        return f"{self.took_ms // 1000}.{self.took_ms % 1000 // 10:02d}"
