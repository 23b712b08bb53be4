"""Sending evidence to a payer's bank: the files first, then the answer that names them."""

from __future__ import annotations

from uuid import uuid5

from payments import actions, gateway
from payments.actions import outbox
from payments.models import EvidenceFile, Operation


def send(operation: Operation) -> None:
    """Broken off anywhere it is sent again: what is uploaded by then is not uploaded anew, and the
    answer has the operation's key. Whoever took too long leaves it to the next."""
    asked, said = operation.params, dict(operation.params["said"])
    files = {}
    for each in operation.evidence_files.all():
        if not outbox.hold_on(operation):
            return
        files[each.field] = _at_stripe(each, operation)
    said["evidence"] = {**said["evidence"], **files}
    seen = gateway.send_evidence({**asked, "said": said}, operation.pk)
    actions.settle_evidence(operation, seen)


def _at_stripe(file: EvidenceFile, operation: Operation) -> str:
    """Its id there. A key for each try: a 500 stays with its key, and a file that nothing names
    does no harm."""
    if file.stripe_file_id:
        return file.stripe_file_id
    key = uuid5(file.pk, str(operation.attempts))
    with file.file.open("rb") as held:
        stripe_id = gateway.upload(file.name, held.read(), key)
    actions.uploaded(file, stripe_id)
    return stripe_id


def look_up(operation: Operation) -> bool:
    seen = gateway.fetch_dispute(operation.params["dispute"])
    if seen.answers:
        actions.settle_evidence(operation, seen)
    return seen.answers > 0
