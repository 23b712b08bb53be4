from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, employers_only, students_only


@require_safe
def money(request: SignedInRequest) -> HttpResponse:
    return HttpResponse(status=501)


@require_http_methods(["GET", "POST"])
@employers_only
def fund(request: SignedInRequest, pk: UUID) -> HttpResponse:
    return HttpResponse(status=501)


@require_safe
@employers_only
def returned(request: SignedInRequest, pk: UUID) -> HttpResponse:
    return HttpResponse(status=501)


@require_http_methods(["GET", "POST"])
@employers_only
def approve(request: SignedInRequest, pk: UUID) -> HttpResponse:
    return HttpResponse(status=501)


@require_http_methods(["GET", "POST"])
@students_only
def setup(request: SignedInRequest) -> HttpResponse:
    return HttpResponse(status=501)


@require_safe
@students_only
def setup_done(request: SignedInRequest) -> HttpResponse:
    return HttpResponse(status=501)


@require_safe
@students_only
def setup_again(request: SignedInRequest) -> HttpResponse:
    return HttpResponse(status=501)


@require_safe
@employers_only
def receipt(request: SignedInRequest, pk: UUID) -> HttpResponse:
    return HttpResponse(status=501)


@require_safe
@students_only
def payslip(request: SignedInRequest, pk: UUID) -> HttpResponse:
    return HttpResponse(status=501)
