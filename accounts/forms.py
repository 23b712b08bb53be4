"""What people tell us about themselves and their organisation."""

import re
from typing import Any

from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.core import context
from django import forms
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import actions, domains, places
from accounts.models import Organisation, Skill, Student, University, User
from marketplace import uploads

MAX_SKILLS = 15
LONGEST_DOMAIN = 100
MAX_RESUMES = 5

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


class SignupForm(AllauthSignupForm):
    """One form for both sides. A student's e-mail address says which university."""

    field_order = ["kind", "name", "email", "password1"]
    university: University | None = None

    kind = forms.ChoiceField(
        label=gettext_lazy("I am here as"),
        choices=[
            (User.Kind.STUDENT.value, gettext_lazy("A student: I look for paid projects")),
            (User.Kind.EMPLOYER.value, gettext_lazy("An employer: I have work to give")),
        ],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = context.request.GET.get("as")
        if asked in dict(self.fields["kind"].choices):
            self.fields["kind"].initial = asked
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].help_text = _("Students: the address your university gave you.")
        self.fields["password1"].help_text = _(
            "At least 12 characters. A few words in a row are strong and easy to remember."
        )
        self.fields["email"].validators.append(MaxLengthValidator(254))
        for field in ("email", "password1"):
            self.fields[field].widget.attrs.pop("placeholder", None)

    def clean_name(self) -> str:
        return clean_person_name(self.cleaned_data["name"])

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if self.cleaned_data.get("kind") == User.Kind.STUDENT:
            self.university = domains.university_of(email)
            if self.university is None:
                self["email"].help_text = format_html(
                    '<a href="{}">{}</a>',
                    reverse("accounts:unknown_university"),
                    _("What to do when your university is not here yet"),
                )
                raise forms.ValidationError(unknown_domain(email))
        return email

    def try_save(self, request: HttpRequest) -> Any:
        try:
            if self.account_already_exists:
                # As slow as making an account, so that the clock tells nothing either.
                make_password(self.cleaned_data["password1"])
            return super().try_save(request)
        except IntegrityError:  # the same form, sent twice at once
            self.account_already_exists = True
            return super().try_save(request)

    def save(self, request: HttpRequest) -> Any:
        with transaction.atomic():
            return super().save(request)

    def signup(self, request: HttpRequest, user: User) -> None:
        if self.university:
            actions.enrol(user, self.university)


def unknown_domain(email: str) -> str:
    if domains.anybody_can_have(email):
        return _(
            "Anybody can have an address at %(domain)s. Use the one your university gave you."
        ) % {"domain": domains.domain_of(email)}
    return _("We do not know %(domain)s as a university's e-mail domain.") % {
        "domain": domains.domain_of(email)
    }


class UniversityRequestForm(forms.Form):
    university_name = forms.CharField(
        label=gettext_lazy("Name of your university"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your address there"),
        max_length=254,
        help_text=gettext_lazy("We keep it only to see which domain your university uses."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if domains.university_of(email):
            raise forms.ValidationError(
                _("We know this university. You can create your account now.")
            )
        if domains.anybody_can_have(email):
            raise forms.ValidationError(unknown_domain(email))
        if len(domains.domain_of(email)) > LONGEST_DOMAIN:
            raise forms.ValidationError(_("Write the address as your university gave it to you."))
        return email

    def save(self) -> None:
        actions.ask_for_university(self.cleaned_data["email"], self.cleaned_data["university_name"])


# --- Students --------------------------------------------------------------


def _country_choices() -> list[tuple[str, str]]:
    return [("", _("Choose a country")), *places.countries()]


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


class ProfileForm(forms.ModelForm[Student]):
    skills_text = forms.CharField(
        label=gettext_lazy("What you can do"),
        max_length=600,
        required=False,
        help_text=gettext_lazy(
            "A few skills, separated by commas. For example: Excel, survey design, French."
        ),
        widget=ListedInput,
    )
    payout_country = forms.ChoiceField(
        label=gettext_lazy("Country of your bank account"),
        choices=_country_choices,
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
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("course", "graduates_in"):
            self.fields[name].required = True
        if self.instance.pk:
            names = self.instance.skills.values_list("name", flat=True)
            self.fields["skills_text"].initial = ", ".join(names)

    def clean_graduates_in(self) -> int:
        year: int = self.cleaned_data["graduates_in"]
        now = timezone.localdate().year
        if not now - 1 <= year <= now + 10:
            raise forms.ValidationError(
                _("Write the year with four figures, between %(first)s and %(last)s.")
                % {"first": now - 1, "last": now + 10}
            )
        return year

    def clean_hours_per_week(self) -> int:
        hours: int = self.cleaned_data["hours_per_week"]
        if not 1 <= hours <= 60:
            raise forms.ValidationError(_("Write a number of hours between 1 and 60."))
        return hours

    def clean_skills_text(self) -> list[str]:
        words = (" ".join(each.split()) for each in self.cleaned_data["skills_text"].split(","))
        skills = list({word.casefold(): word for word in words if word}.values())
        if len(skills) > MAX_SKILLS:
            raise forms.ValidationError(
                _("Choose the %(most)s that describe you best.") % {"most": MAX_SKILLS}
            )
        for skill in skills:
            if not SKILL.fullmatch(skill) or len(skill.split()) > MOST_WORDS_IN_A_SKILL:
                raise forms.ValidationError(
                    _("“%(skill)s” does not look like a skill. Use a few short words, and commas.")
                    % {"skill": skill[:60]}
                )
        return skills

    def save(self, commit: bool = True) -> Student:
        actions.save_profile(self.instance, self.cleaned_data["skills_text"])
        return self.instance


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


# --- Everybody -------------------------------------------------------------


def _zone_choices() -> list[Any]:
    return list(places.zones())


class SettingsForm(forms.ModelForm[User]):
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=_zone_choices,
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


# --- Employers -------------------------------------------------------------


def _zone_choices_or_guess() -> list[Any]:
    return [("", _("That of the country")), *places.zones()]


class OrganisationForm(forms.ModelForm[Organisation]):
    type = forms.ChoiceField(
        label=gettext_lazy("Kind of organisation"),
        choices=[("", gettext_lazy("Choose one")), *Organisation.Type.choices],
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"), choices=_country_choices, widget=LongSelect
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=_zone_choices_or_guess,
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
        }
        help_texts = {
            "about": gettext_lazy("Students read this before they apply."),
        }

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not any(c.isalnum() for c in name):
            raise forms.ValidationError(_("Write the name that students will see."))
        return name
