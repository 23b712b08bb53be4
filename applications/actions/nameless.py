"""A résumé without a name, beside the one an application is sent with."""

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
    NamelessResume.objects.filter(application=application).delete()
    NamelessResume.objects.create(application=application, **uploads.facts(upload))


@transaction.atomic
def take_nameless(application: Application) -> None:
    """The employer then sees no résumé until they shortlist. Raises WrongState, as above."""
    hold(application, *TAKEN_IN)
    NamelessResume.objects.filter(application=application).delete()
