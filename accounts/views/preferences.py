"""What somebody gets by mail, how often, and at what hours."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest
from accounts.forms.preferences import PreferencesForm
from accounts.limits import limit


@require_http_methods(["GET", "HEAD", "POST"])
@limit("preferences", "60/h")
def preferences(request: SignedInRequest) -> HttpResponse:
    form = PreferencesForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved. It holds from the next mail on."))
        return redirect("accounts:preferences")
    return render(request, "accounts/preferences.html", {"form": form, "parts": form.parts()})
