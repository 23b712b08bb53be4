"""A university's decision: the form, and what its staff should look at twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import University
from accounts.places import country_name
from listings.actions.deciding import CHANGEABLE
from listings.hints import to_look_at
from listings.minimum import minimum_pay
from listings.models import DecisionReason, Direction, Listing, Moderation
from marketplace.money import display, per_hour

APPROVE, CHANGES, REJECT = "approve", "changes", "reject"
# What is written most often. The text is what the employer reads.
REASONS = {
    CHANGES: {
        "result": gettext_lazy("Please say more exactly what the student hands in."),
        "hours": gettext_lazy("The work described takes longer than the hours that are paid."),
        "help": gettext_lazy("Please say who answers the student's questions, and how often."),
        "deadline": gettext_lazy("Please leave our students more time to apply."),
        "safety": gettext_lazy("Please say how safety, insurance and travel are taken care of."),
    },
    REJECT: {
        "policy": gettext_lazy("Our posting policy does not allow this kind of work."),
        "not_a_project": gettext_lazy("This is not a project with a result of its own."),
        "organisation": gettext_lazy("We could not make sure who the organisation is."),
        "risk": gettext_lazy("We think that the work is too risky for our students."),
    },
}


def reasons_of(university: University) -> dict[str, dict[str, str]]:
    """By decision, the sentences its staff choose from, each by its key: their own, or ours."""
    own: dict[str, dict[str, str]] = {CHANGES: {}, REJECT: {}}
    for row in DecisionReason.objects.filter(university=university):
        own[row.decision][str(row.pk)] = row.text
    ours = {kind: {key: str(text) for key, text in rows.items()} for kind, rows in REASONS.items()}
    return {kind: rows or ours[kind] for kind, rows in own.items()}


LABELS = {
    CHANGES: gettext_lazy("To ask for changes"),
    REJECT: gettext_lazy("To reject"),
}

MISFITS = {
    CHANGES: gettext_lazy("This is a reason to reject. Choose one that asks for changes."),
    REJECT: gettext_lazy("This asks for changes. Choose a reason to reject, or ask for changes."),
}


class DecisionForm(forms.Form):
    """Approve, ask for changes, or reject: the last two with a reason that the employer reads."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Your decision"),
        choices=[
            (APPROVE, gettext_lazy("Approve it for our students")),
            (CHANGES, gettext_lazy("Ask for changes")),
            (REJECT, gettext_lazy("Reject it")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the three.")},
    )
    template = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        required=False,
        choices=[
            ("", gettext_lazy("Choose a reason")),
        ],
        help_text=gettext_lazy("Needed when you ask for changes or reject. The employer reads it."),
    )
    reason = forms.CharField(
        label=gettext_lazy("In your own words"),
        max_length=800,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    despite = forms.CharField(
        label=gettext_lazy("Why you approve it against your policy"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Only your career centre reads it. Not needed to send it back."),
    )
    checked_organisation = forms.BooleanField(
        label=gettext_lazy("I have checked this organisation: it is who it says it is"),
        required=False,
        help_text=gettext_lazy("This verifies it for all universities, not only for yours."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        moderation: Moderation,
        reasons: Mapping[str, Mapping[str, str]],
        against: bool = False,
    ) -> None:
        """`reasons`: by decision, from `reasons_of`; `against`: it breaks the policy."""
        super().__init__(data)
        self.reasons = reasons
        if not against:
            del self.fields["despite"]
        template = self.fields["template"]
        assert isinstance(template, forms.ChoiceField)
        groups = [(LABELS[kind], list(texts.items())) for kind, texts in reasons.items()]
        template.choices = [("", _("Choose a reason")), *groups]
        self.organisation = moderation.listing.organisation
        if self.organisation.is_verified:
            del self.fields["checked_organisation"]
        if moderation.listing.status not in CHANGEABLE:
            self._only_yes_or_no()

    def _only_yes_or_no(self) -> None:
        """Every place is taken meanwhile: its text no longer changes."""
        decision, template = self.fields["decision"], self.fields["template"]
        assert isinstance(decision, forms.ChoiceField)
        assert isinstance(template, forms.ChoiceField)
        decision.choices = [
            (APPROVE, _("Approve it for our students")),
            (REJECT, _("Not for our students, because…")),
        ]
        decision.help_text = _("Every place is taken, so its text no longer changes.")
        decision.error_messages["required"] = _("Choose one of the two.")
        decision.error_messages["invalid_choice"] = _(
            "Every place was taken meanwhile, so its text no longer changes: approve it, or say "
            "why it is not for your students."
        )
        template.choices = [("", _("Choose a reason")), *self.reasons[REJECT].items()]
        template.help_text = _("Needed when it is not for your students. The employer reads it.")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        decision = str(given.get("decision", ""))
        if decision in self.reasons and not self.reason_given:
            self.add_error("template", _("Choose a reason, or write one: the employer reads it."))
        fits = {"", *self.reasons.get(decision, {})}
        if decision in self.reasons and given.get("template", "") not in fits:
            self.add_error("template", MISFITS[decision])
        if decision == APPROVE and given.get("checked_organisation") is False:
            self.add_error(
                "checked_organisation",
                _("Say that you have checked the organisation. Nobody has done so before."),
            )
        if decision == APPROVE and "despite" in self.fields and not self.excuse:
            self.add_error("despite", _("It breaks your policy: say why you approve it."))
        return given

    @property
    def excuse(self) -> str:
        """Why it is approved against the policy; for the university alone."""
        return str(self.cleaned_data.get("despite", "")).strip()

    @property
    def reason_given(self) -> str:
        """The chosen sentence and one's own, as one text."""
        known = {key: text for texts in self.reasons.values() for key, text in texts.items()}
        chosen = str(known.get(self.cleaned_data.get("template", ""), ""))
        return "\n\n".join(filter(None, [chosen, self.cleaned_data.get("reason", "").strip()]))


# --- What to look at twice -------------------------------------------------


def look_twice(moderation: Moderation, *, first: bool) -> list[str]:
    """Reasons in words; `first`: nothing of the organisation has been published before."""
    listing = moderation.listing
    reasons = [
        unverified(listing),
        _("Its first listing here") if first else "",
        near_the_minimum(listing),
        place_of_work(moderation),
        many_hours(listing),
        deadline(moderation),
        foreign_website(listing),
        other_than_paid(listing),
        *to_look_at(listing),
    ]
    return [reason for reason in reasons if reason]


def unverified(listing: Listing) -> str:
    if listing.organisation.is_verified:
        return ""
    if listing.organisation.status == listing.organisation.Status.REFUSED:
        return _("Foothold refused this organisation: it cannot be approved")
    return _("Nobody has checked this organisation yet")


def foreign_website(listing: Listing) -> str:
    """Its website and the address of who wrote the listing are of different domains."""
    host = (urlsplit(listing.organisation.website).hostname or "").removeprefix("www.")
    domain = listing.created_by.email.rpartition("@")[2].lower()
    if not host or _within(domain, host) or _within(host, domain):
        return ""
    return _("The author's address is at %(domain)s, the website at %(host)s") % {
        "domain": domain,
        "host": host,
    }


def _within(domain: str, of: str) -> bool:
    return domain == of or domain.endswith(f".{of}")


def near_the_minimum(listing: Listing) -> str:
    """Less than a tenth above the least that may be paid."""
    hours = listing.total_hours
    if not hours or listing.pay_minor is None or listing.direction != Direction.PAID:
        return ""
    if listing.pay_minor >= minimum_pay(hours + hours // 10, listing.currency, listing.direction):
        return ""
    rate = display(per_hour(listing.pay_minor, hours), listing.currency)
    return _("Pay near the minimum: %(rate)s an hour before the fee") % {"rate": rate}


def other_than_paid(listing: Listing) -> str:
    """Which way money goes, where it is not the usual one."""
    if listing.direction == Direction.PAID:
        return ""
    if listing.programme_fee_minor:
        fee = display(listing.programme_fee_minor, listing.currency)
        return _("Students pay a programme fee of %(fee)s") % {"fee": fee}
    return str(listing.get_direction_display())


def place_of_work(moderation: Moderation) -> str:
    listing = moderation.listing
    if listing.arrangement == Listing.Arrangement.REMOTE:
        return ""
    abroad = [code for code in listing.countries if code != moderation.university.country]
    if abroad:
        names = ", ".join(country_name(code) for code in abroad)
        return _("Abroad: %(country)s") % {"country": names}
    return _("In person, at least partly")


def many_hours(listing: Listing) -> str:
    if (listing.hours_per_week or 0) <= 40:
        return ""
    return _("%(n)d hours a week") % {"n": listing.hours_per_week}


def deadline(moderation: Moderation) -> str:
    apply_by = moderation.listing.apply_by
    if moderation.status != Moderation.Status.WAITING or apply_by is None:
        return ""
    if apply_by <= timezone.now():
        return _("The deadline to apply has passed: it can only be sent back")
    if apply_by <= timezone.now() + timedelta(days=2):
        return _("Students would have less than two days to apply")
    return ""
