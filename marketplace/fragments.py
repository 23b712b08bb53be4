"""Parts of pages that are the same for many: drawn once by their template, then remembered.

Templates are two thirds of what a page costs, and most of a page is what the last one showed. A
part is remembered under all it is drawn of: its template, the language, and every value it is
given. Nothing else of the request reaches it, so nobody meets what was drawn for somebody else,
and what changes is drawn anew. Values are texts, numbers, and tuples or frozen dataclasses of
them: never lazy, never marked safe, never dependent on the clock or its zone.

A part may have holes for what differs from page to page, such as a token: it is drawn with marks
in their place, and each page gets its own values there, escaped. A hole that a page has nothing
for is empty to the template too; so `if` works on a hole, other filters do not. A hole may be part
of something: `card.title`.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from functools import lru_cache
from html import escape
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

# Parts in memory: a few kilobytes each, those not asked for longest make room.
MOST = 8192

_SPECIAL = re.compile("[&<>\"']")
# Nobody can type a mark: it is another one in every process.
_MARK = f"hole-{token_hex(12)}-"
_MARKS = re.compile(rf"{_MARK}([\w.]+)-")


def remembered(
    template: str, given: Mapping[str, Hashable], holes: Mapping[str, Any] | None = None
) -> SafeString:
    """`template` drawn of `given`, with `holes` by their names put in."""
    filled = {name: _escaped(value) for name, value in (holes or {}).items() if value}
    parts = pieces(template, given, tuple(filled))
    if len(parts) == 1:
        return parts[0]
    whole = [filled[part] if n % 2 else part for n, part in enumerate(parts)]
    return SafeString("".join(whole))


def _escaped(value: Any) -> str:
    """As `conditional_escape`, without its way to lazy texts where there is none: a page of cards
    has hundreds of these.
    """
    if type(value) is SafeString:
        return value
    if type(value) is str:
        return escape(value) if _SPECIAL.search(value) else value
    return conditional_escape(value)


def pieces(
    template: str, given: Mapping[str, Hashable], holes: tuple[str, ...]
) -> tuple[SafeString, ...]:
    """What was drawn and the name of a hole, by turns: what is drawn comes first and last."""
    # Who works on a template wants to see it change.
    draw = _drawn.__wrapped__ if settings.DEBUG else _drawn
    return draw(get_language() or "", template, holes, tuple(given), *given.values())


# `typed`: for what is equal but drawn otherwise, as 1 and True are.
@lru_cache(maxsize=MOST, typed=True)
def _drawn(
    language: str, template: str, holes: tuple[str, ...], names: tuple[str, ...], *values: Hashable
) -> tuple[SafeString, ...]:
    shown: dict[str, Any] = dict(zip(names, values, strict=True))
    for name in holes:
        whole, _, part = name.partition(".")
        mark = f"{_MARK}{name}-"
        shown[whole] = shown.get(whole, {}) | {part: mark} if part else mark
    parts = _MARKS.split(get_template(template).render(shown))
    return tuple(mark_safe(part) for part in parts)  # noqa: S308 - drawn by a template


def forget() -> None:
    """As in a process that has just started."""
    _drawn.cache_clear()
