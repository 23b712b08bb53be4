"""What employers say about their organisation."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.fields import LongSelect, SuggestInput, country_choices, zone_choices
from accounts.models import Organisation


def zone_or_guess_choices() -> list[Any]:
    return [("", _("That of the country")), *zone_choices()]


class OrganisationForm(forms.ModelForm[Organisation]):
    type = forms.ChoiceField(
        label=gettext_lazy("Kind of organisation"),
        choices=[("", gettext_lazy("Choose one")), *Organisation.Type.choices],
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"), choices=country_choices, widget=LongSelect
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=zone_or_guess_choices,
        widget=LongSelect,
        required=False,
        help_text=gettext_lazy("Your deadlines end at 23:59 there."),
    )
    website = forms.URLField(
        label=gettext_lazy("Website"),
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy(
            "If your e-mail address is at the same domain, we verify you at once."
        ),
        widget=forms.URLInput(attrs={"autocomplete": "url", "placeholder": "https://"}),
    )

    class Meta:
        model = Organisation
        fields = ["name", "type", "website", "about", "country", "city", "time_zone"]
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "about": forms.Textarea(attrs={"rows": 5}),
            "city": SuggestInput("accounts:cities", within="country"),
        }
        help_texts = {
            "about": gettext_lazy("Students read this before they apply."),
        }

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not any(c.isalnum() for c in name):
            raise forms.ValidationError(_("Write the name that students will see."))
        return name
