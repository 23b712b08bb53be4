from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django_htmx.middleware import HtmxDetails

from accounts.cities import find_cities
from accounts.models import Student, University, User
from accounts.places import country_name
from listings import facets, recent
from listings.cards import cards, cards_of, money_in_a_line, where
from listings.facts import rhythm
from listings.models import Direction, Listing, Moderation, Question, SavedListing
from listings.nearby import SHORTEST_TOWN, full_name
from listings.postings import job_posting
from listings.quotes import fee_rate
from listings.rows import open_now
from listings.search import Filters, search
from listings.sheets import sheet
from listings.similar import similar
from listings.viewers import known_student, scope_of

# Questions on one listing's page, the newest; a listing lives for weeks.
QUESTIONS_PER_PAGE = 20


class Request(HttpRequest):
    htmx: HtmxDetails


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    student = known_student(request)
    found = search(Filters(per_page=3), scope_of(student))
    rows = open_now(found.ids, student.university_id if student else None)
    shown = {
        "cards": cards_of(rows, request.user),
        "open": facets.grouped(found.total),
        "universities": University.objects.count(),
        "fee": fee_rate(),
        "address": f"{settings.SITE_URL}/",
    }
    return render(request, "listings/home.html", shown)


@require_safe
@login_not_required
@cache_control(public=True, max_age=3600)
def towns(request: HttpRequest) -> JsonResponse:
    """`found`: towns that begin as `?q=` does, each as the filter “near” reads it."""
    typed = request.GET.get("q", "")[:80].strip()
    found = find_cities(typed) if len(typed) >= SHORTEST_TOWN else []
    named = [full_name(each, country_name(each.country)) for each in found]
    return JsonResponse({"found": [{"value": each} for each in dict.fromkeys(named)]})


@require_safe
@login_not_required
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A published listing. Closed ones keep their page, out of search engines."""
    student = known_student(request)
    seen = Listing.objects.visible_to(request.user)
    if student and not seen.filter(slug=slug).exists():
        return read_again(request, slug, student)
    listing = get_object_or_404(seen.for_cards(), slug=slug)
    approved = University.objects.filter(pk__in=listing.moderations.approved().values("university"))
    if student:
        recent.remember(request, listing)
    asked, answered = questions(listing, request.user, request.GET.get("page"))
    shown = {
        "sheet": sheet(listing, request.user),
        "saves": saves(listing, request.user, student),
        "universities": approved,
        "for_whom": for_whom(approved),
        "similar": cards(
            similar(listing, student.university_id if student else None), request.user
        ),
        "questions": asked,
        "answered": answered,
        "may_ask": listing.takes_applications and may_ask(request.user),
        "summary": summary(listing),
        "site_name": settings.SITE_NAME,
        "address": settings.SITE_URL + listing.get_absolute_url(),
        "posting": job_posting(listing, approved) if for_search_engines(listing) else "",
    }
    return render(request, "listings/detail.html", shown)


def questions(listing: Listing, viewer: object, number: str | None) -> tuple[Page[Question], int]:
    """A page of them, the newest first, and how many of all are answered."""
    rows = Question.objects.on_page_for(viewer).filter(listing=listing).reverse()
    answered = Count("pk", filter=Q(status=Question.Status.ANSWERED))
    counted = rows.order_by().aggregate(all=Count("pk"), answered=answered)
    paginator = Paginator(rows, QUESTIONS_PER_PAGE)
    paginator.count = counted["all"]
    return paginator.get_page(number), counted["answered"]


def may_ask(viewer: object) -> bool:
    """Students, and who may yet become one: the page behind the button asks them to sign in."""
    return getattr(viewer, "kind", User.Kind.STUDENT) == User.Kind.STUDENT


def read_again(request: HttpRequest, slug: str, student: Student) -> HttpResponse:
    """For a student who has its address: their university reads what was changed in it, or has
    not approved what others may read. It decides what its students see.
    """
    rows = Listing.objects.exclude(published_at=None).filter(
        moderations__university=student.university_id,
        moderations__status=Moderation.Status.WAITING,
        moderations__decided_at__isnull=False,
    )
    if listing := rows.filter(slug=slug).first():
        return render(request, "listings/read_again.html", {"title": listing.title, "of": student})
    listing = get_object_or_404(Listing.objects.visible_to(AnonymousUser()), slug=slug)
    others = similar(listing, student.university_id)
    shown = {"listing": listing, "of": student, "similar": cards(others, request.user)}
    return render(request, "listings/not_for_you.html", shown, status=404)


def for_search_engines(listing: Listing) -> bool:
    """Work that an employer pays for, while one can apply to it."""
    return listing.takes_applications and listing.direction in (Direction.PAID, Direction.EXPENSES)


def saves(listing: Listing, viewer: object, student: Student | None) -> dict[str, Any] | None:
    """For the button that keeps it: shown to students, and to who may yet become one."""
    if student is None and getattr(viewer, "is_authenticated", False):
        return None
    kept = student and SavedListing.objects.filter(user=student.user_id, listing=listing).exists()
    return {"listing": listing, "kept": bool(kept)}


def for_whom(universities: Iterable[University]) -> str:
    return _("Students of %(names)s.") % {
        "names": get_text_list([each.name for each in universities], _("and"))
    }


def summary(listing: Listing) -> str:
    """One line for search results and shared links: facts before adjectives."""
    return _("%(organisation)s. %(where)s. %(pay)s, %(time)s.") % {
        "organisation": listing.organisation,
        "where": where(listing),
        "pay": money_in_a_line(listing),
        "time": rhythm(listing),
    }
