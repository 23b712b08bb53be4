"""Signing in as an invented person. These views exist only with DEMO=1."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import actions
from accounts import demo as personas
from accounts.models import User

BACKEND = "accounts.backends.Backend"


@login_not_required
@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    return render(request, "accounts/demo.html", {"groups": personas.groups()})


@login_not_required
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    email = request.POST.get("email", "")
    if not settings.DEMO or email not in personas.emails():
        raise Http404
    user = get_object_or_404(User, email=email, is_active=True)
    actions.give_second_factor(user)
    login(request, user, backend=BACKEND)
    return redirect("accounts:start")
