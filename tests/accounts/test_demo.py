import pytest
from django.conf import settings as site_settings
from django.contrib.auth import get_user
from django.urls import reverse

from accounts import demo
from accounts.access import has_second_factor
from accounts.models import Membership
from tests import make

pytestmark = pytest.mark.skipif(not site_settings.DEMO, reason="mounted with DEMO=1 only")


@pytest.fixture
def persona(db, monkeypatch):
    org = make.organisation(name="Acme Bakery")
    person = make.user("employer", name="Ruth Baker")
    Membership.objects.create(user=person, organisation=org)
    monkeypatch.setattr(demo, "PERSONAS", [demo.Persona(person.email, "Hires for a bakery.")])
    return person


def test_personas_are_shown_by_side_with_their_story(client, persona):
    page = client.get(reverse("accounts:demo"))

    for words in (
        "Employers",
        "Ruth Baker",
        "Acme Bakery",
        "Hires for a bakery.",
        "as Ruth",
    ):
        assert words in page.text
    assert "Students" not in page.text.split("<main")[1]


def test_one_click_signs_in_with_a_second_factor(client, persona):
    answer = client.post(reverse("accounts:demo_sign_in"), {"email": persona.email})

    assert answer.url == reverse("accounts:start")
    assert get_user(client) == persona
    assert has_second_factor(persona)


def test_clicking_again_changes_nothing(client, persona):
    for _ in range(2):
        client.post(reverse("accounts:demo_sign_in"), {"email": persona.email})

    assert persona.authenticator_set.count() == 1


def test_somebody_who_is_no_persona_is_not_signed_in(client, persona):
    stranger = make.platform()

    answer = client.post(reverse("accounts:demo_sign_in"), {"email": stranger.email})

    assert answer.status_code == 404
    assert not get_user(client).is_authenticated


def test_reading_signs_nobody_in(client, persona):
    assert client.get(reverse("accounts:demo_sign_in"), {"email": persona.email}).status_code == 405


def test_without_demo_there_is_nothing_here(client, persona, settings):
    settings.DEMO = False

    page = client.get(reverse("accounts:demo"))
    answer = client.post(reverse("accounts:demo_sign_in"), {"email": persona.email})

    assert (page.status_code, answer.status_code) == (404, 404)
    assert not get_user(client).is_authenticated


def test_every_persona_is_named_once_and_has_a_story():
    emails = [persona.email for persona in demo.PERSONAS]

    assert len(emails) == len(set(emails))
    assert all(persona.story for persona in demo.PERSONAS)
