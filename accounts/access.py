"""Who may open a page: which side of the market, and with a second factor."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import Role, User

# Of the session: where somebody was going when they were sent to set up a second factor.
WAY_BACK = "after_second_factor"
# They decide over others: without a second factor they can set one up, or leave.
NEEDS_SECOND_FACTOR = {User.Kind.STAFF, User.Kind.PLATFORM}


class SignedInRequest(HttpRequest):
    """What a view gets once `LoginRequiredMiddleware` has let it through."""

    user: User


class View(Protocol):
    def __call__(
        self, request: SignedInRequest, /, *args: Any, **kwargs: Any
    ) -> HttpResponseBase: ...


type Guarded = Callable[..., HttpResponseBase]


def only(kind: User.Kind) -> Callable[[View], Guarded]:
    """Refuse (403) anyone signed in as another side of the market.

    Whose row it is stays out of here: views fetch from a queryset that only
    holds the viewer's rows, so a stranger's id is a 404 and tells nothing.
    """

    def decorate(view: View) -> Guarded:
        @wraps(view)
        def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.kind != kind:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


students_only = only(User.Kind.STUDENT)
employers_only = only(User.Kind.EMPLOYER)


def staff_with(*roles: Role) -> Callable[[View], Guarded]:
    """Refuse (403) all but a university's staff with one of `roles`; without any: all of them.

    Asked anew with every click: who is sent away, or loses a role, meets it with the next one.
    `roles` of what it returns: for whom the view is.
    """

    def decorate(view: View) -> Guarded:
        @wraps(view)
        def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            theirs = request.user.staff_roles
            if not theirs or (roles and theirs.isdisjoint(roles)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.roles = frozenset(roles) or frozenset(Role)  # type: ignore[attr-defined]
        return guarded

    return decorate


staff_only = staff_with()
moderators_only = staff_with(Role.MODERATOR)
funders_only = staff_with(Role.FUNDER)
analysts_only = staff_with(Role.ANALYST)
administrators_only = staff_with(Role.ADMINISTRATOR)


def platform_only(view: View) -> Guarded:
    """For those who run the site. The middleware asks them for a second factor everywhere."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_platform_staff:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def platform_or_404(view: View) -> Guarded:
    """As `platform_only`, where nobody else is to learn that there is such a page."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_platform_staff:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def has_second_factor(user: User) -> bool:
    return bool(is_mfa_enabled(user))


def second_factor_required(view: View) -> Guarded:
    """For who moves money: without a second factor, to the page that says why and how."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not has_second_factor(request.user):
            return to_second_factor(request)
        return view(request, *args, **kwargs)

    return guarded


def to_second_factor(request: HttpRequest) -> HttpResponseBase:
    """To the explanation, and from there back to the page that was asked for."""
    # A POST cannot be repeated by a link: back to the page it was sent from.
    here = request.get_full_path() if request.method == "GET" else request.headers.get("Referer")
    query = urlencode({"next": here}) if here else ""
    return redirect(f"{reverse('accounts:second_factor')}?{query}")


def way_on(request: HttpRequest, otherwise: str) -> str:
    """`next` of the form or the query string if it stays on this site, else `otherwise`."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    here = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if here else otherwise
