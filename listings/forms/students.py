"""Who may apply, and how many together: the part of a listing's form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actions import skills_named
from accounts.forms.fields import SkillsField
from accounts.models import Skill
from listings.fields import OneOf
from listings.models import Listing


class StudentsPart(forms.Form):
    required_skills = SkillsField(
        label=_("Of these, required"),
        most=5,
        required=False,
        help_text=_("Only who has them in their profile can apply. Leave it empty to let all."),
    )
    needs_permit = forms.BooleanField(
        label=_("The student must be allowed to work in the country of the work"),
        required=False,
        help_text=_("We ask in the application. Students may prefer not to say."),
    )
    team_most = OneOf(
        label=_("Teams"),
        usual="1",
        choices=[
            ("1", _("One student for each place")),
            ("2", _("Also teams of two")),
            ("3", _("Also teams of up to three")),
            ("4", _("Also teams of up to four")),
        ],
        help_text=_("A team takes one place, and shares its pay."),
    )

    unfinished: bool
    # Words that are no skill yet, and perhaps half a word, when they were saved.
    left_out: list[str]

    def save_skills(self, listing: Listing) -> None:
        """What is required is one of the skills too, so that it is found by it."""
        required = self.cleaned_data["required_skills"]
        typed = [*self.cleaned_data["skills"], *required]
        if self.unfinished:
            known = Skill.objects.named(typed)
            self.left_out = [name for name in dict.fromkeys(typed) if name not in known]
        else:
            known = dict(zip(typed, skills_named(typed, by=listing.created_by), strict=True))
        listing.skills.set({known[name] for name in typed if name in known})
        listing.required_skills.set({known[name] for name in required if name in known})


def stored_students(listing: Listing) -> dict[str, Any]:
    return {
        "required_skills": [skill.name for skill in listing.required_skills.all()],
        "team_most": str(listing.team_most),
    }
