"""Pages a search can begin with: what is open there, how many, and ways to fewer."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from listings.models import Format
from tests import make
from tests.listings.seen import seen

pytestmark = pytest.mark.django_db


def titles(page):
    return [card.title for card in page.context["cards"]]


def groups(page):
    return {
        group.heading: {label: n for label, _url, n in group.links}
        for group in page.context["narrower"]
    }


@pytest.fixture
def several():
    make.listing(title="Clean a survey", field="data")
    make.listing(
        title="Read a table",
        field="data",
        format=make.format(slug="nano-internship", name="Nano-internship"),
    )
    make.placed("PT", "Lisbon", title="Count trams", field="data")
    make.placed("PT", "Almada", title="Draw a ferry", field="design")
    make.placed("PT", "Porto", title="Film a bridge", field="media")
    make.listing(title="Closed already", field="data", status="closed")
    make.listing(
        title="Still with the university", field="data", status="submitted", published_at=None
    )


def test_a_field_shows_what_is_open_in_it(client, several):
    page = client.get(reverse("listings:field", args=["data"]))

    assert sorted(titles(page)) == ["Clean a survey", "Count trams", "Read a table"]
    assert "3 are open" in page.text
    assert "/projects/?field=data" in page.text


def test_ways_to_fewer_are_counted_and_lead_to_as_many(client, several):
    page = client.get(reverse("listings:field", args=["data"]))

    assert groups(page)["By format"] == {"Micro-internship": 2, "Nano-internship": 1}
    for group in page.context["narrower"]:
        for _label, url, n in group.links:
            assert seen(client.get(url)).count == n, url


def test_a_country_shows_its_listings_and_its_towns(client, several):
    page = client.get(reverse("listings:country", args=["pt"]))

    assert sorted(titles(page)) == ["Count trams", "Draw a ferry", "Film a bridge"]
    assert [(name, n) for name, _url, n in page.context["towns"]] == [
        ("Almada", 2),  # across the river from Lisbon
        ("Lisbon", 2),
        ("Porto", 1),
    ]
    assert "Portugal: short paid projects for students" in page.text
    for _name, url, n in page.context["towns"]:
        assert client.get(url).context["page"].paginator.count == n


def test_a_town_shows_what_is_in_it_and_near_it(client, several):
    page = client.get(reverse("listings:city", args=["pt", "lisbon"]))

    assert sorted(titles(page)) == ["Count trams", "Draw a ferry"]
    assert 'href="/projects/in/pt/"' in page.text
    assert groups(page)["By field"] == {"Data and AI": 1, "Design": 1}
    for _label, url, n in page.context["narrower"][0].links:
        assert seen(client.get(url)).count == n
    assert seen(client.get(page.context["at"].search_url)).count == 2


@pytest.mark.parametrize(
    "path",
    [
        "/projects/in/xx/",
        "/projects/in/PT/",
        "/projects/in/pt/atlantis/",
        "/projects/in/pt/lis/",
        "/projects/in/es/lisbon/",
        "/projects/fields/cooking/",
        "/projects/formats/none/",
    ],
)
def test_no_page_is_made_up(client, path):
    assert client.get(path).status_code == 404


def test_a_format_that_is_not_open_for_posting_has_no_page(client):
    row = make.format(slug="flash-internship", name="Flash internship", is_active=False)

    assert client.get(reverse("listings:format", args=[row.slug])).status_code == 404


def test_a_format_stands_beside_a_traditional_internship_in_its_own_numbers(client):
    make.formats()

    pages = {
        slug: client.get(reverse("listings:format", args=[slug])).text
        for slug in Format.objects.filter(is_active=True).values_list("slug", flat=True)
    }

    nano = pages["nano-internship"]
    assert "What is a nano-internship?" in nano
    assert "Up to 10 h in all" in nano
    assert "Up to 5 days" in nano
    assert "an answer 2 days after the deadline at the latest" in nano
    assert "Your profile and one answer, nothing else" in nano
    assert "at most 3 questions" in pages["micro-internship"]
    assert "Usually 8 to 12 weeks" in nano
    assert "10 to 40 h a week" in pages["weekly-micro-internship"]
    assert "7 to 31 days" in pages["micro-internship"]
    assert "At least 2 parts" in pages["project-based"]
    assert "At most 7 days after the deadline" in pages["short-burst"]


def test_a_format_says_what_it_is_in_its_own_words(client):
    make.formats()

    def lead(slug):
        text = client.get(reverse("listings:format", args=[slug])).text
        return text.partition('<p class="lead">')[2].partition("</p>")[0]

    assert lead("nano-internship") == (
        "Work with a result that you hand in: up to 10 h in all, up to 5 days. Your profile and"
        " one answer are the whole application. You hear 2 days after the deadline at the latest."
    )
    assert "It has parts, each handed in and paid by itself." in lead("project-based")
    assert "It begins soon: at most 7 days after the deadline." in lead("short-burst")
    assert "You come to a place" in lead("facilitated-programme")


def test_where_nothing_is_open_the_page_says_so_and_stays_out_of_search_engines(client):
    page = client.get(reverse("listings:country", args=["is"]))

    assert "None is open right now" in page.text
    assert '<meta name="robots" content="noindex, follow">' in page.text
    assert 'href="/projects/"' in page.text


def test_a_town_without_any_leads_to_the_nearest_that_has_some(client):
    make.placed("PT", "Setúbal", title="Count boats")

    page = client.get(reverse("listings:city", args=["pt", "lisbon"]))

    [link] = page.context["further"]
    assert link["label"] == "Within 50 km of Lisbon, Portugal: 1 project"
    assert f'<a href="{escape(link["url"])}">' in page.text
    assert seen(client.get(link["url"])).titles == ["Count boats"]


def test_a_student_sees_what_their_university_approved(sign_in, several):
    student = make.student()
    make.listing(student.university, title="Only for us", field="data")

    page = sign_in(student.user).get(reverse("listings:field", args=["data"]))

    assert titles(page) == ["Only for us"]


def test_the_directory_counts_fields_countries_and_formats(client, several):
    page = client.get(reverse("listings:directory"))

    assert [(name, n) for name, _url, n in page.context["countries"]] == [("Portugal", 3)]
    assert {name: n for name, _url, n in page.context["fields"]}["Design"] == 1
    formats = {str(format): n for format, _size, n in page.context["formats"]}
    assert (formats["Micro-internship"], formats["Nano-internship"]) == (4, 1)
    for _name, url, n in [*page.context["fields"], *page.context["countries"]]:
        assert client.get(url).context["page"].paginator.count == n


@pytest.mark.parametrize("number", ["2", "0", "-1", "99999999", "two", "²"])
def test_any_page_number_is_answered(client, several, number):
    page = client.get(reverse("listings:field", args=["data"]), {"page": number})

    assert page.status_code == 200
    assert len(titles(page)) == 3


@pytest.mark.parametrize("cards", [1, 6])
def test_a_page_asks_as_much_however_many_cards(client, django_assert_num_queries, cards):
    for _ in range(cards):
        make.listing(field="data")
    client.get(reverse("listings:field", args=["data"]))

    with django_assert_num_queries(2):  # what is new to the search, the rows
        client.get(reverse("listings:field", args=["data"]))


# --- An organisation's own page --------------------------------------------


def test_an_organisation_lists_what_is_open_the_next_deadline_first(client):
    org = make.organisation()
    make.listing(organisation=org, title="Later")
    make.listing(organisation=org, title="Sooner", apply_by=timezone.now() + timedelta(days=2))
    make.listing(organisation=org, title="Gone", status="closed")
    make.listing(title="Somebody else’s")

    page = client.get(org.get_absolute_url())

    assert "2 open projects" in page.text
    assert page.text.index("Sooner") < page.text.index("Later")
    assert "Gone" not in page.text
    assert "Somebody else" not in page.text


def test_an_organisation_without_any_says_so(client):
    assert "No open projects" in client.get(make.organisation().get_absolute_url()).text
