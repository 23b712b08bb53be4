"""The languages of ISO 639-1, by name."""

from functools import cache

from babel import Locale
from django.utils.translation import get_language

# Two-letter codes that stand for several languages, or that ISO has withdrawn.
WITHDRAWN = {"bh", "mo", "sh", "tl"}

type Choices = list[tuple[str, str]]


def language_choices() -> Choices:
    """(code, name in the page's language), by name."""
    return list(_languages(get_language() or "en"))


def language_name(code: str) -> str:
    """In the page's language; the code itself when nobody knows it."""
    return dict(_languages(get_language() or "en")).get(code, code)


@cache
def _languages(language: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(language, sep="-").languages
    known = [
        (code, str(name))
        for code, name in names.items()
        if len(code) == 2 and code not in WITHDRAWN
    ]
    return tuple(sorted(known, key=lambda each: each[1].casefold()))
