"""Projects, and what the site knows before anybody comes."""

from datetime import timedelta
from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts import vocabulary
from accounts.models import University, User
from accounts.places import city_named
from listings.models import (
    ExchangeRate,
    Format,
    ItineraryDay,
    Listing,
    ListingImport,
    ListingPlace,
    Moderation,
    Programme,
    Question,
)
from tests.making.people import employer, numbers, organisation, skill, student, today, university


def format(**given: Any) -> Format:
    slug = given.pop("slug", "micro-internship")
    defaults: dict[str, Any] = {
        "name": "Micro-internship",
        "summary": "Five to forty hours within a month.",
        "min_hours": 5,
        "max_hours": 40,
        "min_days": 7,
        "max_days": 31,
    }
    return Format.objects.get_or_create(slug=slug, defaults={**defaults, **given})[0]


def draft(**given: Any) -> Listing:
    """A listing that could be submitted as it is."""
    n = next(numbers)
    org = given.pop("organisation", None) or organisation()
    by = (
        given.pop("created_by", None)
        or User.objects.filter(membership__organisation=org).first()
        or employer(org)
    )
    fields: dict[str, Any] = {
        "title": f"Clean and document survey {n}",
        "slug": f"clean-and-document-survey-{n}",
        "format": given.pop("format", None) or format(),
        "field": "data",
        "description": "Turn four spreadsheets into one clean table and say what it shows.",
        "deliverables": ["One CSV and a data dictionary", "A two-page note with charts"],
        "arrangement": "remote",
        "total_hours": 30,
        "hours_per_week": 10,
        "length_days": 21,
        "starts_from": today(14),
        "starts_by": today(28),
        "apply_by": timezone.now() + timedelta(days=9),
        "currency": "USD",
        "pay_minor": 720_00,
    }
    country, city = given.pop("country", ""), given.pop("city", "")
    places = given.pop("places", [(country, city)] if country else [])
    comes_with = given.pop("programme", None)
    required = [skill(name) for name in given.pop("required_skills", [])]
    row = Listing.objects.create(organisation=org, created_by=by, **{**fields, **given})
    for position, (code, town) in enumerate(places):
        ListingPlace.objects.create(listing=row, position=position, country=code, city=town)
    row.required_skills.set(required)
    if comes_with is not None:
        programme(row, **comes_with)
    return row


def programme(of: Listing, **given: Any) -> Programme:
    """What comes with it; `days` are (from, to, what)."""
    days = given.pop("days", [])
    row = Programme.objects.create(listing=of, **given)
    ItineraryDay.objects.bulk_create(
        ItineraryDay(programme=row, from_day=first, to_day=last, what=what)
        for first, last, what in days
    )
    return row


def listing(approved_by: University | None = None, **given: Any) -> Listing:
    """An open listing, approved by one university."""
    row = draft(
        **{
            "status": "open",
            "submitted_at": timezone.now(),
            "published_at": timezone.now(),
            **given,
        }
    )
    Moderation.objects.create(
        listing=row,
        university=approved_by or university(),
        status="approved",
        decided_at=timezone.now(),
    )
    return row


def open_for_weeks() -> Listing:
    """An open listing whose dates can be changed, and which says what it takes."""
    row = listing(
        apply_by=timezone.now() + timedelta(days=20), starts_from=today(40), starts_by=today(50)
    )
    row.skills.add(skill("Python"))
    return row


def listing_import(**given: Any) -> ListingImport:
    """A file with one row that has been read."""
    by = given.pop("created_by", None) or employer()
    data = b"Title,Pay\nClean a survey,USD 500\n"
    fields: dict[str, Any] = {
        "organisation": by.membership.organisation,
        "status": "checked",
        "file": ContentFile(data, name="listings.csv"),
        "name": "listings.csv",
        "content_type": "text/csv; charset=utf-8",
        "size": len(data),
        "sha256": "0" * 64,
        "delimiter": ",",
        "headers": ["Title", "Pay"],
        "samples": [["Clean a survey"], ["USD 500"]],
        "columns": {"title": 0, "pay": 1},
        "rows_in_file": 1,
    }
    return ListingImport.objects.create(created_by=by, **{**fields, **given})


def placed(country: str, city: str, **given: Any) -> Listing:
    """An open listing in a town, with the coordinates the gazetteer has for it."""
    row = listing(arrangement="in_person", country=country, city=city, **given)
    town = city_named(city, country)
    assert town is not None
    ListingPlace.objects.filter(listing=row).update(
        geoname_id=town.id, latitude=town.latitude, longitude=town.longitude
    )
    return row


def formats() -> None:
    """The formats as they are seeded, where there are none."""
    if not Format.objects.filter(slug="simulation").exists():
        import_module("listings.migrations.0003_seeds").formats(apps, None)


def seeds() -> None:
    """All that the migrations put in, where it is missing: formats, rates, ways to pay, skills."""
    formats()
    import_module("accounts.migrations.0003_seeds").routes(apps, None)
    vocabulary.load()
    rates()


def approval(of: Listing, by: University | None = None) -> Moderation:
    """A university shows it to its students."""
    return Moderation.objects.create(
        listing=of, university=by or university(), status="approved", decided_at=timezone.now()
    )


def rates() -> None:
    """The rates as they are seeded, where there are none."""
    if not ExchangeRate.objects.exists():
        import_module("listings.migrations.0003_seeds").rates(apps, None)


def typed(**given: Any) -> dict[str, Any]:
    """What an employer types into the form of a listing that can be sent."""
    fields: dict[str, Any] = {
        "title": "Clean and document a customer survey",
        "format": "micro-internship",
        "field": "data",
        "description": "Turn four spreadsheets into one clean table and say what it shows.",
        "deliverables": "One CSV and a data dictionary\nA two-page note with charts",
        "skills": "Python, Data cleaning",
        "arrangement": "remote",
        "total_hours": "30",
        "hours_per_week": "10",
        "length_days": "21",
        "starts_from": today(14).isoformat(),
        "starts_by": today(28).isoformat(),
        "apply_by": today(9).isoformat(),
        "openings": "1",
        "currency": "USD",
        "pay": "720",
        "universities": [each.pk for each in University.objects.all()],
    }
    return {**fields, **given}


def waiting(at: University | None = None, **given: Any) -> Moderation:
    """A whole listing that `at` has to read; the same listing again with `listing=`."""
    row = given.pop("listing", None) or draft(
        **{"status": "submitted", "submitted_at": timezone.now(), **given}
    )
    return Moderation.objects.create(
        listing=row,
        university=at or university(),
        status="waiting",
        due_at=timezone.now() + timedelta(days=2),
    )


def question(**given: Any) -> Question:
    """A student's, which waits for the employer's answer."""
    to = given.pop("listing", None) or listing()
    by = given.pop("asked_by", None) or student(university=to.moderations.get().university).user
    fields: dict[str, Any] = {
        "text": f"Is there a template for the note, or do we choose? ({next(numbers)})",
        "answer_by": timezone.now() + timedelta(days=5),
    }
    if given.get("status") == "answered":
        fields |= {"answer": "There is one, and you may change it.", "answered_at": timezone.now()}
    return Question.objects.create(listing=to, asked_by=by, **{**fields, **given})
