"""Any search as a feed and as a calendar; the sitemap and robots.txt."""

from datetime import UTC, timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from listings.actions import extend
from listings.models import Listing
from listings.views import maps
from tests import make
from tests.listings.counting import statements

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"m": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def feed(client, **asked):
    answer = client.get(reverse("listings:feed"), asked)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(answer.content)


def titles(tree):
    return [each.text for each in tree.findall("a:entry/a:title", ATOM)]


# --- Atom ------------------------------------------------------------------


def test_what_xml_cannot_hold_is_left_out_of_the_feed(client):
    """A word processor's line break in one listing must not take the feed from everybody."""
    make.listing(title="Clean a\x0bsurvey", description="One\x0btwo\ufffe")

    assert titles(feed(client, q="survey -a\x01b")) == ["Clean a survey"]


def test_a_feed_has_all_that_atom_asks_for(client):
    row = make.listing(title="Salt & “pepper” <b>")

    tree = feed(client)

    for name in ("id", "title", "updated", "author/a:name"):
        assert tree.find(f"a:{name}", ATOM).text, name
    [entry] = tree.findall("a:entry", ATOM)
    assert entry.find("a:title", ATOM).text == "Salt & “pepper” <b>"
    assert (
        entry.find("a:id", ATOM).text
        == f"tag:{urlsplit(settings.SITE_URL).hostname},2026:listing/{row.pk}"
    )
    assert entry.find("a:author/a:name", ATOM).text == row.organisation.name
    assert entry.find("a:updated", ATOM).text
    assert entry.find("a:published", ATOM).text
    assert urlsplit(entry.find("a:link", ATOM).get("href")).path == row.get_absolute_url()
    own = [each.get("href") for each in tree.findall("a:link", ATOM) if each.get("rel") == "self"]
    assert [urlsplit(each).path for each in own] == [reverse("listings:feed")]


def test_a_feed_is_of_its_search_the_newest_first(client):
    make.listing(title="Old data", field="data", published_at=timezone.now() - timedelta(days=2))
    make.listing(title="New data", field="data")
    make.listing(title="A poster", field="design")

    tree = feed(client, field="data", sort="pay")

    assert titles(tree) == ["New data", "Old data"]
    assert "Data" in tree.find("a:title", ATOM).text
    assert titles(feed(client)) == ["A poster", "New data", "Old data"]


def test_a_feed_of_nothing_is_a_feed(client):
    assert titles(feed(client, field="design")) == []


def test_a_feed_shows_what_the_public_sees_whoever_reads_it(sign_in):
    make.listing(title="At another university")

    assert titles(feed(sign_in(make.student().user))) == ["At another university"]


def test_the_page_of_a_search_names_its_feed_and_its_calendar(client):
    make.listing()

    page = client.get(reverse("listings:browse"), {"field": "data"}).text

    assert 'rel="alternate" type="application/atom+xml"' in page
    assert page.count("/projects/feed/?field=data") == 2
    assert "/projects/deadlines.ics?field=data" in page


# --- iCalendar -------------------------------------------------------------


def calendar(client, **asked):
    answer = client.get(reverse("listings:deadlines"), asked)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return answer.content


def events(text):
    return list(Calendar.from_ical(text).walk("VEVENT"))


def test_a_calendar_ends_each_event_at_the_deadline(client):
    row = make.listing(title="Clean; a, survey\\ now")

    text = calendar(client)

    [event] = events(text)
    assert event["summary"] == "Last hour to apply: Clean; a, survey\\ now"
    assert event.end == row.apply_by.astimezone(UTC).replace(microsecond=0)
    assert event.start < event.end
    assert event["url"] == settings.SITE_URL + row.get_absolute_url()
    assert Calendar.from_ical(text).to_ical() == text


def test_lines_are_folded_at_75_octets_and_end_as_the_standard_says(client):
    make.listing(
        title="Übersetzung äöüß 数据分析 " * 4, organisation=make.organisation(name="é" * 120)
    )

    text = calendar(client, q="Übersetzung")

    assert text.endswith(b"\r\n")
    lines = text.split(b"\r\n")
    assert all(b"\n" not in line and b"\r" not in line for line in lines)
    assert max(len(line) for line in lines) <= 75
    assert any(line.startswith(b" ") for line in lines)


def test_a_moved_deadline_keeps_the_event_and_counts_up(client):
    row = make.listing()
    [before] = events(calendar(client))

    later = row.apply_by + timedelta(days=3)
    extend(row, later, {"label": "Apply by", "before": "a", "after": "b"}, row.created_by)

    [after] = events(calendar(client))
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after.end > before.end


def test_a_calendar_is_of_its_search_and_says_how_often_to_ask(client):
    make.listing(title="A survey", field="data")
    make.listing(title="A poster", field="design")

    text = calendar(client, field="design")

    assert [str(each["summary"]) for each in events(text)] == ["Last hour to apply: A poster"]
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H" in text
    assert b"X-PUBLISHED-TTL:PT6H" in text
    assert b"Design" in text


@pytest.mark.parametrize("name", ["feed", "deadlines"])
@pytest.mark.parametrize("query", ["q=%00%ff", "field=x&page=9999", "sort=x", "q=" + "x" * 3000])
def test_any_search_at_all_is_answered(client, name, query):
    make.listing()

    assert client.get(f"{reverse(f'listings:{name}')}?{query}").status_code == 200


@pytest.mark.parametrize("name", ["feed", "deadlines"])
def test_a_search_is_asked_once_however_much_it_finds(client, name, monkeypatch, settings):
    """In a process that has no bitmaps yet, too."""
    settings.SEARCH_ENGINE = "sql"
    here, counts = reverse(f"listings:{name}"), []
    for _ in range(2):
        for _each in range(25):
            make.listing()
        counts.append(statements(lambda: client.get(here)))

    assert len(events(calendar(client))) == 50
    assert counts[0] == counts[1] <= 40


# --- Sitemap ---------------------------------------------------------------


def addresses(client, path):
    tree = ElementTree.fromstring(client.get(path).content)
    return [urlsplit(each.text).path for each in tree.findall(".//m:loc", MAP)]


def mapped(client):
    return {
        path
        for section in addresses(client, reverse("listings:sitemap"))
        for path in addresses(client, section)
    }


def test_the_sitemap_lists_exactly_the_public_open_pages(client):
    org = make.organisation()
    shown = make.placed("PT", "Lisbon", organisation=org, field="design")
    make.listing(organisation=org, country="PT", city="Porto", status="closed")
    make.listing(status="closed", country="ES", field="media", organisation=make.organisation())
    make.listing(apply_by=timezone.now() - timedelta(minutes=1), field="law")
    make.waiting()
    make.listing(organisation=make.organisation(status="refused"), field="health")
    make.draft()

    found = mapped(client)

    pages = {
        "/",
        "/projects/",
        "/projects/all/",
        "/help/",
        "/accessibility/",
        "/privacy/",
        "/terms/",
    }
    assert found - pages == {
        shown.get_absolute_url(),
        org.get_absolute_url(),
        "/projects/fields/design/",
        "/projects/formats/micro-internship/",
        "/projects/in/pt/",
        "/projects/in/pt/lisbon/",
    }
    assert pages <= found


def test_everything_in_the_sitemap_can_be_read_and_may_be(client):
    make.placed("PT", "Lisbon", field="design")
    make.listing(country="PT", city="Nowhere in the gazetteer")

    for path in mapped(client):
        page = Client().get(path)
        assert page.status_code == 200, path
        assert "noindex" not in page.text, path


def test_the_sitemap_says_when_a_page_changed(client):
    row = make.listing()

    text = client.get("/sitemap-projects.xml").text

    assert f"<lastmod>{row.updated_at:%Y-%m-%d}" in text


def test_the_sitemap_is_split_by_size(client, monkeypatch):
    monkeypatch.setattr(maps, "MOST", 2)
    rows = [make.listing() for _ in range(3)]

    index = client.get(reverse("listings:sitemap")).text

    assert "sitemap-projects.xml?p=2" in index
    second = addresses(client, "/sitemap-projects.xml?p=2")
    assert second == [rows[2].get_absolute_url()]


@pytest.mark.parametrize("name", ["sitemap", "pages", "projects", "organisations"])
def test_a_sitemap_asks_the_database_as_often_however_much_is_in_it(client, name):
    path = reverse("listings:sitemap") if name == "sitemap" else f"/sitemap-{name}.xml"
    make.placed("PT", "Lisbon")
    few = statements(lambda: client.get(path))
    for country, city in (("PT", "Porto"), ("ES", "Madrid"), ("DE", "Berlin")):
        make.placed(country, city)

    assert statements(lambda: client.get(path)) == few


def test_a_section_that_is_none_is_not_found(client):
    assert client.get("/sitemap-nothing.xml").status_code == 404
    assert client.get("/sitemap-projects.xml?p=7").status_code == 404


def test_robots_are_told_where_the_sitemap_is(client):
    text = client.get("/robots.txt").text

    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in text
    assert "Disallow: /work/" in text
    assert Listing.objects.count() == 0
