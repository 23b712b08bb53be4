from django.db import models


class Outage(models.Model):
    """A time in which no mail goes: the server is away, or does not let us in. One at a time."""

    # What it said last, or what we know of it.
    why = models.CharField(max_length=300)
    began_at = models.DateTimeField(auto_now_add=True)
    # A mail was sent again. Empty: it lasts.
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-began_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["ended_at"], nulls_distinct=False, name="one_outage_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"since {self.began_at}: {self.why}"
