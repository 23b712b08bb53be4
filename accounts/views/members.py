"""Who acts for an organisation, and the page that an invitation's link leads to."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import members as actions
from accounts.access import SignedInRequest, employers_only
from accounts.forms.members import InviteForm
from accounts.limits import limit
from accounts.models import Invitation, Membership, User

WHY_NOT: dict[type[Exception], str | Promise] = {
    actions.NotOwner: gettext_lazy("Only an owner can do that. Nothing was changed."),
    actions.LastOwner: gettext_lazy(
        "An organisation keeps an owner. Make somebody else an owner first."
    ),
    actions.TooMany: gettext_lazy(
        "There are as many members and invitations as there may be: %(most)d."
    ),
    actions.Over: gettext_lazy("That invitation is over. Nothing was changed."),
    actions.Elsewhere: gettext_lazy(
        "You act for another organisation, and one can act for one at a time. Leave that one first."
    ),
}
REFUSALS = tuple(WHY_NOT)


def why_not(error: Exception) -> str:
    said = str(WHY_NOT[type(error)])
    return said % {"most": actions.MOST} if "%(" in said else said


def tabs(here: str) -> list[dict[str, Any]]:
    """Of the pages about one's own organisation."""
    pages = [("organisation_edit", _("Details")), ("members", _("Members"))]
    return [
        {"label": label, "url": reverse(f"accounts:{name}"), "current": name == here}
        for name, label in pages
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@employers_only
@limit("invite", "30/d")
def members(request: SignedInRequest) -> HttpResponse:
    """Everybody who acts for it, and for owners a form to ask one more."""
    me = Membership.objects.filter(user=request.user).select_related("organisation").first()
    if me is None:
        return redirect("accounts:organisation_edit")
    data = request.POST if request.method == "POST" else None
    form = InviteForm(data, organisation=me.organisation)
    if form.is_valid():
        asked = form.cleaned_data
        try:
            row = actions.invite(me.organisation, request.user, asked["email"], asked["role"])
        except REFUSALS as error:
            messages.error(request, why_not(error))
        else:
            messages.success(request, _("%(email)s has a link by mail.") % {"email": row.email})
        return redirect("accounts:members")
    owner = me.role == Membership.Role.OWNER
    rows = Membership.objects.filter(organisation=me.organisation).select_related("user")
    context = {
        "organisation": me.organisation,
        "tabs": tabs("members"),
        "me": me,
        "owner": owner,
        "members": rows.order_by("-role", "user__name", "pk"),
        "invitations": me.organisation.invitations.unanswered() if owner else [],
        "form": form if owner else None,
    }
    return render(request, "accounts/members.html", context)


def of_mine(request: SignedInRequest, pk: int) -> Membership:
    rows = Membership.objects.filter(organisation__memberships__user=request.user)
    return get_object_or_404(rows.select_related("organisation", "user"), pk=pk)


@require_POST
@employers_only
@limit("members", "100/d")
def give_role(request: SignedInRequest, pk: int) -> HttpResponse:
    member = of_mine(request, pk)
    role = Membership.Role.OWNER if "owner" in request.POST else Membership.Role.MEMBER
    try:
        actions.give_role(member, role, request.user)
    except REFUSALS as error:
        messages.error(request, why_not(error))
    else:
        said = _("%(name)s is an owner now.")
        if role == Membership.Role.MEMBER:
            said = _("%(name)s is a member now, no longer an owner.")
        messages.success(request, said % {"name": member.user})
    return redirect("accounts:members")


@require_http_methods(["GET", "HEAD", "POST"])
@employers_only
@limit("members", "100/d")
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a colleague away, or leave oneself: asked once more before it is done."""
    member = of_mine(request, pk)
    mine = member.user_id == request.user.pk
    if request.method != "POST":
        return render(request, "accounts/remove_member.html", {"member": member, "mine": mine})
    try:
        actions.remove(member, request.user)
    except REFUSALS as error:
        messages.error(request, why_not(error))
        return redirect("accounts:members")
    if mine:
        left = _("You have left %(organisation)s.") % {"organisation": member.organisation}
        messages.success(request, left)
        return redirect("accounts:start")
    gone = _("%(name)s does not act for you any more.") % {"name": member.user}
    messages.success(request, gone)
    return redirect("accounts:members")


@require_POST
@employers_only
@limit("members", "100/d")
def take_back(request: SignedInRequest, pk: UUID) -> HttpResponse:
    theirs = Invitation.objects.filter(organisation__memberships__user=request.user)
    row = get_object_or_404(theirs.select_related("organisation"), pk=pk)
    try:
        actions.take_back(row, request.user)
    except REFUSALS as error:
        messages.error(request, why_not(error))
    else:
        messages.success(request, _("Taken back. The link leads nowhere now."))
    return redirect("accounts:members")


# --- Who is asked ---


@login_not_required
@require_safe
def invitation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What one is asked, and how to say yes: who has the link is not yet who was asked."""
    row = Invitation.objects.select_related("organisation", "by").filter(pk=pk).first()
    how = standing(row, request.user if request.user.is_authenticated else None)
    context = {"invitation": row, "how": how}
    return render(request, "accounts/invitation.html", context, status=200 if row else 404)


def standing(row: Invitation | None, user: User | None) -> str:
    """For `invitation.html`: what stands between who looks and joining, or "ready"."""
    if row is None:
        return "over"
    member = Membership.objects.filter(user=user).first() if user else None
    if member and member.organisation_id == row.organisation_id:
        return "joined"
    if not row.is_open:
        return "over"
    if user is None:
        return "sign in"
    if user.email != row.email:
        return "another address"
    if user.kind != User.Kind.EMPLOYER:
        return "another side"
    return "elsewhere" if member else "ready"


@require_POST
@employers_only
@limit("members", "100/d")
def accept(request: SignedInRequest, pk: UUID) -> HttpResponse:
    mine = Invitation.objects.filter(email=request.user.email)
    row = get_object_or_404(mine.select_related("organisation"), pk=pk)
    try:
        actions.accept(row, request.user)
    except REFUSALS as error:
        # The page says the rest.
        messages.error(request, why_not(error))
        return redirect(row)
    welcome = _("You act for %(organisation)s now.") % {"organisation": row.organisation}
    messages.success(request, welcome)
    return redirect("listings:mine")
