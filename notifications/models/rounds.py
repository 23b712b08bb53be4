from django.db import models


class Round(models.Model):
    """Until when a clock's reminders have been told: the next round begins there."""

    clock = models.CharField(max_length=40, unique=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.clock} until {self.until}"


class Untold(models.Model):
    """A reminder whose moment has come and that could not be written: tried again in each round.

    `of` is the row that waits until `due`, `group` what is told together with it.
    """

    clock = models.CharField(max_length=40)
    of = models.CharField(max_length=40)
    group = models.CharField(max_length=40)
    due = models.DateTimeField()
    before = models.DurationField()
    tried_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clock", "of", "due", "before"], name="untold_once")
        ]
        indexes = [models.Index(fields=["clock", "tried_at"], name="untold_of_clock")]

    def __str__(self) -> str:
        return f"{self.clock} of {self.of}, {self.before} before {self.due}"
