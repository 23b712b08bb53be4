"""Names of skills and formats, and rates."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_FLOOR, Decimal

from django.db.models import QuerySet

from accounts.models import Skill, SkillSynonym, University
from listings.models import ExchangeRate, Format
from listings.search import words
from listings.search.wanted import Names
from marketplace.money import exponent


def read_names() -> Names:
    skills, formats = _known(Skill.objects.accepted()), _known(Format.objects.all())
    rates = ExchangeRate.objects.order_by("currency", "on_date")
    return Names(
        skills=skills,
        formats=formats,
        rates={
            currency: (per_usd, day)
            for currency, per_usd, day in rates.values_list("currency", "per_usd", "on_date")
        },
        same=words.same_as([*words.SAME, *_synonyms(skills)]),
        homes=tuple(
            University.objects.order_by("country").values_list("country", flat=True).distinct()
        ),
        slugs={
            "skill": {pk: slug for slug, (pk, _) in skills.items()},
            "format": {pk: slug for slug, (pk, _) in formats.items()},
        },
    )


def _known(rows: QuerySet[Skill] | QuerySet[Format]) -> dict[str, tuple[int, str]]:
    return {slug: (pk, name) for pk, slug, name in rows.values_list("pk", "slug", "name")}


def _synonyms(skills: Mapping[str, tuple[int, str]]) -> list[tuple[str, ...]]:
    """Of each skill that has other names, all of them in lower case."""
    groups: dict[int, list[str]] = {pk: [name.lower()] for pk, name in skills.values()}
    known = SkillSynonym.objects.filter(skill__in=groups)
    for skill, name in known.values_list("skill", "name"):
        groups[skill].append(name.lower())
    return [tuple(group) for group in groups.values() if len(group) > 1]


def in_usd(minor: int, currency: str, names: Names) -> int:
    """US cents at the latest rate, rounded down as `listings_in_usd` of the database does."""
    rate, _ = names.rates.get(currency, (Decimal(1), None))
    cents = Decimal(minor).scaleb(2 - exponent(currency)) / rate
    return int(cents.to_integral_value(ROUND_FLOOR))
