"""A university's posting policy, and the reasons its staff choose from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.fields import LongSelect
from accounts.models import University
from accounts.places import countries
from listings.decisions import CHANGES, REJECT
from listings.fields import Lines, whole
from listings.forms.money import grouped_currencies
from listings.models import Format, Policy
from listings.policies import Rulebook, rates
from marketplace.money import MAX_MINOR, MoneyField, exponent, major, to_minor

SHOWN = ["unpaid", "expenses_only", "student_pays", "third_parties_abroad", "contractors"]
DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})\s*(?:to|until|/|–|-|,|;|\s)\s*(\d{4}-\d{2}-\d{2})")
MOST_TERMS, MOST_NAMES = 12, 100


class PolicyForm(forms.ModelForm[Policy]):
    """The newest version as it is, to write the next from. Saving is for `actions.save_policy`."""

    least = MoneyField(
        label=gettext_lazy("Least pay per hour"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=gettext_lazy("Of paid work, before our fee. Empty: the site’s own minimum."),
    )
    currency = forms.ChoiceField(
        label=gettext_lazy("Currency"), choices=grouped_currencies, widget=LongSelect
    )
    most_hours_per_week = whole(
        gettext_lazy("Most hours a week in term"),
        max_value=80,
        help_text=gettext_lazy("Empty: as many as the format allows."),
    )
    terms = Lines(
        label=gettext_lazy("Terms"),
        most=MOST_TERMS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "One a line: 2027-01-11 to 2027-05-07. Without any the whole year counts as term."
        ),
    )
    formats = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Formats you offer"),
        queryset=Format.objects.filter(is_active=True),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    countries = Lines(
        label=gettext_lazy("Countries"),
        most=250,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One a line: Portugal, or PT. Remote work is in no country."),
    )
    approves_after = whole(
        gettext_lazy("Approve by itself after so many completed placements"),
        max_value=1000,
        help_text=gettext_lazy("Of the organisation, anywhere on the site. Empty: never."),
    )
    trusted = Lines(
        label=gettext_lazy("Universities whose approval is enough"),
        most=MOST_NAMES,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One a line, by its full name. They do not learn of it."),
    )

    class Meta:
        model = Policy
        fields = [*SHOWN, "currency", "most_hours_per_week", "most_risk", "countries_are"]
        fields += ["approves_verified", "approves_after"]
        labels = {
            "most_risk": gettext_lazy("Highest risk"),
            "countries_are": gettext_lazy("Countries of work"),
            "approves_verified": gettext_lazy("Approve listings of verified organisations"),
        }
        widgets = {"most_risk": forms.RadioSelect, "countries_are": forms.RadioSelect}

    def __init__(self, data: Any = None, *, policy: Policy) -> None:
        """`policy`: the version in force, or an unsaved one."""
        super().__init__(data, instance=policy)
        of = {"most_risk": Policy.Risk.choices, "countries_are": Policy.Countries.choices}
        for name, choices in of.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        self.initial.update(self._stored(policy))

    @staticmethod
    def _stored(policy: Policy) -> dict[str, Any]:
        offered = Format.objects.filter(is_active=True)
        stored = policy.pk is not None
        refused = policy.formats_refused.all() if stored else []
        least = policy.least_per_hour
        return {
            "least": major(least, policy.currency) if least else None,
            "formats": [each for each in offered if each not in refused],
            "countries": [name for code, name in countries() if code in policy.countries],
            "terms": [f"{each.starts} to {each.ends}" for each in policy.terms.all()]
            if stored
            else [],
            "trusted": [each.name for each in policy.trusted.all()] if stored else [],
        }

    def clean_terms(self) -> list[tuple[date, date]]:
        return sorted(_term(line) for line in self.cleaned_data["terms"])

    def clean_countries(self) -> list[str]:
        known = {name.casefold(): code for code, name in countries()}
        known |= {code.casefold(): code for code, _name in countries()}
        typed = [
            part.strip() for line in self.cleaned_data["countries"] for part in line.split(",")
        ]
        typed = [each for each in typed if each]
        if unknown := [each for each in typed if each.casefold() not in known]:
            words = {"name": unknown[0]}
            raise forms.ValidationError(_("We know no country “%(name)s”.") % words)
        return sorted({known[each.casefold()] for each in typed})

    def clean_trusted(self) -> list[University]:
        typed = list(dict.fromkeys(self.cleaned_data["trusted"]))
        others = University.objects.exclude(pk=self.instance.university_id)
        found = {each.name.casefold(): each for each in others.filter(_named(typed))}
        if unknown := [each for each in typed if each.casefold() not in found]:
            words = {"name": unknown[0]}
            raise forms.ValidationError(_("No other university here is called “%(name)s”.") % words)
        return [found[each.casefold()] for each in typed]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        self._least(given)
        rule, named = given.get("countries_are"), given.get("countries")
        if rule == Policy.Countries.ANY:
            given["countries"] = []
        elif rule and named == []:
            self.add_error("countries", _("Name the countries, or choose that any will do."))
        if given.get("formats") is not None and not given["formats"]:
            self.add_error("formats", _("Choose one format at least, or nothing is ever shown."))
        return given

    def _least(self, given: dict[str, Any]) -> None:
        least, currency = given.get("least"), given.get("currency")
        given["least_per_hour"] = None
        if not least or not currency:
            return
        try:
            minor = to_minor(least, currency)
        except ValueError:
            words = {"currency": currency, "n": exponent(currency)}
            self.add_error("least", _("%(currency)s has %(n)d decimals at most.") % words)
            return
        if minor > MAX_MINOR:
            self.add_error("least", _("That is more than we can take."))
        given["least_per_hour"] = minor

    def _post_clean(self) -> None:
        """The version in force stays as it is: `written` makes the next."""

    def written(self) -> Policy:
        """The next version, not saved."""
        given = self.cleaned_data
        names = [*(self._meta.fields or []), "least_per_hour", "countries"]
        return Policy(university=self.instance.university, **{name: given[name] for name in names})

    @property
    def refused(self) -> list[Format]:
        offered = {each.pk for each in self.cleaned_data["formats"]}
        return [each for each in Format.objects.filter(is_active=True) if each.pk not in offered]

    def book(self) -> Rulebook:
        """What was typed, as the rules read it, before it is kept."""
        policy = self.written()
        return Rulebook(
            policy,
            policy.university.country,
            frozenset(each.pk for each in self.refused),
            tuple(self.cleaned_data["terms"]),
            rates() if policy.least_per_hour else {},
        )


def _term(line: str) -> tuple[date, date]:
    found = DAYS.search(line)
    first, last = (_day(found[1]), _day(found[2])) if found else (None, None)
    if first is None or last is None:
        words = {"line": line}
        raise forms.ValidationError(
            _("“%(line)s” is no term. Write both days: 2027-01-11 to 2027-05-07.") % words
        )
    if last < first:
        raise forms.ValidationError(_("“%(line)s” ends before it begins.") % {"line": line})
    return first, last


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _named(names: Iterable[str]) -> Q:
    found = Q(pk__in=[])
    for name in names:
        found |= Q(name__iexact=name)
    return found


class ReasonsForm(forms.Form):
    changes = Lines(
        label=gettext_lazy("To ask for changes"),
        most=20,
        longest=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("One a line, as the employer is to read it. Empty: ours."),
    )
    reject = Lines(
        label=gettext_lazy("To reject"),
        most=20,
        longest=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("One a line, as the employer is to read it. Empty: ours."),
    )

    @property
    def written(self) -> dict[str, list[str]]:
        return {each: self.cleaned_data[each] for each in (CHANGES, REJECT)}
