"""From the approval that publishes a listing until every worker of a running site finds it."""

import time
from datetime import timedelta
from secrets import token_hex
from urllib.parse import quote

from django.urls import reverse
from django.utils import timezone

from accounts.models import University, User
from benches.server import Server
from listings import actions
from listings.models import Listing, Moderation

TRIES = 5
# Requests in a row, each over a connection of its own, that have to find it: both workers answer.
IN_A_ROW = 12
PATIENCE = 30  # seconds


def measure(origin: str) -> dict[str, float]:
    server = Server(origin, 0)
    taken = [publish_and_wait(server) for _ in range(TRIES)]
    return {"worst": max(taken), "best": min(taken)}


def publish_and_wait(server: Server) -> float:
    """Seconds."""
    word = f"quokka{token_hex(4)}"
    moderation, reader = waiting(f"Draw a map of {word}")
    page = f"{reverse('listings:browse')}?q={quote(word)}"
    [server.get(reverse("listings:browse")) for _ in range(IN_A_ROW)]
    actions.approve(moderation, reader)
    begun = found = time.monotonic()
    in_a_row = 0
    while in_a_row < IN_A_ROW and time.monotonic() - begun < PATIENCE:
        asked = time.monotonic()
        # The words stand on the page either way; the listing's address only when it is found.
        if moderation.listing.slug not in server.get(page):
            in_a_row = 0
            continue
        found = asked if not in_a_row else found
        in_a_row += 1
    return found - begun if in_a_row == IN_A_ROW else PATIENCE


def waiting(title: str) -> tuple[Moderation, User]:
    """A copy of an open listing that its university has still to read, and who reads it."""
    listing = Listing.objects.open().paid().order_by("pk")[0]
    now = timezone.now()
    listing.pk, listing.title, listing.slug = None, title, title.lower().replace(" ", "-")
    listing.status, listing.published_at = Listing.Status.SUBMITTED, None
    listing.apply_by, listing.submitted_at = now + timedelta(days=5), now
    listing.save(force_insert=True)
    university = University.objects.earliest("pk")
    reader, _ = User.objects.get_or_create(
        email="reader@generated.example", defaults={"name": "Noor Alder", "kind": User.Kind.STAFF}
    )
    moderation = Moderation.objects.create(
        listing=listing, university=university, status=Moderation.Status.WAITING, due_at=now
    )
    return moderation, reader
