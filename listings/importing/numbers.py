"""Numbers as the world writes them: 1,50,000 and 1.200,50 and 10k."""

import re
from decimal import Decimal

from listings.importing.unclear import Unclear

# Thousands in threes, or as India groups them: the last three, then twos.
GROUPED = re.compile(r"\d{1,3}(,\d{3})+|\d{1,2}(,\d{2})+,\d{3}")
TIMES = {"k": 1_000, "thousand": 1_000, "lakh": 100_000, "lakhs": 100_000, "lac": 100_000}
TIMES |= {"lacs": 100_000}
NUMBER = re.compile(rf"(\d[\d.,' ]*?)\s*({'|'.join(sorted(TIMES, key=len, reverse=True))})?")
LONGEST = 20


def amount(text: str) -> Decimal:
    """The number that `text` is, and nothing beside it.

    Raises:
        Unclear: it is no number, or may be two: 1.200 is a little more than one, or 1200.
    """
    return _times(*_parts(text))


def span(text: str) -> tuple[Decimal, Decimal]:
    """ "10,000 - 15,000" or "10-15k" or "12 to 15"; of a single number, that number twice.

    Raises:
        Unclear: as `amount`; or the first is larger than the second.
    """
    ends = [end.strip() for end in re.split(r"-|\bto\b", text)]
    if len(ends) == 1:
        only = amount(ends[0])
        return only, only
    if len(ends) != 2:
        raise Unclear("number")
    (low, first), (high, second) = _parts(ends[0]), _parts(ends[1])
    # "10-15k" is ten to fifteen thousand.
    least, most = _times(low, first or second), _times(high, second)
    if least > most:
        raise Unclear("number")
    return least, most


def _parts(text: str) -> tuple[str, str]:
    found = NUMBER.fullmatch(text.strip()[: LONGEST + 1])
    if not found or len(text.strip()) > LONGEST:
        raise Unclear("number")
    return found[1].strip(), found[2] or ""


def _times(digits: str, unit: str) -> Decimal:
    return _plain(digits) * TIMES.get(unit, 1)


def _plain(text: str) -> Decimal:
    spaced = re.sub(r"(?<=\d)[' ](?=\d{3}(?!\d))", ",", text)
    if spaced.isdigit():
        return Decimal(spaced)
    if "," in spaced and "." in spaced:
        point = max(spaced.rfind(","), spaced.rfind("."))
        return _with_decimals(spaced[:point], spaced[point + 1 :])
    for mark in ",.":
        if mark in spaced:
            return _with_one_mark(spaced, mark)
    raise Unclear("number")


def _with_one_mark(text: str, mark: str) -> Decimal:
    whole, _mark, rest = text.rpartition(mark)
    if mark in whole or (mark == "," and len(rest) == 3 and whole != "0"):
        return _grouped(text.replace(mark, ","))
    if mark == "." and len(rest) == 3 and whole != "0":
        raise Unclear("number_point", read=text)
    return _with_decimals(whole, rest)


def _with_decimals(whole: str, decimals: str) -> Decimal:
    if not decimals.isdigit() or len(decimals) > 3:
        raise Unclear("number")
    value = whole.replace(".", ",")
    return (Decimal(value) if value.isdigit() else _grouped(value)) + Decimal(f"0.{decimals}")


def _grouped(text: str) -> Decimal:
    if not GROUPED.fullmatch(text):
        raise Unclear("number")
    return Decimal(text.replace(",", ""))
