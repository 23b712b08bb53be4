"""Words to choose from while somebody types; static/js/suggest.js asks for them."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.places import City, country_name, find_cities
from accounts.vocabulary import find_skills

# One letter fits thousands of towns.
FEWEST_LETTERS = 2


@require_safe
@cache_control(private=True, max_age=300)
def skills(request: HttpRequest) -> JsonResponse:
    """`found`: at most ten skills for `?q=`; `note` is the synonym that matched."""
    found = find_skills(request.GET.get("q", ""))
    return JsonResponse({"found": [{"value": each.name, "note": each.known_as} for each in found]})


@require_safe
@cache_control(private=True, max_age=3600)
def cities(request: HttpRequest) -> JsonResponse:
    """`found`: at most ten towns for `?q=`, of `?country=` if given; `note` says where each is."""
    text, country = request.GET.get("q", "").strip(), request.GET.get("country", "")
    found = find_cities(text, country) if len(text) >= FEWEST_LETTERS else []
    return JsonResponse({"found": [{"value": each.name, "note": where(each)} for each in found]})


def where(city: City) -> str:
    return ", ".join(filter(None, [city.region, country_name(city.country)]))
