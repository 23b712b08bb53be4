from listings.models.dismissal import Dismissal
from listings.models.formats import Direction, Format, Section
from listings.models.imports import ImportedListing, ImportMemory, ImportRow, ListingImport
from listings.models.kept import KeptAnswers
from listings.models.listing import Listing, ListingQuerySet
from listings.models.matching import Matches, MatchNews, MatchRun, MatchWeights, Shown, Sought
from listings.models.moderation import Moderation, ModerationEvent, ModerationQuerySet, Rule
from listings.models.open import OpenChange, OpenListing, Word
from listings.models.places import ListingPlace
from listings.models.policy import Policy, PolicyQuerySet, Term
from listings.models.programme import ItineraryDay, Programme
from listings.models.question import Question, QuestionQuerySet
from listings.models.rates import ExchangeRate
from listings.models.reasons import DecisionReason
from listings.models.revision import Change, ListingRevision
from listings.models.saved import SavedListing, SavedSearch
from listings.models.standing import OrganisationNote, Standing
from listings.models.take_down import TakeDown
from listings.models.told import Told

__all__ = [
    "Change",
    "DecisionReason",
    "Direction",
    "Dismissal",
    "ExchangeRate",
    "Format",
    "ImportMemory",
    "ImportRow",
    "ImportedListing",
    "ItineraryDay",
    "KeptAnswers",
    "Listing",
    "ListingImport",
    "ListingPlace",
    "ListingQuerySet",
    "ListingRevision",
    "MatchNews",
    "MatchRun",
    "MatchWeights",
    "Matches",
    "Moderation",
    "ModerationEvent",
    "ModerationQuerySet",
    "OpenChange",
    "OpenListing",
    "OrganisationNote",
    "Policy",
    "PolicyQuerySet",
    "Programme",
    "Question",
    "QuestionQuerySet",
    "Rule",
    "SavedListing",
    "SavedSearch",
    "Section",
    "Shown",
    "Sought",
    "Standing",
    "TakeDown",
    "Term",
    "Told",
    "Word",
]
