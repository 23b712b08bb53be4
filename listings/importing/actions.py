"""What changes an import: each step is asked for by a person and done by a worker."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import batched
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from listings.importing.checking import Checker
from listings.importing.drafts import Writer
from listings.importing.fields import guess
from listings.importing.files import Outline, records
from listings.importing.words import bare
from listings.importing.writing import insert
from listings.models import ImportMemory, ImportRow, Listing, ListingImport
from listings.models.imports import LOST
from marketplace import uploads
from marketplace.queue import after_commit
from marketplace.states import WrongState, move

logger = logging.getLogger(__name__)

CHUNK = 500
MOST_ATTEMPTS = 3
Status = ListingImport.Status


# --- Asked for by a person -------------------------------------------------


def upload(
    organisation: Organisation, by: User, file: UploadedFile[Any], seen: Outline
) -> ListingImport:
    """Keep a file that the form has checked, with a first guess at its columns."""
    memory = ImportMemory.objects.filter(organisation=organisation).first()
    return ListingImport.objects.create(
        organisation=organisation,
        created_by=by,
        delimiter=seen.delimiter,
        headers=seen.headers,
        samples=seen.samples,
        rows_in_file=seen.rows,
        columns=guess(seen.headers, memory.headings if memory else {}),
        choices=memory.choices if memory else {},
        **uploads.facts(file),
    )


@transaction.atomic
def check(
    batch: ListingImport,
    *,
    columns: dict[str, int] | None = None,
    choices: dict[str, str] | None = None,
) -> None:
    """Read every row in the background, under these columns and choices; remember both.

    Raises:
        WrongState: it is being read or has been imported.
    """
    columns = batch.columns if columns is None else columns
    choices = batch.choices if choices is None else choices
    now = timezone.now()
    move(
        batch,
        Status.CHECKING,
        columns=columns,
        choices=choices,
        rows_done=0,
        attempt=0,
        seen_at=now,
        trouble="",
    )
    headings = {bare(batch.headers[column]): name for name, column in columns.items()}
    ImportMemory.objects.update_or_create(
        organisation=batch.organisation, defaults={"headings": headings, "choices": choices}
    )
    after_commit("listings.tasks.check_import", str(batch.pk))


@transaction.atomic
def start(batch: ListingImport) -> None:
    """Make drafts of the rows that can be, in the background.

    Raises:
        WrongState: its rows are not read, or somebody has started it already.
    """
    move(batch, Status.IMPORTING, rows_done=0, attempt=0, seen_at=timezone.now())
    after_commit("listings.tasks.make_drafts", str(batch.pk))


@transaction.atomic
def undo(batch: ListingImport) -> int:
    """Delete the new drafts that nobody has touched since; how many those were.

    Raises:
        WrongState: it has not been imported, or was taken back.
    """
    made_at = batch.imported_at
    move(batch, Status.CHECKED, imported_at=None, rows_done=0)
    new = batch.rows.filter(outcome=ImportRow.Outcome.NEW).values("listing")
    untouched = Listing.objects.filter(
        pk__in=new, status=Listing.Status.DRAFT, updated_at__lte=made_at, archived_at=None
    )
    # What somebody is saving right now is touched.
    held = list(untouched.select_for_update(skip_locked=True).values_list("pk", flat=True))
    Listing.objects.filter(pk__in=held).delete()
    return len(held)


@transaction.atomic
def remove(batch: ListingImport) -> None:
    """Forget the file and what was read of it; the drafts stay. Raises WrongState: under way."""
    locked = ListingImport.objects.select_for_update().get(pk=batch.pk)
    if locked.is_running:
        raise WrongState(f"Import {batch.pk} is {locked.status}")
    storage, name = locked.file.storage, str(locked.file.name)
    locked.delete()
    transaction.on_commit(lambda: storage.delete(name))


# --- Done by a worker ------------------------------------------------------


def run_check(pk: UUID) -> None:
    """Read the rows, a chunk at a time. Twice at once, the one that began later goes on."""
    batch = _claim(pk, Status.CHECKING)
    if batch is None:
        return
    checker = Checker(batch)
    try:
        with batch.file.open("rb") as stored, records(stored.file, batch.delimiter) as rows:
            next(rows)
            for chunk in batched(rows, CHUNK):
                _keep(batch, checker.check(chunk))
        move(batch, Status.CHECKED)
    except ValidationError as error:
        move(batch, Status.FAILED, trouble=" ".join(error.messages)[:300])
    except WrongState:
        logger.info("import %s goes on elsewhere", pk)


def _claim(pk: UUID, status: str) -> ListingImport | None:
    """Begin, or begin anew where a worker was lost: what it has read is thrown away."""
    free = Q(attempt=0) | Q(seen_at__lt=timezone.now() - LOST)
    mine = ListingImport.objects.filter(free, pk=pk, status=status)
    if not mine.update(attempt=F("attempt") + 1, rows_done=0, seen_at=timezone.now()):
        return None
    batch = ListingImport.objects.select_related("organisation", "created_by").get(pk=pk)
    if status == Status.CHECKING:
        batch.rows.all().delete()
    return batch


@transaction.atomic
def _keep(batch: ListingImport, rows: list[ImportRow]) -> None:
    """Raises WrongState: another worker has begun it anew."""
    mine = ListingImport.objects.filter(pk=batch.pk, status=Status.CHECKING, attempt=batch.attempt)
    if not mine.update(rows_done=F("rows_done") + len(rows), seen_at=timezone.now()):
        raise WrongState(f"Import {batch.pk} was begun anew")
    insert(rows)


def run_drafts(pk: UUID) -> None:
    """Write every draft of the import, or none: one transaction holds them all."""
    batch = _claim(pk, Status.IMPORTING)
    if batch is None:
        return
    with _progress(batch) as tell, suppress(WrongState), transaction.atomic():
        if not _alone(batch.organisation_id):
            return
        writer, done, last = Writer(batch), 0, 0
        while rows := _next(batch, last):
            writer.write(rows)
            last, done = rows[-1].number, done + len(rows)
            tell(done)
        move(batch, Status.IMPORTED, imported_at=timezone.now(), rows_done=done)


def _next(batch: ListingImport, last: int) -> list[ImportRow]:
    rows = batch.rows.filter(outcome__in=ImportRow.WRITES, number__gt=last)
    return list(rows.order_by("number")[:CHUNK])


def _alone(organisation: int) -> bool:
    """Whether nobody else makes drafts of this organisation; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtext('listings.import'), %s)", [organisation]
        )
        return bool(cursor.fetchone()[0])


@contextmanager
def _progress(batch: ListingImport) -> Iterator[Any]:
    """Tells how far it is over a connection of its own: the drafts' transaction shows nothing."""
    beside = connection.copy()

    def tell(done: int) -> None:
        with beside.cursor() as cursor:
            cursor.execute(
                "UPDATE listings_listingimport SET rows_done = %s, seen_at = now()"
                " WHERE id = %s AND status = 'importing'",
                [done, batch.pk],
            )

    try:
        yield tell
    finally:
        beside.close()


def take_up(batch: ListingImport) -> None:
    """Start again what a lost worker left, or say that it cannot be done."""
    with suppress(WrongState):  # it went on meanwhile
        if batch.attempt < MOST_ATTEMPTS:
            tasks = {Status.CHECKING: "check_import", Status.IMPORTING: "make_drafts"}
            after_commit(f"listings.tasks.{tasks[Status(batch.status)]}", str(batch.pk))
        elif batch.status == Status.CHECKING:
            move(batch, Status.FAILED, trouble=_("We could not read it. Nothing was changed."))
        else:
            trouble = _("The drafts could not be made, and none was. Please try again.")
            move(batch, Status.CHECKED, trouble=trouble)
