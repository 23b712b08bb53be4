"""Allauth's pages in our words, and what a password has to be."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests import make


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password"])
def test_a_stranger_is_asked_for_an_e_mail_address_in_one_word(db, client, name):
    page = client.get(reverse(name))

    assert "E-mail address" in page.text
    assert ">Email<" not in page.text.replace("\n", "").replace(" ", "")
    assert "placeholder" not in page.text


def test_who_changes_theirs_is_asked_in_the_same_word(db, sign_in):
    form = sign_in(make.student().user).get(reverse("account_email")).context["form"]

    assert form["email"].label == "E-mail address"


def test_a_password_of_digits_alone_is_refused():
    with pytest.raises(ValidationError, match="entirely numeric"):
        validate_password("927364518205738")
