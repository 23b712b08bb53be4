from django.db import models


class Counted(models.Model):
    """How often something was done since its time began to run (accounts.limits)."""

    key = models.CharField(max_length=200, primary_key=True)
    n = models.PositiveIntegerField()
    # When the time is over, and the count starts anew.
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.n} until {self.until}"
