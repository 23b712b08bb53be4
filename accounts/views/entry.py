"""The way in: which side, which university, what else is needed before the work."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import WAY_BACK, SignedInRequest, has_second_factor, way_on
from accounts.forms.joining import UniversityRequestForm
from accounts.limits import limit
from accounts.models import Membership, Role, StaffInvitation, Student, User
from accounts.themes import THEMES

FIRST_PAGES = {
    User.Kind.STUDENT: "applications:work",
    User.Kind.EMPLOYER: "listings:mine",
    User.Kind.STAFF: "accounts:colleagues",
    User.Kind.PLATFORM: "staff",
}
# Of a career centre, by the first of these roles that they have.
STAFF_FIRST_PAGES = {Role.MODERATOR: "listings:queue", Role.FUNDER: "payments:budgets"}
A_YEAR = 365 * 24 * 3600  # seconds


@require_safe
def start(request: SignedInRequest) -> HttpResponse:
    """After signing in: what is missing first, then where one's work is."""
    user = request.user
    if user.kind == User.Kind.STUDENT:
        student = Student.objects.filter(user=user).first()
        if student and not student.is_complete:
            return redirect("accounts:profile")
    if user.kind == User.Kind.EMPLOYER and not Membership.objects.filter(user=user).exists():
        return redirect("accounts:organisation_edit")
    if user.kind == User.Kind.STAFF:
        return staff_start(request)
    return redirect(FIRST_PAGES[User.Kind(user.kind)])


def staff_start(request: SignedInRequest) -> HttpResponse:
    roles = request.user.staff_roles
    if not roles:
        waiting = StaffInvitation.objects.open().filter(email=request.user.email)
        shown = {"invitations": waiting.select_related("by", "university")}
        return render(request, "accounts/no_university.html", shown)
    pages = [page for role, page in STAFF_FIRST_PAGES.items() if role in roles]
    return redirect(pages[0] if pages else FIRST_PAGES[User.Kind.STAFF])


@login_not_required
@require_safe
def join(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("accounts:start")
    return render(request, "accounts/join.html")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@limit("university", "10/h")
def unknown_university(request: HttpRequest) -> HttpResponse:
    """For who comes from a university that is not here yet. Repeats get the same answer."""
    form = UniversityRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect(f"{reverse('accounts:unknown_university')}?asked")
    asked = "asked" in request.GET and request.method != "POST"
    return render(request, "accounts/unknown_university.html", {"form": form, "asked": asked})


@require_safe
def second_factor(request: SignedInRequest) -> HttpResponse:
    """Why a second factor is needed, how to set it up, and the way on afterwards."""
    way_back = way_on(request, reverse("accounts:start"))
    ready = has_second_factor(request.user)
    if not ready:
        request.session[WAY_BACK] = way_back
    return render(request, "accounts/second_factor.html", {"ready": ready, "way_back": way_back})


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or (anything else) as the device has it."""
    response = redirect(way_on(request, "/"))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(
            "theme", chosen, A_YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response
