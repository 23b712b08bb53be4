"""Questions that more than one form asks."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from accounts import places
from accounts.models import Skill

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
    """Hundreds of options in one template: Django's own draws each with two more."""

    template_name = "accounts/_long_select.html"


class ListedInput(forms.TextInput):
    """A text box with suggestions, as a <datalist>; any other words are welcome."""

    template_name = "accounts/_listed_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["list"] = f"{name}-suggestions"
        context["suggestions"] = Skill.objects.values_list("name", flat=True)
        return context
