"""What does not belong in a listing's text: ways around the site (product.md section 6)."""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum

from django.utils.translation import gettext as _

EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]+\s*(?:@|\(at\)|\[at\])\s*[\w-]+(?:\s*(?:\.|\(dot\)|\[dot\])\s*[\w-]+)+",
    re.IGNORECASE,
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

AMOUNT = (
    r"(?:(?:[$£€₹]|\b(?:USD|EUR|GBP|INR|Rs\.?))\s?\d[\d,.]{0,12}"
    r"|\d[\d,.]{0,12}\s?(?:USD|EUR|GBP|INR|dollars?|euros?|pounds?|rupees)\b)"
)
FEE = re.compile(
    r"(?<!\bno\s)\b(?:registration|application|processing|training|admin(?:istration)?|joining|enrol?lment"
    r"|onboarding)\s+(?:fee|charge)s?\b"
    rf"|\b(?:refundable|security|advance)\s+(?:{AMOUNT}\s+)?deposit\b"
    rf"|{AMOUNT}\s+(?:refundable|security|advance)\s+deposit\b|\bdeposit\s+of\s+{AMOUNT}"
    rf"|\bpay\s+(?:us\s+)?(?:a|an|the|your|this)\s+(?:(?:{AMOUNT}|small|one-time|upfront|initial"
    r"|refundable|training)\s+){0,3}(?:deposit|fee)\b"
    r"|\byou\s+(?:(?:first|must|will|have\s+to|need\s+to)\s+)*(?:pay|transfer|send)\s+(?:us\s+)?"
    rf"{AMOUNT}"
    r"|\byou\s+(?:must|have\s+to|need\s+to|will\s+have\s+to)\s+(?:pay\s+for|buy)\s+(?:the|your|our|a)"
    r"\s+(?:\w+\s+)?(?:training|kit|course|materials?|equipment|laptop|uniform|check)\b"
    r"|\bstarter\s+(?:kit|pack(?:age)?)\b"
    r"|\bcuota\s+de\s+inscripci[oó]n\b|\btaxa\s+de\s+inscri[cç][aã]o\b",
    re.IGNORECASE,
)
SECRETS = re.compile(
    r"\byour\s+(?:bank|debit|credit)\s+(?:account|card|details)\b|\bbank\s+details\b|\biban\b"
    r"|\b(?:card|account|passport|aadhaar|social\s+security)\s+number\b|\bssn\b|\botp\b"
    r"|\b(?:copy|scan|photo)\s+of\s+your\s+(?:passport|id|card)\b"
    r"|\bdatos\s+bancarios\b|\bdados\s+banc[aá]rios\b",
    re.IGNORECASE,
)
MULE = re.compile(
    r"\bre-?ship(?:ping)?\b|\bforward(?:ing)?\s+(?:parcels|packages|payments|money)\b"
    r"|\b(?:receive|accept)\s+(?:payments|money|transfers)\s+(?:in|on|into|to)\b"
    r"|\b(?:receive|collect)\s+(?:parcels|packages)\b|\bche(?:ck|que)\s+to\s+(?:deposit|cash)\b"
    r"|\b(?:cash|deposit)\s+(?:the|a|our)\s+che(?:ck|que)\b|\bfrom\s+your\s+(?:own|personal)\s+account\b",
    re.IGNORECASE,
)
PROMISE = re.compile(
    r"\bearn\s+(?:up\s+to\s+)?[$£€₹]\s?\d[\d,.]*\s*(?:(?:a|per|every)\s+(?:day|week)|daily|weekly)\b"
    r"|\bguaranteed\s+income\b|\bget\s+rich\b|\beasy\s+money\b",
    re.IGNORECASE,
)
SHORT_LINK = re.compile(
    r"\b(?:bit\.ly|tinyurl\.com|t\.co|goo\.gl|is\.gd|cutt\.ly|ow\.ly|rb\.gy|rebrand\.ly|s\.id"
    r"|shorturl\.at|tiny\.cc|lnkd\.in)/\w+",
    re.IGNORECASE,
)


# Said between two people it is a way around the site; in a listing it may be the work itself.
DIRECT = re.compile(
    r"\bpay(?:ing)?\s+(?:you|me|us)\s+(?:all\s+)?(?:direct(?:ly)?|in\s+cash|outside|upfront)\b"
    r"|\bdirect\s+(?:bank\s+)?(?:payment|transfer|deposit)\b|\bupi(?:\s+id)?\b|\bbizum\b|\brevolut\b"
    r"|\b(?:bypass|skip|avoid)\s+(?:the\s+)?(?:fee|platform|site)s?\b",
    re.IGNORECASE,
)


class Around(StrEnum):
    """Ways around the site."""

    EMAIL = "email"
    PHONE = "phone"
    MESSENGER = "messenger"
    PAYMENT = "payment"


# Of the ways around, those to a private chat.
CONTACTS = frozenset({Around.EMAIL, Around.PHONE, Around.MESSENGER})


def found_around(text: str) -> Iterator[tuple[Around, str]]:
    """Every way around the site in `text`, with the words that say so."""
    if found := EMAIL.search(text):
        yield Around.EMAIL, found[0]
    if found := PHONE.search(NOT_A_PHONE.sub(" ", text)):
        yield Around.PHONE, found[0].strip()
    for each in MESSENGER.finditer(text):
        yield Around.MESSENGER, each[0]
    for each in PAYMENT.finditer(text):
        yield Around.PAYMENT, each[0]


def said_around(text: str) -> list[tuple[Around, str]]:
    """The same, of what one person writes to another."""
    direct = ((Around.PAYMENT, each[0]) for each in DIRECT.finditer(text))
    return list(dict.fromkeys([*found_around(text), *direct]))


def ways_around(texts: Iterable[str]) -> list[str]:
    """Everything in `texts` that cannot be published, for their author, each once."""
    return list(dict.fromkeys(problem for text in texts for problem in _in(text)))


def first_way_around(texts: Iterable[str]) -> str:
    return next(iter(ways_around(texts)), "")


def _in(text: str) -> Iterator[str]:
    sentences = {
        Around.EMAIL: _(
            "Leave out e-mail addresses: students apply here, where both have a record."
        ),
        Around.PHONE: _("Leave out phone numbers: students apply here, where both have a record."),
        Around.MESSENGER: _("Leave out “%(word)s”: students apply here, where both have a record."),
        Around.PAYMENT: _(
            "Leave out “%(word)s”: students are paid through Foothold and in no other way."
        ),
    }
    for way, word in found_around(text):
        yield sentences[way] % {"word": word}


# --- What fraud looks like -------------------------------------------------


def signs_of_fraud(texts: Iterable[str], *, fees: bool = True) -> list[str]:
    """Each sign once, with why it is one; `fees`: students pay nothing here."""
    return list(dict.fromkeys(sign for text in texts for sign in _signs(text, fees)))


def _signs(text: str, fees: bool) -> Iterator[str]:
    if fees and (found := FEE.search(text)):
        yield _("“%(words)s” sounds as if students had to pay: they never pay to work here.") % {
            "words": found[0]
        }
    if found := SECRETS.search(text):
        yield _(
            "“%(words)s” sounds as if students had to hand over papers or bank details: nobody "
            "asks for them here."
        ) % {"words": found[0]}
    if found := MULE.search(text):
        yield _(
            "“%(words)s” sounds as if goods or money went through the student: that is how "
            "stolen ones are moved."
        ) % {"words": found[0]}
    if found := PROMISE.search(text):
        yield _("“%(words)s” sounds like a promise that fraud makes. Name the price alone.") % {
            "words": found[0]
        }
    if found := SHORT_LINK.search(text):
        yield _("“%(words)s” hides where it leads. Write the whole address.") % {"words": found[0]}
