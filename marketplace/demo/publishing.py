"""Loading listings through the form their employers use, and their universities' answers."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import Organisation, University, UniversityStaff, User
from listings import actions
from listings.forms import ListingForm
from listings.models import Listing, Moderation
from listings.rules import place_names
from marketplace.clocks import end_of_day, working_days_after
from marketplace.demo.past import ago, dated, day
from marketplace.demo.project import Project
from marketplace.demo.projects import PROJECTS

# A career centre answers after about this many days.
ANSWERED_AFTER = 0.8
OVER = {project.title: project.apply_in for project in PROJECTS if project.apply_in < 0}
TO_CLOSE = [project.title for project in PROJECTS if project.status == "closed"]


class NotAccepted(Exception):
    """The site's own form refuses a demo listing: the listing has to change."""


def load() -> None:
    # Where two work, the first of them decides.
    staff = UniversityStaff.objects.select_related("user").order_by("-pk")
    readers = {each.university_id: each.user for each in staff}
    for number, project in enumerate(PROJECTS):
        # Not all at the same minute of their day.
        posted = ago(project.posted + number % 7 / 24 + number % 11 / 300)
        listing = _written(project, posted)
        if project.status != "draft":
            _sent(listing, posted)
            _answered(listing, project, posted, readers)
        Listing.objects.filter(pk=listing.pk).update(created_at=posted - timedelta(hours=3))


def close_some() -> None:
    """After their applicants have written."""
    for listing in Listing.objects.filter(title__in=TO_CLOSE):
        actions.close(listing)
        Listing.objects.filter(pk=listing.pk).update(closed_at=ago(2))


def end_deadlines() -> None:
    """Put back, once their applicants have written, the deadlines that were over by today."""
    for listing in Listing.objects.filter(title__in=OVER).select_related("organisation"):
        passed = end_of_day(day(OVER[listing.title]), listing.organisation.time_zone)
        Listing.objects.filter(pk=listing.pk).update(apply_by=passed)


def given(project: Project) -> dict[str, Any]:
    """What the employer typed."""
    chosen = University.objects.filter(slug__in=project.seen_by)
    return {
        "title": project.title,
        "format": project.format,
        "field": project.field,
        "description": project.text,
        "deliverables": "\n".join(project.deliverables),
        "skills": ", ".join(project.skills),
        "questions": "\n".join(project.questions),
        "blind": project.blind,
        "acceptance": "\n".join(project.acceptance),
        "requirements": "\n".join(project.requirements),
        "languages": list(project.languages),
        "written_in": project.written_in,
        "good_to_know": project.good_to_know,
        **_comes_with(project),
        "arrangement": project.arrangement,
        **_places(project),
        "total_hours": project.hours,
        "hours_per_week": project.per_week,
        "length_days": project.days,
        "open_ended": project.open_ended,
        "starts_from": day(project.starts[0]),
        "starts_by": day(project.starts[1]),
        "apply_by": day(project.apply_in),
        "openings": project.openings,
        "team_most": str(project.team_most),
        "currency": project.currency,
        "pay": project.pay,
        "universities": [university.pk for university in chosen],
    }


def _places(project: Project) -> dict[str, str]:
    typed: dict[str, str] = {}
    for n, place in enumerate([(project.country, project.city), *project.more_places], 1):
        typed |= dict(zip(place_names(n), place, strict=True))
    return typed


def _comes_with(project: Project) -> dict[str, Any]:
    """Lines as they stand in their boxes; what is empty is not there."""
    typed = asdict(project.comes)
    lines = {name: "\n".join(each) for name, each in typed.items() if isinstance(each, tuple)}
    return {name: each for name, each in {**typed, **lines}.items() if each}


def _written(project: Project, posted: datetime) -> Listing:
    organisation = Organisation.objects.get(name=project.by)
    owner = organisation.memberships.select_related("user").order_by("pk")[0].user
    listing = Listing(organisation=organisation, created_by=owner, slug=slugify(project.title))
    whole = project.status != "draft"
    form = ListingForm(given(project), instance=listing, complete=whole, at=posted)
    if not form.is_valid():
        raise NotAccepted(f"{project.title}: {form.errors.as_json()}")
    saved = form.save()
    if project.title in OVER:  # until `end_deadlines`, so that it can be applied to
        saved.apply_by = timezone.now() + timedelta(days=1)
        saved.save()
    return saved


def _sent(listing: Listing, posted: datetime) -> None:
    with dated(posted):
        actions.submit(listing)
    Listing.objects.filter(pk=listing.pk).update(submitted_at=posted)


def _answered(
    listing: Listing, project: Project, posted: datetime, readers: dict[int, User]
) -> None:
    answered = posted + timedelta(days=ANSWERED_AFTER)
    for moderation in listing.moderations.select_related("university", "listing__organisation"):
        university = moderation.university
        waits = project.status == "submitted" or university.slug in project.waiting
        if not waits:
            with dated(answered):
                _decide(moderation, readers[university.pk], project)
            moderation.events.update(at=answered)
        Moderation.objects.filter(pk=moderation.pk).update(
            due_at=working_days_after(
                posted, settings.MODERATION_WORKING_DAYS, university.time_zone
            ),
            decided_at=None if waits else answered,
        )
    Listing.objects.filter(pk=listing.pk).exclude(published_at=None).update(published_at=answered)
    listing.refresh_from_db()


def _decide(moderation: Moderation, by: User, project: Project) -> None:
    if project.status == "changes":
        actions.ask_for_changes(moderation, by, project.reason)
    elif project.status == "rejected":
        actions.reject(moderation, by, project.reason)
    else:
        unknown = not moderation.listing.organisation.is_verified
        actions.approve(moderation, by, checked_organisation=unknown)
