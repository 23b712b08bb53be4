from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.actions import Evidence, Wish
from applications.forms.bounds import check_held
from applications.forms.fields import day_field
from applications.forms.parts import minor_of
from applications.forms.working import DeliverForm
from applications.models import Dispute, Milestone
from marketplace.money import MoneyField, display

Outcome = Dispute.Outcome
MOST_DAYS_TO_REDO = 60
# Of our staff’s reasons, characters: fewer explain nothing to who loses by it.
LEAST_REASONS = 40


class EvidenceForm(DeliverForm):
    """What somebody says in a dispute, with links and files that show it."""

    field_order = ["note", "links", "attached"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        note = self.fields["note"]
        assert isinstance(note, forms.CharField)
        note.label = _("What happened")
        note.required = True
        note.max_length = 4000
        note.widget = forms.Textarea(attrs={"rows": 8, "maxlength": 4000})
        note.validators = [forms.CharField(max_length=4000).validators[0]]
        note.help_text = _(
            "What was agreed, what came instead, and where it can be seen. Both sides and our "
            "staff read it; nobody can change it later."
        )
        note.error_messages["required"] = _("Say what happened.")

    def evidence(self) -> Evidence:
        given = self.cleaned_data
        return Evidence(given["note"], given["links"], self.given)


class WishForm(forms.Form):
    """One of the four ends, with the amount or the day that two of them need."""

    outcome = forms.ChoiceField(
        label=_("What should come of it"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these.")},
    )
    part = MoneyField(
        label=_("If a part is paid: how much of the price"), required=False, min_value=None
    )
    day = day_field(_("If it is done again: by when"), _("Enter the day."), required=False)

    def __init__(
        self, *args: Any, milestone: Milestone, outcomes: Iterable[Outcome], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.milestone = milestone
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each.value, each.label) for each in outcomes]
        price = display(milestone.amount_minor, milestone.currency)
        received = display(milestone.amount_minor - milestone.fee_minor, milestone.currency)
        self.fields["part"].help_text = _now(
            "Of the %(price)s that the employer has paid. Our fee is taken from a part as from "
            "the whole, of which the student would receive %(received)s."
        ) % {"price": price, "received": received}

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        outcome = given.get("outcome")
        if outcome == Outcome.PART and "part" not in self.errors:
            self._check_part(given.get("part"))
        if outcome == Outcome.REDO and "day" not in self.errors:
            self._check_day(given.get("day"))
        return given

    def _check_part(self, part: Decimal | None) -> None:
        price = self.milestone.amount_minor
        try:
            minor = minor_of(part, self.milestone.currency) if part is not None else 0
        except forms.ValidationError as error:
            self.add_error("part", error)
            return
        if not 0 < minor < price:
            words = {"price": display(price, self.milestone.currency)}
            self.add_error(
                "part",
                _now("Enter an amount that is more than nothing and less than %(price)s.") % words,
            )
        self.cleaned_data["minor"] = minor

    def _check_day(self, day: date | None) -> None:
        today = self.milestone.today
        if day is None:
            self.add_error("day", _now("Enter the day by which it is done again."))
        elif day <= today:
            self.add_error("day", _now("Choose a day after today."))
        elif day > today + timedelta(days=MOST_DAYS_TO_REDO):
            self.add_error(
                "day", _now("Choose a day within %(most)d days.") % {"most": MOST_DAYS_TO_REDO}
            )
        else:
            try:
                check_held(day, self.milestone, disputed=True)
            except forms.ValidationError as error:
                self.add_error("day", error)

    def wish(self) -> Wish:
        given = self.cleaned_data
        outcome = given["outcome"]
        return Wish(
            outcome,
            given["minor"] if outcome == Outcome.PART else None,
            given["day"] if outcome == Outcome.REDO else None,
        )


class OpenForm(WishForm, EvidenceForm):
    reason = forms.ChoiceField(
        label=_("What it is about"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what it is about.")},
    )
    field_order = ["reason", "note", "links", "attached", "outcome", "part", "day"]

    def __init__(self, *args: Any, kind: str, milestone: Milestone, **kwargs: Any) -> None:
        student = kind == User.Kind.STUDENT
        outcomes = Dispute.STUDENTS_WISHES if student else Dispute.EMPLOYERS_WISHES
        super().__init__(*args, milestone=milestone, outcomes=outcomes, **kwargs)
        reasons = Dispute.STUDENTS_REASONS if student else Dispute.EMPLOYERS_REASONS
        field = self.fields["reason"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each.value, each.label) for each in reasons]


class DecideForm(WishForm):
    """Our staff's decision."""

    reasons = forms.CharField(
        label=_("The reasons"),
        min_length=LEAST_REASONS,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Both sides read them, word for word. Say what was agreed and what you saw."),
        error_messages={
            "required": _("Give your reasons: both sides read them."),
            "min_length": _(
                "Say more: what was agreed, what you saw, and why it ends like this. "
                "Both sides read it."
            ),
        },
    )

    def __init__(self, *args: Any, milestone: Milestone, **kwargs: Any) -> None:
        super().__init__(*args, milestone=milestone, outcomes=list(Outcome), **kwargs)


class SureForm(forms.Form):
    """What keeps a slip of the key from being final: asked once more, only where it matters."""

    again = MoneyField(
        label=_("The amount once more"),
        error_messages={
            "required": _("Enter the amount once more."),
            "invalid": _("Enter an amount in figures, such as 720 or 720.50."),
        },
    )
    meant = forms.BooleanField(
        label=_("I have read that nobody asked for this, and I mean it"),
        error_messages={"required": _("Tick this if you mean it, or change the decision.")},
    )

    def __init__(self, *args: Any, wish: Wish, currency: str, outside: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wish, self.currency = wish, currency
        self.fields["again"].help_text = _(
            "What the employer pays, our fee in it, as you have decided it."
        )
        if wish.outcome != Outcome.PART:
            del self.fields["again"]
        if not outside:
            del self.fields["meant"]

    def clean_again(self) -> Decimal:
        again: Decimal = self.cleaned_data["again"]
        if minor_of(again, self.currency) != self.wish.minor:
            raise forms.ValidationError(
                _now("This is not the amount above. Look again at what you decide.")
            )
        return again
