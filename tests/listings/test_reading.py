"""A listing's own page, and the first page of the site."""

import json
import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from listings.facts import day
from tests import make

pytestmark = pytest.mark.django_db


def posting(response):
    [text] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.text)
    return json.loads(text)


def facts(response):
    return {fact["label"]: fact for fact in response.context["sheet"]["facts"]}


def test_the_facts_come_first(client):
    listing = make.listing()

    page = client.get(listing.get_absolute_url())

    said = facts(page)
    assert said["You receive"]["value"] == "$648.00"
    assert said["You receive"]["small"] == "$21.60 an hour · of $720.00, after the 10\u00a0% fee"
    assert (said["Hours"]["value"], said["Hours"]["small"]) == ("30 hours", "10 h a week")
    assert said["Length"]["value"] == "3 weeks"
    assert said["Start"]["small"] == "1 place"
    assert said["Where"]["value"] == "Remote"
    assert re.search(r"\d days left · you hear by ", said["Apply by"]["small"])


def test_the_format_leads_to_what_it_is_where_that_has_a_page(db, client):
    nano = make.format(slug="nano-internship", name="Nano-internship")
    address = f'href="/projects/formats/{nano.slug}/"'
    page = make.listing(format=nano).get_absolute_url()

    assert address in client.get(page).text

    nano.is_active = False
    nano.save()
    assert address not in client.get(page).text


def test_what_may_go_on_for_longer_says_the_least(client):
    page = client.get(make.listing(open_ended=True, length_days=28).get_absolute_url())

    said = facts(page)
    assert (said["Hours"]["value"], said["Length"]["value"]) == (
        "30 hours or more",
        "4 weeks or longer",
    )


def test_who_studies_elsewhere_reads_why_the_page_is_not_for_them(client, sign_in):
    listing = make.listing(title="Map the trees", approved_by=make.university(name="Oak College"))
    who = make.student()
    mine = make.listing(title="Map the wells", approved_by=who.university)

    signed_out = client.get(listing.get_absolute_url())
    page = sign_in(who.user).get(listing.get_absolute_url())

    assert "<li>to study at Oak College</li>" in signed_out.text
    assert page.status_code == 404
    assert f"{who.university} has not approved it for its students" in page.text
    assert f"mailto:{who.university.contact_email}" in page.text
    assert mine.get_absolute_url() in page.text
    # What a university has not approved, its students do not see.
    assert listing.description not in page.text


def test_everything_that_was_written_is_read(client):
    listing = make.listing(
        arrangement="in_person",
        country="PH",
        city="Dauin",
        questions=["Do you dive already?"],
        format=make.format(slug="programme", name="Programme", uses=["included", "extras"]),
        programme={"included": ["Tanks and weights"], "extras": ["A boat trip on Sunday"]},
        good_to_know="A doctor has to sign.",
    )
    listing.skills.add(make.skill("Scuba diving"))

    text = client.get(listing.get_absolute_url()).text

    for words in [
        listing.title,
        listing.description,
        *listing.deliverables,
        "Do you dive already?",
        "Tanks and weights",
        "A boat trip on Sunday",
        "A doctor has to sign.",
        "Scuba diving",
        "Dauin, Philippines",
        listing.organisation.name,
        "Verified",
        "How they choose",
        "Everyone hears by ",
    ]:
        assert words in text


def test_a_visitor_reads_the_deadline_by_the_employers_clock_and_a_student_by_their_own(
    client, sign_in
):
    who = make.student(as_user={"time_zone": "America/Chicago"})
    at = timezone.now().replace(hour=15, minute=59) + timedelta(days=9)
    listing = make.listing(
        approved_by=who.university,
        organisation=make.organisation(time_zone="Asia/Manila"),
        apply_by=at,
    )

    visitor = facts(client.get(listing.get_absolute_url()))["Apply by"]
    student = facts(sign_in(who.user).get(listing.get_absolute_url()))["Apply by"]

    assert visitor["small"].startswith("23:59, Manila time · ")
    hour = f"{timezone.localtime(at, ZoneInfo('America/Chicago')):%H:%M}"
    assert student["small"].startswith(f"{hour}, Chicago time · ")


def test_a_deadline_that_is_near_is_coloured_and_says_so(client):
    listing = make.listing(apply_by=timezone.now() + timedelta(days=2))

    page = client.get(listing.get_absolute_url())

    assert facts(page)["Apply by"]["soon"]
    assert '<dd class="due">' in page.text


def test_it_names_the_universities_whose_students_may_apply(client):
    listing = make.listing(approved_by=make.university(name="Ashcombe"))
    listing.moderations.create(university=make.university(name="Tamarack"), status="approved")
    listing.moderations.create(university=make.university(name="Elsewhere"), status="rejected")

    text = client.get(listing.get_absolute_url()).text

    assert "Students of Ashcombe and Tamarack." in text
    assert "Elsewhere" not in text


def test_a_student_reads_how_it_fits(sign_in):
    who = make.student(hours_per_week=10)
    python = make.skill("Python")
    who.skills.set([python, make.skill("Writing")])
    listing = make.listing(approved_by=who.university)
    listing.skills.add(python)

    page = sign_in(who.user).get(listing.get_absolute_url())

    assert (
        page.context["sheet"]["fit"]
        == "Uses 1 of your 2 skills. Fits the 10 hours a week you have free."
    )


@pytest.mark.parametrize(
    "given",
    [{"status": "closed"}, {"status": "filled"}, {"apply_by": timezone.now() - timedelta(hours=1)}],
)
def test_a_closed_listing_keeps_its_page_out_of_search_engines(client, given):
    listing = make.listing(**given)

    page = client.get(listing.get_absolute_url())

    assert page.status_code == 200
    assert '<meta name="robots" content="noindex">' in page.text
    assert "ld+json" not in page.text


@pytest.mark.parametrize("status", ["draft", "submitted", "changes", "rejected"])
def test_what_is_not_published_does_not_exist(client, sign_in, status):
    listing = make.draft(status=status)

    assert client.get(listing.get_absolute_url()).status_code == 404
    assert sign_in(make.staff()).get(listing.get_absolute_url()).status_code == 404


def test_search_engines_get_the_posting_that_the_page_shows(client, settings):
    listing = make.listing(
        arrangement="in_person",
        country="PT",
        city="Santarém",
        title="A & B </script><script>",
        organisation=make.organisation(name="Patas", website="https://patas.example"),
    )

    page = client.get(listing.get_absolute_url())

    told = posting(page)
    assert told["title"] == listing.title
    assert told["hiringOrganization"] == {
        "@type": "Organization",
        "name": "Patas",
        "sameAs": "https://patas.example",
    }
    assert told["jobLocation"]["address"]["addressCountry"] == "PT"
    # A price for the whole has no unit there: it is told in words.
    assert "baseSalary" not in told
    assert told["description"].endswith("<p>$648 to the student</p>")
    assert told["employmentType"] == ["INTERN", "CONTRACTOR"]
    assert told["validThrough"] == listing.apply_by.isoformat(timespec="seconds")
    assert told["url"] == settings.SITE_URL + listing.get_absolute_url()
    assert listing.deliverables[0] in told["description"]
    assert f'<link rel="canonical" href="{told["url"]}">' in page.text
    assert '<meta property="og:title" content="A &amp; B' in page.text


def test_remote_work_is_posted_for_the_countries_of_its_universities(client):
    listing = make.listing(approved_by=make.university(country="IN"))

    told = posting(client.get(listing.get_absolute_url()))

    assert told["jobLocationType"] == "TELECOMMUTE"
    assert told["applicantLocationRequirements"] == [{"@type": "Country", "name": "IN"}]
    assert "jobLocation" not in told


# --- The first page --------------------------------------------------------


def test_the_first_page_speaks_to_each_side_and_shows_what_is_open(client):
    older, *rest = [
        make.listing(title=f"Project {n}.", published_at=timezone.now() - timedelta(hours=n))
        for n in (9, 2, 1, 0)
    ]
    make.draft(title="Not published")

    page = client.get("/")

    for side in ("Students", "Employers", "Universities"):
        assert f"<h2>{side}</h2>" in page.text
    assert [card.title for card in page.context["cards"]] == [row.title for row in rest[::-1]]
    assert older.title not in page.text
    assert "All 4 projects" in page.text
    assert "Not published" not in page.text


def test_the_first_page_works_with_nothing_in_it(client):
    page = client.get("/")

    assert page.status_code == 200
    assert "Open now" not in page.text


def test_work_that_does_not_fit_says_what_it_asks_and_what_one_has(sign_in):
    student = make.student(hours_per_week=10)
    listing = make.listing(
        approved_by=student.university, hours_per_week=33, total_hours=100, length_days=21
    )
    desk = sign_in(student.user)

    assert student.is_complete
    assert "Asks 33 h a week; you have 10." in desk.get(listing.get_absolute_url()).text
    assert ">Asks 33 h a week; you have 10<" in desk.get("/projects/").text

    skill = make.skill()
    for each in (student, listing):
        each.skills.add(skill)
    said = "Uses 1 of your skills · asks 33 h a week; you have 10"
    assert said in desk.get("/projects/").text


@pytest.mark.parametrize(("free", "said"), [(29, True), (28, False), (None, False)])
def test_work_that_starts_before_one_is_free_says_so(sign_in, free, said):
    student = make.student(available_from=free and make.today(free))
    listing = make.listing(approved_by=student.university, starts_by=make.today(28))

    page = sign_in(student.user).get(listing.get_absolute_url())

    assert (f"; you are free from {day(make.today(29))}." in page.text) is said


def test_the_home_page_promises_only_what_a_university_decides(client):
    page = client.get("/")

    assert "Your students can apply to nothing that you have not approved." in page.text
    assert "has read every project you can apply to" in page.text
