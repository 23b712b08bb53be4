"""What a person is asked on the way of a spreadsheet: the file, its columns, what is unclear."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from listings.fields import needed
from listings.importing import files
from listings.importing.fields import FIELDS
from listings.importing.files import Outline
from listings.importing.reports import Decision
from listings.importing.sayings import LEAVE_OUT, REPORT, saying
from listings.models import ListingImport
from marketplace import uploads

KINDS = (".csv", ".txt")
# Characters of a sample that stand in the name of a choice.
SAMPLE = 40


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Your CSV file"),
        help_text=gettext_lazy(
            "Up to 10,000 rows and 10 MB. In your spreadsheet choose “Save as”, then “CSV UTF-8”."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        error_messages=needed(
            gettext_lazy("Choose a file."),
            empty=gettext_lazy("The file you chose is empty."),
        ),
    )
    outline: Outline

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if uploads.suffix(file) in KINDS:
            files.check_start(file.read(200))
            file.seek(0)
        uploads.check(file, KINDS)
        self.outline = files.outline(file.file)  # type: ignore[arg-type]
        file.seek(0)
        return file


class ColumnsForm(forms.Form):
    """For each of our fields, the column of the file that holds it, if one does."""

    def __init__(self, data: Any = None, *, batch: ListingImport) -> None:
        super().__init__(data, initial={k: str(v) for k, v in batch.columns.items()})
        choices = [("", _("Not in the file")), *columns_of(batch)]
        for field in FIELDS.values():
            self.fields[field.name] = forms.ChoiceField(
                label=field.label,
                help_text=field.takes,
                choices=choices,
                required=field.name == "title",
                error_messages=needed(_("Choose the column with the titles.")),
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        taken: dict[str, str] = {}
        for name, column in list(given.items()):
            if column and column in taken:
                other = FIELDS[taken[column]].label
                self.add_error(
                    name, _("This column is chosen for “%(other)s” too.") % {"other": other}
                )
            elif column:
                taken[column] = name
        return given

    @property
    def columns(self) -> dict[str, int]:
        return {name: int(column) for name, column in self.cleaned_data.items() if column}


def columns_of(batch: ListingImport) -> list[tuple[str, str]]:
    """(number, heading with what stands first under it)."""
    named = []
    for index, header in enumerate(batch.headers):
        sample = batch.samples[index][0] if batch.samples[index] else ""
        if len(sample) > SAMPLE:
            sample = f"{sample[:SAMPLE].rstrip()}…"
        named.append((str(index), f"{header}: {sample}" if sample else header))
    return named


class DecisionsForm(forms.Form):
    """For each kind of what is unclear, what to do with all rows of that kind."""

    def __init__(self, data: Any = None, *, decisions: list[Decision]) -> None:
        super().__init__(data, initial={each.kind: each.chosen for each in decisions})
        for each in decisions:
            self.fields[each.kind] = forms.ChoiceField(
                label=each.label,
                help_text=each.example,
                choices=options_of(each),
                error_messages=needed(_("Choose what to do with these rows.")),
            )


def options_of(decision: Decision) -> list[tuple[str, Any]]:
    if decision.kind == "pay_currency":
        return [(REPORT, LEAVE_OUT), *((code, code) for code in settings.CURRENCIES)]
    options = saying(decision.kind).options
    return [(value, label % decision.params) for value, label in options.items()]
