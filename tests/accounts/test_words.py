"""What the framework would say, said in our words."""

import pytest
from django import forms
from django.urls import reverse
from django.utils import timezone

from accounts.models import Student
from marketplace.templatetags import ui
from tests import make
from tests.accounts.signing_up import sign_up


class Form(forms.Form):
    about = forms.CharField(max_length=400, label="About")
    link = forms.URLField(label="Link", assume_scheme="https")
    mail = forms.EmailField(label="Mail")
    day = forms.DateField(label="Day")


@pytest.mark.parametrize(
    ("field", "answer", "says"),
    [
        ("about", "x" * 4000, "Use at most 400 characters: it has 4,000 now."),
        ("link", "no link", "Write a whole web address, such as https://example.org"),
        ("mail", "nobody", "Write a whole e-mail address, such as name@example.org"),
        ("day", "31 June", "Write a day of the calendar as year, month, day, such as 2026-12-04."),
    ],
)
def test_a_wrong_answer_is_told_what_is_right(field: str, answer: str, says: str):
    assert ui.problems(Form({field: answer})[field]) == [says]


def test_a_wrong_password_is_told_in_our_words(db, client):
    answer = client.post(reverse("account_login"), {"login": "a@b.example", "password": "x" * 12})

    assert "The e-mail address or the password is not right." in answer.text


def test_who_confirms_an_address_reads_one_thing_and_has_a_way_out(db, client):
    make.university(domain="tamarack.example")
    sign_up(client, "asha@tamarack.example")
    url = reverse("account_email_verification_sent")

    page = client.get(url).text
    wrong = client.post(url, {"code": "WRONG"}).text

    assert "We sent a code to" in page
    assert "Confirmation email" not in page
    assert "notice--" not in page.partition("<main")[2].partition("</main>")[0]
    assert f'href="{reverse("account_signup")}"' in page
    assert "That is not the code. Look at the newest mail we sent." in wrong


def test_changing_a_password_asks_in_our_words(db, sign_in):
    browser = sign_in(make.user("student", email="a@uni.example"))

    page = browser.get(reverse("account_change_password")).text

    assert "New password, once more" in page
    assert "placeholder" not in page
    assert page.count(reverse("account_reset_password")) == 1
    assert page.count("At least 12 characters") == 1


def test_an_organisation_leads_on_to_where_it_was_needed(db, sign_in):
    browser = sign_in(make.user("employer", email="ruth@acme.example"))
    url = reverse("accounts:organisation_edit")

    page = browser.get(url, {"next": "/listings/new/"}).text
    fields = {"name": "Acme", "type": "company", "country": "IN"}
    answer = browser.post(url, {**fields, "next": "/listings/new/"})
    strange = browser.post(url, {**fields, "next": "https://evil.example/"})

    assert '<input type="hidden" name="next" value="/listings/new/">' in page
    assert "Set up the second step" in page
    assert answer.url == "/listings/new/"
    assert strange.url == url


def test_a_day_that_has_passed_is_any_day(db, sign_in):
    student = make.student()
    answers = {"course": "Law", "graduates_in": timezone.localdate().year, "payout_country": "IN"}

    answers |= {"hours_per_week": 10, "available_from": "2020-01-01"}
    sign_in(student.user).post(reverse("accounts:profile"), answers)

    assert Student.objects.get().available_from is None
    assert Student.objects.get().course == "Law"
