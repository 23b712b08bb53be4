"""A résumé without a name, beside the one an application is sent with."""

from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from applications.actions.locks import hold
from applications.models import Application, NamelessResume
from marketplace import uploads

Status = Application.Status
# The employer has not answered yet, so it still tells them something.
TAKEN_IN = (Status.DRAFT, Status.SUBMITTED, Status.WITHDRAWN)


@transaction.atomic
def give_nameless(application: Application, upload: UploadedFile[Any]) -> None:
    """Keep a file that `uploads.check` accepted, instead of one given before.

    Raises:
        WrongState: the employer knows the name by now, or has answered.
    """
    hold(application, *TAKEN_IN)
    forget_nameless(application)
    NamelessResume.objects.create(application=application, **uploads.facts(upload))


@transaction.atomic
def take_nameless(application: Application) -> None:
    """The employer then sees no résumé until they shortlist. Raises WrongState, as above."""
    hold(application, *TAKEN_IN)
    forget_nameless(application)


def forget_nameless(application: Application) -> None:
    """The row, and the file once that is certain."""
    for row in NamelessResume.objects.filter(application=application):
        storage, name = row.file.storage, str(row.file.name)
        row.delete()
        transaction.on_commit(partial(storage.delete, name))
