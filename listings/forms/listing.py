from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import LongSelect, SkillsField
from accounts.models import Organisation, University
from listings import actions
from listings.facts import city_of
from listings.fields import Known, Lines, OneOf, Several, day, needed, whole
from listings.forms.money import MoneyPart, stored_money
from listings.forms.places import PlacesPart, save_places, stored_places, typed_places
from listings.forms.programme import SECTION_FIELDS, ProgrammePart, stored_programme
from listings.forms.students import StudentsPart, stored_students
from listings.models import Direction, Format, Listing, Moderation, Section
from listings.rules import MOST_PLACES, place_names, problems
from marketplace.clocks import end_of_day
from marketplace.languages import language_choices


class ListingForm(StudentsPart, PlacesPart, MoneyPart, ProgrammePart, forms.ModelForm[Listing]):
    """A listing as its employer writes it.

    `complete`: everything a university needs must be there and right. Otherwise it is a draft:
    almost anything may be missing, and only what cannot be stored is refused.
    `at`: when it would be sent, if not now. `unfinished`: still being typed, so that half a word
    is no proposal for the vocabulary of skills. `initial`: what is stored, where that was asked.
    """

    title = forms.CharField(
        label=_("Title"),
        max_length=100,
        help_text=_("What the student does, in a line: “Clean and document a customer survey”."),
        error_messages=needed(_("Give it a title.")),
    )
    written_in = OneOf(
        label=_("Language of this listing"),
        usual="en",
        choices=language_choices,
        widget=LongSelect,
    )
    format = Known(
        label=_("Format"),
        queryset=Format.objects.none(),
        to_field_name="slug",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages=needed(_("Choose a format.")),
    )
    field = forms.ChoiceField(
        label=_("Field"),
        choices=[("", _("Choose a field")), *Listing.Field.choices],
        error_messages=needed(_("Choose a field.")),
    )
    description = forms.CharField(
        label=_("What the student will do"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What there is now, what you want in the end, and whom they can ask."),
        error_messages=needed(_("Say what the student will do.")),
    )
    deliverables = Lines(
        label=_("What the student hands in"),
        most=10,
        help_text=_("One per line. It is what you pay for, so make it something one can check."),
        error_messages=needed(_("Name at least one thing the student hands in.")),
    )
    acceptance = Lines(
        label=_("How it is accepted"),
        most=10,
        required=False,
        help_text=_("By what you will judge it: “Every row has a source”. One per line."),
    )
    skills = SkillsField(
        label=_("Skills"),
        most=10,
        help_text=_("With commas between them: Python, Spreadsheets, Writing."),
        error_messages=needed(_("Name at least one skill.")),
    )
    questions = Lines(
        label=_("Questions to applicants"),
        most=3,
        required=False,
        help_text=_("Three at most, one per line. Each is answered in up to 600 characters."),
    )
    blind = forms.BooleanField(
        label=_("Hide names and universities until I shortlist somebody"),
        required=False,
        help_text=_(
            "You read “Applicant 7”. Students are told so, and it stays as they were told."
        ),
    )
    languages = Several(
        label=_("Languages the work needs"),
        usual=["en"],
        most=4,
        choices=language_choices,
        help_text=_("The student can read, write and speak all of them."),
    )
    requirements = Lines(
        label=_("Who can do it"),
        most=10,
        required=False,
        help_text=_("Only what the work cannot do without: “A driving licence”. One per line."),
    )
    total_hours = whole(
        _("Hours in all"), _("Enter the hours in all."), help_text=_("Of one student.")
    )
    hours_per_week = whole(
        _("Hours a week"),
        max_value=60,
        help_text=_("If longer than a week."),
    )
    length_days = whole(
        _("Length in days"),
        _("Enter how many days it takes, from the first to the last."),
        max_value=365,
        help_text=_("Three weeks are 21."),
    )
    open_ended = forms.BooleanField(
        label=_("These are the least: it may go on for longer, for the same pay per hour"),
        required=False,
    )
    starts_from = day(
        _("Earliest start"), _("Enter the earliest start."), help_text=_("The first day of work.")
    )
    starts_by = day(_("Latest start"), help_text=_("Empty if the start is fixed."))
    apply_by = day(_("Apply by"), _("Enter the last day to apply."))
    openings = whole(
        _("Places"),
        _("Enter how many students you look for."),
        max_value=50,
        help_text=_("How many students you would pay for this."),
    )
    good_to_know = forms.CharField(
        label=_("Good to know"),
        max_length=1500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Safety, health, insurance, visa, what depends on the weather."),
    )
    universities = forms.ModelMultipleChoiceField(
        label=_("Whose students should see it"),
        queryset=University.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each career centre reads it and decides for its own students."),
        error_messages=needed(_("Choose at least one university.")),
    )

    # As they stand on the page, so that errors are read in the same order.
    field_order = [
        *("title", "written_in", "format", "field", "description", "deliverables", "acceptance"),
        *("skills", "required_skills", "languages", "requirements", "needs_permit"),
        *("questions", "blind"),
        *("arrangement", *(name for n in range(1, MOST_PLACES + 1) for name in place_names(n))),
        *("total_hours", "hours_per_week", "length_days", "open_ended", "starts_from"),
        *("starts_by", "apply_by", *(name for names in SECTION_FIELDS.values() for name in names)),
        *("good_to_know", "universities", "direction", "pay", "programme_fee", "currency"),
        "openings",
        "team_most",
    ]

    class Meta:
        model = Listing
        fields = [
            *("title", "written_in", "format", "field", "description", "deliverables"),
            *("acceptance", "languages", "requirements", "questions", "blind", "arrangement"),
            *("needs_permit", "team_most"),
            *("total_hours", "hours_per_week", "length_days", "open_ended", "starts_from"),
            *("starts_by", "openings", "direction", "currency", "good_to_know"),
        ]

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        instance: Listing,
        complete: bool = True,
        at: datetime | None = None,
        unfinished: bool = False,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        self.unfinished = unfinished
        self.left_out = []
        self.stored = False
        self.complete = complete
        self.at = at
        super().__init__(data, instance=instance, initial=dict(initial or stored(instance)))
        self.add_further_places()
        self.order_fields(self.field_order)
        if not self.employer_pays:
            self.fields["pay"].required = False
        self.fields["programme_fee"].required = self.chosen_direction == Direction.STUDENT_PAYS
        usable = Q(is_active=True) | Q(pk=instance.format_id)
        self._choices("format").queryset = Format.objects.filter(usable)
        self._choices("universities").queryset = askable(instance)
        self.fields["apply_by"].help_text = _("Until 23:59, %(zone)s time.") % {
            "zone": city_of(self.organisation.time_zone)
        }

    def _choices(self, name: str) -> forms.ModelChoiceField[Any]:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        return field

    @property
    def chosen_format(self) -> Format | None:
        slug = self["format"].value()
        return next((each for each in self.formats if each.slug == slug), None)

    @property
    def sections(self) -> list[dict[str, Any]]:
        """Each section that a format may use: its fields, which formats use it, and this one."""
        mine = self.chosen_format.uses if self.chosen_format else []
        return [
            {
                "name": name,
                "label": Section(name).label,
                "fields": [self[field] for field in fields],
                "formats": " ".join(each.slug for each in self.formats if name in each.uses),
                "used": name in mine,
                "alone": len(fields) == 1,
                "width": "s" if name == Section.GROUP else "",
            }
            for name, fields in SECTION_FIELDS.items()
        ]

    @property
    def formats(self) -> QuerySet[Format]:
        return self._choices("format").queryset or Format.objects.none()

    @cached_property
    def changed_data(self) -> list[str]:
        """Browsers end lines in their own way, which is no change."""
        return [name for name in super().changed_data if not self._same_lines(name)]

    def _same_lines(self, name: str) -> bool:
        before, now = self[name].initial, self[name].data
        if not isinstance(before, str) or not isinstance(now, str):
            return False
        return before.splitlines() == now.splitlines()

    @property
    def organisation(self) -> Organisation:
        return self.instance.organisation

    def full_clean(self) -> None:
        """A draft is checked with nothing required; the page still says what will be."""
        asked = [] if self.complete else [f for f in self.fields.values() if f.required]
        for each in asked:
            each.required = False
        super().full_clean()
        for each in asked:
            each.required = True

    def validate_constraints(self) -> None:
        """Of what is stored the database has asked them already."""
        if not self.stored:
            super().validate_constraints()

    def clean_format(self) -> Format:
        chosen: Format | None = self.cleaned_data["format"]
        return chosen or next(each for each in self.formats if each.is_active)

    def clean_openings(self) -> int:
        return self.cleaned_data["openings"] or 1

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        self.clean_money(given)
        self.clean_places(given)
        self._in_order(given)
        if self.complete:
            self._add_problems(given)
        return given

    def _in_order(self, given: dict[str, Any]) -> None:
        """What cannot be stored, also in a draft; a whole listing is told so by its rules."""
        pairs = [
            ("starts_from", "starts_by", _("The latest start cannot be before the earliest one.")),
            ("group_min", "group_max", _("The largest group cannot be smaller than the smallest.")),
        ]
        for least, most, problem in pairs:
            first, last = given.get(least), given.get(most)
            if not self.complete and first and last and last < first:
                self.add_error(most, problem)

    def _add_problems(self, given: dict[str, Any]) -> None:
        """All of them at once: an error takes its field out of `given`, so they come first."""
        unread = set(self.errors)
        at, zone = self.at or timezone.now(), self.organisation.time_zone
        for name, problem in list(problems(dict(given), at, zone)):
            if name not in unread:
                self.add_error(name, problem)

    @transaction.atomic
    def save(self, commit: bool = True) -> Listing:
        """The listing with its skills and the universities it would go to."""
        listing = self.instance
        listing.pay_minor = self.cleaned_data["pay_minor"]
        listing.programme_fee_minor = self.cleaned_data["programme_fee_minor"]
        last_day: date | None = self.cleaned_data.get("apply_by")
        listing.apply_by = end_of_day(last_day, self.organisation.time_zone) if last_day else None
        if not listing.slug:
            listing.slug = actions.free_slug(listing.title)
        listing.save()
        save_places(listing, typed_places(self.cleaned_data))
        self.save_programme(listing)
        self.save_skills(listing)
        chosen = {university.pk for university in self.cleaned_data["universities"]}
        actions.choose_universities(listing, chosen)
        return listing


def complete_form(listing: Listing, of: ListingForm | None = None) -> ListingForm:
    """What is stored, checked as if it had just been typed; `of`: a form that was not typed in."""
    shown = of or ListingForm(instance=listing)
    data = {field.name: field.initial for field in shown}
    form = ListingForm(data, instance=listing, initial=shown.initial)
    form.stored = True
    form.fields["format"] = shown.fields["format"]
    return form


def stored(listing: Listing) -> dict[str, Any]:
    """What the form shows that is kept in another shape, and what a new listing starts with."""
    if listing.pk is None:
        return {"universities": [each.pk for each in askable(listing)]}
    asked = [each for each in listing.moderations.all() if each.status in ASKED]
    zone = ZoneInfo(listing.organisation.time_zone)
    return {
        **stored_places(listing),
        **stored_programme(listing),
        **stored_money(listing),
        **stored_students(listing),
        "format": listing.format.slug,
        "skills": [skill.name for skill in listing.skills.all()],
        "apply_by": listing.apply_by and listing.apply_by.astimezone(zone).date(),
        "universities": [each.university_id for each in asked],
    }


# Universities that read it, or will: not those that have answered for good.
FINAL = (Moderation.Status.APPROVED, Moderation.Status.REJECTED, Moderation.Status.RECALLED)
ASKED = frozenset(Moderation.Status) - {*FINAL, Moderation.Status.DROPPED}


def askable(listing: Listing) -> QuerySet[University]:
    """Universities that have not answered for good: all of them, for a new listing."""
    if listing.pk is None:
        return University.objects.all()
    answered = listing.moderations.filter(status__in=FINAL)
    return University.objects.exclude(pk__in=answered.values("university"))
