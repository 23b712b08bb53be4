"""Files people give us: what we take, and how a stored one is remembered."""

from __future__ import annotations

import hashlib
import uuid
from pathlib import PurePath
from typing import Any, BinaryIO, cast

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.http import FileResponse
from django.utils.translation import gettext as _

from marketplace import contents

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
PLAIN = "text/plain; charset=utf-8"
TYPES = {
    ".pdf": "application/pdf",
    ".docx": f"{OFFICE}wordprocessingml.document",
    ".xlsx": f"{OFFICE}spreadsheetml.sheet",
    ".pptx": f"{OFFICE}presentationml.presentation",
    ".odt": f"{OPEN_DOCUMENT}text",
    ".ods": f"{OPEN_DOCUMENT}spreadsheet",
    ".odp": f"{OPEN_DOCUMENT}presentation",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    # As bytes: no browser is to draw one of ours, whatever it makes of an attachment.
    ".svg": "application/octet-stream",
    ".mp4": "video/mp4",
    ".mp3": "audio/mpeg",
    ".txt": PLAIN,
    ".md": PLAIN,
    ".py": PLAIN,
    ".r": PLAIN,
    ".sql": PLAIN,
    ".json": PLAIN,
    ".ipynb": PLAIN,
    ".csv": "text/csv; charset=utf-8",
    ".zip": "application/zip",
}
RESUMES = (".pdf", ".docx")
DELIVERIES = tuple(TYPES)
MEGABYTE = 1024 * 1024


def random_name(row: models.Model, name: str) -> str:
    """Stored under a name that tells nothing, outside STATIC; served by a view only."""
    return f"{row._meta.model_name}/{uuid.uuid4().hex}"


class StoredFile(models.Model):
    """A file somebody gave us, as it was checked on arrival. `size` in bytes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.FileField(upload_to=random_name, max_length=100)
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


# Checked on arrival, now or before.
type Given = UploadedFile[Any] | StoredFile


def facts(upload: Given) -> dict[str, object]:
    """The columns of a `StoredFile` for an upload that `check` accepted; of one that is stored,
    for another row that holds the same.
    """
    if isinstance(upload, StoredFile):
        held = {name: getattr(upload, name) for name in ("name", "content_type", "size", "sha256")}
        return {"file": str(upload.file.name), **held}
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return {
        "file": upload,
        "name": clean_name(upload.name or "file"),
        "content_type": TYPES[suffix(upload)],
        "size": upload.size,
        "sha256": digest.hexdigest(),
    }


def is_held(name: str) -> bool:
    """Whether a row of whatever kind holds what is stored under `name`."""
    kinds = [model for model in apps.get_models() if issubclass(model, StoredFile)]
    return any(model._default_manager.filter(file=name).exists() for model in kinds)


def clean_name(name: str) -> str:
    """`name` without paths, control or direction-changing characters; its ending kept."""
    plain = "".join(c for c in PurePath(name).name if c.isprintable())
    path = PurePath(plain)
    return f"{path.stem[:120]}{path.suffix[:10].lower()}"


def suffix(upload: UploadedFile[Any]) -> str:
    return PurePath(upload.name or "").suffix.lower()


def check(upload: UploadedFile[Any], allowed: tuple[str, ...], most: int | None = None) -> None:
    """Refuse what is not one of `allowed` endings, in name and in content.

    `most` in bytes; MAX_UPLOAD_BYTES, if it is not given.

    Raises:
        ValidationError: with words for the person who chose the file.
    """
    most = most or settings.MAX_UPLOAD_BYTES
    kinds = ", ".join(ending[1:].upper() for ending in allowed if ending != ".jpeg")
    if suffix(upload) not in allowed:
        said = _("The file must be one of these: %(kinds)s.") % {"kinds": kinds}
        if ".zip" in allowed:
            said += " " + _("Put anything else into a ZIP file, and choose that.")
        raise ValidationError(said)
    if not upload.size:
        raise ValidationError(_("The file you chose is empty."))
    if upload.size > most:
        megabytes = {"most": max(1, most // MEGABYTE)}
        raise ValidationError(_("The file must be smaller than %(most)d MB.") % megabytes)
    try:
        contents.check(cast(BinaryIO, upload.file), suffix(upload))
    except contents.Bad as bad:
        raise ValidationError(_words(bad.problem, suffix(upload))) from None
    upload.seek(0)


def _words(problem: contents.Problem, ending: str) -> str:
    if problem == contents.Problem.LOCKED:
        return _("This file is locked with a password. Save it without one, and choose that file.")
    if problem == contents.Problem.MACROS:
        return _("This file contains macros. Save it without them, and choose that file.")
    if problem == contents.Problem.VIRUS:
        return _("This file looks like a virus, so we did not take it.")
    return _("We could not read this file as %(kind)s. Save it again and choose the new file.") % {
        "kind": ending[1:].upper()
    }


def download(stored: StoredFile) -> FileResponse:
    """`stored` as an attachment that no browser runs. The caller has checked who asks."""
    response = FileResponse(
        stored.file.open("rb"),
        as_attachment=True,
        filename=stored.name,
        content_type=stored.content_type,
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
