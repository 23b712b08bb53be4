"""The words of the agreement between a student and an employer, as they are offered today.

An offer keeps the text it was made with (`models.Agreement`). Whoever changes a word here gives
VERSION another name: tests/applications/test_agreement.py knows each version by its digest.
"""

from django.utils.translation import gettext as _

VERSION = "2026-12"

# A heading of its own line begins with this.
HEADING = "# "


def compose(ownership: str, confidentiality: str, ai_use: str) -> str:
    """The whole agreement with these choices, in the language of whoever asks.

    Raises:
        KeyError: there is no such choice.
    """
    parts = [
        *_before(),
        (_("Who owns the work"), _ownership()[ownership]),
        (_("What stays between us"), _confidentiality()[confidentiality]),
        (_("Using AI"), _ai_use()[ai_use]),
        *_after(),
    ]
    return "\n\n".join(f"{HEADING}{heading}\n\n{text}" for heading, text in parts) + "\n"


def _before() -> list[tuple[str, str]]:
    return [
        (
            _("The work"),
            _(
                "The student does the work that the listing and the terms describe, part by part, "
                "by the days in the terms. The employer answers questions and gives the student "
                "what the work needs."
            ),
        ),
        (
            _("The days"),
            _(
                "Either side may ask for a later day for a part, and say why. The day moves once "
                "the other side agrees. If nobody answers in time, the day stays as it was."
            ),
        ),
        (
            _("The money"),
            _(
                "The employer pays in the price of a part before work on it starts, and Foothold "
                "holds it. The student need not start before that. When the employer approves the "
                "part, Foothold keeps its fee and sends the rest to the student. If the employer "
                "says nothing within the time the project's format gives, the part is approved by "
                "itself and paid."
            ),
        ),
        (
            _("Changes"),
            _(
                "Two rounds of changes to each part are included. They stay within what the "
                "listing and the terms describe; anything beyond that is new work, with its own "
                "terms."
            ),
        ),
    ]


def _ownership() -> dict[str, str]:
    before = _("What the student had before, they keep, and the employer may use it in the work.")
    return {
        "employer": _(
            "When a part is paid, what was handed in for it belongs to the employer, who may use "
            "it in any way. The student may say that they did this work and describe it in a few "
            "sentences, unless that would give away something confidential."
        )
        + " "
        + before,
        "portfolio": _(
            "When a part is paid, what was handed in for it belongs to the employer, who may use "
            "it in any way. The student may show it, whole or in part, as an example of their "
            "work, without what is confidential."
        )
        + " "
        + before,
        "licence": _(
            "The student keeps what they made. When a part is paid, the employer may use what was "
            "handed in for it in any way, for ever, anywhere, may change it, and may let others "
            "use it for them. The student may show it as their own, without what is confidential."
        ),
    }


def _confidentiality() -> dict[str, str]:
    people = _(
        "Personal data is never passed on, for as long as the law says, and the student deletes "
        "it when the work is paid."
    )
    return {
        "marked": _(
            "Neither side passes on what the other marks as confidential, or what anybody would "
            "take to be so, such as customers' data. This lasts for two years after the work."
        )
        + " "
        + people,
        "all": _(
            "The student passes on nothing they learn through this work, and shows nobody what "
            "they hand in, unless the employer agrees in writing. They may name the organisation, "
            "the dates and the kind of work. This lasts for three years after the work."
        )
        + " "
        + people,
        "open": _(
            "Nothing about this work is secret: both sides may speak and write about it, and show "
            "what was handed in once it is paid."
        )
        + " "
        + people,
    }


def _ai_use() -> dict[str, str]:
    return {
        "disclosed": _(
            "The student may use AI tools, says so in the note that goes with the work, checks "
            "what they produce, and answers for it as for their own work. Confidential or "
            "personal data goes into no such tool unless the employer agrees in writing first."
        ),
        "agreed": _(
            "The student uses only those AI tools that the employer has agreed to in writing, and "
            "says in the note with the work what each was used for. They check what the tools "
            "produce, and answer for it as for their own work."
        ),
        "none": _(
            "The student makes what they hand in without AI tools that write, draw or calculate "
            "for them. Checking spelling is fine. If in doubt, they ask first."
        ),
    }


def _after() -> list[tuple[str, str]]:
    return [
        (
            _("Ending it"),
            _(
                "Until the employer has paid in for the first part, either side may cancel at no "
                "cost. Later, either side may cancel before the work is handed in, with a reason; "
                "the page says what happens to the money before anybody confirms. If the employer "
                "does not pay in for a later part in time, the placement ends there: what is "
                "approved is paid, and nobody owes anything for the rest."
            ),
        ),
        (
            _("If you do not agree with each other"),
            _(
                "Once work is handed in, the employer approves it, asks for changes, or opens a "
                "dispute. Foothold's staff read what both sides say and decide: pay in full, pay "
                "a part, do it again by a day, or pay the money back. It costs nothing, and the "
                "decision is final between you and Foothold."
            ),
        ),
    ]
