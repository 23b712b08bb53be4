"""Kinds of questions in the form of a listing."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.forms.fields import options

WHOLE = {"invalid": _("Enter a whole number, such as 30.")}
DAY = {"invalid": _("Enter a date, such as 2026-12-04.")}
# Beyond them no deadline can be reckoned with, and nobody means them.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)


def needed(words: Any, **more: Any) -> dict[str, Any]:
    return {"required": words, **more}


def whole(label: Any, missing: Any = "", **kwargs: Any) -> forms.IntegerField:
    kwargs.setdefault("min_value", 1)
    kwargs.setdefault("max_value", 2000)
    errors = {**WHOLE, **({"required": missing} if missing else {})}
    number = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(
        label=label, required=bool(missing), error_messages=errors, widget=number, **kwargs
    )


def day(label: Any, missing: Any = "", **kwargs: Any) -> forms.DateField:
    errors = {**DAY, **({"required": missing} if missing else {})}
    picker = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(
        label=label,
        required=bool(missing),
        error_messages=errors,
        widget=picker,
        validators=[
            MinValueValidator(FIRST_DAY, DAY["invalid"]),
            MaxValueValidator(LAST_DAY, DAY["invalid"]),
        ],
        **kwargs,
    )


class Lines(forms.CharField):
    """One entry per line, as a list of strings; marks of a pasted list are taken off."""

    widget: type[forms.Widget] = forms.Textarea

    def __init__(self, *, most: int, longest: int = 200, **kwargs: Any) -> None:
        self.most, self.longest = most, longest
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        text = self.prepare_value(value) or ""
        lines = (" ".join(line.split()).lstrip("•*–- ") for line in str(text).splitlines())
        return [line for line in lines if line]

    def validate(self, value: list[str]) -> None:
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        check_limits(value, self.most, self.longest)

    def run_validators(self, value: list[str]) -> None:
        super().run_validators("\n".join(value))


def check_limits(entries: list[str], most: int, longest: int) -> None:
    if len(entries) > most:
        raise forms.ValidationError(
            ngettext("Give one at most.", "Give %(most)d at most; these are %(n)d.", most)
            % {"most": most, "n": len(entries)}
        )
    for entry in entries:
        if len(entry) > longest:
            raise forms.ValidationError(
                _("“%(start)s…” is longer than %(longest)d characters."),
                params={"start": entry[:30], "longest": longest},
            )


class _OfThese(ModelChoiceIterator[Any]):
    """Django asks for the rows anew each time they are drawn."""

    def __iter__(self) -> Iterator[Any]:
        return (self.choice(row) for row in self.queryset)


class Known(forms.ModelChoiceField[Any]):
    """A choice among few rows: asked for once, however often they are looked at."""

    iterator = _OfThese

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        for row in self.queryset or ():
            if str(self.prepare_value(row)) == str(self.prepare_value(value)):
                return row
        code = "invalid_choice"
        raise forms.ValidationError(self.error_messages[code], code=code, params={"value": value})


class OneOf(forms.ChoiceField):
    """A choice with a usual answer, which stands for none."""

    def __init__(self, *, usual: str, **kwargs: Any) -> None:
        self.usual = usual
        super().__init__(initial=usual, **kwargs)

    def clean(self, value: Any) -> Any:
        return super().clean(value or self.usual)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(initial, data or self.usual)


class SeveralSelects(forms.SelectMultiple):
    """A few selects with one name, each for one answer: an empty one is none."""

    template_name = "listings/_several_selects.html"

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(**kwargs)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        given = super().value_from_datadict(data, files, name) or []
        return list(dict.fromkeys(each for each in given if each))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """One select for each answer, and one more for another."""
        context = forms.Widget.get_context(self, name, value, attrs)
        chosen = [str(each) for each in value or []][: self.most]
        rows = [*chosen, ""][: self.most] if chosen else ["", ""]
        context["rows"] = [options(self.choices, each) for each in rows]
        context["wrong"] = context["widget"]["attrs"].get("aria-invalid")
        return context


class Several(forms.MultipleChoiceField):
    """Answers to `SeveralSelects`; `usual` when none is given."""

    def __init__(self, *, usual: list[str], most: int, **kwargs: Any) -> None:
        self.usual = usual
        super().__init__(widget=SeveralSelects(most=most), initial=usual, **kwargs)

    def clean(self, value: Any) -> Any:
        return super().clean(value or self.usual)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(initial, data or self.usual)
