"""A demo listing as it is written down. Days count from the day it is loaded."""

from dataclasses import dataclass


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
    questions: tuple[str, ...] = ()
    included: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    good_to_know: str = ""
    open_ended: bool = False
    openings: int = 1
    starts: tuple[int, int] = (14, 28)
    apply_in: int = 10
    posted: int = 6
    seen_by: tuple[str, ...] = ("tamarack", "ashcombe", "sahyagiri")
    waiting: tuple[str, ...] = ()
    status: str = "open"
    reason: str = ""
