"""How a university's people sign in: its SAML metadata, or its OpenID Connect client."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import fetching, saml_metadata
from accounts.identity import NAMED
from accounts.models import SignOn

MOST_BYTES = 1024 * 1024
NO_ANSWER = gettext_lazy(
    "We could not read that address: it has to answer by itself, over https, within seconds."
)


class NamesForm(forms.Form):
    """What both kinds ask: how the provider calls things, and who comes."""

    all_students = forms.BooleanField(
        label=gettext_lazy("Who comes without any affiliation is a student"), required=False
    )

    def __init__(self, *args: Any, sign_on: SignOn | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sign_on = sign_on
        for name, label in NAMED.items():
            self.fields[f"name_{name}"] = forms.CharField(
                label=label,
                required=False,
                max_length=200,
                initial=sign_on.names.get(name, "") if sign_on else "",
                widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            )
        self.fields["all_students"].initial = sign_on.all_students if sign_on else False

    @property
    def own_names(self) -> list[Any]:
        return [self[f"name_{name}"] for name in NAMED]

    def names(self) -> dict[str, str]:
        given = {name: self.cleaned_data[f"name_{name}"].strip() for name in NAMED}
        return {name: value for name, value in given.items() if value}


class SamlForm(NamesForm):
    metadata_url = forms.URLField(
        label=gettext_lazy("Address of your identity provider’s metadata"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=gettext_lazy("We read it anew each night, so new certificates need nobody."),
    )
    metadata = forms.FileField(
        label=gettext_lazy("Or its metadata as a file"),
        required=False,
        help_text=gettext_lazy("XML, up to 1 MB, of your identity provider alone."),
    )
    found: saml_metadata.Metadata | None = None

    def clean_metadata(self) -> Any:
        file = self.cleaned_data["metadata"]
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError(_("The selected file must be smaller than 1 MB."))
        return file

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        url, file = given.get("metadata_url"), given.get("metadata")
        if self.errors:
            return given
        if file:
            self._read("metadata", file.read())
        elif url:
            try:
                self._read("metadata_url", fetching.get(url))
            except (*fetching.NO_ANSWER, ValueError):
                self.add_error("metadata_url", str(NO_ANSWER))
        else:
            self.add_error("metadata_url", _("Give an address, or select a file."))
        return given

    def _read(self, field: str, text: bytes) -> None:
        try:
            self.found = saml_metadata.read(text)
        except saml_metadata.Unreadable as error:
            self.add_error(field, str(error))


class OidcForm(NamesForm):
    issuer = forms.URLField(
        label=gettext_lazy("Issuer"),
        max_length=500,
        assume_scheme="https",
        help_text=gettext_lazy("Below it we read /.well-known/openid-configuration."),
    )
    client_id = forms.CharField(label=gettext_lazy("Client ID"), max_length=191)
    secret = forms.CharField(
        label=gettext_lazy("Client secret"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Kept encrypted, and never shown again."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    trusts_addresses = forms.BooleanField(
        label=gettext_lazy("It confirms every address itself, and sends no email_verified"),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        issuer = (given.get("issuer") or "").rstrip("/")
        # What one issuer was given is never sent to another.
        has_one = self.sign_on and self.sign_on.secret and self.sign_on.issuer == issuer
        if not given.get("secret") and not has_one and "secret" not in self.errors:
            self.add_error("secret", _("Give the secret that goes with the client."))
        if not self.errors:
            self._ask(issuer)
        return given

    def _ask(self, issuer: str) -> None:
        try:
            told = json.loads(fetching.get(f"{issuer}/.well-known/openid-configuration"))
            names, asked = str(told["issuer"]).rstrip("/"), told["authorization_endpoint"]
        except (*fetching.NO_ANSWER, ValueError, KeyError, TypeError):
            self.add_error("issuer", str(NO_ANSWER))
            return
        if names != issuer or not asked:
            self.add_error("issuer", _("It calls itself %(name)s.") % {"name": names[:200]})
        self.cleaned_data["issuer"] = issuer
