"""Whether a mail is still to go: asked between the claim and the dispatch, and nowhere else."""

from notifications import stopping
from notifications.models import Email


def why_not(email: Email) -> str:
    """In words for staff; empty when it is to go."""
    return stopping.keeps(email)
