"""A question of a form with its label, its hint and what is wrong: `components/_field.html`.

The same questions stand on many pages, so what is around the answer is drawn once and remembered.
What is wrong may say what somebody typed: that is drawn, and forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import template
from django.forms import BoundField, CheckboxSelectMultiple, RadioSelect
from django.template.loader import get_template
from django.utils.safestring import SafeData, SafeString

from marketplace.drawing import Attributes, attributes
from marketplace.fragments import remembered
from marketplace.templatetags.ui import problems

register = template.Library()

LINE, OPTIONS = "components/_field_line.html", "components/_field_options.html"


@dataclass(frozen=True, slots=True)
class Question:
    """`goes_to`: the id of its input; `most`: characters that are counted, 0 for none."""

    id: str
    goes_to: str
    kind: str
    label: str
    hint: str
    wrong: str
    described: str
    optional: bool
    most: int


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    type: str
    name: str
    value: str
    label: str
    hint: str
    attrs: Attributes | None


@register.simple_tag
def drawn(
    field: BoundField,
    *,
    cards: bool = False,
    hints: Mapping[Any, Any] | None = None,
    asked: bool = False,
    **how: Any,
) -> SafeString:
    """`how`: prefix, suffix, width, hide_label, hint_last; `hints`: by value, under a choice.

    `asked`: shown only with the choice that needs it, so not called optional.
    """
    if field.is_hidden:
        return SafeString(field)
    question = _question(field)
    if asked:
        question = replace(question, optional=False)
    given = {name: _plain(value) for name, value in how.items()} | {"cards": bool(cards)}
    if isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple):
        options = tuple(_option(each, hints or {}) for each in field.subwidgets)
        return _drawn(OPTIONS, given, question, options)
    return _drawn(LINE, given, question, (), widget=str(field))


def _drawn(
    template: str,
    given: dict[str, Any],
    question: Question,
    options: tuple[Option, ...],
    **hole: str,
) -> SafeString:
    given = {**given, "question": question, "options": options}
    texts = [question.label, question.hint]
    texts += [text for each in options for text in (each.label, each.hint)]
    texts += [text for text in given.values() if isinstance(text, str)]
    unmarked = not any(isinstance(text, SafeData) for text in texts)
    if unmarked and not question.wrong and all(option.attrs for option in options):
        return remembered(template, given, hole)
    return SafeString(get_template(template).render({**given, **hole}))


def _plain(value: Any) -> str | bool:
    return value if isinstance(value, bool) else str(value or "")


def _question(field: BoundField) -> Question:
    asked = field.field
    kind = field.widget_type
    counted = kind == "textarea" and getattr(asked, "max_length", None)
    return Question(
        id=field.auto_id,
        goes_to=field.id_for_label or "",
        kind=kind,
        label=str(field.label),
        hint=str(field.help_text),
        wrong=" ".join(problems(field)) if field.errors else "",
        described=field.aria_describedby or "",
        optional=not asked.required and not asked.disabled,
        most=counted or 0,
    )


def _option(option: Any, hints: Mapping[Any, Any]) -> Option:
    data = option.data
    value = data["value"]
    return Option(
        id=data["attrs"].get("id", ""),
        type=data["type"],
        name=data["name"],
        value=str(value),
        label=str(data["label"]),
        hint=str(hints.get(value, "")),
        attrs=attributes(data["attrs"].items()),
    )
