"""What universities' staff type about their budgets, and our staff about what has come in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from listings.models import Format
from marketplace.money import MAX_MINOR, MoneyField, display, major, to_minor
from payments.least import least_payment
from payments.models import Budget, TopUp
from payments.papers_kept import PaperForm

AMOUNT = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})


def whole(amount: Decimal, currency: str) -> int:
    """Minor units. Raises ValidationError for what the currency does not have."""
    try:
        minor = to_minor(amount, currency)
    except ValueError:
        raise forms.ValidationError(
            _("%(currency)s has fewer decimals than that.") % {"currency": currency}
        ) from None
    if minor > MAX_MINOR:
        raise forms.ValidationError(_("That is more than we can take."))
    return minor


class BudgetForm(forms.ModelForm[Budget]):
    currency = forms.ChoiceField(
        label=gettext_lazy("Currency"),
        choices=lambda: [(code, code) for code in settings.SETTLED_CURRENCIES],
        help_text=gettext_lazy("It pays for projects in this currency. It cannot be changed."),
    )
    cap = MoneyField(
        label=gettext_lazy("The most for one project"),
        required=False,
        widget=AMOUNT,
        help_text=gettext_lazy("Nobody gets more of it for one project, whatever is granted."),
    )

    student_cap = MoneyField(
        label=gettext_lazy("The most for one student"),
        required=False,
        widget=AMOUNT,
        help_text=gettext_lazy("Of all projects together that they accept."),
    )
    formats = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Only for these formats"),
        queryset=Format.objects.filter(is_active=True),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Choose none, and it pays for all. What is promised stays."),
    )

    class Meta:
        model = Budget
        fields = ["name", "currency", "formats", "starts_on", "ends_on"]
        labels = {
            "starts_on": gettext_lazy("Accepted from"),
            "ends_on": gettext_lazy("Accepted until"),
        }
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}),
            "ends_on": forms.DateInput(attrs={"type": "date"}),
        }
        help_texts = {
            "name": gettext_lazy("Students and employers do not see it."),
            "ends_on": gettext_lazy("It pays for students who accept on one of these days."),
        }
        error_messages = {"name": {"required": gettext_lazy("Give the budget a name.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        if not row._state.adding:
            del self.fields["currency"]
            # What it was for and nobody can post any more: gone, it would pay for all.
            offered = Format.objects.filter(Q(is_active=True) | Q(pk__in=row.formats.all()))
            self.fields["formats"].queryset = offered  # type: ignore[attr-defined]
            for name, minor in [("cap", row.cap_minor), ("student_cap", row.student_cap_minor)]:
                if minor:
                    self.initial[name] = major(minor, row.currency)
        self.order_fields(
            ["name", "currency", "cap", "student_cap", "formats", "starts_on", "ends_on"]
        )

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        currency = told.get("currency") or self.instance.currency
        for name in ("cap", "student_cap"):
            if name in told:
                setattr(self.instance, f"{name}_minor", self._cap(name, told[name], currency))
        begins, ends = told.get("starts_on"), told.get("ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", _("Choose a day that is not before the first."))
        return told

    def _cap(self, name: str, cap: Decimal | None, currency: str) -> int | None:
        """Minor units; None: no limit, or something is wrong with it."""
        if cap is None or not currency:
            return None
        try:
            minor = whole(cap, currency)
        except forms.ValidationError as error:
            self.add_error(name, error)
            return None
        if minor < least_payment(currency):
            self.add_error(name, _("Enter an amount, or leave it empty for no limit."))
            return None
        return minor

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = Budget.objects.filter(university=self.instance.university, name=name)
        if others.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is a budget of this name already."))
        return name


class TopUpForm(forms.Form):
    amount = MoneyField(label=gettext_lazy("How much"), widget=AMOUNT)
    way = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=TopUp.Rail.choices,
        initial=TopUp.Rail.STRIPE,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how you pay.")},
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency

    def clean_amount(self) -> int:
        minor = whole(self.cleaned_data["amount"], self.currency)
        if minor < least_payment(self.currency):
            least = display(least_payment(self.currency), self.currency)
            raise forms.ValidationError(_("Pay in %(least)s or more.") % {"least": least})
        return minor


class BudgetChoice(forms.ModelChoiceField[Budget]):
    def label_from_instance(self, obj: Any) -> str:
        words = {"name": obj.name, "left": display(obj.left, obj.currency)}
        return _("%(name)s, %(left)s left") % words


class GrantForm(forms.Form):
    """How much a budget pays of a project."""

    budget = BudgetChoice(
        label=gettext_lazy("From which budget"),
        queryset=Budget.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a budget.")},
    )
    how_much = forms.ChoiceField(
        label=gettext_lazy("How much"),
        choices=[
            ("all", gettext_lazy("All of the price")),
            ("part", gettext_lazy("An amount; the employer pays the rest")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how much it pays.")},
    )
    amount = MoneyField(
        label=gettext_lazy("Amount for one project"),
        required=False,
        widget=AMOUNT,
        help_text=gettext_lazy("Only if the employer pays the rest."),
    )

    def __init__(self, *args: Any, budgets: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["budget"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = budgets
        if len(budgets) == 1:
            self.initial["budget"] = budgets[0]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        amount, budget = told.get("amount"), told.get("budget")
        told["minor"] = None
        if told.get("how_much") == "part" and "amount" not in self.errors:
            if not amount:
                self.add_error("amount", _("Enter how much the university pays."))
            elif budget:
                told["minor"] = self._minor(amount, budget.currency)
        return told

    def _minor(self, amount: Decimal, currency: str) -> int | None:
        try:
            return whole(amount, currency)
        except forms.ValidationError as error:
            self.add_error("amount", error)
            return None


class BackForm(forms.Form):
    """How much of what is left in a budget goes back to the university."""

    amount = MoneyField(label=gettext_lazy("Amount"), widget=AMOUNT)

    def __init__(self, *args: Any, left: int, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.left, self.currency = left, currency

    def clean_amount(self) -> int:
        minor = whole(self.cleaned_data["amount"], self.currency)
        if not 0 < minor <= self.left:
            most = {"left": display(self.left, self.currency)}
            raise forms.ValidationError(_("Enter an amount up to %(left)s.") % most)
        return minor


class ReceiptForm(PaperForm):
    """What one of our staff records of a university's transfer into our bank."""

    amount = MoneyField(label=gettext_lazy("What has come"), widget=AMOUNT)
    reference = forms.CharField(
        label=gettext_lazy("Bank reference"),
        max_length=80,
        help_text=gettext_lazy("As on our bank statement. The university reads it too."),
        error_messages={"required": gettext_lazy("Enter the reference of the transfer.")},
    )
    came_on = forms.DateField(
        label=gettext_lazy("Came on"),
        help_text=gettext_lazy("The day on our statement (UTC)."),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": gettext_lazy("Enter the day on which it came."),
            "invalid": gettext_lazy("Enter the day as a date."),
        },
    )
    field_order = ["amount", "reference", "came_on", "paper"]

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.fields["paper"].label = gettext_lazy("The bank’s paper")
        self.fields["paper"].error_messages["required"] = gettext_lazy("Choose the bank’s paper.")

    def clean_amount(self) -> int:
        minor = whole(self.cleaned_data["amount"], self.currency)
        if not minor:
            raise forms.ValidationError(_("Enter what has come."))
        return minor

    def clean_came_on(self) -> date:
        day: date = self.cleaned_data["came_on"]
        if day > timezone.now().date():
            raise forms.ValidationError(_("Choose the day on which it came, not a later one."))
        return day
