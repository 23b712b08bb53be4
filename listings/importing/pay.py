"""What a cell says of pay: an amount or a range, of a currency, for a while, with more or not."""

import re
from dataclasses import dataclass
from decimal import Decimal

from babel.core import get_global

from listings.importing import numbers
from listings.importing.tidy import plain
from listings.importing.unclear import Unclear

PERIODS = {
    "hour": r"hours?|hrs?|hourly|h",
    "day": r"days?|daily",
    "week": r"weeks?|wks?|weekly",
    "month": r"months?|monthly|mo|mth|p\.? ?m\.?",
    "year": r"years?|yearly|yrs?|annum|annually|annual|p\.? ?a\.?|lpa",
    "project": r"projects?|internship|assignment|lump ?sum|one[- ]time|fixed|flat|in all|in total"
    r"|total|whole",
}
PERIOD = {
    name: re.compile(rf"(?:/|\bper\b|\ban?\b|\bfor the\b)?\s*(?<![a-z])(?:{words})(?![a-z])")
    for name, words in PERIODS.items()
}
SIGNS = {"₹": "INR", "£": "GBP", "€": "EUR", "¥": "JPY", "₩": "KRW", "₦": "NGN", "us$": "USD"}
SIGNS |= {"ca$": "CAD", "c$": "CAD", "a$": "AUD", "au$": "AUD", "s$": "SGD", "nz$": "NZD"}
NAMES = {"rs": "Rs", "rupees": "Rs", "dollars": "$", "euros": "EUR", "euro": "EUR"}
NAMES |= {"pounds": "GBP", "usd$": "USD"}
# A dollar of which country? And a rupee?
DOLLAR, RUPEE = "$", "Rs"
SIGN = re.compile("|".join(map(re.escape, [*sorted(SIGNS, key=len, reverse=True), DOLLAR])))
WORD = re.compile(r"(?<![a-z])([a-z]{2,7})(?![a-z])\.?")
UNPAID = re.compile(r"unpaid|no stipend|no pay|not paid|volunteer(ing|y)?|free|0+([.,]0+)?")
PERFORMANCE = re.compile(
    r"(performance|commission|incentives?|results?)([- ]?(based|only|linked))?"
)
PLUS = re.compile(
    r"(?:\+|&|\band\b|\bplus\b)\s*((?:performance|sales|travel)?[- ]?"
    r"(?:incentives?|bonus(?:es)?|commissions?|perks|allowances?|benefits|tips))"
)


@dataclass(frozen=True)
class Pay:
    """Major units. `currency` is ISO 4217, "$" or "Rs" for one of no country, or "" unsaid.

    `per` is a key of PERIODS or "". `kind` is "amount", "unpaid" or "performance".
    """

    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    currency: str = ""
    per: str = ""
    plus: str = ""
    kind: str = "amount"

    @property
    def is_range(self) -> bool:
        return self.low != self.high


def read(cell: str) -> Pay:
    """Raises Unclear: it holds words we do not know, or no amount."""
    text = plain(cell)
    if PERFORMANCE.fullmatch(text):
        return Pay(kind="performance")
    text, plus = _cut(PLUS, text)
    text, currency = _currency(text)
    text, per = _period(text)
    text = " ".join(text.strip(" /-=.()").replace("/-", "").split())
    if UNPAID.fullmatch(text):
        return Pay(kind="unpaid")
    if per == "lpa":
        text, per = f"{text} lakh", "year"
    try:
        low, high = numbers.span(text)
    except Unclear as unclear:
        raise Unclear("pay" if unclear.kind == "number" else unclear.kind) from None
    return Pay(low, high, currency, per, plus)


def period_of(header: str) -> str:
    """What a heading says for its whole column: "Monthly stipend" is "month"."""
    text = plain(header)
    found = [name for name, pattern in PERIOD.items() if pattern.search(text)]
    return found[0] if len(found) == 1 else ""


def currency_of(text: str) -> str:
    """The currency that a heading or a cell of its own names; "" when none."""
    return _currency(plain(text))[1]


def _cut(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    found = pattern.search(text)
    if not found:
        return text, ""
    return f"{text[: found.start()]} {text[found.end() :]}", found[1]


def _period(text: str) -> tuple[str, str]:
    if re.search(r"\d\s*lpa\b", text):
        return text.replace("lpa", " "), "lpa"
    for name, pattern in PERIOD.items():
        if pattern.search(text):
            return pattern.sub(" ", text), name
    return text, ""


def _currency(text: str) -> tuple[str, str]:
    """`text` without its currency, and the currency. Two that differ are none we can read."""
    found = {SIGNS.get(sign, sign) for sign in SIGN.findall(text)}
    text = SIGN.sub(" ", text)
    codes = {word: code for word in WORD.findall(text) if (code := _code(word))}
    for word in codes:
        text = re.sub(rf"(?<![a-z]){word}(?![a-z])\.?", " ", text)
    found |= set(codes.values())
    if len(found) == 2:
        # "$ 500 USD" says which dollar it is.
        found = found - {DOLLAR, RUPEE} or found
    if len(found) > 1:
        raise Unclear("pay_currencies")
    return text, next(iter(found), "")


def _code(word: str) -> str:
    if word in NAMES:
        return NAMES[word]
    return word.upper() if len(word) == 3 and word.upper() in _codes() else ""


def _codes() -> dict[str, object]:
    return dict(get_global("all_currencies"))
