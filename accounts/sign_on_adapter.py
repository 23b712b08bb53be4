"""Where allauth's SAML and OIDC ask us: which provider is meant, and who it is that comes.

A provider is a row of a university (`SignOn`), never a `SocialApp` in the database.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.saml.provider import SAMLProvider
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import fetching, identity, sign_on
from accounts.identity import PERSISTENT, Said
from accounts.models import Role, SignOn, User

KEY = re.compile(r"u(\d{1,9})")
KEPT = 3600  # seconds
LONGEST_UID = 180
# What python3-saml says, in small letters → which of our sentences that is.
TOLD = {
    "signature": "unsigned",
    "not signed": "unsigned",
    "audience": "audience",
    "expired": "expired",
    "timing": "expired",
    "not yet valid": "expired",
}


class SAML(SAMLProvider):
    """Somebody is known by what lasts: never by a NameID that may be another's tomorrow."""

    def extract_uid(self, data: Any) -> str:
        said = identity.of_saml(self.app.sign_on, "", data.get_attributes())
        uid = said.one("uid")
        if not uid and data.get_nameid_format() == PERSISTENT:
            uid = data.get_nameid() or ""
        # allauth wants one; nobody is found by this, and `Said` has none.
        return lasting(uid) or f"?{secrets.token_hex(8)}"


class OIDC(OpenIDConnectProvider):
    def extract_uid(self, data: Any) -> str:
        uid: str = super().extract_uid(data)  # type: ignore[no-untyped-call]
        return lasting(uid)

    def serialize(self) -> dict[str, Any]:
        """While a second factor is asked for: by our key, which `list_apps` knows it by."""
        return {"id": self.id, "app.client_id": self.app.sign_on.key}

    def extract_extra_data(self, data: Any) -> dict[str, Any]:
        token, info = data.get("id_token") or {}, data.get("userinfo") or {}
        if token and info and token.get("sub") != info.get("sub"):
            return {"sub": ""}
        return {**token, **info}


def lasting(uid: str) -> str:
    """Whole, or its digest: what a long one begins with may be the same for everybody."""
    return uid if len(uid) <= LONGEST_UID else hashlib.sha256(uid.encode()).hexdigest()


PROVIDERS = {SignOn.Kind.SAML.value: SAML, SignOn.Kind.OIDC.value: OIDC}


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Who may come in, `pre_social_login` has let in."""
        return False

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: Any) -> Any:
        """Who it is, `accounts.sign_on` says: nothing is made of what came before that."""
        return sociallogin.user

    def get_requests_session(self) -> Any:
        return fetching.session()

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Of SAML by `client_id`, of OIDC by `provider`: both are `SignOn.key`."""
        asked = KEY.fullmatch(client_id or provider or "")
        rows = SignOn.objects.select_related("university")
        row = rows.filter(university_id=int(asked[1])).first() if asked else None
        # At the pages of the one kind a provider of the other is none.
        kind = provider if client_id else (OIDC.id if "/oidc/" in request.path else "")
        if row is None or (kind and row.kind != kind) or not may_try(row, request):
            return []
        return [app_of(row, request)]

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> Any:
        try:
            app = self.get_app(request, provider=provider, client_id=client_id)
        except SocialApp.DoesNotExist:
            if client_id is None:
                raise
            # As allauth knows that a sign-in which was under way cannot go on.
            raise ValueError(client_id) from None
        return app.get_provider(request)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        row: SignOn = sociallogin.provider.app.sign_on
        said = said_by(row, sociallogin)
        process = sociallogin.state.get("process")
        account = sociallogin.account
        try:
            if process == "test":
                raise ImmediateHttpResponse(tested(request, row, said))
            if process != "login":
                raise sign_on.Refused("process")
            if sociallogin.is_existing:
                assert isinstance(sociallogin.user, User)
                sociallogin.user = sign_on.known(sociallogin.user, said)
            else:
                sociallogin.user = sign_on.admit(said)
                account = sociallogin.user.socialaccount_set.get(provider=row.key, uid=said.uid)
                sociallogin.account = account
        except sign_on.Refused as error:
            answer = refused(request, row, error.code, error.text)
            raise ImmediateHttpResponse(answer) from error
        finally:
            if account.pk:
                # What came is not ours to keep.
                type(account).objects.filter(pk=account.pk).update(extra_data={})

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        reason = str((extra_context or {}).get("saml_last_error_reason") or exception or "")
        code = next((code for word, code in TOLD.items() if word in reason.lower()), "failed")
        code = "cancelled" if error == "cancelled" else code
        raise ImmediateHttpResponse(refused(request, provider.app.sign_on, code, reason=reason))


def app_of(row: SignOn, request: HttpRequest) -> SocialApp:
    """As allauth knows a provider. Never saved."""
    saml = row.kind == SignOn.Kind.SAML
    app = SocialApp(
        provider=row.kind,
        provider_id=row.key,
        name=row.university.name[:40],
        client_id=row.key if saml else row.client_id,
        secret="" if saml else sign_on.secret_of(row),
        settings=_saml(row, request) if saml else {"server_url": row.issuer, "uid_field": "sub"},
    )
    ours = PROVIDERS[row.kind]
    vars(app).update(sign_on=row, get_provider=lambda request: ours(request=request, app=app))
    return app


def _saml(row: SignOn, request: HttpRequest) -> dict[str, Any]:
    # allauth takes several certificates only from metadata that it fetched itself, and remembers
    # what it fetched. It finds it there, and asks nobody: what was given is kept in our row.
    digest = hashlib.sha256(repr(row.idp).encode()).hexdigest()[:16]
    stored = f"stored:{row.pk}:{digest}"
    cache.set(f"saml.metadata.{stored}.{row.issuer}", {"idp": row.idp}, KEPT)
    return {
        "idp": {"entity_id": row.issuer, "metadata_url": stored},
        "attribute_mapping": {},
        "advanced": {
            "reject_idp_initiated_sso": True,
            "want_attribute_statement": False,
            # Of who wants somebody signed out, a stranger's word is not enough.
            "want_message_signed": request.path.endswith("/sls/"),
        },
    }


def may_try(row: SignOn, request: HttpRequest) -> bool:
    """Everybody, once it is on; before that its administrators, and the provider reads of us."""
    return row.is_on or request.path.endswith("/metadata/") or administers(request, row)


def administers(request: HttpRequest, row: SignOn) -> bool:
    user = request.user
    if not user.is_authenticated or Role.ADMINISTRATOR not in user.staff_roles:
        return False
    return bool(user.staff_of.university_id == row.university_id)


def said_by(row: SignOn, login: SocialLogin) -> Said:
    uid, data = login.account.uid, login.account.extra_data
    if row.kind == SignOn.Kind.OIDC:
        return identity.of_oidc(row, uid if data.get("sub") else "", data)
    return identity.of_saml(row, "" if uid.startswith("?") else uid, data)


def refused(
    request: HttpRequest, row: SignOn, code: str, text: str = "", reason: str = ""
) -> HttpResponse:
    """`text`: of what came, `reason`: the library's own words; for administrators only."""
    context = {"code": code, "university": row.university, "text": text, "reason": reason[:500]}
    context["administrator"] = administers(request, row)
    return render(request, "accounts/sign_on_refused.html", context, status=403)


def tested(request: HttpRequest, row: SignOn, said: Said) -> HttpResponse:
    """What came back, and what would become of it. Nobody is signed in."""
    if not administers(request, row):
        return refused(request, row, "process")
    context = {"sign_on": row, "said": said, "checks": said.checks}
    context |= {"wrong": said.wrong(known=False), "came": sorted(said.attributes.items())}
    return render(request, "accounts/sign_on_tested.html", context)
