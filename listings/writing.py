"""What the page with the form of a listing shows beside the form."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from listings.forms import ListingForm, complete_form
from listings.forms.money import DIRECTION_HINTS
from listings.forms.programme import SECTION_FIELDS
from listings.hints import hints, typed
from listings.models import Format
from listings.new_skills import new_skills
from listings.quotes import quote_for, quote_of
from listings.rules import MOST_PLACES, limits_in_words, place_names
from marketplace.templatetags.ui import error_links

type Link = dict[str, Any]

PLACES = [name for n in range(1, MOST_PLACES + 1) for name in place_names(n)]
SECTIONS = [name for names in SECTION_FIELDS.values() for name in names]
# The parts of the form as they follow one another: id, title, fields.
PARTS = [
    (
        "part-work",
        gettext_lazy("The work"),
        ["title", "format", "field", "written_in", "description", "deliverables", "acceptance"],
    ),
    (
        "part-student",
        gettext_lazy("The student"),
        ["skills", "required_skills", "languages", "requirements", "needs_permit", "questions"],
    ),
    ("part-place", gettext_lazy("Where"), ["arrangement", *PLACES]),
    (
        "part-time",
        gettext_lazy("Time"),
        ["total_hours", "hours_per_week", "length_days", "starts_from", "starts_by", "apply_by"],
    ),
    ("part-with", gettext_lazy("What comes with it"), [*SECTIONS, "good_to_know"]),
    ("part-who", gettext_lazy("Who sees it"), ["universities"]),
    (
        "price",
        gettext_lazy("Money"),
        ["direction", "pay", "programme_fee", "currency", "openings", "team_most"],
    ),
]


def page(form: ListingForm, data: Any) -> dict[str, Any]:
    """`data`: what was typed, if anything."""
    return {
        "form": form,
        "listing": form.instance,
        "limits": {each.slug: limits(each) for each in form.formats},
        "directions": DIRECTION_HINTS,
        "hints": hints_on(form),
        "outline": outline(form),
        "quote": quote_for(form.instance) if data is None else quote_of(data),
    }


def limits(format: Format) -> str:
    return " ".join(filter(None, [format.summary, f"{limits_in_words(format)}."]))


def outline(form: ListingForm) -> list[Link]:
    """The parts, each with how many questions still lack an answer; None while nobody knows."""
    checked = form if form.is_bound and form.complete else None
    if not form.is_bound and form.instance.pk:
        checked = complete_form(form.instance, form)
    return [
        {
            "title": title,
            "url": f"#{part}",
            "left": None if checked is None else sum(name in checked.errors for name in names),
        }
        for part, title, names in PARTS
    ]


def hints_on(form: ListingForm) -> list[Link]:
    """Of what was typed or stored, where no error says it already; none for an empty form."""
    if form.is_bound:
        form.is_valid()
        found = hints(form.cleaned_data)
    else:
        found = hints(typed(form.instance)) if form.instance.pk else []
        found += new_skills(form.instance)
    return [
        {"text": text, "url": f"#{target(form, name)}", "name": form[name].label}
        for name, text in found
        if name not in form.errors
    ]


def target(form: ListingForm, name: str) -> str:
    """The id of a field's first input."""
    field = form[name]
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label


def problems_elsewhere(form: ListingForm, address: str) -> list[dict[str, str]]:
    """What must be put right, each with the address of its field, for a page without the form."""
    return [
        {"text": each["text"], "url": f"{address}#{each['target']}"} for each in error_links(form)
    ]


def hints_elsewhere(form: ListingForm, address: str) -> list[Link]:
    """The same for a page without the form, which is at `address`."""
    form.is_valid()
    found = [*hints(typed(form.instance)), *new_skills(form.instance)]
    return [
        {"text": text, "url": f"{address}#{target(form, name)}", "name": form[name].label}
        for name, text in found
        if name not in form.errors
    ]
