"""What words find: in the languages of listings, said otherwise, mistyped; the best first."""

import pytest

from accounts.models import SkillSynonym
from listings import tasks
from listings.models import Word
from listings.search.projection import learn_words
from listings.search.words import SAME, distance, same_as, terms
from tests import make
from tests.listings.seen import seen

BROWSE = "/projects/"
pytestmark = pytest.mark.django_db


def found(client, words, **more):
    return [card.title for card in seen(client.get(BROWSE, {"q": words, **more})).cards]


def ways(typed):
    return [("-" if term.refused else "", *term.ways) for term in terms(typed, same_as(SAME))]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("clean survey", [("", "clean"), ("", "survey", "questionnaire")]),
        ('"clean a survey" -shop', [("", "clean a survey"), ("-", "shop")]),
        ("reef or map", [("", "reef", "map")]),
        ("or reef or", [("", "or"), ("", "reef"), ("", "or")]),
        ("Machine Learning", [("", "machine learning", "ml")]),
        ('-"no shop" --x', [("-", "no shop"), ("-", "-x")]),
        ('"', []),
        ("- a", [("", "-"), ("", "a")]),
    ],
)
def test_what_is_typed_is_read_as_terms(typed, read):
    assert ways(typed) == read


def test_a_search_has_at_most_sixteen_terms():
    assert len(ways("x " * 90)) == 16


def test_skills_are_found_by_their_other_names(client):
    script = make.skill("JavaScript")
    SkillSynonym.objects.get_or_create(skill=script, name="ECMAScript")
    make.listing(title="Fix a form").skills.add(script)
    make.listing(title="Bake bread")

    assert found(client, "ecmascript") == found(client, "JS") == ["Fix a form"]
    # A name that is added later counts from then on.
    SkillSynonym.objects.create(skill=script, name="Livescript")
    assert found(client, "livescript") == ["Fix a form"]


def test_what_is_no_word_by_itself_is_found_as_what_it_is_called(client):
    for name in ("C", "C++", "C#", ".NET", "ASP.NET Core", "Legal research"):
        row = make.listing(title=f"Work {len(name)}{name[-1]}")
        row.skills.add(make.skill(name))
    make.listing(title="Mend a net", description="Written in C/C++.")

    assert found(client, "C++") == found(client, "cpp") == ["Work 3+", "Mend a net"]
    assert found(client, "C#") == found(client, "c sharp") == ["Work 2#"]
    assert found(client, "C") == ["Work 1C", "Mend a net"]
    assert sorted(found(client, ".NET")) == ["Work 12e", "Work 4T"]
    assert found(client, "law") == ["Work 14h"]


@pytest.mark.parametrize(
    ("language", "title", "words"),
    [
        ("de", "Umfragen auswerten", "Umfrage"),
        ("pt", "Traduzir anúncios", "anuncio"),
        ("fr", "Rédiger des articles", "article"),
        ("es", "Diseñar carteles", "cartel disenar"),
        ("ja", "Logo デザイン", "logo"),
    ],
)
def test_words_are_stemmed_as_their_language_does_and_without_accents(
    client, language, title, words
):
    make.listing(title=title, written_in=language)
    make.listing(title="Count fish")

    assert found(client, words) == [title]


def test_a_word_that_is_too_common_in_one_language_is_not_asked_for(client):
    make.listing(title="Die Umfrage", written_in="de", description="Fragen")
    make.listing(title="Count the fish")

    assert found(client, "die Umfrage") == ["Die Umfrage"]
    assert found(client, "the fish") == ["Count the fish"]


def test_the_title_comes_first_then_skills_then_the_rest(client):
    make.listing(title="Bake bread", description="For a survey of shops.")
    make.listing(title="Count fish").skills.add(make.skill("Survey"))
    make.listing(title="Run a survey")

    assert found(client, "survey") == ["Run a survey", "Count fish", "Bake bread"]


def test_a_title_that_says_the_words_together_comes_first(client):
    make.listing(title="Clean the blog and write data", description="Clean data clean data.")
    make.listing(title="Clean data for a blog")

    assert found(client, "clean data")[0] == "Clean data for a blog"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("pyhton", "python"),
        ("markting", "marketing"),
        ("suvey", "survey"),
        ("Márkting", "marketing"),
    ],
)
def test_mistyped_words_find_what_they_meant(client, typed, read):
    make.listing(title="Run a survey").skills.set([make.skill("Python"), make.skill("Marketing")])
    learn_words()

    response = client.get(BROWSE, {"q": typed})

    assert seen(response).titles == ["Run a survey"]
    assert f"Nothing was found for “{typed}”, so these are for “{read}”." in response.text
    assert f'value="{typed}"' in response.text
    # Who means it can say so.
    assert found(client, typed, exact=1) == []


@pytest.mark.parametrize(("typed", "asked"), [("lossen", "lesson"), ("café", "care")])
def test_what_may_be_a_word_of_its_own_is_only_asked_about(client, typed, asked):
    only_a_lesson_on_care()

    response = client.get(BROWSE, {"q": typed})

    assert seen(response).titles == []
    assert f'Did you mean <a href="?q={asked}">{asked}</a>?' in response.text


def test_a_town_is_no_other_word_that_looks_a_little_like_it(client):
    only_a_lesson_on_care()

    assert "Did you mean" not in client.get(BROWSE, {"q": "Lisbon"}).text


def only_a_lesson_on_care():
    make.listing(title="A lesson on care")
    learn_words()
    Word.objects.exclude(text__in=["lesson", "care"]).delete()


def ways_out(client, **asked):
    return [(way["label"], way["url"]) for way in seen(client.get(BROWSE, asked)).ways_out]


def test_a_town_among_words_that_find_nothing_leads_to_what_is_near(client):
    make.placed("PT", "Setúbal", title="Count boats")
    make.listing(title="Draw boats")

    (near, url), (word, _), (without, _) = ways_out(client, q="boats lisbon")

    assert near == "Within 100 km of Lisbon, Portugal: 1 project"
    assert seen(client.get(BROWSE + url)).titles == ["Count boats"]
    assert word == "“boats”: 2 projects"
    assert without == "Without “boats lisbon”: 2 projects"


def test_beside_a_word_that_finds_nothing_a_mistyped_one_is_read_as_it_was_meant(client):
    make.placed("PT", "Setúbal", title="Marketing of boats")
    make.listing(title="Draw boats")
    learn_words()

    (near, url), (word, _), _without = ways_out(client, q="markting lisbon")

    assert near == "Within 100 km of Lisbon, Portugal: 1 project"
    assert seen(client.get(BROWSE + url)).titles == ["Marketing of boats"]
    assert word == "“marketing”: 1 project"


def test_a_word_that_finds_nothing_leads_to_the_choices_that_are_called_so(client):
    make.listing(title="Clean a table", hours_per_week=20)
    make.listing(title="Draw a map", field="design", hours_per_week=8)

    (ai, url), *_ = ways_out(client, q="AI")
    assert ai == "Field “Data and AI”: 1 project"
    assert seen(client.get(BROWSE + url)).titles == ["Clean a table"]
    # What else is asked for stays.
    assert ways_out(client, q="remote", hours="10")[0] == (
        "Where “Remote”: 1 project",
        "?arrangement=remote&hours=10",
    )


def test_of_several_words_that_find_nothing_together_each_is_looked_for(client):
    make.listing(title="Posts for a clinic")
    make.listing(title="Sort post for a clinic")
    make.listing(title="Run a survey")

    ways = [label for label, _ in ways_out(client, q='clinic survey -"a map" post')]

    assert ways[:4] == [
        "“clinic post”: 2 projects",
        "“clinic”: 2 projects",
        "“post”: 2 projects",
        "“survey”: 1 project",
    ]


@pytest.mark.parametrize("language", ["en", "pt", "de"])
def test_the_name_of_a_country_finds_what_is_there(client, language):
    there = {"arrangement": "in_person", "city": "Town"}
    make.listing(title="Count fish", country="PT", written_in=language, **there)
    make.listing(title="Draw a map", country="GB", **there)
    make.listing(title="Read a table")
    learn_words()

    for typed in ("portugal", "Portugal", "fish portugal", "portugl"):
        assert found(client, typed) == ["Count fish"], typed
    assert found(client, "united kingdom") == found(client, "UK") == ["Draw a map"]


def test_a_mistyped_town_finds_what_is_there(client):
    make.listing(title="Count fish", arrangement="in_person", country="PT", city="Santarém")
    tasks.learn_words()

    assert found(client, "Santarem") == found(client, "santarme") == ["Count fish"]


def test_words_that_find_little_ask_what_was_meant(client):
    make.listing(title="Fotos of a reef")
    for _ in range(3):
        make.listing(title="Photos of a shop")
    learn_words()

    text = client.get(BROWSE, {"q": "fotos", "arrangement": "remote"}).text

    # A word that listings use is no mistake.
    assert "Did you mean" not in text
    assert "1 project for “fotos”" in text


def test_a_mistyped_word_beside_one_that_finds_little_is_asked_about(client):
    make.listing(title="Count a reef")
    make.listing(title="Run a survey")
    learn_words()

    response = client.get(BROWSE, {"q": "reef or suvrey"})

    assert seen(response).titles == ["Count a reef"]
    assert 'Did you mean <a href="?q=reef+or+survey">reef or survey</a>?' in response.text
    assert len(found(client, "reef or survey")) == 2


def test_a_search_that_finds_enough_never_asks_what_was_meant(client, monkeypatch):
    monkeypatch.setattr("listings.search.words.meant", lambda typed: pytest.fail(typed))
    for _ in range(3):
        make.listing(title="Run a survey")

    assert len(found(client, "survey")) == 3


@pytest.mark.parametrize(
    ("a", "b", "changes"),
    [("pyhton", "python", 1), ("markting", "marketing", 1), ("reef", "reed", 1), ("a", "abc", 2)],
)
def test_letters_swapped_are_one_change(a, b, changes):
    assert distance(a, b) == distance(b, a) == changes


def test_a_new_site_learns_its_words_within_its_first_minute(client):
    make.listing(title="Survey of shops")

    tasks.keep_open_listings()

    assert found(client, "suvrey") == ["Survey of shops"]
