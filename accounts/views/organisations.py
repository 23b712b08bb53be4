"""An employer's own page, and what everybody sees of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions, domains, places
from accounts.access import SignedInRequest, employers_only, has_second_factor, way_on
from accounts.forms.organisations import OrganisationForm
from accounts.limits import limit
from accounts.models import Invitation, Membership, Organisation
from accounts.views.members import tabs


@login_not_required
@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    context = {
        "organisation": found,
        "country": places.country_name(found.country),
        "site": domains.host_of(found.website),
        "is_mine": request.user.is_authenticated
        and Membership.objects.filter(user=request.user, organisation=found).exists(),
    }
    return render(request, "accounts/organisation.html", context)


def asked(request: SignedInRequest) -> list[Invitation]:
    rows = Invitation.objects.open().filter(email=request.user.email)
    return list(rows.select_related("organisation", "by").order_by("-sent_at"))


@require_http_methods(["GET", "HEAD", "POST"])
@employers_only
@limit("organisation", "30/h")
def organisation_edit(request: SignedInRequest) -> HttpResponse:
    """Create the organisation one acts for, or change it."""
    mine = Organisation.objects.of(request.user).first()
    form = OrganisationForm(request.POST or None, instance=mine)
    if request.method == "POST" and form.is_valid():
        if mine:
            actions.change_organisation(form.instance, request.user)
            messages.success(request, _("Your organisation is saved."))
            return redirect(way_on(request, "accounts:organisation_edit"))
        made = actions.create_organisation(form.instance, request.user)
        if made.is_verified:
            messages.success(request, _("Your organisation is created and verified."))
        else:
            messages.success(request, _("Your organisation is created."))
        return redirect(way_on(request, "accounts:organisation_edit"))
    # The form has put unsaved words on `mine`; the page shows what is saved.
    saved = Organisation.objects.of(request.user).first()
    context = {
        "form": form,
        "organisation": saved,
        "tabs": tabs("organisation_edit"),
        # Who was asked need not found one of their own.
        "invitations": [] if saved else asked(request),
        "site": domains.host_of(saved.website) if saved else "",
        "next": way_on(request, ""),
        "needs_second_factor": not has_second_factor(request.user),
        "email_domain": domains.telling_domain(request.user.email),
    }
    return render(request, "accounts/organisation_edit.html", context)
