"""What a provider tells of mails it took: the one signal that the site receives.

anymail's views check and read each provider's webhooks, and pass on what they say by a signal of
theirs: it is the library's interface, and this is the one function that listens to it.
"""

from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason

from notifications import outbox, stopping
from notifications.models import StoppedAddress

# Nothing of what the providers know as "not now": a full mailbox, a server that is away.
FOR_GOOD = {RejectReason.BOUNCED, RejectReason.INVALID}
SOFT = {"softbounce", "soft_bounce", "soft_bounced", "soft bounce", "transient", "undetermined"}


def told(sender: object, event: AnymailTrackingEvent, esp_name: str, **_: Any) -> None:
    """Stop mail to an address that does not exist, or that called ours spam; what came back is
    listed for staff. Told twice is once."""
    if not event.recipient:
        return
    why = f"{esp_name}: {event.description or event.mta_response or event.event_type}"
    if event.event_type == EventType.COMPLAINED:
        stopping.stop(event.recipient, StoppedAddress.Why.COMPLAINED, why)
    elif _came_back_for_good(event):
        stopping.stop(event.recipient, StoppedAddress.Why.BOUNCED, why)
        outbox.came_back(event.message_id or "", event.recipient, why)


def _came_back_for_good(event: AnymailTrackingEvent) -> bool:
    if event.event_type == EventType.BOUNCED:
        return event.reject_reason in FOR_GOOD and not _is_soft(event.esp_event)
    return bool(
        event.event_type == EventType.REJECTED and event.reject_reason == RejectReason.INVALID
    )


def _is_soft(told: object) -> bool:
    """Some call what may pass a bounce like another; each says so in a word of its own."""
    if not isinstance(told, dict):
        return False
    bounce = told.get("bounce")
    words = [told.get(name) for name in ("Type", "type", "event", "bounce_type")]
    words += [bounce.get("bounceType")] if isinstance(bounce, dict) else []
    if "hard_bounce" in told:  # Mailjet
        words.append("" if told["hard_bounce"] else "softbounce")
    return any(str(word).lower().rpartition(".")[2] in SOFT for word in words if word)
