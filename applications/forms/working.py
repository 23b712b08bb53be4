from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.forms.utils import ErrorDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.forms.bounds import check_held
from applications.forms.fields import day_field
from applications.forms.keeping import FilesField, FilesInput, KeepsFiles
from applications.models import Milestone, Placement
from marketplace import uploads

MAX_LINKS = 10
MAX_LINK = 500
# What a draft keeps of one field, in characters: more than any field takes in the end.
MAX_TYPED = 10_000
# Days from now: changes are small, and the work should end.
MAX_DAYS_FOR_CHANGES = 60

is_link = URLValidator(schemes=["https"])


class DeliverForm(KeepsFiles):
    note = forms.CharField(
        label=_("A note"),
        max_length=2000,
        required=False,
        help_text=_("What it is, where to begin, what you would like to know."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    links = forms.CharField(
        label=_("Links"),
        required=False,
        help_text=_("One on each line, starting with https://. Check that they can be opened."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    attached = FilesField(
        label=_("Files"),
        required=False,
        help_text=_(
            "Up to 5, each at most 50 MB and 55 MB together: PDF, Office or OpenDocument, PNG, "
            "JPG, SVG, MP4, MP3, CSV, plain text such as TXT, MD, PY or JSON. Put anything else "
            "into a ZIP file."
        ),
        widget=FilesInput(attrs={"accept": ",".join(uploads.DELIVERIES)}),
    )

    def clean_links(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["links"].splitlines()]
        links = [line for line in lines if line]
        if len(links) > MAX_LINKS:
            raise ValidationError(_now("Give at most %(most)d links.") % {"most": MAX_LINKS})
        wrong = [link for link in links if not _opens(link)]
        if wrong:
            raise ValidationError(
                _now("This is not a link that starts with https:// — %(link)s")
                % {"link": wrong[0][:80]}
            )
        return links

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        something = self.chosen or any(given.get(name) for name in ("note", "links", "attached"))
        if not something and not self.errors:
            self.add_error("note", _("Hand in a note, a link or a file: at least one of them."))
        return given

    def only_the_files(self) -> None:
        """Forget every error but theirs: a draft keeps anything, but not a bad file."""
        self._errors = ErrorDict(
            {name: errors for name, errors in self.errors.items() if name == "attached"}
        )

    def typed(self) -> dict[str, str]:
        """The texts as they stand in the boxes, whether they are right or not."""
        texts = {name: str(self.data.get(name, "")) for name in ("note", "links")}
        # Postgres cannot hold a NUL.
        return {name: text.replace("\x00", "")[:MAX_TYPED] for name, text in texts.items()}


class AddForm(DeliverForm):
    """More of what is handed in already: its note stays as it was written."""

    note = None  # type: ignore[assignment]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = forms.Form.clean(self) or self.cleaned_data
        something = self.chosen or given.get("links") or given.get("attached")
        if not something and not self.errors:
            self.add_error("attached", _("Choose a file, or give a link."))
        return given


def _opens(link: str) -> bool:
    try:
        is_link(link)
    except ValidationError:
        return False
    return len(link) <= MAX_LINK


class CancelForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say why: the other side reads it.")},
    )
    note = forms.CharField(
        label=_("A word to the other side"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, kind: str) -> None:
        super().__init__(data)
        student = kind == User.Kind.STUDENT
        reasons = Placement.STUDENTS_REASONS if student else Placement.EMPLOYERS_REASONS
        field = self.fields["reason"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each.value, each.label) for each in reasons]


class ChangesForm(forms.Form):
    answer = forms.CharField(
        label=_("What should change"),
        max_length=2000,
        help_text=_("Be exact: what is missing, and how you will know that it is done."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Say what should change.")},
    )
    by_date = day_field(_("By when"), _("Enter the day you want it by."))

    def __init__(self, *args: Any, milestone: Milestone, **kwargs: Any) -> None:
        """The student has until the end of the day chosen, where they are.

        Handing in early does not bring the day forward that both agreed to.
        """
        super().__init__(*args, **kwargs)
        self.milestone = milestone
        self.today, self.agreed = today, agreed = milestone.today, milestone.hand_in_by
        if agreed > today:
            self.fields["by_date"].help_text = _now(
                "Not before %(day)s: that day is agreed for this part."
            ) % {"day": date_format(agreed, "D j M Y")}

    def clean_by_date(self) -> date:
        day: date = self.cleaned_data["by_date"]
        if day <= self.today:
            tomorrow = date_format(self.today + timedelta(days=1), "D j M Y")
            raise ValidationError(
                _now("Give the student at least until tomorrow: where they are, that is %(day)s.")
                % {"day": tomorrow}
            )
        if day < self.agreed:
            raise ValidationError(
                _now("The student has until the agreed day, %(day)s. Choose it or a later one.")
                % {"day": date_format(self.agreed, "D j M Y")}
            )
        latest = max(self.today + timedelta(days=MAX_DAYS_FOR_CHANGES), self.agreed)
        if day > latest:
            raise ValidationError(
                _now("Choose a day up to %(day)s.") % {"day": date_format(latest, "D j M Y")}
            )
        if day > self.agreed:
            check_held(day, self.milestone)
        return day
