"""Pages of words."""

from typing import Any

from babel.numbers import format_percent
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe


def rules() -> dict[str, Any]:
    """The numbers that pages of words mention, as they are set."""
    share = settings.PLATFORM_FEE_BPS / 10_000
    return {
        "fee": format_percent(share, format="#,##0.## %", locale=get_language() or "en"),
        "max_open": settings.MAX_OPEN_APPLICATIONS,
    }


@login_not_required
@require_safe
def help(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/help.html", rules())


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/accessibility.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/privacy.html")


@login_not_required
@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/terms.html", rules())
