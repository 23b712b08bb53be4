"""What every page's frame needs: who looks, where they can go, what to warn of."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    return {"demo": settings.DEMO, "nav": [], "account_menu": [], "theme": ""}
