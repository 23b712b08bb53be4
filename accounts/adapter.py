"""Where allauth asks us: how mail goes out, what a new user is, how secrets are kept."""

import base64
from functools import cache
from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.forms import BaseForm
from django.http import HttpRequest

from accounts.models import User
from notifications import outbox

# Mails that let somebody in.
SECRET = {
    "email_confirmation",
    "email_confirmation_signup",
    "login_code",
    "password_reset_code",
    "password_reset_key",
}
UNSAID = {"account/messages/logged_in.txt"}


class AccountAdapter(DefaultAccountAdapter):
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Every mail of allauth ("account/email/login_code") is one of ours."""
        name = template_prefix.rpartition("/")[2]
        # Each is asked for anew: two codes are two mails.
        key = f"account/{name}:{uuid4()}"
        outbox.post(key, email, f"account/{name}", secret=name in SECRET, email=email, **context)

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

    def encrypt(self, text: str) -> str:
        return (
            _fernet(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
            .encrypt(text.encode())
            .decode()
        )

    def decrypt(self, encrypted_text: str) -> str:
        """Raises cryptography.fernet.InvalidToken: made with a key that is gone."""
        fernet = _fernet(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        return fernet.decrypt(encrypted_text.encode()).decode()


@cache
def _fernet(*secrets: str) -> MultiFernet:
    """Encrypts with the first of `secrets`, reads what any of them wrote."""
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str) -> bytes:
    derive = HKDF(SHA256(), length=32, salt=None, info=b"accounts.adapter.MFAAdapter")
    return base64.urlsafe_b64encode(derive.derive(secret.encode()))
