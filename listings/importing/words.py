"""Cells that hold words of a short list, or lists of words."""

import re

from listings.importing import numbers
from listings.importing.tidy import is_nothing, plain, prose, words
from listings.importing.unclear import Unclear

REMOTE = "remote workfromhome wfh online virtual homeoffice fullyremote homebased telework"
REMOTE += " telecommute anywhere remotely 100remote remoteworkfromhome workfromhomeremote"
HYBRID = "hybrid partlyremote partiallyremote semiremote blended mixed hybridremote remotehybrid"
IN_PERSON = "inperson onsite inoffice office oncampus facetoface offline workfromoffice wfo"
ARRANGEMENTS = dict.fromkeys(REMOTE.split(), "remote")
ARRANGEMENTS |= dict.fromkeys(HYBRID.split(), "hybrid")
ARRANGEMENTS |= dict.fromkeys(IN_PERSON.split(), "in_person")
YES = {"yes", "y", "true", "1", "x", "✓", "✔", "on"}
NO = {"no", "n", "false", "0", "off"}
BULLETS = "•*–—-·▪ "
NUMBERED = re.compile(r"^\(?\d{1,2}[.)]\s+")


def arrangement(cell: str) -> str:
    """A value of Listing.Arrangement. Raises Unclear: any other words."""
    found = ARRANGEMENTS.get(bare(cell))
    if not found:
        raise Unclear("arrangement")
    return found


def bare(cell: str) -> str:
    """Letters and figures only: "On-Site" and "on site" are the same."""
    return re.sub(r"[^a-z0-9]", "", plain(cell))


def yes(cell: str) -> bool:
    """Raises Unclear: neither yes nor no."""
    text = plain(cell)
    if text not in YES | NO:
        raise Unclear("yes")
    return text in YES


def count(cell: str) -> int:
    """ "3", "3 openings". Raises Unclear: no whole number above zero."""
    text = re.sub(
        r"\s*(openings?|seats?|positions?|places?|interns?|students?|vacanc\w+)$", "", plain(cell)
    )
    try:
        number = numbers.amount(text)
    except Unclear:
        raise Unclear("count") from None
    if number < 1 or number != number.to_integral_value():
        raise Unclear("count")
    return int(number)


def names(cell: str) -> list[str]:
    """Short names between commas, semicolons, bars or lines; the same one twice is one."""
    text = prose(cell).strip("[](){}")
    found = (words(each).strip("'\"" + BULLETS) for each in re.split(r"[,;|\n]", text))
    return list({each.casefold(): each for each in found if not is_nothing(each)}.values())


def lines(cell: str) -> list[str]:
    """Entries on lines of their own, or between semicolons or bars, without marks of a list."""
    text = prose(cell)
    parts = text.splitlines() if "\n" in text else re.split(r"\s*[;|]\s*", text)
    found = (NUMBERED.sub("", each.lstrip(BULLETS)).strip() for each in parts)
    return [each for each in found if not is_nothing(each)]
