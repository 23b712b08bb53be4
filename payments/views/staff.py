"""The first page of the platform's own staff: what waits for them, the most urgent first."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, platform_or_404
from payments.models import LedgerCheck
from payments.shortfalls import shortfalls
from payments.to_do import piles


@require_safe
@platform_or_404
def staff(request: SignedInRequest) -> HttpResponse:
    every = piles()
    context = {
        "piles": [pile for pile in every if pile.n],
        "empty": [pile for pile in every if not pile.n],
        "n": sum(pile.n for pile in every),
        "shortfalls": shortfalls(),
        "check": LedgerCheck.objects.first(),
        "now": timezone.now(),
        "elsewhere": [
            {"label": _("Ledger"), "url": reverse("payments:ledger")},
            {"label": _("Mails"), "url": reverse("accounts:mails")},
            {"label": _("Corrections"), "url": reverse("payments:corrections")},
            {
                "label": _("Answered reports"),
                "url": reverse("applications:reports") + "?show=answered",
            },
            {"label": _("Mails that failed"), "url": reverse("accounts:failed_mails")},
            {"label": _("Administration: everything, as rows"), "url": reverse("admin:index")},
        ],
    }
    return render(request, "payments/staff.html", context)
