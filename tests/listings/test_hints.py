"""Hints on a draft: each with its reason, and where to change it."""

import pytest
from django.urls import reverse

from listings.hints import hints, typed
from tests import make


def found(**given):
    listing = make.draft(**given)
    return {(name, text) for name, text in hints(typed(listing))}


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"title": "Marketing intern"}, "title", "does not say what the student does"),
        ({"title": "HELP WITH OUR DATA NOW"}, "title", "does not say what the student does"),
        ({"deliverables": []}, "deliverables", "Nothing is handed in yet"),
        ({"acceptance": []}, "acceptance", "Say how you judge"),
        ({"description": "Clean it."}, "description", "The description is short"),
        ({"total_hours": 60}, "total_hours", "are about 30 hours, and you wrote 60"),
        ({"pay_minor": 100_00}, "pay", "paid at least $600.00"),
        ({"pay_minor": 90_000_00}, "pay", "far more than such work is paid here"),
        ({"good_to_know": "Write to anna@example.org"}, "good_to_know", "e-mail addresses"),
        ({"questions": ["What is your IBAN?"]}, "questions", "hand over papers or bank details"),
        ({"description": "A registration fee of $20."}, "description", "as if students had to pay"),
        ({"requirements": ["See bit.ly/x1"]}, "requirements", "hides where it leads"),
        ({"description": "You will reship parcels."}, "description", "how stolen ones are moved"),
        ({"description": "Earn up to $500 a day!"}, "description", "a promise that fraud makes"),
        ({"description": "You pay a $50 deposit first."}, "description", "they never pay to work"),
        ({"description": "Refundable deposit of $50."}, "description", "they never pay to work"),
        ({"description": "A deposit of 50 USD first."}, "description", "they never pay to work"),
        ({"description": "For a kit you send us ₹500."}, "description", "they never pay to work"),
        (
            {"description": "We are looking for a young female student."},
            "description",
            "“looking for a young female student” chooses people by age, sex or origin",
        ),
        (
            {"description": "You must buy our kit."},
            "description",
            "they never pay to work",
        ),
        ({"description": "We mail a cheque to deposit."}, "description", "stolen ones are moved"),
        ({"description": "You collect packages at home."}, "description", "stolen ones are moved"),
        ({"description": "Earn $900 weekly."}, "description", "a promise that fraud makes"),
        ({"requirements": ["Females only"]}, "requirements", "chooses people by age"),
        ({"requirements": ["Candidates aged 18 to 22"]}, "requirements", "chooses people by age"),
        ({"requirements": ["Native English speaker"]}, "requirements", "chooses people by age"),
        ({"good_to_know": "Native speakers only."}, "good_to_know", "chooses people by age"),
        ({"requirements": ["You must be under 30"]}, "requirements", "chooses people by age"),
        (
            {"description": "Please also write the term paper of my son."},
            "description",
            "“write the term paper” sounds like work that somebody else hands in",
        ),
        ({"deliverables": ["An essay for my class"]}, "deliverables", "hands in as their own"),
        ({"title": "Do my homework in statistics"}, "title", "hands in as their own"),
        (
            {"total_hours": 40, "hours_per_week": 50, "length_days": 7, "pay_minor": 900_00},
            "hours_per_week",
            "It takes 1 week, so students read only the hours in all: 40.",
        ),
    ],
)
def test_a_hint_says_why_and_where(db, given, field, words):
    assert any(name == field and words in text for name, text in found(**given))


def test_a_good_draft_has_none(db):
    good = {
        "title": "Clean and document a customer survey",
        "description": "Two years of answers to twelve questions sit in four spreadsheets. " * 5,
        "acceptance": ["Every column is described"],
    }

    assert found(**good) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Reconcile three bank accounts and describe each card in the kit.",
        "The deposit that members pay is returned. Draw the process of an application.",
        "Interview people about what they pay for training, and earn their trust in a week.",
        "Ask young women and male students what they pay as a deposit for a flat.",
        "Record native speakers of Mirandese. Describe a deposit of 3 cm of silt, or of 12 tonnes.",
        "The files must be under 30 MB; you are under no pressure, and at most 12 pages are read.",
        "Write an essay for our magazine about term papers, and guides to a good thesis.",
        "Teach pupils who are between 12 and 14; look for young readers; count bottles at €1 each.",
        "There is no registration fee. Interview students aged 14 to 16. You need to buy bread.",
        "Draw how packages are collected; deposit the report; say what women only earn in weeks.",
        "We look for a single student who does the assignment alone, and pays attention to girls.",
    ],
)
def test_honest_words_are_no_sign_of_fraud(db, text):
    assert not [each for each in found(description=text * 8) if each[0] == "description"]


def test_hints_stand_on_the_form_and_the_preview_with_a_link(db, sign_in):
    listing = make.draft(title="Marketing intern")
    desk = sign_in(listing.created_by)

    edit = desk.get(reverse("listings:edit", args=[listing.slug]))
    preview = desk.get(reverse("listings:preview", args=[listing.slug]))

    assert '<a href="#id_title">Change it' in edit.text
    assert f'<a href="/listings/{listing.slug}/edit/#id_title">Change it' in preview.text


def test_what_an_error_says_already_is_no_hint(db, sign_in):
    make.formats()
    make.university()
    desk = sign_in(make.employer())

    page = desk.post("/listings/new/", make.typed(total_hours="39", description="Clean it."))

    assert set(page.context["form"].errors) == {"total_hours", "pay"}
    assert {hint["url"] for hint in page.context["hints"]} == {"#id_description", "#id_acceptance"}


def test_the_outline_says_how_much_each_part_lacks(db, sign_in):
    listing = make.draft(deliverables=[], apply_by=None)
    listing.skills.add(make.skill())
    page = sign_in(listing.created_by).get(reverse("listings:edit", args=[listing.slug]))

    left = {str(part["title"]): part["left"] for part in page.context["outline"]}
    assert left == {
        "The work": 1,
        "The student": 0,
        "Where": 0,
        "Time": 1,
        "What comes with it": 0,
        "Who sees it": 1,
        "Money": 0,
    }


def test_the_university_reads_signs_of_fraud_beside_the_listing(db, sign_in):
    staff = make.staff()
    waiting = make.waiting(
        staff.staff_of.university, description="Pay a deposit, then send a scan of your passport."
    )

    page = sign_in(staff).get(reverse("listings:review", args=[waiting.pk]))

    assert "“Pay a deposit” sounds as if students had to pay" in page.text
    assert "“scan of your passport” sounds as if" in page.text


def test_a_skill_that_is_not_on_the_list_is_said_before_it_is_sent(db, sign_in):
    make.skill("Excel")
    listing = make.draft()
    listing.skills.set([make.proposal("Excell"), make.proposal("Bread whispering")])

    text = sign_in(listing.created_by).get(reverse("listings:preview", args=[listing.slug])).text

    assert "“Excell” is not on our list: did you mean “Excel”?" in text
    assert "“Bread whispering” is new to our list and waits for our staff" in text
