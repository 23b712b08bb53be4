"""“Get matched with five”: answers are kept for who asks for it, and what is found can be told."""

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Interest
from listings.models import KeptAnswers
from tests import make
from tests.listings.test_five import five, titles

PAGE = reverse("listings:five")
KEEP, FORGET = reverse("listings:keep_five"), reverse("listings:forget_five")
ASKED = "match=1&field=law&hours=10"


@pytest.fixture
def student(db):
    return make.student()


@pytest.fixture
def client(student, sign_in):
    return sign_in(student.user)


def test_answers_are_kept_asked_again_and_deleted(student, client):
    make.listing(title="Law", field="law", approved_by=student.university)
    assert "Keep these answers" in client.get(f"{PAGE}?{ASKED}").text
    for asked in ("match=1&field=data", ASKED):
        page = client.post(KEEP, {"asked": asked}, follow=True)

    assert titles(page) == ["Law"]
    assert "Your answers are kept, since" in page.text
    again = f'href="{PAGE}?{ASKED.replace("&", "&amp;")}"'
    assert again in client.get(PAGE).text
    assert KeptAnswers.objects.get().user == student.user

    assert again not in client.post(FORGET, follow=True).text
    assert not KeptAnswers.objects.exists()


def test_those_of_others_are_theirs(student, client, sign_in):
    client.post(KEEP, {"asked": ASKED})
    other = sign_in(make.student().user)

    other.post(FORGET)

    assert KeptAnswers.objects.get().user == student.user
    assert "are kept, since" not in other.get(PAGE).text


@pytest.mark.parametrize("asked", ["", "field=law", "match=1&hours=many", "match=1&near=\0"])
def test_what_is_no_answer_is_not_kept(client, asked):
    page = client.post(KEEP, {"asked": asked}, follow=True)

    if "\0" not in asked:
        assert "cannot be kept" in page.text
        assert not KeptAnswers.objects.exists()
    assert page.status_code == 200


def test_who_has_no_account_is_told_how_to_keep_them(db):
    page = Client().get(f"{PAGE}?{ASKED}").text

    assert "Sign in to have them kept" in page
    assert "Keep these answers" not in page


def test_interest_is_told_from_the_page_and_one_stays_on_it(student, client):
    rows = [make.listing(title=f"N {n}", approved_by=student.university) for n in range(2)]
    page = five(client)
    assert "Tell their employers that I am interested" in page.text
    assert page.text.count('name="l"') == 2

    there = f"{reverse('applications:interested')}?next={PAGE}%3F{ASKED.replace('&', '%26')}"
    after = client.post(there, {"l": [row.slug for row in rows]})

    assert after["Location"] == f"{PAGE}?{ASKED}"
    assert set(Interest.objects.values_list("listing", flat=True)) == {row.pk for row in rows}
