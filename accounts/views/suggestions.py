"""Words to choose from while somebody types; static/js/suggest.js asks for them."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.vocabulary import find_skills


@require_safe
@cache_control(private=True, max_age=300)
def skills(request: HttpRequest) -> JsonResponse:
    """`found`: at most ten skills for `?q=`; `note` is the synonym that matched."""
    found = find_skills(request.GET.get("q", ""))
    return JsonResponse({"found": [{"value": each.name, "note": each.known_as} for each in found]})
