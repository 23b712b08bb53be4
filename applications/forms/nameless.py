from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from marketplace import uploads


class NamelessForm(forms.Form):
    upload = forms.FileField(
        label=_("Your résumé without your name"),
        help_text=_("PDF or DOCX, at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file you chose is empty."),
        },
    )

    def clean_upload(self) -> UploadedFile[Any]:
        upload: UploadedFile[Any] = self.cleaned_data["upload"]
        uploads.check(upload, uploads.RESUMES)
        return upload
