"""A bank's paper in a form: kept when something else in it is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from accounts.access import SignedInRequest
from applications import actions
from applications.models import KeptFile
from marketplace import uploads

PAPERS = (".pdf", ".png", ".jpg", ".jpeg")


class PaperForm(forms.Form):
    """With one paper, chosen now or `kept` from before; a new one takes the place of that."""

    paper = forms.FileField(
        label=gettext_lazy("The bank’s confirmation"),
        help_text=gettext_lazy("PDF, PNG or JPG, up to 10 MB. Only our staff see it."),
        error_messages={"required": gettext_lazy("Choose the bank’s confirmation.")},
    )

    def __init__(self, *args: Any, kept: Sequence[KeptFile] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = self.chosen = list(kept)[-1:]
        self.good: list[Any] = []

    def full_clean(self) -> None:
        """The label calls it optional in no case."""
        self.fields["paper"].required = not self.chosen
        super().full_clean()
        self.fields["paper"].required = True

    def clean_paper(self) -> uploads.Given:
        upload = self.cleaned_data["paper"]
        if not upload:
            return self.chosen[0]
        uploads.check(upload, PAPERS)
        self.good = [upload]
        return upload  # type: ignore[no-any-return]

    def keep(self, files: list[KeptFile]) -> None:
        if files:
            self.kept = self.chosen = files[-1:]


def kept_before(request: SignedInRequest, about: UUID) -> list[KeptFile]:
    """Given with the form before, and not taken out of it. `about`: what the paper is of."""
    return actions.kept_named(request.user, about, set(request.POST.getlist("kept")))


def keep_paper(request: SignedInRequest, form: PaperForm, about: UUID) -> bool:
    """The paper of a form that has something wrong; whether it has to be chosen again."""
    form.keep(actions.keep_files(request.user, about, form.good))
    return bool(request.FILES) and not form.good
