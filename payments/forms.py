from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from applications.models import Placement
from payments.models import BillingDetails, Payout


class ManualPayoutForm(forms.ModelForm[Payout]):
    """Our staff's record of a bank transfer they have made."""

    sent_on = forms.DateField(
        label=gettext_lazy("sent on"),
        help_text=gettext_lazy("The day of the bank transfer (UTC)."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    class Meta:
        model = Payout
        fields = ["manual_reference"]
        help_texts = {
            "manual_reference": gettext_lazy(
                "As on our bank statement. It is shown to the student and cannot be changed later."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Absent once it is recorded: then there is nothing to fill in.
        if "manual_reference" in self.fields:
            self.fields["manual_reference"].required = True

    def clean_sent_on(self) -> Any:
        day = self.cleaned_data["sent_on"]
        if day > timezone.now().date():
            raise forms.ValidationError(_("Choose the day on which it was sent, not a later one."))
        if day < self.instance.created_at.date():
            raise forms.ValidationError(_("The work was approved later than that."))
        return day


class CallOffForm(forms.Form):
    """Why, and what should become of the money where there is a choice."""

    told = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=gettext_lazy("Why"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say why: the other side reads it.")},
    )
    note = forms.CharField(
        label=gettext_lazy("A word to the other side"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    money = forms.ChoiceField(
        label=gettext_lazy("What should become of the money"),
        choices=[
            ("back", gettext_lazy("Send it back to me")),
            ("keep", gettext_lazy("Keep it for the next student of this listing")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what should become of the money.")},
    )

    def __init__(self, *args: Any, kind: str, may_keep: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        student = kind == User.Kind.STUDENT
        reasons = Placement.STUDENTS_REASONS if student else Placement.EMPLOYERS_REASONS
        field = self.fields["reason"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each.value, each.label) for each in reasons]
        if student or not may_keep:
            del self.fields["money"]


class BillingForm(forms.ModelForm[BillingDetails]):
    class Meta:
        model = BillingDetails
        fields = ["name", "address", "tax_id", "reference"]
        widgets = {"address": forms.Textarea(attrs={"rows": 4, "autocomplete": "street-address"})}
        error_messages = {
            "name": {"required": gettext_lazy("Enter the name that is to be on the invoice.")},
            "address": {"required": gettext_lazy("Enter the address that is to be on it.")},
        }


class BalancesForm(forms.Form):
    """The day at whose end the balances are shown; today without one."""

    on = forms.DateField(
        label=gettext_lazy("At the end of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class JournalsForm(forms.Form):
    """Which journals: each field narrows, none shows all."""

    kind = forms.ChoiceField(label=gettext_lazy("What happened"), required=False)
    account = forms.IntegerField(
        label=gettext_lazy("Account number"), required=False, min_value=1, max_value=2**63 - 1
    )
    milestone = forms.UUIDField(
        label=gettext_lazy("Part"),
        required=False,
        help_text=gettext_lazy("Its number, as in the administration."),
        error_messages={"invalid": gettext_lazy("Copy the whole number of the part.")},
    )
    since = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = forms.DateField(
        label=gettext_lazy("To"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert isinstance(self.fields["kind"], forms.ChoiceField)
        self.fields["kind"].choices = [("", _("Anything")), *kinds]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        since, until = told.get("since"), told.get("until")
        if since and until and until < since:
            self.add_error("until", _("Choose a day that is not before the first."))
        return told


class CloseBreakForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("What it was, and what you did"),
        help_text=gettext_lazy("It stays with the books. Name what you have looked at."),
        min_length=20,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": gettext_lazy("Say what it was: others read it years later."),
            "min_length": gettext_lazy("Say a little more: others read it years later."),
        },
    )
