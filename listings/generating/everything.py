"""All of it, in one transaction: either every row is there, or none."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from datetime import timedelta
from random import Random

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from accounts.models import Membership, Organisation, Student, User
from listings.generating import people
from listings.generating.copying import copy_into, next_id, quickly
from listings.generating.rows import NAMES, PLACE, Maker
from listings.models import Listing, ListingPlace, Moderation, OpenListing
from listings.search import rebuild

LISTINGS_OF_EACH = 50
FEWEST_EMPLOYERS = 20


class RealPeople(Exception):
    """Somebody in this database may be real."""


def refuse_real_people() -> None:
    """Raise `RealPeople` unless every address is one that nobody can have (RFC 2606)."""
    invented = r"[.@](example|test|invalid|localhost|example\.(org|com|net))$"
    if User.objects.exclude(email__iregex=invented).exists():
        raise RealPeople


@transaction.atomic
def generate(listings: int, n_open: int, seed: int) -> None:
    """Add `listings` listings, of which `n_open` are open, with all that they need."""
    refuse_real_people()
    rng = Random(seed)  # noqa: S311 -- not a secret
    now = timezone.now().replace(microsecond=0)
    skills = Listing.skills.through
    universities = people.universities(rng)
    written: list[type[Model]] = [User, Organisation, Membership, Student, Student.skills.through]
    with quickly([*written, Listing, ListingPlace, skills, Moderation]):
        employers = people.employers(rng, max(FEWEST_EMPLOYERS, listings // LISTINGS_OF_EACH), now)
        people.students(rng, universities, now)
        maker = Maker(rng, now, employers, universities)
        copy_into(Listing, NAMES, maker.listings(next_id(Listing), listings, n_open))
        first = next_id(ListingPlace)
        numbered = ((first + n, *place) for n, place in enumerate(maker.places))
        copy_into(ListingPlace, ["id", *PLACE], numbered)
        pairs = _numbered(next_id(skills), maker.pairs)
        copy_into(skills, ["id", "listing_id", "skill_id"], pairs)
        copy_into(
            Moderation,
            ["id", "listing_id", "university_id"],
            _numbered(next_id(Moderation), maker.approvals),
            status=Moderation.Status.APPROVED,
            decided_at=now - timedelta(days=1),
        )
    with quickly([OpenListing]):
        rebuild()


def _numbered(first: int, pairs: array[int]) -> Iterator[tuple[int, int, int]]:
    """Two by two, each with a primary key from `first` on."""
    for number in range(len(pairs) // 2):
        yield first + number, pairs[2 * number], pairs[2 * number + 1]
