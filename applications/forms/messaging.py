from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.forms.keeping import FilesField, FilesInput, KeepsFiles
from applications.models import KeptFile, Message
from marketplace import uploads


class MessageForm(KeepsFiles):
    """`key` makes a form that is sent twice one message."""

    text = forms.CharField(
        label=_("Your message"),
        max_length=Message.MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write something, or choose a file.")},
    )
    attached = FilesField(
        most="MAX_UPLOAD_BYTES",
        label=_("Files"),
        required=False,
        help_text=_(
            "Up to 5, each at most 10 MB: PDF, Office or OpenDocument, PNG, JPG, SVG, MP4, MP3, "
            "CSV, plain text. Put anything else into a ZIP file."
        ),
        widget=FilesInput(attrs={"accept": ",".join(uploads.DELIVERIES)}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, files: Any = None, draft: str = "", kept: Sequence[KeptFile] = ()
    ) -> None:
        super().__init__(data, files, initial={"key": uuid4(), "text": draft}, kept=kept)

    def full_clean(self) -> None:
        """A file may go without words; the label does not call the words optional for that."""
        alone = not self.chosen and not (self.files and self.files.getlist("attached"))
        self.fields["text"].required = alone
        super().full_clean()
        self.fields["text"].required = True
