"""Signing in by one's university: finding it, and for its administrators setting it up."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.socialaccount.providers.openid_connect import views as oidc
from allauth.socialaccount.providers.saml import views as saml
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from lxml.etree import LxmlError
from onelogin.saml2.errors import OneLogin_Saml2_Error

from accounts import fetching
from accounts import sign_on as actions
from accounts.access import SignedInRequest, administrators_only, way_on
from accounts.forms.sign_on import NamesForm, OidcForm, SamlForm
from accounts.limits import limit
from accounts.models import SignOn, University

logger = logging.getLogger(__name__)

LAST = "university"
A_YEAR = 365 * 24 * 3600  # seconds
SHOWN = 50
# Of a search: each more makes the statement longer.
MOST_WORDS = 10
# What allauth and its libraries raise, and do not look for, where a provider is away or sends what
# nobody can read.
UNREADABLE = (
    *fetching.NO_ANSWER,
    OneLogin_Saml2_Error,
    LxmlError,
    AttributeError,
    KeyError,
    TypeError,
    ValueError,
)


def login_url(row: SignOn, **query: str) -> str:
    saml = row.kind == SignOn.Kind.SAML
    name, of = (
        ("saml_login", "organization_slug") if saml else ("openid_connect_login", "provider_id")
    )
    return reverse(name, kwargs={of: row.key}, query=query or None)


@login_not_required
@require_safe
def find_university(request: HttpRequest) -> HttpResponse:
    """A plain list to search, with the one of last time first."""
    asked = " ".join(request.GET.get("q", "").replace("\x00", "").split())
    rows = SignOn.objects.on().select_related("university").order_by("university__name")
    for word in asked.split()[:MOST_WORDS]:
        rows = rows.filter(university__name__icontains=word)
    last = request.COOKIES.get(LAST, "")
    found = sorted(rows[:SHOWN], key=lambda row: row.university.slug != last)
    context = {"rows": found, "q": asked, "last": last, "next": way_on(request, "")}
    return render(request, "accounts/find_university.html", context)


@login_not_required
@require_safe
def to_university(request: HttpRequest, slug: str) -> HttpResponse:
    row = get_object_or_404(SignOn.objects.on(), university__slug=slug)
    after = way_on(request, "")
    response = redirect(login_url(row, **({"next": after} if after else {})))
    response.set_cookie(LAST, slug, A_YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax")
    return response


def with_a_page(view: Callable[..., HttpResponseBase], of: str) -> Callable[..., HttpResponseBase]:
    """As allauth's, which answers what we did not ask for, or not any more, with a bare 403, and
    what cannot be read as if the fault were ours."""

    @wraps(view)
    def told(request: HttpRequest, slug: str) -> HttpResponseBase:
        try:
            return view(request, **{of: slug})
        except PermissionDenied:
            code = "again"
        except UNREADABLE as error:
            logger.warning("Nothing could be read of the provider %s: %r", slug, error)
            code = "failed"
        return render(request, "accounts/sign_on_refused.html", {"code": code}, status=403)

    return told


begin_saml = with_a_page(saml.login, "organization_slug")
finish_saml = require_safe(with_a_page(saml.finish_acs, "organization_slug"))
end_saml = with_a_page(saml.sls, "organization_slug")
begin_oidc = with_a_page(oidc.login, "provider_id")
finish_oidc = with_a_page(oidc.callback, "provider_id")


# --- By an administrator ---


def mine(request: SignedInRequest) -> University:
    return get_object_or_404(University, staff__user=request.user)


def addresses(request: HttpRequest, university: University) -> dict[str, str]:
    """What the identity provider has to be told of us."""
    key = f"u{university.pk}"

    def absolute(name: str) -> str:
        return settings.SITE_URL + reverse(name, args=[key])

    return {
        "entity": absolute("saml_metadata"),
        "acs": absolute("saml_acs"),
        "sls": absolute("saml_sls"),
        "callback": absolute("openid_connect_callback"),
        "scopes": "openid profile email",
    }


@require_safe
@administrators_only
def sign_on(request: SignedInRequest) -> HttpResponse:
    """How it stands, the button that tries it, and the two ways to set it up."""
    university = mine(request)
    row = SignOn.objects.filter(university=university).first()
    context: dict[str, Any] = {"university": university, "row": row}
    context |= {"ours": addresses(request, university), "domains": university.domains.all()}
    if row:
        context["try_it"] = login_url(row, process="test")
    return render(request, "accounts/sign_on.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
@limit("sign-on", "60/h")
def set_up_saml(request: SignedInRequest) -> HttpResponse:
    university = mine(request)
    row = SignOn.objects.filter(university=university, kind=SignOn.Kind.SAML).first()
    initial = {"metadata_url": row.metadata_url} if row else None
    data = request.POST if request.method == "POST" else None
    form = SamlForm(data, request.FILES or None, initial=initial, sign_on=row)
    if form.is_valid() and form.found:
        file = form.cleaned_data["metadata"]
        actions.configure(
            university,
            SignOn.Kind.SAML,
            form.found.issuer,
            idp=form.found.idp,
            scopes=form.found.scopes,
            metadata_url="" if file else form.cleaned_data["metadata_url"],
            read_at=timezone.now(),
            **common(form),
        )
        return saved(request)
    return set_up(request, university, form, "saml")


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
@limit("sign-on", "60/h")
def set_up_oidc(request: SignedInRequest) -> HttpResponse:
    university = mine(request)
    row = SignOn.objects.filter(university=university, kind=SignOn.Kind.OIDC).first()
    initial = {}
    if row:
        initial = {name: getattr(row, name) for name in ("issuer", "client_id", "trusts_addresses")}
    form = OidcForm(
        request.POST if request.method == "POST" else None, initial=initial, sign_on=row
    )
    if form.is_valid():
        given = form.cleaned_data
        actions.configure(
            university,
            SignOn.Kind.OIDC,
            given["issuer"],
            client_id=given["client_id"],
            secret=given["secret"],
            trusts_addresses=given["trusts_addresses"],
            scopes=[],
            **common(form),
        )
        return saved(request)
    return set_up(request, university, form, "oidc")


def common(form: NamesForm) -> dict[str, Any]:
    return {"names": form.names(), "all_students": form.cleaned_data["all_students"]}


def saved(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Saved. Try it before you let everybody use it."))
    return redirect("accounts:sign_on")


def set_up(
    request: HttpRequest, university: University, form: NamesForm, kind: str
) -> HttpResponse:
    context = {"form": form, "kind": kind, "ours": addresses(request, university)}
    return render(request, "accounts/set_up_sign_on.html", context)


@require_POST
@administrators_only
def switch_sign_on(request: SignedInRequest) -> HttpResponse:
    row = SignOn.objects.filter(university=mine(request)).first()
    if row:
        actions.switch(row, "on" in request.POST)
        said = _("Everybody of your university can sign in with it now.")
        messages.success(request, said if row.is_on else _("Nobody signs in with it any more."))
    return redirect("accounts:sign_on")
