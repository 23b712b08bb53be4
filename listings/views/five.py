"""“Get matched with five”: a few questions, and at most five answers with their reasons."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest
from accounts.limits import limit
from listings import five as matching
from listings.five import Five
from listings.forms.five import FiveForm
from listings.models import KeptAnswers
from listings.viewers import known_student

# What the button sends: an address without it only asks.
ASKED = "match"
# Of an address, characters.
LONGEST = 4000


@require_safe
@login_not_required
@never_cache
@limit("five", "600/h")
def five(request: HttpRequest) -> HttpResponse:
    """Answers are in the address, which can be sent on; we keep them only if asked to."""
    student = known_student(request)
    asked = ASKED in request.GET
    if asked:
        form = FiveForm(request.GET, student=student)
    else:
        form = FiveForm(
            initial=matching.from_profile(student) if student else None, student=student
        )
    found, kept = None, _kept(request)
    if asked and form.is_valid():
        found = matching.five(matching.wishes_from(form.cleaned_data, student), request.user)
    shown = {
        "form": form,
        "found": found,
        "looser": links(request.GET, found),
        "student": student,
        "unknown": matching.unknown(form.cleaned_data["skills"]) if found else [],
        "kept": kept,
        "is_kept": asked and kept is not None and kept.asked == request.GET.urlencode(),
        "asked": request.GET.urlencode() if found else "",
        "here": request.get_full_path(),
        "said": found is not None and any(form.cleaned_data.get(name) for name in form.fields),
    }
    return render(request, "listings/five.html", shown)


def _kept(request: HttpRequest) -> KeptAnswers | None:
    if not request.user.is_authenticated:
        return None
    return KeptAnswers.objects.filter(user=request.user).first()


@require_POST
@limit("save", "600/d")
def keep(request: SignedInRequest) -> HttpResponse:
    """In the place of what was kept before."""
    given = QueryDict(request.POST.get("asked", "")[:LONGEST].replace("\0", ""))
    form = FiveForm(given, student=known_student(request))
    if ASKED not in given or not form.is_valid():
        messages.error(request, _("These answers cannot be kept. Answer anew, and try again."))
        return redirect("listings:five")
    asked = given.urlencode()
    KeptAnswers.objects.update_or_create(user=request.user, defaults={"asked": asked})
    messages.success(request, _("Your answers are kept. This page offers them to you from now on."))
    return redirect(f"{reverse('listings:five')}?{asked}")


@require_POST
@limit("save", "600/d")
def forget(request: SignedInRequest) -> HttpResponse:
    KeptAnswers.objects.filter(user=request.user).delete()
    messages.success(request, _("Your answers are deleted."))
    return redirect("listings:five")


def links(given: QueryDict, found: Five | None) -> list[dict[str, object]]:
    """For each answer that keeps others out, the same page without it."""
    if found is None:
        return []
    made: list[dict[str, object]] = []
    for each in found.looser:
        rest = given.copy()
        for name in matching.parameters(each.name):
            rest.pop(name, None)
        url = f"{reverse('listings:five')}?{rest.urlencode()}"
        made.append({"said": each.said, "n": each.n, "url": url})
    return made
