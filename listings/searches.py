"""A search as it is kept: a query string that the browse page reads, and its name."""

from datetime import datetime, timedelta

from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import Student
from listings import facets
from listings.filters import filters_from
from listings.models import Listing, Moderation, SavedSearch
from listings.search import Filters, Scope, among, known_names
from listings.search import search as find

# A decision has its time before others can see it: its transaction has to end first, and clocks
# differ a little. No transaction may wait this long (`idle_in_transaction_session_timeout`).
LATE = timedelta(minutes=2)
LONGEST_NAME = SavedSearch._meta.get_field("name").max_length or 80
LONGEST_QUERY = SavedSearch._meta.get_field("query").max_length or 1500


def read(query: str, student: Student) -> Filters:
    """The search, as this student asks it."""
    return filters_from(QueryDict(query), student, known_names)


def name_of(filters: Filters) -> str:
    """“survey”, Remote, Up to 10 h a week"""
    words = [f"“{filters.q}”"] if filters.q else []
    labels = [str(chip["label"]) for chip in facets.chips(filters, known_names())]
    return Truncator(", ".join(words + labels) or _("Every project")).chars(LONGEST_NAME)


def approved_lately(search: SavedSearch, until: datetime) -> dict[str, str]:
    """What the student's university has approved since they were told, up to `until`, and LATE
    before that: the listing's primary key and when, as text, which are looked for and kept."""
    approved = Moderation.objects.approved().filter(
        university=search.user.student.university_id,
        decided_at__gt=search.told_until - LATE,
        decided_at__lte=until,
    )
    rows = approved.values_list("listing", "decided_at")
    return {str(listing): at.isoformat() for listing, at in rows if at}


def still_late(approved: dict[str, str], until: datetime) -> dict[str, str]:
    """Those that a later round will come across again, were it told `until`."""
    since = until - LATE
    return {pk: at for pk, at in approved.items() if datetime.fromisoformat(at) > since}


def news(search: SavedSearch, student: Student, new: list[int]) -> list[Listing]:
    """Those of the listings `new` (primary keys) that it finds, the newest first."""
    ids = among(new, read(search.query, student), Scope(student.university_id))
    rows = Listing.objects.open().for_cards().in_bulk(ids)
    return [rows[pk] for pk in ids if pk in rows]


def open_now(filters: Filters, student: Student) -> int:
    return find(filters, Scope(student.university_id)).total
