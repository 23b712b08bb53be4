"""Where allauth asks us: how mail goes out, what a new user is, how secrets are kept."""

from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.base_user import AbstractBaseUser
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.sealing import seal, unseal
from notifications import outbox, stopping

# Mails that let somebody in.
SECRET = {
    "email_confirmation",
    "email_confirmation_signup",
    "login_code",
    "password_reset_code",
    "password_reset_key",
}
# Where what has changed is changed again, by how the names of mails begin.
CHANGED_AT = {
    "email": "account_email",
    "password": "account_change_password",
    "recovery": "mfa_index",
    "totp": "mfa_index",
}
UNSAID = {"account/messages/logged_in.txt", "account/messages/email_confirmation_sent.txt"}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("This is your e-mail address already."),
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "email_taken": _("This e-mail address has an account already."),
        "enter_current_password": _("That is not your current password."),
        "incorrect_code": _("That is not the code. Look at the newest mail we sent."),
        "incorrect_password": _("That is not your password."),
        "invalid_or_expired_key": _("This link does not work any more. Ask for a new one."),
        "invalid_password_reset": _("This link does not work any more. Ask for a new one."),
        "rate_limited": _("That was often. Wait a few minutes, then try again."),
        "same_as_current": _("That is the one you have now."),
        "too_many_login_attempts": _("That was often. Wait a few minutes, then try again."),
        "unknown_email": _("No account has this e-mail address."),
        "unverified_primary_email": _("Confirm your e-mail address first."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Every mail of allauth ("account/email/login_code") is one of ours."""
        name = template_prefix.rpartition("/")[2]
        # Each is asked for anew: two codes are two mails.
        key = f"account/{name}:{uuid4()}"
        user = context.get("user")
        to = user if isinstance(user, User) and user.email == email else email
        page = CHANGED_AT.get(name.partition("_")[0], "accounts:settings")
        about = {"secret": name in SECRET, "leads_to": reverse(page), "email": email, **context}
        outbox.post(key, to, f"account/{name}", **about)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """They have read our mail there, whatever came back from it before."""
        confirmed: bool = super().confirm_email(request, email_address)
        if confirmed:
            stopping.reached(email_address.user)
        return confirmed

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """A right password that was hashed as one did years ago is hashed anew, which ends every
        session of before: but for this one, of who has just shown it."""
        before = user.password
        right = super().reauthenticate(user, password)
        user.refresh_from_db(fields=["password"])
        if right and user.password != before:
            context.request.session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        return right

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Not the ones that say what the page shows anyway: one banner is read, two are not."""
        if message_template not in UNSAID:
            super().add_message(
                request, level, message_template, message_context, extra_tags, message
            )

    def save_user(
        self, request: HttpRequest, user: AbstractBaseUser, form: BaseForm, commit: bool = True
    ) -> AbstractBaseUser:
        assert isinstance(user, User)
        user.name = form.cleaned_data["name"]
        user.kind = form.cleaned_data["kind"]
        return super().save_user(request, user, form, commit)


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of the second factor are unreadable without SECRET_KEY (reliability.md T8)."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That is not the code. Type the one that is shown now."),
        "unverified_email": _("Confirm your e-mail address first."),
    }

    PURPOSE = "accounts.adapter.MFAAdapter"

    def encrypt(self, text: str) -> str:
        return seal(text, self.PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """Raises cryptography.fernet.InvalidToken: made with a key that is gone."""
        return unseal(encrypted_text, self.PURPOSE)
