"""Steps of a way, each done, going on or to come: `components/_steps.html`, remembered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import template
from django.utils.safestring import SafeString

from marketplace.fragments import remembered
from marketplace.templatetags.ui import written

register = template.Library()


@dataclass(frozen=True, slots=True)
class Step:
    """In words only, so that it can be remembered. `machine`: the moment, where there is one."""

    state: str
    title: str
    text: str
    machine: str
    words: str


@register.simple_tag
def drawn_steps(steps: Iterable[Mapping[str, Any]], *, label: str = "") -> SafeString:
    """`steps`: {state, title, text, when: a date, a moment or words}."""
    shown = tuple(in_words(step) for step in steps)
    return remembered("components/_steps.html", {"steps": shown, "label": str(label)})


def in_words(step: Mapping[str, Any]) -> Step:
    """What is not done yet has a deadline: with its time and zone."""
    state, when = step["state"], step["when"]
    machine, words = "", str(when or "")
    if isinstance(when, date):
        machine, words = written(when, short=True, deadline=state != "done")
    return Step(state, str(step["title"]), str(step["text"] or ""), machine, words)
