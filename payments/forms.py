from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payments.models import Payout


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
