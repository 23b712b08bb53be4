from django.db import models


class Round(models.Model):
    """Until when a clock's reminders have been told: the next round begins there."""

    clock = models.CharField(max_length=40, unique=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.clock} until {self.until}"
