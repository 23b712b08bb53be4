import pytest
from django.contrib.auth import get_user
from django.urls import reverse

from accounts.forms.joining import SignupForm
from accounts.models import Student, User
from notifications.models import Email
from tests import make
from tests.accounts.signing_up import code_sent_to, confirm, sign_up


def test_a_student_signs_up_confirms_the_code_and_is_in(db, client):
    uni = make.university(domain="tamarack.example", time_zone="America/Chicago")

    sent = sign_up(client, "Asha@Tamarack.example")
    client.get(sent.url)
    confirmed = confirm(client, "asha@tamarack.example")

    assert sent.url == reverse("account_email_verification_sent")
    assert confirmed.url == reverse("accounts:start")
    user = get_user(client)
    assert (user.email, user.name, user.kind) == ("asha@tamarack.example", "Asha Rao", "student")
    assert user.time_zone == "America/Chicago"
    assert user.student.university == uni
    landed = client.get(confirmed.url)
    assert landed.url == reverse("accounts:profile")
    assert [str(each) for each in client.get(landed.url).context["messages"]] == [
        "You have confirmed asha@tamarack.example."
    ]


def test_the_code_is_one_secret_mail_that_says_what_it_is_first(db, client):
    make.university(domain="tamarack.example")

    sign_up(client, "asha@tamarack.example")

    mail = Email.objects.get()
    code = code_sent_to("asha@tamarack.example")
    assert (mail.to, mail.secret, mail.status) == ("asha@tamarack.example", True, "new")
    assert mail.subject == f"{code} is your code for Foothold"
    assert code in mail.body
    assert code in mail.html


def test_nobody_else_s_words_are_in_a_mail_to_an_address_that_is_not_confirmed(db, client):
    make.university(domain="tamarack.example")

    sign_up(client, "victim@tamarack.example", name="Buy cheap shoes")

    mail = Email.objects.get()
    assert "shoes" not in mail.subject + mail.body + mail.html


def test_without_the_code_nobody_is_in(db, client):
    make.university(domain="tamarack.example")

    sign_up(client, "asha@tamarack.example")
    wrong = client.post(reverse("account_email_verification_sent"), {"code": "WRONG"})

    assert wrong.status_code == 200
    assert not get_user(client).is_authenticated
    assert client.get(reverse("accounts:profile")).status_code == 302


@pytest.mark.parametrize(
    ("email", "university"),
    [
        ("a@uni.example", "Uni"),
        ("a@students.uni.example", "Uni"),
        ("a@law.uni.example", "Law"),
        ("a@alumni.law.uni.example", "Law"),
    ],
)
def test_the_longest_domain_that_covers_the_address_decides(db, client, email, university):
    make.university(name="Uni", domain="uni.example")
    make.university(name="Law", domain="law.uni.example")

    sign_up(client, email)

    assert Student.objects.get().university.name == university


@pytest.mark.parametrize("email", ["a@notuni.example", "a@uni.example.org", "a@example.test"])
def test_a_domain_nobody_knows_is_an_error_beside_the_field_with_a_way_on(db, client, email):
    make.university(domain="uni.example")

    page = sign_up(client, email)

    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["email"]
    assert reverse("accounts:unknown_university") in page.text
    assert 'value="Asha Rao"' in page.text
    assert not User.objects.exists()
    assert not Email.objects.exists()


def test_a_private_address_is_told_so(db, client):
    page = sign_up(client, "asha@gmail.com")

    assert "Anybody can have an address at gmail.com." in page.text


def test_an_unknown_domain_does_not_say_who_has_an_account(db, client):
    make.user("employer", email="asha@acme.example")

    known = sign_up(client, "asha@acme.example").context["form"].errors
    unknown = sign_up(client, "somebody@acme.example").context["form"].errors

    assert known == unknown


def test_an_address_that_has_an_account_gets_the_same_answer_and_another_mail(db, client):
    make.university(domain="tamarack.example")
    owner = make.user("student", email="asha@tamarack.example")

    taken = sign_up(client, owner.email, name="Somebody Else")
    code_page = client.get(taken.url)
    client.logout()
    free = sign_up(client, "new@tamarack.example", name="Somebody Else")
    new_code_page = client.get(free.url)

    assert (taken.status_code, taken.url) == (free.status_code, free.url)
    assert code_page.text.replace("asha@", "new@").split("<main")[1].count("<input") == (
        new_code_page.text.split("<main")[1].count("<input")
    )
    assert User.objects.filter(email=owner.email).get().name == owner.name
    mail = Email.objects.get(to=owner.email)
    assert mail.subject == "You already have an account on Foothold"
    assert not mail.secret


def test_the_same_form_sent_twice_at_once_makes_one_account(db, client, monkeypatch):
    make.user("employer", email="ruth@acme.example")
    # Checked before the other request had saved.
    monkeypatch.setattr(SignupForm, "validate_unique_email", lambda form, email: email)

    answer = sign_up(client, "ruth@acme.example", kind="employer")

    assert answer.url == reverse("account_email_verification_sent")
    assert User.objects.filter(email="ruth@acme.example").count() == 1
    assert Email.objects.get().subject == "You already have an account on Foothold"


def test_an_employer_needs_no_university_and_creates_the_organisation_next(db, client):
    sign_up(client, "ruth@acme.example", kind="employer")
    confirmed = confirm(client, "ruth@acme.example")

    assert client.get(confirmed.url).url == reverse("accounts:organisation_edit")
    assert get_user(client).kind == "employer"
    assert not Student.objects.exists()


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [("staff", "email"), ("platform", "kind"), ("", "kind"), ("STUDENT", "kind")],
)
def test_nobody_signs_up_as_staff_uninvited(db, client, kind, wrong):
    page = sign_up(client, "a@acme.example", kind=kind)

    assert wrong in page.context["form"].errors
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("side", "checked"), [("student", "student"), ("employer", "employer"), ("platform", None)]
)
def test_the_side_is_chosen_before(db, client, side, checked):
    page = client.get(reverse("account_signup"), {"as": side})

    assert page.context["form"]["kind"].initial == checked


@pytest.mark.parametrize("name", ["", "  ", "12345", "www.shoes.example", "<b>Asha</b>", "a@b.c"])
def test_a_name_is_a_name(db, client, name):
    page = sign_up(client, "a@acme.example", kind="employer", name=name)

    assert list(page.context["form"].errors) == ["name"]


@pytest.mark.parametrize("password", ["short", "password1234", "asha@acme.example"])
def test_a_weak_password_is_refused(db, client, password):
    page = sign_up(client, "asha@acme.example", kind="employer", password1=password)

    assert list(page.context["form"].errors) == ["password1"]


def test_an_address_that_is_too_long_is_an_error_not_a_fault(db, client):
    page = sign_up(client, f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.example")

    assert "email" in page.context["form"].errors


def test_passwords_are_kept_with_argon2():
    from marketplace import settings

    assert settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


def test_somebody_signed_in_does_not_join_again(db, sign_in):
    assert sign_in(make.student().user).get(reverse("accounts:join")).status_code == 302


@pytest.mark.parametrize("make_one", ["student", "employer"])
def test_start_leads_where_the_work_is(db, sign_in, make_one):
    user = make.student().user if make_one == "student" else make.employer()
    first = "applications:work" if make_one == "student" else "listings:mine"

    assert sign_in(user).get(reverse("accounts:start")).url == reverse(first)
