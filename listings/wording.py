"""What does not belong in a listing's text: ways around the site (product.md section 6)."""

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

EMAIL = re.compile(
    r"[\w.+-]+\s*(?:@|\(at\)|\[at\])\s*[\w-]+(?:\s*(?:\.|\(dot\)|\[dot\])\s*[\w-]+)+", re.IGNORECASE
)
# Dates, ranges of years and grouped thousands are digits that are nobody's number.
NOT_A_PHONE = re.compile(
    r"\b\d{4}-\d\d-\d\d\b|\b\d\d?[./-]\d\d?[./-]\d{2,4}\b|\b(?:19|20)\d\d\s*[-–]\s*(?:19|20)\d\d\b"
    r"|(?<![\d+])\d{1,3}(?:[ ,.\u00a0]\d{3}){2,}(?!\d)"
)
PHONE = re.compile(
    r"(?<![\w,.])(?:\+\s?\d(?:[\s().-]*\d){6,14}|\(?\d(?:[\s().-]*\d){8,14})(?![\w,])"
)
MESSENGER = re.compile(
    r"\b(?:whats\s?app|telegram|wechat|viber|(?:on|via|by|over)\s+signal|wa\.me|t\.me)\b",
    re.IGNORECASE,
)
PAYMENT = re.compile(
    r"\b(?:pay\s?pal|venmo|zelle|cash\s?app|western\s+union|moneygram|bitcoin|crypto(?:currency)?"
    r"|wire\s+transfer|paid\s+in\s+cash|cash\s+in\s+hand|gift\s?cards?"
    r"|(?:outside|off|around)\s+(?:of\s+)?(?:the|this)\s+(?:site|platform)|off-?platform)\b",
    re.IGNORECASE,
)


def ways_around(texts: Iterable[str]) -> list[str]:
    """Everything in `texts` that cannot be published, for their author, each once."""
    return list(dict.fromkeys(problem for text in texts for problem in _in(text)))


def first_way_around(texts: Iterable[str]) -> str:
    return next(iter(ways_around(texts)), "")


def _in(text: str) -> Iterator[str]:
    if EMAIL.search(text):
        yield _("Leave out e-mail addresses: students apply here, where both have a record.")
    if PHONE.search(NOT_A_PHONE.sub(" ", text)):
        yield _("Leave out phone numbers: students apply here, where both have a record.")
    for found in MESSENGER.finditer(text):
        yield _("Leave out “%(word)s”: students apply here, where both have a record.") % {
            "word": found[0]
        }
    for found in PAYMENT.finditer(text):
        yield _("Leave out “%(word)s”: students are paid through Foothold and in no other way.") % {
            "word": found[0]
        }
