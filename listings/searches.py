"""A search as it is kept: a query string that the browse page reads, and its name."""

from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import Student
from listings import facets
from listings.filters import ListingFilter
from listings.models import Listing, SavedSearch
from listings.search import Counts, count

LONGEST_NAME = SavedSearch._meta.get_field("name").max_length or 80
LONGEST_QUERY = SavedSearch._meta.get_field("query").max_length or 1500


def read(query: str, student: Student) -> ListingFilter:
    """The search, over what this student may see."""
    rows = Listing.objects.visible_to(student.user).open().paid()
    return ListingFilter(QueryDict(query[:LONGEST_QUERY]), rows, student)


def name_of(filters: ListingFilter) -> str:
    """“survey”, Remote, Up to 10 h a week"""
    words = [f"“{filters.chosen['q']}”"] if "q" in filters.chosen else []
    labels = [str(chip["label"]) for chip in facets.chips(filters, Counts())]
    return Truncator(", ".join(words + labels) or _("Every project")).chars(LONGEST_NAME)


def open_now(filters: ListingFilter) -> int:
    return count(filters).total
