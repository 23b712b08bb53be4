"""What both sides agree to: chosen by the employer, kept word for word, accepted by name."""

import hashlib
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from applications import actions, wording
from applications.models import Acceptance, Agreement, Offer
from tests import make
from tests.applications.test_offering import offer_url, terms

CHOICES = list(product(Agreement.Ownership, Agreement.Confidentiality, Agreement.AiUse))

# One digest for all the texts of a version. Whoever changes a word adds a version here; those
# before it stay, since people have agreed to them.
VERSIONS = {"2026-12": "28e6ee2a81fa81a6"}


def digest():
    texts = "\n".join(wording.compose(*choices) for choices in CHOICES)
    return hashlib.sha256(texts.encode()).hexdigest()[:16]


def test_other_words_are_another_version():
    assert VERSIONS[wording.VERSION] == digest()


@pytest.mark.parametrize("choices", CHOICES, ids="-".join)
def test_every_choice_makes_a_whole_text_of_its_own(choices):
    text = wording.compose(*choices)

    headings = [line for line in text.splitlines() if line.startswith("# ")]
    assert len(headings) == len(set(headings)) == 9
    assert len({wording.compose(*each) for each in CHOICES}) == len(CHOICES)
    assert "escrow" not in text.lower()


def url(name, offer):
    room = "payments" if name == "accept" else "applications"
    return reverse(f"{room}:{name}", args=[offer.pk])


CHOSEN = {"ownership": "licence", "confidentiality": "open", "ai_use": "none"}
WORDS = ["The student keeps what they made.", "Nothing about this work is secret", "without AI"]


def test_the_employer_chooses_reads_and_accepts_by_making_the_offer(db, sign_in):
    application = make.application()
    employer = sign_in(application.listing.created_by)

    page = employer.post(offer_url(application), terms(**CHOSEN))
    for words in WORDS:
        assert words in page.text
    assert "By making the offer you accept these terms and this agreement" in page.text
    assert not Agreement.objects.exists()

    employer.post(offer_url(application), terms(**CHOSEN, send="1"))

    offer = Offer.objects.get()
    assert offer.agreement.text == wording.compose(*CHOSEN.values())
    assert offer.agreement.sha256 == hashlib.sha256(offer.agreement.text.encode()).hexdigest()
    [acceptance] = offer.acceptances.all()
    assert (acceptance.side, acceptance.by) == ("employer", application.listing.created_by)


@pytest.mark.parametrize("field", CHOSEN)
@pytest.mark.parametrize("value", ["", "whatever"])
def test_nothing_is_offered_without_a_choice_we_know(db, sign_in, field, value):
    application = make.application()
    employer = sign_in(application.listing.created_by)

    page = employer.post(offer_url(application), terms(**{field: value}, send="1"))

    assert page.context["form"].errors[field][0].startswith("Choose ")
    assert not Offer.objects.exists()


def test_the_student_accepts_by_name_and_both_read_who_did_and_when(db, sign_in):
    offer = make.offer(agreement=make.agreement(**CHOSEN))
    student, employer = offer.application.student.user, offer.made_by

    sign_in(student).post(url("accept", offer))
    assert not Acceptance.objects.exists()
    sign_in(student).post(url("accept", offer), {"agree": "on"})

    [acceptance] = Acceptance.objects.all()
    assert (acceptance.side, acceptance.by) == ("student", student)
    for person in (student, employer):
        text = sign_in(person).get(url("agreement", offer)).text
        assert f"Accepted by {student}" in text
        for words in [*WORDS, "Version 2026-12"]:
            assert words in text


def test_an_offer_keeps_its_words_when_ours_change(db, sign_in, monkeypatch):
    offer = make.offer()
    monkeypatch.setattr(wording, "VERSION", "2031-01")
    monkeypatch.setattr(wording, "compose", lambda *_choices: "# New\n\nOther words.\n")

    later = make.offer()

    text = sign_in(offer.application.student.user).get(url("agreement", offer)).text
    assert "Version 2026-12" in text
    assert "Other words." not in text
    text = sign_in(later.application.student.user).get(url("agreement", later)).text
    assert "Version 2031-01" in text
    assert "Other words." in text


def test_the_same_words_are_kept_once(db):
    assert make.offer().agreement == make.offer().agreement
    assert Agreement.objects.count() == 1


def test_the_database_changes_no_text_and_no_acceptance(db):
    offer = make.offer()
    actions.accept(offer)

    for row, change in (
        (Agreement.objects.get(), {"text": "Something else"}),
        (Acceptance.objects.get(), {"at": "2020-01-01T00:00Z"}),
        (Acceptance.objects.get(), {"by": make.student().user}),
    ):
        rows = type(row).objects.filter(pk=row.pk)
        with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
            rows.update(**change)
        with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
            rows._raw_delete("default")
        assert rows.exists()


def test_ten_parts_can_be_offered_and_an_eleventh_cannot(db, sign_in):
    application = make.application()
    employer = sign_in(application.listing.created_by)
    parts = {}
    for n in range(1, 12):
        parts |= {
            f"part{n}-title": f"Piece {n}",
            f"part{n}-due_on": make.today(15 + n).isoformat(),
            f"part{n}-amount": "72",
        }

    page = employer.post(offer_url(application), {**terms(), **parts, "send": "1"})

    assert page.status_code == 302
    assert Offer.objects.get().milestones.count() == 10


def test_one_part_more_is_drawn_without_javascript_and_nothing_is_judged(db, sign_in):
    application = make.application()
    employer = sign_in(application.listing.created_by)

    page = employer.post(offer_url(application), {**terms(pay=""), "add_part": "3"})

    form = page.context["form"]
    assert form.shown_parts == 3
    assert form.parts[1]["title"].value() == "Note with charts"
    assert "There is a problem" not in page.text
    assert "Enter an amount." not in page.text
