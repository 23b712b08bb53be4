from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.places import country_name


class ListingPlace(models.Model):
    """One of the places where a listing's work is done; remote work has none.

    `country` is ISO 3166. Without `geoname_id` and coordinates nobody finds it by distance.
    """

    listing = models.ForeignKey("Listing", models.CASCADE, related_name="places")
    position = models.PositiveSmallIntegerField(default=0)
    country = models.CharField(_("country of work"), max_length=2)
    city = models.CharField(_("town or city"), max_length=80, blank=True)
    geoname_id = models.PositiveBigIntegerField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(country__regex="^[A-Z]{2}$"), name="place_country"
            ),
            models.CheckConstraint(
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="place_coordinates",
            ),
        ]
        indexes = [models.Index(fields=["country", "listing"], name="place_of_listing")]

    def __str__(self) -> str:
        """Santarém, Portugal: in the page's language."""
        country = country_name(self.country) if self.country else ""
        return ", ".join(filter(None, [self.city, country]))
