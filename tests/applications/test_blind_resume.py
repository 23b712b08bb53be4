"""A listing that hides names: a résumé without a name."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from applications.models import NamelessResume
from tests import make
from tests.applications.test_blind import applicant, url


@pytest.fixture
def listing(db):
    return make.listing(blind=True, openings=3, questions=["Why?"])


@pytest.fixture
def employer(listing, sign_in):
    return sign_in(listing.created_by)


# --- A résumé without a name -----------------------------------------------


def upload(name="Zephyrine-cv.pdf", content=make.PDF):
    return {"upload": SimpleUploadedFile(name, content, content_type="application/pdf")}


def test_a_resume_without_a_name_is_offered_under_a_neutral_one(listing, employer, sign_in):
    application = applicant(listing)
    student = sign_in(application.student.user)
    assert "Shown once you shortlist" in employer.get(url("detail", application)).text

    page = student.post(url("nameless", application), upload(), follow=True)
    assert "It is kept." in page.text

    page = employer.get(url("detail", application))
    assert "it may still name them" in page.text
    got = employer.get(url("nameless_file", application))
    assert 'filename="applicant-7-resume.pdf"' in got["Content-Disposition"]
    assert b"".join(got) == make.PDF


def test_it_can_be_replaced_and_taken_away(listing, employer, sign_in):
    application = applicant(listing)
    student = sign_in(application.student.user)

    student.post(url("nameless", application), upload())
    student.post(url("nameless", application), upload("two.pdf"))
    assert [each.name for each in NamelessResume.objects.all()] == ["two.pdf"]
    assert "two.pdf" in student.get(url("nameless", application)).text

    page = student.post(url("nameless", application), {"remove": "1"}, follow=True)
    assert "It is taken away." in page.text
    assert not NamelessResume.objects.exists()
    assert employer.get(url("nameless_file", application)).status_code == 404


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose a file."),
        (upload("notes.txt", b"hello"), "The file must be one of these"),
        (upload("cv.pdf", b"not a pdf"), "We could not read this file as PDF"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(listing, sign_in, data, words):
    application = applicant(listing)

    page = sign_in(application.student.user).post(url("nameless", application), data)

    assert words in page.text
    assert page.context["form"].errors
    assert not NamelessResume.objects.exists()


def test_it_is_not_taken_in_once_the_employer_knows(listing, sign_in):
    application = applicant(listing, status="shortlisted")

    page = sign_in(application.student.user).post(
        url("nameless", application), upload(), follow=True
    )

    assert "The employer has answered by now. Nothing was changed." in page.text
    assert not NamelessResume.objects.exists()


def test_where_names_are_shown_there_is_no_such_page(db, sign_in):
    application = make.application()

    student = sign_in(application.student.user)

    assert student.get(url("nameless", application)).status_code == 404
    assert "does not see your name" not in student.get(url("detail", application)).text
