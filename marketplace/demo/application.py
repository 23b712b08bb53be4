"""A demo application as it is written down, and what became of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class No:
    """An employer's answer: a reason of `Application.DeclineReason`, and a word."""

    reason: str
    word: str


@dataclass(frozen=True, kw_only=True)
class Terms:
    """An offer: parts are (what is handed in, due in days, whole units of the currency)."""

    starts_in: int
    ends_in: int
    parts: tuple[tuple[str, int, int], ...]
    word: str = ""


@dataclass(frozen=True, kw_only=True)
class Pitch:
    """`to` is the listing's title, `ago` how many days back it was sent.

    `became` is where it stands: a status of `Application`, or how its offer ended
    ("refused", "expired", "taken back", "never paid"). `mates` apply with them, for equal shares;
    those who are `asked` have not answered yet.
    """

    who: str
    to: str
    text: str
    answers: tuple[str, ...] = ()
    per_week: int = 10
    start: int = 15
    note: str = ""
    ago: int = 3
    became: str = "submitted"
    no: No | None = None
    terms: Terms | None = None
    mates: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
