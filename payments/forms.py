from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from applications.models import Placement
from marketplace.money import display, to_minor
from payments.models import BillingDetails, Break, Correction, Payout
from payments.papers_kept import PaperForm


class SentForm(PaperForm):
    """What one of our staff records of a bank transfer they have made."""

    reference = forms.CharField(
        label=gettext_lazy("Bank reference"),
        max_length=80,
        help_text=gettext_lazy("As on our bank statement. Who is paid reads it too."),
        error_messages={"required": gettext_lazy("Enter the reference of the transfer.")},
    )
    sent_on = forms.DateField(
        label=gettext_lazy("Sent on"),
        help_text=gettext_lazy("The day of the transfer (UTC)."),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": gettext_lazy("Enter the day of the transfer."),
            "invalid": gettext_lazy("Enter the day as a date."),
        },
    )
    field_order = ["reference", "sent_on", "paper"]

    def clean_sent_on(self) -> date:
        day: date = self.cleaned_data["sent_on"]
        if day > timezone.now().date():
            raise forms.ValidationError(_("Choose the day on which it was sent, not a later one."))
        return day


class TransferForm(SentForm):
    """Of a payout."""

    def __init__(self, *args: Any, payout: Payout, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.payout = payout

    def clean_sent_on(self) -> date:
        day = super().clean_sent_on()
        if day < self.payout.created_at.date():
            raise forms.ValidationError(_("The work was approved later than that."))
        return day


class RefuseTransferForm(forms.Form):
    """Why what was recorded is not so."""

    why = forms.CharField(
        label=gettext_lazy("What is wrong with it"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500}),
        error_messages={"required": gettext_lazy("Say what is wrong.")},
    )


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

    seen = forms.BooleanField(
        error_messages={
            "required": gettext_lazy("Say that you know: work was done that this does not pay.")
        },
    )

    def __init__(
        self, *args: Any, kind: str, may_keep: bool, logged: str = "", **kwargs: Any
    ) -> None:
        """`logged`: the hours that were worked, in words."""
        super().__init__(*args, **kwargs)
        student = kind == User.Kind.STUDENT
        reasons = Placement.STUDENTS_REASONS if student else Placement.EMPLOYERS_REASONS
        field = self.fields["reason"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each.value, each.label) for each in reasons]
        if student or not may_keep:
            del self.fields["money"]
        if student or not logged:
            del self.fields["seen"]
        else:
            self.fields["seen"].label = _(
                "I know that %(hours)s of work are logged, and that calling it off pays for none "
                "that is not approved"
            ) % {"hours": logged}


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
    posting = forms.ChoiceField(
        label=gettext_lazy("What our books are to say of the money"),
        help_text=gettext_lazy("What you choose is written into the ledger, and stays there."),
        choices=Break.Posting,
        widget=forms.RadioSelect,
        required=False,
        initial="",
    )

    def __init__(self, *args: Any, row: Break, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not row.may_post:
            del self.fields["posting"]
        elif row.must_post:
            field: Any = self.fields["posting"]
            field.choices = [each for each in Break.Posting.choices if each[0]]
            field.required, field.initial = True, None
            field.error_messages["required"] = _("Say what it is: the bank has decided.")


class CorrectForm(forms.Form):
    """How much of a part that was paid out goes back, at whose cost, and why."""

    amount = forms.DecimalField(
        label=gettext_lazy("Back to the employer"),
        max_digits=14,
        error_messages={
            "required": gettext_lazy("Enter how much goes back."),
            "invalid": gettext_lazy("Enter an amount, such as 120.00."),
        },
    )
    bearer = forms.ChoiceField(
        label=gettext_lazy("Who bears the student’s share of it"),
        choices=Correction.Bearer,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say who bears it.")},
    )
    basis = forms.ChoiceField(
        label=gettext_lazy("On what ground"),
        help_text=gettext_lazy("A payment that a bank has taken back is no ground."),
        choices=Correction.Basis,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the ground.")},
    )
    reasons = forms.CharField(
        label=gettext_lazy("Reasons"),
        help_text=gettext_lazy("The student reads them if anything is taken from their account."),
        min_length=20,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": gettext_lazy("Say why: it stays with the books."),
            "min_length": gettext_lazy("Say a little more: it stays with the books."),
        },
    )

    def __init__(self, *args: Any, left_minor: int, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.left_minor, self.currency = left_minor, currency
        self.fields["amount"].help_text = _("At most %(left)s.") % {
            "left": display(left_minor, currency)
        }

    def clean_amount(self) -> int:
        try:
            minor = to_minor(self.cleaned_data["amount"], self.currency)
        except ValueError as error:
            raise forms.ValidationError(_("Enter an amount, such as 120.00.")) from error
        if not 0 < minor <= self.left_minor:
            left = display(self.left_minor, self.currency)
            raise forms.ValidationError(
                _("Enter more than nothing, and at most %(left)s.") % {"left": left}
            )
        return minor


class GiveUpForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Why it is given up"),
        help_text=gettext_lazy("It becomes our loss. What you write stays with the books."),
        min_length=20,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": gettext_lazy("Say why: it stays with the books."),
            "min_length": gettext_lazy("Say a little more: it stays with the books."),
        },
    )
