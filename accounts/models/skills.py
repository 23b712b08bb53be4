from django.db import models
from django.db.models.functions import Lower


class Skill(models.Model):
    """One word of the vocabulary that students and listings share."""

    name = models.CharField(max_length=60)
    slug = models.SlugField(max_length=70, unique=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="skill_named_once")]

    def __str__(self) -> str:
        return self.name
