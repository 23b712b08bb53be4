"""Giving out files: each time with a row that says who was given what."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import FileResponse

from accounts.access import SignedInRequest
from accounts.models import Download
from marketplace import uploads


def hand_out(request: SignedInRequest, stored: uploads.StoredFile, about: object) -> FileResponse:
    """`stored`, as an attachment. The caller has checked who asks. `about`: what it belongs to."""
    response = uploads.download(stored)
    note(request, stored._meta.label_lower, stored.pk, stored.name, about)
    return response


def forget_names(rows: QuerySet[Download]) -> int:
    """What the files were called: a name may tell of a person more than has to be kept. That they
    were given, to whom and when, stays. Returns how many names there were.
    """
    return rows.exclude(name="").update(name="")


def note(request: SignedInRequest, what: str, key: object, name: str, about: object) -> None:
    """That a file is given to who asks. Who asks only what it would be (HEAD) is given nothing."""
    if request.method == "GET":
        Download.objects.create(
            by=request.user, what=what, key=str(key), name=name[:200], about=str(about)
        )
