"""Files, for whom they are meant. Somebody else's do not exist (404)."""

from pathlib import PurePath
from uuid import UUID

from django.db.models import Q
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest
from accounts.downloads import hand_out
from applications.blind import neutral_name
from applications.models import Application, DeliveryFile


@require_safe
def resume(request: SignedInRequest, pk: UUID) -> FileResponse:
    """The résumé an application was sent with. A withdrawn one is the student's again."""
    employer = Q(pk__in=Application.objects.for_employer(request.user).readable().named())
    student = Q(student__user=request.user)
    rows = Application.objects.filter(employer | student).select_related("resume")
    application = get_object_or_404(rows.exclude(resume=None), pk=pk)
    assert application.resume is not None
    return hand_out(request, application.resume, application.pk)


@require_safe
def nameless(request: SignedInRequest, pk: UUID) -> FileResponse:
    """The résumé without a name: to the employer under a name that tells nothing."""
    employer = Q(pk__in=Application.objects.for_employer(request.user).readable())
    student = Q(student__user=request.user)
    rows = Application.objects.filter(employer | student).for_pages()
    application = get_object_or_404(rows.exclude(nameless=None), pk=pk)
    kept = application.nameless
    kept.name = neutral_name(application, PurePath(kept.name).suffix)
    return hand_out(request, kept, application.pk)


@require_safe
def delivery_file(request: SignedInRequest, pk: UUID) -> FileResponse:
    rows = DeliveryFile.objects.visible_to(request.user)
    found = get_object_or_404(rows.select_related("delivery__milestone__offer"), pk=pk)
    return hand_out(request, found, found.delivery.milestone.offer.application_id)
