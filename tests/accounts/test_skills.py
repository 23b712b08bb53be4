"""The vocabulary: what is in its files, how a skill is found, what becomes of a new one."""

import unicodedata
from collections import Counter

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import actions, vocabulary
from accounts.forms.fields import MOST_WORDS_IN_A_SKILL, SKILL
from accounts.models import Skill, SkillName, SkillSynonym
from listings.search import Filters, search
from tests import make

ENTRIES = list(vocabulary.entries())
ALL = [(name, entry.name) for entry in ENTRIES for name in (entry.name, *entry.synonyms)]


@pytest.fixture
def words(db):
    """The vocabulary, though a test that committed may have emptied every table."""
    if SkillName.objects.count() < len(ALL):
        vocabulary.load()


def found(text: str) -> list[str]:
    return [each.name for each in vocabulary.find_skills(text)]


# --- The files -------------------------------------------------------------


def test_there_are_enough_skills_of_enough_fields():
    per_field = Counter(entry.field for entry in ENTRIES)

    assert set(per_field) == set(Skill.Field.values)
    assert len(ENTRIES) >= 1500
    assert min(per_field.values()) >= 40
    assert len(ALL) - len(ENTRIES) >= 700


def plain(name: str) -> str:
    """Without case, accents, signs, and the spellings that differ by country or number."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    word = "".join(c for c in letters if c.isalnum() or c in "+#")
    for one, other in (("isation", "ization"), ("elling", "eling"), ("our", "or")):
        word = word.replace(one, other)
    return word.removesuffix("s")


def test_no_two_skills_are_written_alike():
    owners: dict[str, set[str]] = {}
    for name, owner in ALL:
        owners.setdefault(plain(name), set()).add(owner)

    assert [names for names in owners.values() if len(names) > 1] == []


def test_no_name_stands_twice():
    keys = Counter(name.casefold() for name, _owner in ALL)

    assert [name for name, n in keys.items() if n > 1] == []


@pytest.mark.parametrize("field", Skill.Field.values)
def test_each_could_have_been_typed(field):
    names = [name for e in ENTRIES if e.field == field for name in (e.name, *e.synonyms)]

    for name in names:
        assert SKILL.fullmatch(name), name
        assert len(name.split()) <= MOST_WORDS_IN_A_SKILL, name
        assert name == " ".join(name.split())


def test_loading_twice_adds_nothing_and_takes_back_nothing(db):
    Skill.objects.all().delete()

    first, second = vocabulary.load(), vocabulary.load()

    assert (first, second) == (len(ALL), 0)
    assert SkillName.objects.count() == len(ALL)


def test_loading_leaves_what_our_staff_have_decided(words):
    python, sql = make.skill("Python"), make.skill("SQL")
    actions.rename_skill(python, "Python language")
    actions.merge_skill(sql, into=make.skill("Databases"))

    vocabulary.load()

    assert vocabulary.skill_named("Python") == python
    assert str(vocabulary.skill_named("SQL")) == "Databases"


def test_a_proposal_that_the_files_know_by_now_is_accepted(words):
    Skill.objects.filter(name="JavaScript").delete()
    typed = make.proposal("javascript")

    vocabulary.load()

    typed.refresh_from_db()
    assert (typed.name, typed.status, typed.field) == ("JavaScript", "accepted", "coding")


# --- Names -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("JS", "JavaScript"),
        ("javascript", "JavaScript"),
        ("nodejs", "Node.js"),
        ("Node JS", "Node.js"),
        ("ms excel", "Excel"),
        ("resume writing", "Résumé writing"),
        ("data visualisation", "Data visualization"),
        ("C++", "C++"),
        ("c#", "C#"),
        ("C", "C"),
        ("golang", "Go"),
        ("Maori", "Māori"),
    ],
)
def test_every_name_of_a_skill_leads_to_it(words, typed, name):
    assert str(vocabulary.skill_named(typed)) == name


@pytest.mark.parametrize("name", ["Phyton", "", "%", "Java Script Coffee"])
def test_nobody_is_guessed_at(words, name):
    assert vocabulary.skill_named(name) is None


@pytest.mark.parametrize("taken", ["javascript", "JS", "Java-Script"])
def test_the_database_refuses_a_name_twice(words, taken):
    python = make.skill("Python")

    for write in (
        lambda: Skill.objects.create(name=taken, slug="another"),
        lambda: SkillSynonym.objects.create(skill=python, name=taken),
        lambda: Skill.objects.filter(pk=python.pk).update(name=taken),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()


# --- Suggestions -----------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("js", "JavaScript"),
        ("pyth", "Python"),
        ("pyhton", "Python"),
        ("markting", "Marketing"),
        ("photshop", "Photoshop"),
        ("nodej", "Node.js"),
        ("c+", "C++"),
        ("visualiz", "Data visualization"),
        ("r", "R"),
        ("  SOCIAL   med", "Social media"),
    ],
)
def test_the_likeliest_comes_first(words, typed, first):
    assert found(typed)[0] == first


def test_a_suggestion_says_by_which_name_it_was_found(words):
    assert vocabulary.find_skills("js")[0] == vocabulary.Suggestion("JavaScript", "JS")
    assert vocabulary.find_skills("javas")[0] == vocabulary.Suggestion("JavaScript")


@pytest.mark.parametrize("text", ["", " ", "%", "_", "\0", "'", "\\", "x" * 5000, "💾", "a\0b"])
def test_any_text_at_all_is_answered(words, sign_in, text):
    answer = sign_in(make.student().user).get(reverse("accounts:skills"), {"q": text})

    assert answer.status_code == 200
    assert len(answer.json()["found"]) <= 10


def test_the_answer_is_private_and_one_statement(words, sign_in, django_assert_num_queries):
    browser = sign_in(make.employer())

    answer = browser.get(reverse("accounts:skills"), {"q": "JS"})
    with django_assert_num_queries(1):
        vocabulary.find_skills("JS")

    assert answer.json()["found"][0] == {"value": "JavaScript", "note": "JS"}
    assert "private" in answer.headers["Cache-Control"]


def test_a_proposal_is_offered_to_nobody_until_it_is_accepted(words):
    skill = make.proposal("Falconry")
    before = found("falconry")

    actions.accept_skill(skill)

    assert "Falconry" not in before
    assert found("falc") == ["Falconry"]


def test_a_search_counts_accepted_skills_only(words):
    skill = make.proposal("Falconry")
    make.listing().skills.add(skill)
    before = search(Filters()).facets["skill"]

    actions.accept_skill(skill)

    assert before == {}
    assert search(Filters()).facets["skill"] == {"falconry": 1}


# --- Proposals -------------------------------------------------------------


def test_two_people_who_type_the_same_share_one_proposal(words):
    one, other = make.user("student"), make.user("employer")

    first = actions.skills_named(["Basket weaving"], by=one)
    second = actions.skills_named(["basket-weaving"], by=other)

    assert first == second
    assert first[0].proposed_by == one


def test_each_name_gets_its_skill_in_order(words):
    names = ["js", "Falconry", "JavaScript", "falconry", "falcon-ry"]

    skills = actions.skills_named(names)

    assert [str(each) for each in skills] == ["JavaScript", "Falconry"] + ["JavaScript"] + [
        "Falconry"
    ] * 2


def test_two_new_names_with_one_address_get_two(words):
    first, second = actions.skills_named(["Zz plus", "Zz+"])

    assert first != second
    assert first.slug != second.slug


def test_how_often_a_proposal_is_used_counts_students_and_listings(words):
    skill = make.proposal("Falconry")
    make.student().skills.add(skill)
    make.student().skills.add(skill)
    make.draft().skills.add(skill)

    counted = Skill.objects.annotate(used=vocabulary.times_used())

    assert counted.get(pk=skill.pk).used == 3
    assert counted.get(name="Python").used == 0


# --- Renaming and merging --------------------------------------------------


def test_a_renamed_skill_is_known_by_its_old_name_and_keeps_its_address(words):
    skill = make.proposal("Falconery")
    slug = skill.slug

    actions.rename_skill(skill, "Falconry")

    assert vocabulary.skill_named("falconery") == skill
    assert str(vocabulary.skill_named("falconry")) == "Falconry"
    skill.refresh_from_db()
    assert skill.slug == slug


def test_a_synonym_can_become_the_name(words):
    skill = make.skill("JavaScript")

    actions.rename_skill(skill, "ECMAScript")

    assert vocabulary.skill_named("javascript") == vocabulary.skill_named("ecmascript") == skill
    assert "ECMAScript" not in skill.synonyms.values_list("name", flat=True)


def test_a_change_of_case_leaves_no_synonym(words):
    skill = make.proposal("falconry")

    actions.rename_skill(skill, "Falconry")

    assert not skill.synonyms.exists()
    assert SkillName.objects.get(skill=skill).name == "Falconry"


def test_merging_moves_students_and_listings_and_keeps_the_name(words):
    python, typed = make.skill("Python"), make.proposal("Pythonista things")
    typed.synonyms.create(name="Snake code")
    has_it, has_both, listing = make.student(), make.student(), make.listing()
    has_it.skills.set([typed])
    has_both.skills.set([typed, python])
    listing.skills.set([typed])

    actions.merge_skill(typed, into=python)

    assert list(has_it.skills.all()) == list(has_both.skills.all()) == [python]
    assert list(listing.skills.all()) == [python]
    assert not Skill.objects.filter(pk=typed.pk).exists()
    assert vocabulary.skill_named("pythonista things") == python
    assert vocabulary.skill_named("snake code") == python
    assert search(Filters(skill=("python",))).total == 1


def test_a_merge_that_breaks_off_changes_nothing(words, monkeypatch):
    python, typed = make.skill("Python"), make.proposal("Pythonista things")
    who = make.student()
    who.skills.set([typed])

    def broken(self, *args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(Skill, "delete", broken)
    with pytest.raises(RuntimeError):
        actions.merge_skill(typed, into=python)

    assert list(who.skills.all()) == [typed]


def test_a_skill_is_not_merged_into_itself(words):
    skill = make.skill("Python")

    with pytest.raises(ValueError, match="itself"):
        actions.merge_skill(skill, into=skill)


# --- The desk of our staff -------------------------------------------------

LIST = "/platform/accounts/skill/"


def act(browser, action, skills, **more):
    chosen = [skill.pk for skill in skills]
    return browser.post(LIST, {"action": action, "_selected_action": chosen, **more})


def test_our_staff_see_proposals_with_who_and_how_often(words, sign_in):
    skill = make.proposal("Falconry", by=make.user("student", name="Asha Rao"))
    make.student().skills.add(skill)

    page = sign_in(make.platform()).get(LIST, {"status__exact": "proposed"})

    assert "Falconry" in page.text
    assert "Asha Rao" in page.text
    assert '<td class="field-used">1</td>' in page.text


def test_our_staff_accept(words, sign_in):
    skill = make.proposal("Falconry")

    act(sign_in(make.platform()), "accept", [skill, make.skill("Python")])

    skill.refresh_from_db()
    assert skill.status == "accepted"


def test_our_staff_merge_after_choosing_into_which(words, sign_in):
    python = make.skill("Python")
    typed = [make.proposal("Pythonista things"), make.proposal("Snake code")]
    browser = sign_in(make.platform())

    asked = act(browser, "merge", typed)
    done = act(browser, "merge", typed, into=python.pk)

    assert "The skill they mean" in asked.text
    assert "Snake code" in asked.text
    assert done.status_code == 302
    assert vocabulary.skill_named("snake code") == python


def change(browser, skill, **more):
    form = {"name": skill.name, "field": "trades", "synonyms-TOTAL_FORMS": 0}
    return browser.post(
        f"{LIST}{skill.pk}/change/", {**form, "synonyms-INITIAL_FORMS": 0, **more}, follow=True
    )


def test_our_staff_rename(words, sign_in):
    skill = make.proposal("Falconery")

    change(sign_in(make.platform()), skill, name="Falconry")

    skill.refresh_from_db()
    assert (skill.name, skill.field) == ("Falconry", "trades")
    assert vocabulary.skill_named("Falconery") == skill


def test_a_name_that_is_taken_is_an_error_at_the_desk_too(words, sign_in):
    skill = make.proposal("Falconery")
    browser = sign_in(make.platform())
    synonym = {"synonyms-TOTAL_FORMS": 1, "synonyms-0-name": "JS", "synonyms-0-skill": skill.pk}

    for page in (change(browser, skill, name="js"), change(browser, skill, **synonym)):
        assert "Another skill has this name" in page.text
    skill.refresh_from_db()
    assert skill.name == "Falconery"
