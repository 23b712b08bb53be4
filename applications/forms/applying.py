from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.forms.people import MAX_RESUMES
from accounts.models import Resume, Student
from accounts.places import country_in_sentence
from applications.models import Application
from listings.models import Listing
from marketplace import uploads

MAX_PITCH = 1000
MAX_ANSWER = 600
MAX_DAYS_AHEAD = 366
# What a draft keeps of one field, in characters: more than any field takes in the end.
MAX_TYPED = 10_000


class ApplyForm(forms.Form):
    """An application. Its questions are the listing's, its résumés the student's.

    A quick one has one question: the listing's, or else the pitch. The rest is the profile's.
    """

    pitch = forms.CharField(
        label=_("Your pitch"),
        max_length=MAX_PITCH,
        help_text=_("How would you do this project? What have you done that is like it?"),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write your pitch.")},
    )
    hours_per_week = forms.IntegerField(
        label=_("Hours you can give in a week"),
        min_value=1,
        max_value=60,
        error_messages={
            "required": _("Enter the hours you can give in a week."),
            "invalid": _("Enter the hours as a number, such as 10."),
            "min_value": _("Enter at least one hour a week."),
            "max_value": _("Enter at most 60 hours a week."),
        },
    )
    can_start = forms.DateField(
        label=_("You can start on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Enter the day you can start."),
            "invalid": _("Enter the day as a date, such as 2026-12-01."),
        },
    )
    availability_note = forms.CharField(
        label=_("Anything about your time"),
        max_length=200,
        required=False,
        help_text=_("Exams, a week away, the hours of the day that suit you."),
    )
    resume = forms.ChoiceField(label=_("Your résumé"), required=False, widget=forms.RadioSelect)
    upload = forms.FileField(
        label=_("Upload a résumé"),
        required=False,
        help_text=_("PDF or DOCX, at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx"}),
        error_messages={"empty": _("The file you chose is empty.")},
    )

    # Another tab has written in the draft since this form was opened.
    changed_meanwhile = False

    def __init__(self, *args: Any, student: Student, listing: Listing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.student = student
        self.listing = listing
        self.resumes = list(student.resumes.all())
        self.fields["resume"].choices = [  # type: ignore[attr-defined]
            (str(resume.pk), _label(resume)) for resume in self.resumes
        ]
        if not self.resumes:
            del self.fields["resume"]
        else:
            self.fields["upload"].label = _("Or upload another one")
        several = len(listing.asked) > 1
        for number, question in enumerate(listing.asked):
            missing = _now("Answer question %(number)d.") % {"number": number + 1}
            self.fields[f"answer_{number}"] = forms.CharField(
                label=question,
                max_length=MAX_ANSWER,
                widget=forms.Textarea(attrs={"rows": 4}),
                error_messages={"required": missing if several else _("Answer this question.")},
            )
        if listing.needs_permit:
            self._ask_for_permit()
        self.order_fields(["pitch", *self.answer_names, "hours_per_week", "can_start"])
        if self.is_quick:
            self._only_one_question()

    def _ask_for_permit(self) -> None:
        where = [country_in_sentence(code) for code in self.listing.permit_countries]
        self.fields["may_work"] = forms.ChoiceField(
            label=_now("Are you allowed to work in %(country)s?")
            % {"country": get_text_list(where, _now("or"))},
            choices=Application.Permit.choices,
            widget=forms.RadioSelect,
            help_text=_(
                "As a citizen, or with a permit that covers such work. If you prefer not to say, "
                "the employer may ask before an offer."
            ),
            error_messages={"required": _("Choose an answer.")},
        )

    def clean_may_work(self) -> str:
        said: str = self.cleaned_data["may_work"]
        if said == Application.Permit.NO:
            raise forms.ValidationError(
                _("The work needs it, so this cannot be sent. Your draft is kept.")
            )
        return said

    @property
    def is_quick(self) -> bool:
        return self.listing.format.quick_apply

    def _only_one_question(self) -> None:
        asked = [*(self.answer_names or ["pitch"]), "may_work"]
        for name in [name for name in self.fields if name not in asked]:
            del self.fields[name]

    @property
    def answer_names(self) -> list[str]:
        return [f"answer_{number}" for number in range(len(self.listing.asked))]

    @property
    def answer_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.answer_names]

    def clean_can_start(self) -> date:
        day: date = self.cleaned_data["can_start"]
        today = timezone.localdate()
        if day < today:
            raise forms.ValidationError(_("Choose a day that has not passed."))
        if day > today + timedelta(days=MAX_DAYS_AHEAD):
            raise forms.ValidationError(_("Choose a day within a year."))
        return day

    def clean_upload(self) -> UploadedFile[Any] | None:
        upload: UploadedFile[Any] | None = self.cleaned_data["upload"]
        if upload:
            uploads.check(upload, uploads.RESUMES)
            if len(self.resumes) >= MAX_RESUMES and not self._has(upload):
                raise forms.ValidationError(
                    _now(
                        "You have %(most)d résumés already. Choose one of them, or remove one in "
                        "your profile first."
                    )
                    % {"most": MAX_RESUMES}
                )
        return upload

    def _has(self, upload: UploadedFile[Any]) -> bool:
        """The same file again is not kept twice: see `keep_resume`."""
        facts = uploads.facts(upload)
        mine = {(resume.sha256, resume.name) for resume in self.resumes}
        return (facts["sha256"], facts["name"]) in mine

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        has_one = self.chosen or given.get("upload") or "upload" in self.errors
        if not has_one and not self.is_draft and not self.is_quick:
            where = "resume" if "resume" in self.fields else "upload"
            self.add_error(where, _("Choose a résumé, or upload one."))
        return given

    @property
    def is_draft(self) -> bool:
        """The "save draft" button was pressed, or a script keeps what is being typed."""
        return "save" in self.data or self.is_autosave

    @property
    def is_autosave(self) -> bool:
        return self.data.get("action") == "autosave"

    @property
    def chosen(self) -> Resume | None:
        """The earlier résumé that is ticked; the latest for a quick one."""
        if self.is_quick:
            return self.resumes[0] if self.resumes else None
        pk = self.cleaned_data.get("resume")
        return next((resume for resume in self.resumes if str(resume.pk) == pk), None)

    def only_the_file(self) -> None:
        """Forget every error but the file's: a draft keeps anything, but not a bad file."""
        kept = {name: errors for name, errors in self.errors.items() if name == "upload"}
        self._errors = ErrorDict(kept)

    def typed(self) -> dict[str, str]:
        """The texts as they stand in the boxes, whether they are right or not."""
        names = [name for name in self.fields if name not in {"resume", "upload"}]
        texts = {name: str(self.data.get(name, "")) for name in names}
        # Postgres cannot hold a NUL in JSON.
        return {name: text.replace("\x00", "")[:MAX_TYPED] for name, text in texts.items()}

    def said(self, texts: Mapping[str, Any]) -> list[dict[str, str]]:
        """What stands in `texts`, by the names of the fields, under the labels of the form."""
        said = [
            (str(field.label), str(texts.get(name) or ""))
            for name, field in self.fields.items()
            if name not in {"resume", "upload", "may_work"}
        ]
        return [{"label": label, "value": value} for label, value in said if value]

    def columns(self) -> dict[str, Any]:
        """What a valid form writes on the application, besides the résumé."""
        given = {**from_profile(self.student), **self.cleaned_data}
        return {
            "pitch": given.get("pitch", ""),
            "may_work": given.get("may_work", ""),
            "answers": [given[name] for name in self.answer_names],
            "hours_per_week": given["hours_per_week"],
            "can_start": given["can_start"],
            "availability_note": given.get("availability_note", ""),
        }


def from_profile(student: Student) -> dict[str, Any]:
    """The student's time, as the profile has it."""
    return {
        "hours_per_week": student.hours_per_week,
        "can_start": max(student.available_from or date.min, timezone.localdate()),
    }


def _label(resume: Resume) -> str:
    return f"{resume.name}, {date_format(timezone.localtime(resume.created_at), 'j M Y')}"


def starting_values(student: Student, application: Application | None) -> dict[str, Any]:
    """What the form shows first: the draft, what was sent before, or the profile."""
    latest = student.resumes.first()
    values = {**from_profile(student), "resume": str(latest.pk) if latest else ""}
    if application is None:
        return values
    if application.resume_id:
        values["resume"] = str(application.resume_id)
    if application.can_start:
        values |= {
            "pitch": application.pitch,
            "may_work": application.may_work,
            "hours_per_week": application.hours_per_week,
            "can_start": application.can_start,
            "availability_note": application.availability_note,
        }
        values |= {f"answer_{n}": text for n, text in enumerate(application.answers)}
    values |= application.typed
    return values
