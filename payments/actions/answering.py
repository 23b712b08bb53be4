"""Answering a payer's bank: what our staff have read and send goes to it through Stripe, once."""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Iterable, Mapping

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from marketplace.states import WrongState
from payments import params
from payments.actions import outbox
from payments.actions.charging_back import settle_chargeback
from payments.evidence_files import Draft
from payments.models import Chargeback, EvidenceFile, Operation
from payments.seen import ChargedBack

logger = logging.getLogger(__name__)


@transaction.atomic
def send_evidence(
    row: Chargeback, by: User, said: Mapping[str, str], files: Iterable[Draft] = ()
) -> Chargeback:
    """A bank reads one answer only; `files` are kept as they are now, and go with it.

    Raises:
        WrongState: it is sent or decided already, or the time is up.
    """
    row = Chargeback.objects.select_for_update(no_key=True).get(pk=row.pk)
    if not row.may_be_answered:
        raise WrongState(f"Chargeback {row.pk} is {row.status}, answered {row.sent_at}")
    pk = uuid.uuid4()
    row.operation = outbox.ask(
        Operation.Kind.EVIDENCE,
        f"{row.pk}:{pk.hex[:8]}",
        params.evidence(row.stripe_dispute_id, said),
        pk=pk,
    )
    for each in files:
        EvidenceFile.objects.create(
            operation=row.operation,
            field=each.field,
            file=ContentFile(each.content, name=each.name),
            name=each.name,
            content_type=each.content_type,
            size=len(each.content),
            sha256=hashlib.sha256(each.content).hexdigest(),
        )
    row.sent_at, row.sent_by = timezone.now(), by
    row.save(update_fields=["operation", "sent_at", "sent_by"])
    return row


def uploaded(file: EvidenceFile, stripe_id: str) -> None:
    """Stripe has this file. Said twice, it is written once."""
    EvidenceFile.objects.filter(pk=file.pk).update(stripe_file_id=stripe_id)


@transaction.atomic
def settle_evidence(operation: Operation, seen: ChargedBack) -> Chargeback:
    """It is with the bank. Said twice, it is written once."""
    row = Chargeback.objects.select_related("funding").get(operation=operation)
    outbox.finish(operation, None)
    return settle_chargeback(row.funding, seen)


@transaction.atomic
def evidence_refused(operation: Operation, why: str) -> Chargeback:
    """Stripe did not take it: our staff look at it again, while there is time."""
    row = Chargeback.objects.select_for_update(no_key=True).get(operation=operation)
    outbox.reject(operation, why)
    row.operation, row.sent_at, row.sent_by = None, None, None
    row.save(update_fields=["operation", "sent_at", "sent_by"])
    logger.error("evidence for %s was refused: %s", row.stripe_dispute_id, why)
    return row
