"""Signing up, and asking for a university that is not here yet."""

from typing import Any

from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.core import context
from django import forms
from django.contrib.auth.hashers import make_password
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import actions, domains
from accounts.forms.fields import clean_person_name
from accounts.forms.signing_in import name_email, password_hint
from accounts.models import StaffInvitation, University, User

LONGEST_DOMAIN = 100
# Offered to who follows an invitation's link; nobody joins a career centre without one.
INVITED = (
    User.Kind.STAFF.value,
    gettext_lazy("University staff: a career centre has invited me"),
)


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
        asked = context.request.GET.get("as") or self.data.get("kind")
        if asked == User.Kind.STAFF:
            self.fields["kind"].choices = [INVITED]
        if asked in dict(self.fields["kind"].choices):
            self.fields["kind"].initial = asked
        name_email(self, "email")
        # Of who was invited, at the address they were invited by.
        self.fields["email"].initial = context.request.GET.get("email", "")
        if asked != User.Kind.STAFF:
            self.fields["email"].help_text = _("Students: the address your university gave you.")
        self.fields["password1"].help_text = password_hint()
        self.fields["email"].validators.append(MaxLengthValidator(254))
        self.fields["password1"].widget.attrs.pop("placeholder", None)

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
        if self.cleaned_data.get("kind") == User.Kind.STAFF:
            clean_invited(email)
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


def clean_invited(email: str) -> None:
    """Raises ValidationError: no career centre waits for an answer of that address."""
    if not StaffInvitation.objects.open().filter(email=email.lower()).exists():
        raise forms.ValidationError(
            _("No invitation waits for this address. Use the one that the mail came to.")
        )


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
