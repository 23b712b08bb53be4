"""Who works in a career centre and what each may do; the page an invitation's link leads to."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import colleagues as actions
from accounts import members
from accounts.access import SignedInRequest, administrators_only, only, staff_only
from accounts.emails_colleagues import labels
from accounts.forms.colleagues import WHAT, RolesForm, StaffDomainsForm, StaffInviteForm
from accounts.limits import limit
from accounts.models import Role, StaffInvitation, University, UniversityStaff, User

WHY_NOT: dict[type[Exception], str | Promise] = {
    actions.NotAdministrator: gettext_lazy("Only an administrator can do that."),
    actions.LastAdministrator: gettext_lazy(
        "A university keeps an administrator. Make somebody else one first."
    ),
    actions.NotAllowed: gettext_lazy(
        "Only addresses at your staff’s e-mail domains can be asked. Nobody was."
    ),
    members.TooMany: gettext_lazy("There are as many people and invitations as there may be."),
    members.Over: gettext_lazy("That invitation is over. Nothing was changed."),
    members.Elsewhere: gettext_lazy(
        "You work for another university here, and one can work for one at a time. "
        "Leave that one first."
    ),
}
REFUSALS = tuple(WHY_NOT)


def of_mine(request: SignedInRequest, pk: int) -> UniversityStaff:
    """Somebody of the same university, or 404."""
    rows = UniversityStaff.objects.filter(university__staff__user=request.user)
    return get_object_or_404(rows.select_related("university", "user"), pk=pk)


def is_administrator(request: SignedInRequest) -> bool:
    return Role.ADMINISTRATOR in request.user.staff_roles


def page(
    request: SignedInRequest,
    *,
    invite: StaffInviteForm | None = None,
    domains: StaffDomainsForm | None = None,
) -> HttpResponse:
    """Everybody who works there, and for administrators what changes it."""
    university = University.objects.get(staff__user=request.user)
    rows = UniversityStaff.objects.of(university).select_related("user")
    context = {
        "university": university,
        "rows": [{"staff": row, "roles": labels(row.roles)} for row in rows.order_by("user__name")],
        "me": request.user.pk,
        "what": [(role.label, WHAT[role.value]) for role in Role],
    }
    if is_administrator(request):
        waiting = university.staff_invitations.unanswered()
        named = "\n".join(university.staff_domains)
        context |= {
            "administrator": True,
            "invitations": [{"row": row, "roles": labels(row.roles)} for row in waiting],
            "hints": WHAT,
            "form": invite or StaffInviteForm(university=university),
            "domains_form": domains or StaffDomainsForm(initial={"domains": named}),
        }
    return render(request, "accounts/colleagues.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
@limit("invite", "50/d")
def colleagues(request: SignedInRequest) -> HttpResponse:
    """Everybody may look; administrators ask one more."""
    if request.method != "POST":
        return page(request)
    if not is_administrator(request):
        raise PermissionDenied
    university = University.objects.get(staff__user=request.user)
    form = StaffInviteForm(request.POST, university=university)
    if not form.is_valid():
        return page(request, invite=form)
    asked = form.cleaned_data
    try:
        row = actions.invite(university, request.user, asked["email"], asked["roles"])
    except actions.NotAllowed as error:
        form.add_error("email", str(WHY_NOT[type(error)]))
        return page(request, invite=form)
    except REFUSALS as error:
        messages.error(request, str(WHY_NOT[type(error)]))
    else:
        messages.success(request, _("%(email)s has a link by mail.") % {"email": row.email})
    return redirect("accounts:colleagues")


@require_POST
@administrators_only
@limit("members", "100/d")
def staff_domains(request: SignedInRequest) -> HttpResponse:
    """Which addresses can be asked."""
    form = StaffDomainsForm(request.POST)
    if not form.is_valid():
        return page(request, domains=form)
    university = University.objects.get(staff__user=request.user)
    actions.invite_at(university, request.user, form.cleaned_data["domains"])
    messages.success(request, _("Saved."))
    return redirect("accounts:colleagues")


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
@limit("members", "100/d")
def colleague(request: SignedInRequest, pk: int) -> HttpResponse:
    """What one of them may do."""
    row = of_mine(request, pk)
    data = request.POST if request.method == "POST" else None
    form = RolesForm(data, initial={"roles": row.roles})
    if form.is_valid():
        try:
            actions.give_roles(row, form.cleaned_data["roles"], request.user)
        except REFUSALS as error:
            form.add_error("roles", str(WHY_NOT[type(error)]))
        else:
            told = {"name": row.user, "roles": labels(row.roles)}
            messages.success(request, _("%(name)s is now: %(roles)s.") % told)
            return redirect("accounts:colleagues")
    context = {"staff": row, "form": form, "hints": WHAT, "mine": row.user_id == request.user.pk}
    return render(request, "accounts/colleague.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
@limit("members", "100/d")
def remove_colleague(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send somebody away: asked once more before it is done."""
    row = of_mine(request, pk)
    if row.user_id == request.user.pk:
        return redirect("accounts:leave_university")
    if request.method == "POST":
        try:
            actions.remove(row, request.user)
        except REFUSALS as error:
            messages.error(request, str(WHY_NOT[type(error)]))
            return redirect("accounts:start")
        messages.success(request, _("%(name)s opens nothing here any more.") % {"name": row.user})
        return redirect("accounts:colleagues")
    return render(request, "accounts/remove_colleague.html", {"staff": row, "mine": False})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
@limit("members", "100/d")
def leave_university(request: SignedInRequest) -> HttpResponse:
    """Work there no more oneself."""
    row = request.user.staff_of
    if request.method != "POST":
        return render(request, "accounts/remove_colleague.html", {"staff": row, "mine": True})
    try:
        actions.remove(row, request.user)
    except actions.LastAdministrator as error:
        messages.error(request, str(WHY_NOT[type(error)]))
        return redirect("accounts:colleagues")
    left = _("You do not work for %(university)s any more.") % {"university": row.university}
    messages.success(request, left)
    return redirect("accounts:start")


@require_POST
@administrators_only
@limit("members", "100/d")
def take_back_staff(request: SignedInRequest, pk: UUID) -> HttpResponse:
    theirs = StaffInvitation.objects.filter(university__staff__user=request.user)
    row = get_object_or_404(theirs.select_related("university"), pk=pk)
    try:
        actions.take_back(row, request.user)
    except REFUSALS as error:
        messages.error(request, str(WHY_NOT[type(error)]))
    else:
        messages.success(request, _("Taken back. The link leads nowhere now."))
    return redirect("accounts:colleagues")


# --- Who is asked ---


@login_not_required
@require_safe
def staff_invitation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What one is asked, and how to say yes: who has the link is not yet who was asked."""
    row = StaffInvitation.objects.select_related("university", "by").filter(pk=pk).first()
    how = standing(row, request.user if request.user.is_authenticated else None)
    context = {"invitation": row, "how": how, "roles": labels(row.roles) if row else ""}
    return render(request, "accounts/staff_invitation.html", context, status=200 if row else 404)


def standing(row: StaffInvitation | None, user: User | None) -> str:
    """For `staff_invitation.html`: what stands between who looks and joining, or "ready"."""
    if row is None:
        return "over"
    staff = UniversityStaff.objects.filter(user=user).first() if user else None
    if staff and staff.university_id == row.university_id:
        return "joined"
    if not row.is_open:
        return "over"
    if user is None:
        return "sign in"
    if user.email != row.email:
        return "another address"
    if user.kind != User.Kind.STAFF:
        return "another side"
    return "elsewhere" if staff else "ready"


@require_POST
@only(User.Kind.STAFF)
@limit("members", "100/d")
def accept_staff_invitation(request: SignedInRequest, pk: UUID) -> HttpResponse:
    mine = StaffInvitation.objects.filter(email=request.user.email)
    row = get_object_or_404(mine.select_related("university"), pk=pk)
    try:
        actions.accept(row, request.user)
    except REFUSALS as error:
        # The page says the rest.
        messages.error(request, str(WHY_NOT[type(error)]))
        return redirect(row)
    welcome = _("You work for %(university)s now.") % {"university": row.university}
    messages.success(request, welcome)
    return redirect("accounts:start")
