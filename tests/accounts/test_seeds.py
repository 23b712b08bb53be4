"""What every installation starts with. The migrations ran; a flush may have taken the rows."""

from importlib import import_module

import pytest
from django.apps import apps

from accounts.models import PayoutRoute, Skill
from accounts.vocabulary import slug_of

routes = import_module("accounts.migrations.0003_payout_routes")
skills = import_module("accounts.migrations.0004_skills")


def test_a_student_in_these_countries_can_be_paid(db):
    PayoutRoute.objects.all().delete()

    routes.add(apps, None)
    routes.add(apps, None)

    rails = dict(PayoutRoute.objects.values_list("country", "rail"))
    assert {country for country, rail in rails.items() if rail == "manual"} == {"IN", "PH", "CR"}
    assert {"US", "GB", "CA", "CH", "PT", "NO"} <= set(rails)
    assert len(rails) == 4 + 30 + 3
    assert PayoutRoute.objects.to("US").exists()


def test_the_vocabulary_has_words_of_every_field(db):
    Skill.objects.all().delete()

    skills.add(apps, None)
    skills.add(apps, None)

    assert 150 <= Skill.objects.count() <= 250
    assert {"C++", "C#", "Excel", "Maps and GIS"} <= set(
        Skill.objects.values_list("name", flat=True)
    )


@pytest.mark.parametrize("name", ["C++", "C#", "Node.js", "A/B testing", "Maps and GIS"])
def test_seeds_and_new_words_have_the_same_addresses(name):
    assert skills.slug(name) == slug_of(name)
