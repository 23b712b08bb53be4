"""/style/: every component in every state, in development only."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverwaltungsverordnungsentwurf"
SENTENCE = "One clean table, a page that says what each column means, a note on what surprised you."


class Example(forms.Form):
    """One field of every kind."""

    title = forms.CharField(label="Title", help_text="What the student will do, in a few words.")
    place = forms.CharField(label="City", required=False)
    pitch = forms.CharField(
        label="Why you, for this?",
        help_text="What you have done that is like this, and what you would do first.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    field = forms.ChoiceField(label="Field", choices=[("d", "Data"), ("w", "Writing"), ("l", LONG)])
    where = forms.ChoiceField(
        label="Where the work happens",
        help_text="Students filter by this.",
        choices=[("remote", "Remote"), ("hybrid", "Hybrid"), ("person", "In person")],
        widget=forms.RadioSelect,
    )
    skills = forms.MultipleChoiceField(
        label="Skills",
        choices=[("p", "Python"), ("s", "Spreadsheets"), ("c", "Data cleaning")],
        widget=forms.CheckboxSelectMultiple,
    )
    kind = forms.ChoiceField(
        label="Who are you?",
        choices=[("student", "A student"), ("employer", "An employer")],
        widget=forms.RadioSelect,
    )
    apply_by = forms.DateField(
        label="Apply by",
        help_text="The last day, to its end.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    pay = forms.DecimalField(label="Pay in US dollars", help_text="For the whole project.")
    hours = forms.IntegerField(label="Hours in all")
    resume = forms.FileField(label="Résumé", help_text="PDF or DOCX, at most 10 MB.")
    agree = forms.BooleanField(label="I have the right to share these files")


WRONG = {"kind": "nobody", "hours": "many", "pay": "-", "where": "", "pitch": "x" * 1010}
FILLED = {
    "title": "Clean and document a 40,000-row customer survey",
    "kind": "student",
    "where": "remote",
    "skills": ["p", "c"],
    "agree": True,
    "pay": "720",
    "hours": 30,
    "pitch": "I cleaned two years of canteen feedback for my union.",
}
HINTS = {"student": "I look for paid projects.", "employer": "I have work to offer."}


def progress() -> dict[str, Any]:
    """Work under way: turns, steps, money."""
    now = timezone.now()
    return {
        "soon": now + timedelta(days=2, hours=3),
        "later": now + timedelta(days=19),
        "today": timezone.localdate(),
        "turn_actions": [
            {"label": "Hand in work", "url": "#work", "main": True},
            {"label": "Ask for more time", "url": "#time"},
        ],
        "steps": [
            {
                "state": "done",
                "title": "Offer accepted",
                "text": "$720 for two milestones",
                "when": now - timedelta(days=15),
            },
            {
                "state": "done",
                "title": "Paid in by Harbour Street",
                "text": "$720.00 held by Foothold",
                "when": now - timedelta(days=14),
            },
            {
                "state": "now",
                "title": "Clean table and data dictionary",
                "text": "Milestone 1 · you receive $378.00",
                "when": now + timedelta(days=3),
            },
            {
                "state": "todo",
                "title": "Note with three charts",
                "text": "Milestone 2 · you receive $270.00",
                "when": now + timedelta(days=10),
            },
            {"state": "todo", "title": "Reviews", "text": SENTENCE, "when": "by 25 Dec"},
        ],
        "ledger": [
            {"label": "Harbour Street pays", "amount": "$720.00"},
            {"label": "Foothold fee, 10 %", "amount": "−$72.00", "note": "taken once, on release"},
            {"label": "You receive", "amount": "$648.00"},
        ],
    }


def lists() -> dict[str, Any]:
    """Things among others, and what stands around them."""
    return {
        "chips": [
            {"label": "Remote", "url": "?a"},
            {"label": "Up to 10 h a week", "url": "?b"},
            {"label": LONG, "url": "?c"},
        ],
        "tabs": [
            {"label": "Open", "url": "#open", "current": True, "count": 3},
            {"label": "Closed", "url": "#closed", "count": 12},
            {"label": "All", "url": "#all"},
        ],
        "pages": Paginator(range(200), 20).page(5),
        "first": Paginator(range(60), 20).page(1),
        "answers": [
            {"label": "Why you", "value": f"{SENTENCE}\n\n{SENTENCE}", "url": "#pitch"},
            {"label": "Résumé", "value": "ines-carvalho.pdf, 214 KB", "url": "#resume"},
            {"label": "Website", "value": "", "url": "#site", "url_label": "Add"},
            {"label": LONG, "value": LONG},
        ],
        "next": [
            "Harbour Street Bakers reads your application by 30 November.",
            "You hear from us either way, by e-mail and here.",
            "Until then you may change or withdraw it.",
        ],
        "ways": [{"label": "Without “Remote”", "url": "?r"}, {"label": "Clear all", "url": "?"}],
        "names": ["Inês Carvalho", "Aarav Patel", "Mercy Wanjiru-Otieno", "Li"],
        "sentence": SENTENCE,
        "long": LONG,
    }


@login_not_required
@require_safe
def style(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "style/style.html",
        {
            "empty_form": Example(initial={"kind": "student"}),
            "filled_form": Example(initial=FILLED, prefix="filled"),
            "wrong_form": Example(
                {f"wrong-{name}": value for name, value in WRONG.items()}, prefix="wrong"
            ),
            "hints": HINTS,
            **progress(),
            **lists(),
        },
    )
