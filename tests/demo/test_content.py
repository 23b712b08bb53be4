"""What is written for the demo, before anything is loaded."""

from collections import Counter
from difflib import SequenceMatcher

import pytest

from listings.forms.programme import SECTION_FIELDS
from marketplace.demo import publishing
from marketplace.demo.choosing import PITCHES
from marketplace.demo.crowd import CROWD
from marketplace.demo.listings_programmes import PROGRAMMES
from marketplace.demo.organisations import ORGANISATIONS
from marketplace.demo.projects import PROJECTS
from marketplace.demo.resumes import RESUMES
from marketplace.demo.students import STUDENTS
from marketplace.demo.universities import UNIVERSITIES

BY_TITLE = {project.title: project for project in PROJECTS}
TEXTS = [project.text for project in PROJECTS]


def test_there_is_enough_to_look_at():
    assert len(UNIVERSITIES) == 3
    assert len(ORGANISATIONS) >= 6
    assert len(STUDENTS) == len(RESUMES) == 12
    assert len([p for p in PROJECTS if p.format != "facilitated-programme"]) >= 32


def test_the_three_programmes_say_what_their_sources_say():
    costa_rica = BY_TITLE["Sustainable Development in Costa Rica"]
    assert costa_rica.days == 13
    for word in ("Biodiversity surveys", "data collection", "outreach", "final presentation"):
        assert word in costa_rica.text
    assert "rafting" not in costa_rica.text
    assert "White-water rafting" in costa_rica.comes.extras[0]
    assert costa_rica.comes.itinerary[-1].startswith("Day 13: ")
    santarem = BY_TITLE["Marketing and Fundraising for an Animal Clinic in Santarém"]
    assert (santarem.days, santarem.open_ended) == (28, True)
    dauin = BY_TITLE["Marine Research Assistant in Dauin"]
    assert dauin.days == 28
    assert dauin.comes.certifications == ("PADI Open Water", "PADI Advanced Open Water")
    assert dauin.comes.quantities[0].startswith("Up to 50 underwater research and survey dives")
    assert dauin.comes.weather_permitting


@pytest.mark.parametrize("project", PROGRAMMES, ids=lambda p: p.title[:20])
def test_a_programme_says_everything_that_its_format_asks(db, project):
    given = publishing.given(project)

    for name in (name for names in SECTION_FIELDS.values() for name in names):
        assert given.get(name) or name in ("group_min", "weather_permitting", "certifications")


def test_projects_are_of_every_kind():
    assert {project.arrangement for project in PROJECTS} == {"remote", "hybrid", "in_person"}
    assert {project.currency for project in PROJECTS} == {"USD", "GBP", "EUR", "INR", "JPY"}
    assert {project.written_in for project in PROJECTS} == {"en", "pt", "es"}
    assert len([project for project in PROJECTS if project.more_places]) >= 2
    places = {project.country for project in PROJECTS}
    assert places >= {"US", "GB", "IN", "PT", "CR", "PH"}
    assert {len(project.seen_by) for project in PROJECTS} == {1, 2, 3}
    assert len({project.field for project in PROJECTS}) >= 13


@pytest.mark.parametrize("project", PROJECTS, ids=lambda p: p.title[:30])
def test_a_project_is_described_in_full(project):
    if project.status != "draft":
        assert 2 <= len(project.text.split("\n\n")) <= 6
        assert len(project.text.split()) >= 45
    assert project.deliverables
    assert project.skills
    assert "lorem" not in project.text.lower()


def test_no_paragraph_is_written_twice():
    said = Counter(
        paragraph
        for text in [
            *TEXTS,
            *(p.good_to_know for p in PROJECTS),
            *(p.text for p in PITCHES),
            *(c.text for c in CROWD),
        ]
        for paragraph in text.split("\n\n")
        if paragraph
    )
    assert [paragraph for paragraph, times in said.items() if times > 1] == []


def test_no_two_projects_sound_alike():
    alike = [
        (one[:40], other[:40])
        for number, one in enumerate(TEXTS)
        for other in TEXTS[:number]
        if SequenceMatcher(None, one.split(), other.split()).quick_ratio() > 0.75
    ]
    assert alike == []


@pytest.mark.parametrize("pitch", PITCHES, ids=lambda p: f"{p.who.split('@')[0]}-{p.to[:20]}")
def test_an_application_answers_what_was_asked(pitch):
    project = BY_TITLE[pitch.to]
    people = {pitch.who, *pitch.mates, *pitch.asked}
    found = [each for each in STUDENTS if each.email in people]
    assert len(found) == len(people) <= project.team_most
    assert {each.university for each in found} <= set(project.seen_by)
    if pitch.became != "draft":
        assert len(pitch.answers) == len(project.questions)
        assert pitch.ago < project.posted
    if pitch.terms:
        assert sum(amount for _title, _due, amount in pitch.terms.parts) >= project.pay


@pytest.mark.parametrize(
    "pitch", [p for p in PITCHES if p.terms], ids=lambda p: p.became + p.to[:9]
)
def test_an_offer_keeps_to_the_length_its_listing_names(pitch):
    days = pitch.terms.ends_in - pitch.terms.starts_in + 1

    assert days <= BY_TITLE[pitch.to].days
    assert max(due for _title, due, _amount in pitch.terms.parts) <= pitch.terms.ends_in
