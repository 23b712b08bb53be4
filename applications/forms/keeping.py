"""Files in a form: several, each checked; those that are right are kept when others are not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now

from applications.models import KeptFile
from marketplace import uploads

MAX_FILES = 5


def too_much() -> str:
    return _now(
        "Together they are larger than %(most)d MB. Make one ZIP of them, put the largest where "
        "they can be opened by a link, or hand in the rest as the next version."
    ) % {"most": settings.MAX_TOGETHER_BYTES // uploads.MEGABYTE}


def too_many() -> str:
    return _now("Choose at most %(most)d files.") % {"most": MAX_FILES}


class FilesInput(forms.FileInput):
    """Several; `js/files.js` says beside it when they are too large together."""

    allow_multiple_selected = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"] |= {
            "data-most": settings.MAX_TOGETHER_BYTES,
            "data-too-much": too_much(),
        }
        return context


class FilesField(forms.FileField):
    """Several files in one field, each checked by its content; `good` are those that are right.

    `most`: the setting that says how many bytes each may have.
    """

    widget = FilesInput

    def __init__(self, *, most: str = "MAX_DELIVERY_BYTES", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most
        self.good: list[UploadedFile[Any]] = []

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        self.good = []
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > MAX_FILES:
            raise ValidationError(too_many())
        if sum(upload.size or 0 for upload in files) > settings.MAX_TOGETHER_BYTES:
            raise ValidationError(too_much())
        wrong = [text for upload in files for text in self._problems(upload)]
        if wrong:
            raise ValidationError(wrong)
        return self.good

    def _problems(self, upload: UploadedFile[Any]) -> list[str]:
        try:
            uploads.check(upload, uploads.DELIVERIES, getattr(settings, self.most))
        except ValidationError as error:
            name = uploads.clean_name(upload.name or "")
            return [f"{name}: {text}" for text in error.messages]
        self.good.append(upload)
        return []


class KeepsFiles(forms.Form):
    """A form with files in `attached`. `kept` are those given with it before; of these the
    `chosen` are still ticked.
    """

    def __init__(self, *args: Any, kept: Sequence[KeptFile] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = list(kept)
        ticked = self.data.getlist("kept") if hasattr(self.data, "getlist") else []
        self.chosen = [
            each for each in self.kept if not self.is_bound or str(each.pk) in set(ticked)
        ]

    def clean_attached(self) -> list[UploadedFile[Any]]:
        files: list[UploadedFile[Any]] = self.cleaned_data["attached"]
        if len(files) + len(self.chosen) > MAX_FILES:
            self._field.good = []
            raise ValidationError(too_many())
        return files

    @property
    def _field(self) -> FilesField:
        field = self.fields["attached"]
        assert isinstance(field, FilesField)
        return field

    @property
    def good(self) -> list[UploadedFile[Any]]:
        """What came with it and is right, whatever else is wrong."""
        return self._field.good[: max(0, MAX_FILES - len(self.chosen))]

    @property
    def given(self) -> list[uploads.Given]:
        """Of a valid form: kept before, and chosen now."""
        return [*self.chosen, *self.cleaned_data["attached"]]

    def keep(self, files: Iterable[KeptFile]) -> None:
        """These are kept by now, and stay ticked."""
        new = [each for each in files if each not in self.kept]
        self.kept += new
        self.chosen += new
