"""One function per event."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, Membership, Organisation, User
from notifications import outbox

# The link of `mail_again`.
MAIL_AGAIN_GOOD_FOR = timedelta(days=1)


def organisation_verified(org: Organisation) -> None:
    _tell_owners(org, "organisation_verified")


def organisation_refused(org: Organisation) -> None:
    _tell_owners(org, "organisation_refused", reverse("accounts:organisation_edit"))


def _tell_owners(org: Organisation, event: str, leads_to: str = "") -> None:
    # Decided, changed and decided again is two mails; who decides is the only one (`move`).
    now = timezone.now()
    for owner in _owners(org):
        key = f"{event}:{org.pk}:{owner.pk}:{now:%Y%m%d%H%M%S%f}"
        template = f"accounts/{event}"
        outbox.post(key, owner, template, leads_to=leads_to, organisation=org, person=owner)


def _owners(org: Organisation) -> list[User]:
    rows = User.objects.filter(membership__organisation=org, membership__role="owner")
    return list(rows.filter(is_active=True).order_by("pk"))


def mail_again(person: User, path: str, number: UUID) -> None:
    """To an address that gets nothing else: its reader asks for it, each time anew."""
    url = f"{settings.SITE_URL}{path}"
    outbox.post(f"mail-again:{number}", person, "accounts/mail_again", secret=True, url=url)


def invited(invitation: Invitation) -> None:
    """Sent again it is another mail."""
    key = f"invited:{invitation.pk}:{invitation.sent_at.isoformat()}"
    outbox.post(
        key,
        invitation.email,
        "accounts/invited",
        invitation=invitation,
        organisation=invitation.organisation,
    )


def joined(member: Membership) -> None:
    others = [each for each in _owners(member.organisation) if each.pk != member.user_id]
    _of_member(member, "joined", others)


def left(member: Membership) -> None:
    """To the owners who are still there."""
    _of_member(member, "left", _owners(member.organisation))


def removed(member: Membership) -> None:
    _of_member(member, "removed", [member.user])


def _of_member(member: Membership, event: str, readers: list[User]) -> None:
    for reader in readers:
        key = f"member-{event}:{member.pk}:{reader.pk}"
        outbox.post(
            key,
            reader,
            f"accounts/member_{event}",
            member=member.user,
            organisation=member.organisation,
            person=reader,
        )
