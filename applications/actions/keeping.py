"""Files that were right, kept until what they were given with is sent; after that, or if it never
is, they are forgotten.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from applications.models import HandIn, KeptFile, Milestone
from marketplace import uploads

# What nobody came back for.
KEPT_FOR = timedelta(days=30)
# Of one person for one thing: what two forms hold. The oldest make room.
MOST_KEPT = 10


def kept_of(by: User, about: UUID) -> list[KeptFile]:
    return list(KeptFile.objects.filter(by=by, about=about, used_at=None))


def kept_named(by: User, about: UUID, names: Collection[str]) -> list[KeptFile]:
    """Those of these keys, used or not: a form that is sent twice holds the same twice."""
    rows = KeptFile.objects.filter(by=by, about=about) if names else []
    return [each for each in rows if str(each.pk) in names]


def keep_files(
    by: User,
    about: UUID,
    files: Iterable[UploadedFile[Any]],
    beside: Collection[KeptFile] = (),
) -> list[KeptFile]:
    """`files` have passed `uploads.check`. One that is there already is not kept twice; `beside`:
    kept before, and still of the form.
    """
    new = list(files)
    return _keep(by, about, new, beside) if new else []


@transaction.atomic
def _keep(
    by: User, about: UUID, files: list[UploadedFile[Any]], beside: Collection[KeptFile]
) -> list[KeptFile]:
    before = {(each.sha256, each.name): each for each in kept_of(by, about)}
    kept = []
    for upload in files:
        facts = uploads.facts(upload)
        same = before.get((str(facts["sha256"]), str(facts["name"])))
        kept.append(same or KeptFile.objects.create(by=by, about=about, **facts))
    others = [each for each in before.values() if each not in [*kept, *beside]]
    forget_files(others[: max(0, len({*before.values(), *kept}) - MOST_KEPT)])
    return kept


@transaction.atomic
def forget_files(files: Iterable[KeptFile]) -> None:
    """The rows, and what only they hold once that is certain: no other row is to point at nothing,
    whatever gave it the file.
    """
    for row in files:
        storage, name = row.file.storage, str(row.file.name)
        unused = KeptFile.objects.filter(pk=row.pk, used_at=None)
        if unused.delete()[0] and not uploads.is_held(name):
            transaction.on_commit(partial(storage.delete, name))


def hand_over(files: Iterable[uploads.Given]) -> None:
    """Other rows hold what these of `files` held that were kept.

    Call it in the transaction that writes those rows, and before them: from then on nobody
    forgets the file.
    """
    kept = [each.pk for each in files if isinstance(each, KeptFile)]
    if kept:
        KeptFile.objects.filter(pk__in=kept).update(used_at=timezone.now())


def forget_old(most: int) -> None:
    """What nobody came back for, up to `most` of each; files of work that is to do are kept."""
    then = timezone.now() - KEPT_FOR
    waits = Milestone.WAITS_FOR_STUDENT
    over = HandIn.objects.filter(updated_at__lt=then).exclude(milestone__status__in=waits)
    HandIn.objects.filter(pk__in=list(over.values_list("pk", flat=True)[:most])).delete()
    old = KeptFile.objects.filter(created_at__lt=then)
    old.exclude(used_at=None).delete()
    drafts = HandIn.objects.filter(milestone=OuterRef("about"), by=OuterRef("by"))
    forget_files(old.filter(~Exists(drafts))[:most])
