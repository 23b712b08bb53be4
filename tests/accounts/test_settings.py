from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import make


def test_name_and_time_zone_are_changed(db, sign_in):
    person = make.user("employer")

    answer = sign_in(person).post(
        reverse("accounts:settings"), {"name": " Asha  Rao ", "time_zone": "Asia/Kolkata"}
    )

    assert answer.url == reverse("accounts:settings")
    person.refresh_from_db()
    assert (person.name, person.time_zone) == ("Asha Rao", "Asia/Kolkata")


@pytest.mark.parametrize("zone", ["", "Mars/Base", "../etc/passwd"])
def test_a_zone_is_one_of_the_list(db, sign_in, zone):
    person = make.user("employer", time_zone="UTC")

    page = sign_in(person).post(reverse("accounts:settings"), {"name": "Asha", "time_zone": zone})

    assert list(page.context["form"].errors) == ["time_zone"]
    person.refresh_from_db()
    assert person.time_zone == "UTC"


def test_nobody_posts_themselves_another_side(db, sign_in):
    person = make.user("employer")

    sign_in(person).post(
        reverse("accounts:settings"),
        {
            "name": "Asha",
            "time_zone": "UTC",
            "kind": "platform",
            "is_staff": "on",
            "email": "x@y.z",
        },
    )

    before = person.email
    person.refresh_from_db()
    assert (person.kind, person.is_staff, person.email) == ("employer", False, before)


@pytest.mark.parametrize(
    ("zone", "hour"), [("Asia/Kolkata", "17:30"), ("America/New_York", "07:00"), ("UTC", "12:00")]
)
def test_moments_are_written_in_the_viewer_s_zone(db, client, sign_in, zone, hour):
    person = make.user("employer", time_zone=zone)
    mail = make.email()
    type(mail).objects.update(created_at=datetime(2026, 12, 4, 12, 0, tzinfo=UTC))

    mine = sign_in(person).get(reverse("mailbox"))
    anonymous = client.get(reverse("mailbox"))

    assert hour in mine.text
    assert "12:00 UTC" in anonymous.text


def test_one_visitor_s_zone_is_not_left_for_the_next(db, sign_in):
    sign_in(make.user("employer", time_zone="Asia/Kolkata")).get(reverse("accounts:help"))

    assert timezone.get_current_timezone_name() == "UTC"


def test_a_zone_that_has_gone_is_utc_and_not_a_fault(db, sign_in):
    page = sign_in(make.user("employer", time_zone="Mars/Base")).get(reverse("accounts:help"))

    assert page.status_code == 200


@pytest.mark.parametrize(
    ("asked", "kept"), [("dark", "dark"), ("light", "light"), ("auto", ""), ("x", "")]
)
def test_colours_are_kept_in_a_cookie(db, client, asked, kept):
    client.cookies["theme"] = "light"

    answer = client.post(reverse("accounts:theme"), {"theme": asked, "next": "/help/"})

    assert answer.url == "/help/"
    assert client.cookies["theme"].value == kept
    shown = f'data-theme="{kept}"' in client.get("/help/").text
    assert shown is bool(kept)


@pytest.mark.parametrize(
    "way", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""]
)
def test_colours_lead_nowhere_else(db, client, way):
    assert client.post(reverse("accounts:theme"), {"theme": "dark", "next": way}).url == "/"


def test_a_cookie_somebody_made_up_is_not_written_into_the_page(db, client):
    client.cookies["theme"] = '"><script>'

    assert "data-theme" not in client.get("/help/").text
