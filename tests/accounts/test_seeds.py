"""What every installation starts with. The migrations ran; a flush may have taken the rows."""

from importlib import import_module

import pytest
from django.apps import apps

from accounts.models import PayoutRoute, Skill
from accounts.vocabulary import slug_of

seeds = import_module("accounts.migrations.0003_seeds")


def test_a_student_in_these_countries_can_be_paid(db):
    PayoutRoute.objects.all().delete()

    seeds.routes(apps, None)
    seeds.routes(apps, None)

    rails = dict(PayoutRoute.objects.values_list("country", "rail"))
    assert {country for country, rail in rails.items() if rail == "manual"} == {"IN", "PH", "CR"}
    assert {"US", "GB", "CA", "CH", "PT", "NO"} <= set(rails)
    assert len(rails) == 4 + 30 + 3
    assert PayoutRoute.objects.to("US").exists()


def test_the_vocabulary_has_words_of_every_field(db):
    Skill.objects.all().delete()

    seeds.skills(apps, None)
    seeds.skills(apps, None)

    assert 2_000 <= Skill.objects.count() <= 3_000
    assert {"C++", "C#", "Excel", "Maps and GIS"} <= set(
        Skill.objects.values_list("name", flat=True)
    )


@pytest.mark.parametrize(
    ("name", "slug"),
    [("C++", "c-plus-plus"), ("C#", "c-sharp"), ("C", "c"), ("Node.js", "node-dot-js")],
)
def test_a_skill_has_an_address_of_its_own(name, slug):
    assert slug_of(name) == slug
