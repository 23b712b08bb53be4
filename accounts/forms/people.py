"""What people say about themselves."""

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import actions
from accounts.forms.fields import (
    LongSelect,
    SkillsField,
    clean_person_name,
    country_choices,
    zone_choices,
)
from accounts.models import PayoutRoute, Student, User
from marketplace import uploads

MAX_SKILLS = 15
MAX_RESUMES = 5


class ProfileForm(forms.ModelForm[Student]):
    skills_text = SkillsField(
        label=gettext_lazy("What you can do"),
        most=MAX_SKILLS,
        required=False,
        help_text=gettext_lazy(
            "A few skills, separated by commas. For example: Excel, survey design, French."
        ),
        error_messages={"too_many": gettext_lazy("Choose the %(most)s that describe you best.")},
    )
    payout_country = forms.ChoiceField(
        label=gettext_lazy("Country of your bank account"),
        choices=country_choices,
        widget=LongSelect,
        help_text=gettext_lazy(
            "How we can pay you depends on it. We ask for the account itself later."
        ),
    )

    field_order = [
        "course",
        "graduates_in",
        "about",
        "skills_text",
        "hours_per_week",
        "available_from",
        "payout_country",
        "link",
        "open_to_invitations",
    ]

    class Meta:
        model = Student
        fields = [
            "course",
            "graduates_in",
            "about",
            "hours_per_week",
            "available_from",
            "payout_country",
            "link",
            "open_to_invitations",
        ]
        widgets = {
            "about": forms.Textarea(attrs={"rows": 4}),
            "available_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "graduates_in": forms.NumberInput(attrs={"inputmode": "numeric"}),
            "hours_per_week": forms.NumberInput(attrs={"inputmode": "numeric"}),
            "link": forms.URLInput(attrs={"placeholder": "https://"}),
        }
        help_texts = {
            "course": gettext_lazy("For example: Economics, second year."),
            "about": gettext_lazy("What you like to work on, in a few sentences."),
            "available_from": gettext_lazy("Leave it empty if you can start any day."),
            "link": gettext_lazy("A website, repository or film. Employers can open it."),
            "open_to_invitations": gettext_lazy(
                "Who posts a project that your university has approved and that fits you sees your "
                "name, what and where you study, your skills and your hours. You get three "
                "invitations a week at most, and can say no with one button."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("course", "graduates_in"):
            self.fields[name].required = True
        if self.instance.pk:
            names = self.instance.skills.values_list("name", flat=True)
            self.fields["skills_text"].initial = list(names)
        self.fields["payout_country"].choices = _payable_or_not()  # type: ignore[attr-defined]

    def clean_graduates_in(self) -> int:
        year: int = self.cleaned_data["graduates_in"]
        now = timezone.localdate().year
        if not now - 1 <= year <= now + 10:
            raise forms.ValidationError(
                _("Write the year with four figures, between %(first)s and %(last)s.")
                % {"first": now - 1, "last": now + 10}
            )
        return year

    def clean_available_from(self) -> date | None:
        """A day that has passed says no more than an empty answer: any day."""
        day: date | None = self.cleaned_data["available_from"]
        return day if day and day >= timezone.localdate() else None

    def clean_hours_per_week(self) -> int:
        hours: int = self.cleaned_data["hours_per_week"]
        if not 1 <= hours <= 60:
            raise forms.ValidationError(_("Write a number of hours between 1 and 60."))
        return hours

    def save(self, commit: bool = True) -> Student:
        actions.save_profile(self.instance, self.cleaned_data["skills_text"])
        return self.instance


def _payable_or_not() -> list[tuple[str, str]]:
    """Every country; where nobody can be paid yet it says so before it is chosen."""
    payable = set(PayoutRoute.objects.today().values_list("country", flat=True))
    said = _("%(country)s (we cannot pay there yet)")
    return [
        (code, name if not code or code in payable else said % {"country": name})
        for code, name in country_choices()
    ]


class ResumeForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Add a résumé"),
        help_text=gettext_lazy("PDF or DOCX, up to 10 MB."),
        error_messages={
            "required": gettext_lazy("Choose a file first."),
            "empty": gettext_lazy("The file you chose is empty."),
        },
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx"}),
    )

    def __init__(self, *args: Any, student: Student, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.student = student

    def clean_file(self) -> UploadedFile[Any]:
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        uploads.check(upload, uploads.RESUMES)
        if self.student.resumes.count() >= MAX_RESUMES:
            raise forms.ValidationError(
                _("You have %(most)s already. Remove one first.") % {"most": MAX_RESUMES}
            )
        return upload

    def save(self) -> None:
        actions.add_resume(self.student, self.cleaned_data["file"])


class SettingsForm(forms.ModelForm[User]):
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=zone_choices,
        widget=LongSelect,
        help_text=gettext_lazy("Deadlines on pages and in mails are written in it."),
    )

    class Meta:
        model = User
        fields = ["name", "time_zone"]
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}

    def clean_name(self) -> str:
        return clean_person_name(self.cleaned_data["name"])

    def save(self, commit: bool = True) -> User:
        self.instance.save(update_fields=["name", "time_zone"])
        return self.instance
