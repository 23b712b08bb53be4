"""Ids in the shape of Stripe's."""

import secrets
import string

LETTERS = string.ascii_letters + string.digits


def new_id(prefix: str) -> str:
    """Such as `ch_` and 24 letters and digits."""
    return prefix + "_" + "".join(secrets.choice(LETTERS) for _ in range(24))
