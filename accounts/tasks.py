"""In the background: what others say of themselves, asked anew."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from accounts import fetching, saml_metadata
from accounts.models import SignOn

logger = logging.getLogger(__name__)


@shared_task
def read_metadata() -> None:
    """Identity providers change their keys: read each's metadata again, where it has an address.

    What cannot be read, or is another's by now, changes nothing.
    """
    for row in SignOn.objects.exclude(metadata_url="").filter(kind=SignOn.Kind.SAML):
        try:
            found = saml_metadata.read(fetching.get(row.metadata_url))
        except (*fetching.NO_ANSWER, ValueError, saml_metadata.Unreadable):
            logger.warning("The metadata of %s could not be read.", row.university)
            continue
        if found.issuer != row.issuer:
            logger.error("The metadata of %s is of another provider now.", row.university)
            continue
        SignOn.objects.filter(pk=row.pk, issuer=row.issuer).update(
            idp=found.idp, scopes=found.scopes, read_at=timezone.now()
        )
