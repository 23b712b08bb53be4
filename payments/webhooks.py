"""Where Stripe reports: check who speaks, keep what is said, answer at once."""

import logging

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from payments import gateway
from payments.actions import inbox

logger = logging.getLogger(__name__)

LARGEST = 256 * 1024  # bytes; Stripe's own are a few thousand


@csrf_exempt
@login_not_required
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """Keep the event; a worker reads it. Stripe sends again on any answer but 2xx."""
    if len(request.body) > LARGEST:
        return _refused("too large")
    try:
        event = gateway.verified_event(request.body, request.headers.get("Stripe-Signature", ""))
    except gateway.BadSignature as error:
        return _refused(str(error))
    # A test key never moves live rows, nor the other way round.
    if event.livemode != settings.STRIPE_LIVEMODE:
        return _refused("of the other mode")
    inbox.keep(event)
    return HttpResponse(status=200)


def _refused(why: str) -> HttpResponse:
    logger.warning("A webhook was refused: %s", why)
    return HttpResponse(status=400)
