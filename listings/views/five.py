"""“Get matched with five”: a few questions, and at most five answers with their reasons."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.limits import limit
from listings import five as matching
from listings.five import Five
from listings.forms.five import FiveForm
from listings.viewers import known_student

# What the button sends: an address without it only asks.
ASKED = "match"


@require_safe
@login_not_required
@never_cache
@limit("five", "600/h")
def five(request: HttpRequest) -> HttpResponse:
    """Answers are in the address: it can be kept, sent on and run again, and we keep nothing."""
    student = known_student(request)
    asked = ASKED in request.GET
    if asked:
        form = FiveForm(request.GET, student=student)
    else:
        form = FiveForm(
            initial=matching.from_profile(student) if student else None, student=student
        )
    found = None
    if asked and form.is_valid():
        found = matching.five(matching.wishes_from(form.cleaned_data, student), request.user)
    shown = {
        "form": form,
        "found": found,
        "looser": links(request.GET, found),
        "student": student,
        "unknown": matching.unknown(form.cleaned_data["skills"]) if found else [],
        "said": found is not None and any(form.cleaned_data.get(name) for name in form.fields),
    }
    return render(request, "listings/five.html", shown)


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
