"""Allauth's forms in our words: one name for the e-mail address, and no placeholders."""

from typing import Any

from allauth.account import forms as allauth_forms
from django.utils.translation import gettext as _


class LoginForm(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_email(self, "login")
        self.fields["password"].widget.attrs.pop("placeholder", None)


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_email(self, "email")


class AddEmailForm(allauth_forms.AddEmailForm):
    """A new address in place of the one in use."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_email(self, "email")


def name_email(form: Any, field: str) -> None:
    form.fields[field].label = _("E-mail address")
    form.fields[field].widget.attrs.pop("placeholder", None)


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "oldpassword": _("Current password"),
            "password1": _("New password"),
            "password2": _("New password, once more"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["password1"].help_text = password_hint()


def password_hint() -> str:
    return _("At least 12 characters. A few words in a row are strong and easy to remember.")
