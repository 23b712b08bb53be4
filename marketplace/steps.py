"""The rows of the table of steps: who may do what, while a row is in which states.

Each room fills in its own (`applications.allowed` and `allowed_working`, `payments.allowed`).
docs/states.md is written from them, and tests/test_steps.py tries every step in every state, as
everybody where it is allowed to somebody.
"""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.states import Stateful

# The student: who applied. Others of a team may do what names them as well.
STUDENT, MATE, EMPLOYER = "student", "others of the team", "employer"
INVITED, OUR_STAFF = "student who is asked into a team", "staff of the platform"
ASKER, ASKED = "the side that asked", "the side that was asked"


@dataclass(frozen=True)
class Step:
    """What the page `url` does when it is sent. `states` are those of its `noun` that allow it.

    `to`: the state it leads to; empty where the row stays as it is and something else changes.
    `does` is for docs/states.md, in English.
    """

    url: str
    does: str
    noun: type[Stateful]
    states: tuple[str, ...]
    who: tuple[str, ...]
    to: str = ""
