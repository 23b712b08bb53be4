"""What pages about work that goes on need and templates cannot say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString

from applications import durations
from marketplace.fragments import remembered
from marketplace.templatetags.steps import in_words

register = template.Library()


@register.filter
def as_time(minutes: int) -> str:
    """1 h 30 min"""
    return durations.in_words(minutes)


@register.simple_tag(takes_context=True)
def step_of_timeline(context: Context, step: Mapping[str, Any]) -> SafeString:
    """A step with what happened in its part: of the few parts where something has."""
    part = step.get("milestone")
    happened = part and (part.deliveries.all() or part.extensions.all())
    more = _part(context, part) if happened else ""
    shown = {
        "step": in_words(step),
        "who": step.get("who", ""),
        "late": bool(step.get("late")),
        "position": part.position if part else 0,
        "ask_later": _where_to_ask(context, part) if part else "",
        "student_side": bool(context["student_side"]),
    }
    return remembered("applications/_step.html", shown, {"more": more})


def _where_to_ask(context: Context, part: Any) -> str:
    """For a later day; nothing where it makes no sense, or somebody has asked."""
    if not context["going_on"] or not part.may_be_extended or part.asked_extension:
        return ""
    return reverse("applications:more_time", args=[part.pk])


def _part(context: Context, part: Any) -> str:
    names = ("placement", "student_side", "csrf_token")
    shown = {name: context.get(name) for name in names}
    return get_template("applications/_part.html").render({**shown, "milestone": part})
