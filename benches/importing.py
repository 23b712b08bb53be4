"""How long the background work of one import takes: the dry run, the drafts, the same again."""

import time
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from accounts.models import Organisation, User
from benches import messy
from listings.importing import actions
from listings.importing.files import outline
from listings.models import ListingImport


class TakenBack(Exception):
    """Ends the transaction that everything was written in."""


def measure(rows: int = 10_000) -> dict[str, float]:
    """Seconds, and counts that say that it was done: nothing of it stays in the database."""
    figures: dict[str, float] = {}
    try:
        with transaction.atomic():
            figures = _measure(rows)
            raise TakenBack
    except TakenBack:
        return figures


def _measure(rows: int) -> dict[str, float]:
    sheet = messy.spreadsheet(rows, faults=rows // 100)
    organisation = Organisation.objects.create(
        name="Acme", slug="acme-import-bench", type="company", country="IN"
    )
    by = User.objects.create(email="import-bench@example.org", name="Bench", kind="employer")
    began = time.perf_counter()
    batch = _read(organisation, by, sheet.data)
    read = time.perf_counter()
    drafts = _make(batch)
    made = time.perf_counter()
    again = _make(_read(organisation, by, sheet.data))
    reported = set(batch.rows.filter(outcome="problem").values_list("number", flat=True))
    planted = {number for number, _heading in sheet.faults}
    return {
        "import_10k_s": round(made - began, 2),
        "import_read_s": round(read - began, 2),
        "import_drafts_s": round(made - read, 2),
        "import_drafts": drafts,
        "import_faults_missed": len(planted - reported),
        "import_faults_imagined": len(reported - planted),
        "import_again_changes": again,
    }


def _read(organisation: Organisation, by: User, data: bytes) -> ListingImport:
    file = SimpleUploadedFile("listings.csv", data, content_type="text/csv")
    batch = actions.upload(organisation, by, file, outline(BytesIO(data)))
    actions.check(batch, choices=messy.CHOICES)
    actions.run_check(batch.pk)
    return batch


def _make(batch: ListingImport) -> int:
    batch.refresh_from_db()
    actions.start(batch)
    actions.run_drafts(batch.pk)
    batch.refresh_from_db()
    batch.file.delete(save=False)
    return batch.rows_done
