"""Up to four applications beside each other."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, employers_only
from applications.blind import reader
from applications.criteria import Card, cards_of, criteria_of
from applications.forms.scoring import NoteForm, ScoreForm
from applications.models import Application, Note
from applications.summaries import answers_of, skills_of, times_of
from applications.views.board import listing_of
from applications.views.going_back import MOST_COMPARED, asked_for
from listings.models import Listing


@require_safe
@employers_only
def compare(request: SignedInRequest, slug: str) -> HttpResponse:
    """Up to four applications, at an address that can be shared with colleagues."""
    listing = listing_of(request, slug)
    asked = asked_for(request.GET.getlist("a"))
    readable = Application.objects.for_employer(request.user).readable().filter(listing=listing)
    whole = readable.for_pages().with_team().select_related("resume", "nameless")
    whole = whole.prefetch_related("student__skills")
    found = whole.in_bulk(asked[:MOST_COMPARED])
    rows = [found[pk] for pk in asked if pk in found]
    criteria = criteria_of(listing) if rows else []
    scores = cards_of(rows, criteria, request.user)
    notes = Note.objects.filter(application__in=rows).select_related("by") if rows else []
    columns = [
        {
            **_column(row, listing, scores[row.pk]),
            "score_form": ScoreForm(
                criteria=criteria, initial=scores[row.pk].initial, auto_id=f"s{number}_%s"
            ),
            "note_form": NoteForm(auto_id=f"n{number}_%s"),
            "notes": [note for note in notes if note.application_id == row.pk],
            "every": [other.pk for other in rows],
            "without": urlencode([("a", other.pk) for other in rows if other != row]),
        }
        for number, row in enumerate(rows)
    ]
    context = {
        "listing": listing,
        "columns": columns,
        "too_many": len(asked) > MOST_COMPARED,
    }
    return render(request, "applications/compare.html", context)


def _column(row: Application, listing: Listing, scores: Card) -> dict[str, Any]:
    seen = reader(row)
    return {
        "application": row,
        "team": [] if row.is_blind else [str(each) for each in row.members.all()],
        "pitch": seen(row.pitch),
        "answers": answers_of(row, seen),
        "times": times_of(row, seen),
        "scores": scores,
        "skills": skills_of(row.student, listing),
    }
