from listings.models.formats import Direction, Format, Section
from listings.models.imports import ImportedListing, ImportMemory, ImportRow, ListingImport
from listings.models.listing import Listing, ListingQuerySet
from listings.models.moderation import Moderation, ModerationEvent, ModerationQuerySet
from listings.models.places import ListingPlace
from listings.models.programme import ItineraryDay, Programme
from listings.models.revision import Change, ListingRevision
from listings.models.saved import SavedListing, SavedSearch

__all__ = [
    "Change",
    "Direction",
    "Format",
    "ImportMemory",
    "ImportRow",
    "ImportedListing",
    "ItineraryDay",
    "Listing",
    "ListingImport",
    "ListingPlace",
    "ListingQuerySet",
    "ListingRevision",
    "Moderation",
    "ModerationEvent",
    "ModerationQuerySet",
    "Programme",
    "SavedListing",
    "SavedSearch",
    "Section",
]
