"""A listing for search engines: schema.org JobPosting, only what the page says too (ux.md 4.5)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.html import conditional_escape, linebreaks
from django.utils.safestring import SafeString, mark_safe

from accounts.models import University
from listings.cards import money_in_a_line
from listings.models import Listing, ListingPlace

# What would end the element, or the script, in a page of HTML.
ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def job_posting(listing: Listing, universities: Iterable[University]) -> SafeString:
    """JSON for `<script type="application/ld+json">`; of an open listing only."""
    text = json.dumps(_posting(listing, universities), ensure_ascii=False)
    return mark_safe(text.translate(ESCAPES))  # noqa: S308 - escaped above


def _posting(listing: Listing, universities: Iterable[University]) -> dict[str, Any]:
    assert listing.published_at is not None
    assert listing.apply_by is not None
    return {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": listing.title,
        "description": _description(listing),
        "identifier": _named("PropertyValue", settings.SITE_NAME, value=listing.slug),
        "datePosted": listing.published_at.date().isoformat(),
        "validThrough": listing.apply_by.isoformat(timespec="seconds"),
        "employmentType": ["INTERN", "CONTRACTOR"],
        "directApply": True,
        "url": settings.SITE_URL + listing.get_absolute_url(),
        "hiringOrganization": _organisation(listing),
        **_place(listing, universities),
    }


def _description(listing: Listing) -> str:
    """With the price in words: `baseSalary` is of an hour, a day, a week, a month or a year, and a
    price for the whole is none of these. What one would work out of it nobody has promised."""
    items = "".join(f"<li>{conditional_escape(each)}</li>" for each in listing.deliverables)
    pay = conditional_escape(money_in_a_line(listing))
    return f"{linebreaks(listing.description, autoescape=True)}<ul>{items}</ul><p>{pay}</p>"


def _named(kind: str, name: str, **more: str) -> dict[str, str]:
    return {"@type": kind, "name": name, **more}


def _organisation(listing: Listing) -> dict[str, str]:
    website = {"sameAs": listing.organisation.website} if listing.organisation.website else {}
    return _named("Organization", listing.organisation.name, **website)


def _place(listing: Listing, universities: Iterable[University]) -> dict[str, Any]:
    if listing.arrangement == Listing.Arrangement.REMOTE:
        countries = sorted({university.country for university in universities})
        required = [_named("Country", code) for code in countries]
        return {"jobLocationType": "TELECOMMUTE", "applicantLocationRequirements": required}
    places = [_at(place) for place in listing.places.all()]
    return {"jobLocation": places[0] if len(places) == 1 else places}


def _at(place: ListingPlace) -> dict[str, Any]:
    address = {"@type": "PostalAddress", "addressCountry": place.country}
    if place.city:
        address["addressLocality"] = place.city
    found: dict[str, Any] = {"@type": "Place", "address": address}
    if place.latitude is not None and place.longitude is not None:
        found["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": place.latitude,
            "longitude": place.longitude,
        }
    return found
