from listings.models.formats import Format
from listings.models.listing import Listing, ListingQuerySet
from listings.models.moderation import Moderation, ModerationEvent, ModerationQuerySet

__all__ = [
    "Format",
    "Listing",
    "ListingQuerySet",
    "Moderation",
    "ModerationEvent",
    "ModerationQuerySet",
]
