"""Secrets in the database: unreadable without SECRET_KEY (reliability.md T8)."""

import base64
from functools import cache

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def seal(text: str, purpose: str) -> str:
    """`purpose`: what is sealed for one thing is not opened for another."""
    return _ours(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, purpose: str) -> str:
    """Raises cryptography.fernet.InvalidToken: made with a key that is gone."""
    return _ours(purpose).decrypt(sealed.encode()).decode()


def _ours(purpose: str) -> MultiFernet:
    return _fernet(purpose, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@cache
def _fernet(purpose: str, *secrets: str) -> MultiFernet:
    """Encrypts with the first of `secrets`, reads what any of them wrote."""
    return MultiFernet([Fernet(_key(purpose, secret)) for secret in secrets])


def _key(purpose: str, secret: str) -> bytes:
    derive = HKDF(SHA256(), length=32, salt=None, info=purpose.encode())
    return base64.urlsafe_b64encode(derive.derive(secret.encode()))
