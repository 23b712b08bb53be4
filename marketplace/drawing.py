"""Inputs of forms, drawn without Django's two templates for each: they are remembered.

What differs from page to page, what is in the input, is put into a hole (marketplace/fragments.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeData

from marketplace.fragments import remembered

INPUTS = {
    f"django/forms/widgets/{name}.html"
    for name in ("text", "number", "date", "email", "url", "hidden", "checkbox")
}
TEXTAREA = "django/forms/widgets/textarea.html"


@dataclass(frozen=True, slots=True)
class Attributes:
    """As Django's templates read them: names with texts, or True for one without a value."""

    items: tuple[tuple[str, str | bool], ...]


def attributes(given: Iterable[tuple[str, Any]]) -> Attributes | None:
    """None where one is marked safe: it would not be drawn as what only looks the same."""
    found: list[tuple[str, str | bool]] = []
    for name, value in given:
        text = value if isinstance(value, bool) else str(value)
        if isinstance(text, SafeData):
            return None
        found.append((name, text))
    return Attributes(tuple(found))


class Renderer(TemplatesSetting):
    """Templates may replace Django's, as with `TemplatesSetting`; the commonest are remembered."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name in INPUTS or template_name == TEXTAREA:
            widget = context["widget"]
            attrs = attributes(_uncut(widget).items())
            if attrs is not None:
                return _input(widget, attrs)
        return super().render(template_name, context, request)


def _uncut(widget: dict[str, Any]) -> dict[str, Any]:
    """A browser cuts what is pasted at `maxlength` without a word: it is counted, and refused with
    words by the form, with all of it kept.
    """
    if widget.get("type", "text") != "text" or "maxlength" not in widget["attrs"]:
        return dict(widget["attrs"])
    return {("data-most" if k == "maxlength" else k): v for k, v in widget["attrs"].items()}


def _input(widget: dict[str, Any], attrs: Attributes) -> str:
    value = widget["value"]
    return remembered(
        "components/_input.html",
        {"type": widget.get("type", ""), "name": widget["name"], "attrs": attrs},
        {"value": "" if value is None else str(value)},
    )
