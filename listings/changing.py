"""Changing a listing that students have read: what may change, what it means, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from listings.forms import ListingForm
from listings.models import Change, Listing
from marketplace.clocks import end_of_day
from marketplace.money import MoneyField, display, to_minor

# Who applied has answered these, or reckons in it; the price stays in its currency.
FIXED = ("format", "questions", "blind", "universities", "currency", "direction")
# May change without another reading: they promise students no more and no less.
MINOR = ("skills", "openings")


def form_for(listing: Listing, data: Mapping[str, Any] | None) -> ListingForm:
    """The form of a listing with what cannot change any more switched off.

    What a reader decides by is checked as if it were sent now, and the rest as when it was.
    """
    form = _form(listing, data, again=False)
    if data is not None and is_material(form):
        form = _form(listing, data, again=True)
    if data is not None and form.is_valid():
        _keep_promises(form)
    return form


def _keep_promises(form: ListingForm) -> None:
    """Of what may change without another reading: nobody is left with less than they were told."""
    openings, apply_by = form.cleaned_data.get("openings"), _last_moment(form)
    if openings and openings < form.get_initial_for_field(form.fields["openings"], "openings"):
        form.add_error(
            "openings",
            _("Somebody may hold an offer for one of the places: there can be more, not fewer."),
        )
    if apply_by and "apply_by" in form.changed_data and apply_by <= timezone.now():
        form.add_error("apply_by", _("Choose a day that has not passed."))


def _last_moment(form: ListingForm) -> datetime | None:
    """The end of the last day to apply, where the organisation is."""
    last_day: date | None = form.cleaned_data.get("apply_by")
    return end_of_day(last_day, form.organisation.time_zone) if last_day else None


def _form(listing: Listing, data: Mapping[str, Any] | None, *, again: bool) -> ListingForm:
    at = timezone.now() if again else listing.submitted_at
    rows = Listing.objects.all() if data else Listing.objects.for_form()
    form = ListingForm(data, instance=rows.get(pk=listing.pk), at=at)
    for name in set(FIXED) & set(form.fields):
        form.fields[name].disabled = True
        form.fields[name].required = False
    return form


def is_material(form: ListingForm) -> bool:
    """Whether students would decide by it: then the universities read it again first."""
    changed = set(form.changed_data) - set(MINOR)
    form.is_valid()
    before, after = form.get_initial_for_field, form.cleaned_data.get
    for name in ("apply_by", "pay"):
        was, now = before(form.fields[name], name), after(name)
        if name in changed and was is not None and now is not None and now > was:
            # More time, or more money.
            changed.discard(name)
    return bool(changed)


def changes(form: ListingForm) -> list[Change]:
    """What was changed, in the words of the form. It has to be valid."""
    return [
        {
            "label": str(form.fields[name].label or name),
            "before": in_words(form, name, form.get_initial_for_field(form.fields[name], name)),
            "after": in_words(form, name, form.cleaned_data.get(name)),
        }
        for name in form.changed_data
        if name in form.cleaned_data and name not in FIXED
    ]


def in_words(form: ListingForm, name: str, value: Any) -> str:
    field = form.fields[name]
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        named = {str(key): str(label) for key, label in _flat(field.choices)}
        many = value if isinstance(value, list) else [value]
        return ", ".join(named.get(str(each), str(each)) for each in many if each)
    if isinstance(field, MoneyField) and value is not None:
        currency = form.instance.currency
        return display(to_minor(value, currency), currency)
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, list):
        return str(field.prepare_value(value))
    return "" if value is None else str(value)


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    found = []
    for key, label in choices:
        found += list(label) if isinstance(label, (list, tuple)) else [(key, label)]
    return found
