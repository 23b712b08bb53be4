"""What is asked of a search, who asks, and what it answers."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import Any

# The steps of filters that are a most, by name: hours, hours, days, days from today twice, days
# ago. Whoever takes more also takes less.
STEPS: dict[str, tuple[int, ...]] = {
    "hours": (10, 20, 30, 40),
    "total": (10, 20, 40, 80, 160),
    "length": (5, 14, 31, 42),
    "start": (7, 14, 31),
    "closes": (3, 7, 14),
    "new": (1, 3, 7),
}
# Filters of which several values may be on: who passes one of them passes.
SEVERAL = (
    "field",
    "skill",
    "format",
    "arrangement",
    "country",
    "currency",
    "language",
    "organisation",
)
REGIONS = ("domestic", "abroad")
SORTS = ("best", "newest", "deadline", "pay")
# Of skills and countries the most frequent: more would bury the rest of a page.
MOST = 8
PER_PAGE = 24

type Counts = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Near:
    """Within `km` of a place; degrees. `town` is how a link says it: Lisbon, PT."""

    latitude: float
    longitude: float
    km: int
    town: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """A search: what narrows it, its order and its page. Empty means everything.

    `format` and `skill` are slugs, `country` and `home` ISO 3166, `language` ISO 639-1. `pay` and
    `per_hour` are what a student receives, in the major unit of `pay_in`. Steps are those of
    `STEPS`, as text. `region` is as seen from `home` and means nothing without it.
    """

    q: str = ""
    field: tuple[str, ...] = ()
    skill: tuple[str, ...] = ()
    format: tuple[str, ...] = ()
    arrangement: tuple[str, ...] = ()
    region: str = ""
    country: tuple[str, ...] = ()
    near: Near | None = None
    hours: str = ""
    total: str = ""
    length: str = ""
    start: str = ""
    starts_by: date | None = None
    pay: Decimal | None = None
    per_hour: Decimal | None = None
    currency: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    closes: str = ""
    new: str = ""
    since: datetime | None = None
    # How it is asked, not what for.
    home: str = ""
    pay_in: str = "USD"
    direction: str = "paid"
    sort: str = ""
    # The words as they are, also when they look mistyped.
    exact: bool = False
    page: int = 1
    # `since` is the end of the visit before this one, and follows it.
    visit: bool = False
    # Rows of a page.
    per_page: int = PER_PAGE

    @property
    def chosen(self) -> dict[str, Any]:
        """What narrows, by name, in the order above."""
        given = zip(NARROWING, _narrowing(self), strict=True)
        return {name: value for name, value in given if value and (name != "region" or self.home)}

    @property
    def order(self) -> str:
        """Words alone bring the best match first."""
        if self.sort == "best" and not self.q:
            return "newest"
        return self.sort or ("best" if self.q else "newest")

    def without(self, *names: str) -> Filters:
        blank: dict[str, Any] = {name: DEFAULTS[name] for name in names}
        return replace(self, **blank)


_NOT_NARROWING = ("home", "pay_in", "direction", "sort", "exact", "page", "visit", "per_page")
DEFAULTS = {each.name: each.default for each in fields(Filters)}
NARROWING = tuple(name for name in DEFAULTS if name not in _NOT_NARROWING)
_narrowing = attrgetter(*NARROWING)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose eyes: the public's, or, with a university, those of one of its students."""

    university: int | None = None


PUBLIC = Scope()


@dataclass(frozen=True)
class Names:
    """What values are called, and rates: read once, used for every page."""

    skills: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    formats: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    # Units of a currency for a US dollar, and the day they are of.
    rates: Mapping[str, tuple[Decimal, date]] = field(default_factory=dict)
    slugs: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    # By a word or phrase in lower case, all ways to say it, itself first.
    same: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # Where universities are: whose students may ask what is at home for them.
    homes: tuple[str, ...] = ()

    def label(self, name: str, slug: str) -> str:
        known = self.skills if name == "skill" else self.formats
        return known[slug][1] if slug in known else slug


@dataclass(frozen=True)
class Moment:
    """When a search is asked; what it counts in days begins at a whole minute."""

    now: datetime

    @property
    def minute(self) -> datetime:
        return self.now.replace(second=0, microsecond=0)

    @property
    def today(self) -> date:
        return self.now.date()

    def ahead(self, days: str) -> datetime:
        return self.minute + timedelta(days=int(days))

    def ago(self, days: str) -> datetime:
        return self.minute - timedelta(days=int(days))


@dataclass(frozen=True)
class Answer:
    """What a way to search says: the page's ids, how many in all, and how many by each value.

    `by_words` is how many the words alone find: None without words.
    """

    ids: list[int]
    total: int
    facets: Counts
    without: dict[str, int]
    by_words: int | None
    page: int
    # What was drawn of the counts: it stays with them, for the next who asks the same.
    drawn: dict[Hashable, Any] = field(compare=False)
    # What mistyped words look like (`words.nearest`); None: not asked yet.
    near: str | None = field(compare=False)


@dataclass(frozen=True)
class Found(Answer):
    """`words` are those that were looked for; `typed` what stood there instead; `meant` what may
    have been meant, when the words as typed find little."""

    names: Names
    words: str
    typed: str = ""
    meant: str = ""

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))
