"""What waits for a career centre, as its filters ask, with what to look at in each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Organisation, User
from listings import policies
from listings.decisions import look_twice
from listings.models import Listing, Moderation, ModerationQuerySet, Standing
from listings.turns import ANSWER_TONES

# Reasons in words are found by reading: so many of the oldest, where a filter asks for them.
MOST_READ = 1000
FREE, MINE = "free", "mine"


class QueueForm(forms.Form):
    """GET parameters; what nobody knows is passed over."""

    age = forms.ChoiceField(
        label=gettext_lazy("Age"),
        required=False,
        choices=[
            ("", gettext_lazy("Any age")),
            ("1", gettext_lazy("A day or more")),
            ("3", gettext_lazy("3 days or more")),
            ("7", gettext_lazy("A week or more")),
            ("late", gettext_lazy("Later than promised")),
        ],
    )
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("Every organisation"),
    )
    reader = forms.ChoiceField(
        label=gettext_lazy("Read by"),
        required=False,
        choices=[
            ("", gettext_lazy("Anybody")),
            (FREE, gettext_lazy("Nobody yet")),
            (MINE, gettext_lazy("Me")),
        ],
    )
    new = forms.BooleanField(label=gettext_lazy("New organisation"), required=False)
    flagged = forms.BooleanField(label=gettext_lazy("Something to look at twice"), required=False)
    hits = forms.BooleanField(label=gettext_lazy("Against our policy"), required=False)

    def __init__(self, data: Any, waiting: ModerationQuerySet) -> None:
        super().__init__(data)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        asking = waiting.order_by().values("listing__organisation")
        field.queryset = Organisation.objects.filter(pk__in=asking)

    @property
    def asked(self) -> dict[str, Any]:
        """What was understood of what was asked."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def readable(user: User) -> ModerationQuerySet:
    """What concerns the university of `user`, with all that its pages show."""
    before = Listing.objects.exclude(published_at=None).exclude(pk=OuterRef("listing"))
    rows = Moderation.objects.of(user)
    rows = rows.select_related("university", "decided_by", "claimed_by", "listing__format")
    rows = rows.select_related("listing__organisation", "listing__created_by")
    return rows.prefetch_related("listing__places", "listing__programme__days").annotate(
        known=Exists(before.filter(organisation=OuterRef("listing__organisation")))
    )


def filtered(
    rows: ModerationQuerySet, asked: dict[str, Any], user: User, book: policies.Rulebook
) -> Sequence[Moderation] | ModerationQuerySet:
    """`rows` that wait, the oldest first."""
    rows = of_age(rows, asked.get("age", ""))
    rows = read_by(rows, asked.get("reader", ""), user)
    if organisation := asked.get("organisation"):
        rows = rows.filter(listing__organisation=organisation)
    if asked.get("new"):
        rows = rows.filter(known=False)  # type: ignore[misc]
    wanted: list[Callable[[Moderation], object]] = []
    if asked.get("flagged"):
        wanted.append(lambda row: look_twice(row, first=False))
    if asked.get("hits"):
        wanted.append(lambda row: policies.against(row.listing, book))
    if not wanted:
        return rows
    return [row for row in rows[:MOST_READ] if all(each(row) for each in wanted)]


def of_age(rows: ModerationQuerySet, age: str) -> ModerationQuerySet:
    now = timezone.now()
    if age == "late":
        return rows.filter(due_at__lt=now)
    return rows.filter(listing__submitted_at__lte=now - timedelta(days=int(age))) if age else rows


def read_by(rows: ModerationQuerySet, reader: str, user: User) -> ModerationQuerySet:
    if reader == MINE:
        return rows.filter(claimed_by=user, claimed_until__gt=timezone.now())
    return rows.free_for(user) if reader else rows


def row(moderation: Moderation, user: User, book: policies.Rulebook) -> dict[str, Any]:
    """One line of the queue."""
    days = moderation.days_waiting
    reader = moderation.reader
    return {
        "moderation": moderation,
        "tone": ANSWER_TONES.get(Moderation.Status(moderation.status), ""),
        "age": ngettext("%(n)d day", "%(n)d days", days) % {"n": days} if days else _("Today"),
        "twice": look_twice(moderation, first=not moderation.known),  # type: ignore[attr-defined]
        "against": policies.against(moderation.listing, book),
        "mine": reader == user,
        "reader": reader if reader != user else None,
    }


def why_not_at_once(moderation: Moderation, user: User, book: policies.Rulebook) -> str:
    """Why it is not approved together with others; empty where it may be."""
    listing, reader = moderation.listing, moderation.reader
    if moderation.status != Moderation.Status.WAITING:
        return _("It does not wait any more.")
    if reader and reader != user:
        return _("%(name)s is reading it.") % {"name": reader}
    if broken := policies.against(listing, book):
        return _("Against your policy: %(why)s") % {"why": broken[0].why}
    standing = Standing.objects.filter(university=moderation.university_id).against()
    if standing.filter(organisation=listing.organisation_id).exists():
        return _("You have suspended or blocked the organisation.")
    if not listing.organisation.is_verified:
        return _("Nobody has checked the organisation yet.")
    if listing.apply_by is None or listing.apply_by <= timezone.now():
        return _("The deadline to apply has passed.")
    return ""
