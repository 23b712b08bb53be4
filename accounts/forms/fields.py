"""Questions that more than one form asks."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.choices import CallableChoiceIterator
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import places
from accounts.models import Skill
from marketplace.fragments import remembered

# What a name may not hold: it is written into mails and headings.
NOT_A_NAME = re.compile(r"[<>@/\\]|www\.", re.IGNORECASE)
# A skill is a few short words: letters, figures, and what C++, C#, Node.js or R&D need.
SKILL = re.compile(r"(?=.*[^\W\d_])[\w+#.&/' ()-]{1,40}")
MOST_WORDS_IN_A_SKILL = 4


def clean_person_name(name: str) -> str:
    tidy = " ".join(name.split())
    if NOT_A_NAME.search(tidy) or not any(c.isalpha() for c in tidy):
        raise forms.ValidationError(_("Write your name as you would sign a letter."))
    return tidy


def country_choices() -> list[tuple[str, str]]:
    return [("", _("Choose a country")), *places.countries()]


def zone_choices() -> list[Any]:
    return list(places.zones())


class LongSelect(forms.Select):
    """Hundreds of options: Django's own draws each with templates, for every page anew."""

    template_name = "accounts/_long_select.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = forms.Widget.get_context(self, name, value, attrs)
        context["options"] = options(self.choices, *context["widget"]["value"])
        return context


def options(choices: Iterable[Any], *chosen: str) -> SafeString:
    """The options of a select, perhaps in groups, remembered; with what is chosen marked in it."""
    groups: list[tuple[str, tuple[tuple[str, str], ...]]] = []
    # As the function gives them: Django would read each of them once more.
    given = choices.func() if isinstance(choices, CallableChoiceIterator) else choices
    for value, label in given:
        if isinstance(label, list | tuple):
            groups.append((str(value), _plain(label)))
        else:
            groups.append(("", _plain([(value, label)])))
    html = str(remembered("accounts/_options.html", {"groups": tuple(groups)}))
    for value in chosen:
        option = f'<option value="{escape(value)}"'
        html = html.replace(f"{option}>", f"{option} selected>", 1)
    return mark_safe(html)  # noqa: S308 - drawn by a template


def _plain(choices: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    return tuple((str(value), str(label)) for value, label in choices)


class SuggestInput(forms.TextInput):
    """A plain text box; with `js/suggest.js` on the page it offers words as one types.

    `source`: the name of the URL that answers `?q=` (accounts.views.suggestions). `several`: words
    with commas between them, each offered by itself. `within`: the name of another field of the
    form, whose value goes along as a parameter of that name.
    """

    def __init__(self, source: str, *, several: bool = False, within: str = "") -> None:
        super().__init__(attrs={"autocomplete": "off", "spellcheck": "false"})
        self.source, self.several, self.within = source, several, within

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        more: dict[str, str | bool] = {
            "data-suggest": reverse(self.source),
            "data-suggest-label": _("Suggestions"),
            # Said to who does not see the list.
            "data-suggest-found": _("Suggestions: {n}. Use the arrow keys."),
        }
        if self.several:
            more["data-suggest-several"] = True
        if self.within:
            more["data-suggest-within"] = self.within
        context["widget"]["attrs"].update(more)
        return context


class SkillsField(forms.CharField):
    """Skills with commas between them, cleaned to a list of their names: `list[str]`.

    A synonym becomes the skill it stands for ("JS" is JavaScript), the same skill twice is one, and
    at most `most` are taken. Words that nobody knows pass if they look like a skill. Save the list
    with `actions.skills_named(names, by=user)`: unknown words become proposals then. The page needs
    `js/suggest.js` to offer skills as one types; without it the field is a text box.
    """

    default_error_messages = {
        "too_many": gettext_lazy("Choose the %(most)s that matter most."),
        "unlike": gettext_lazy(
            "“%(skill)s” does not look like a skill. Use a few short words, and commas."
        ),
    }

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        kwargs.setdefault("max_length", 1000)
        kwargs.setdefault("widget", SuggestInput("accounts:skills", several=True))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), self.prepare_value(data))

    def clean(self, value: Any) -> list[str]:
        text = super().clean(self.prepare_value(value))
        words = (" ".join(each.split()) for each in re.split("[,;\n]", text))
        typed = list({word.casefold(): word for word in words if word}.values())
        if self.required and not typed:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        for word in typed:
            if not SKILL.fullmatch(word) or len(word.split()) > MOST_WORDS_IN_A_SKILL:
                raise forms.ValidationError(
                    self.error_messages["unlike"], params={"skill": word[:60]}
                )
        return self._as_known(typed)

    def _as_known(self, typed: list[str]) -> list[str]:
        known = Skill.objects.named(typed)
        names = list(dict.fromkeys(known[word].name if word in known else word for word in typed))
        if len(names) > self.most:
            raise forms.ValidationError(self.error_messages["too_many"], params={"most": self.most})
        return names
