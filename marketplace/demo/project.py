"""A demo listing as it is written down. Days count from the day it is loaded."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Comes:
    """What comes with a programme, as it is typed; `itinerary` a line for each day or stretch."""

    itinerary: tuple[str, ...] = ()
    certifications: tuple[str, ...] = ()
    quantities: tuple[str, ...] = ()
    weather_permitting: bool = False
    group_min: int | None = None
    group_max: int | None = None
    housing: str = ""
    meals: str = ""
    included: tuple[str, ...] = ()
    not_included: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    safety: str = ""
    medical: str = ""
    insurance: str = ""
    visa: str = ""
    cancellation: str = ""
    postponement: str = ""


@dataclass(frozen=True, kw_only=True)
class Project:
    """`pay` is what the employer pays, in whole units of `currency`.

    `status` is where the listing stands in the end, with the `reason` a university gave.
    `posted` is how many days ago it was sent to the universities in `seen_by`, of which those
    in `waiting` have not answered; `apply_in` in how many days applications end, or ended.
    """

    title: str
    by: str
    field: str
    text: str
    deliverables: tuple[str, ...]
    skills: tuple[str, ...]
    hours: int
    per_week: int
    days: int
    pay: int
    currency: str
    format: str = "micro-internship"
    arrangement: str = "remote"
    country: str = ""
    city: str = ""
    more_places: tuple[tuple[str, str], ...] = ()
    acceptance: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)
    written_in: str = "en"
    questions: tuple[str, ...] = ()
    blind: bool = False
    comes: Comes = Comes()
    good_to_know: str = ""
    open_ended: bool = False
    openings: int = 1
    team_most: int = 1
    starts: tuple[int, int] = (14, 28)
    apply_in: int = 10
    posted: int = 6
    seen_by: tuple[str, ...] = ("tamarack", "ashcombe", "sahyagiri")
    waiting: tuple[str, ...] = ()
    status: str = "open"
    reason: str = ""
