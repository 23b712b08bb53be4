"""Signing in by a university's SAML identity provider: pysaml2's, a process beside the tests.

The twelve cases of single sign-on (unsigned, replay, wrong audience, expired, other scope, missing
mail, changed mail, reassigned principal name, begun by the provider, two providers with one
identifier, affiliation lost, logout), and who becomes whose account.
"""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Student, User
from applications.eligibility import checks
from tests import make
from tests.identity import saml

pytestmark = pytest.mark.django_db
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"


@pytest.fixture(scope="module")
def provider(tmp_path_factory):
    process, base = saml.start(str(tmp_path_factory.mktemp("idp")))
    yield base
    process.terminate()
    process.wait(10)


@pytest.fixture
def visitor():
    return Client()


@pytest.fixture
def uni():
    return make.university(name="Uni", domain="uni.example")


@pytest.fixture
def idp(provider, uni, visitor):
    return saml.set_up(f"{provider}/ours", uni, visitor)


def who(visitor):
    """The address of who is signed in, or ""."""
    key = visitor.session.get("_auth_user_id")
    return User.objects.get(pk=key).email if key else ""


def is_refused(answer, visitor, words):
    assert answer.status_code == 403, answer
    assert words in answer.text
    assert who(visitor) == ""


# --- Who comes in


@pytest.mark.parametrize("given", [{}, {"sign_response": True}])
def test_a_student_comes_in_without_a_password_and_is_the_same_one_the_next_time(
    idp, uni, visitor, given
):
    answer = idp.come(visitor, **given)

    assert answer.status_code == 302
    student = Student.objects.get(user__email="ada@uni.example")
    assert (student.university, student.user.name) == (uni, "Ada Obi")
    assert who(visitor) == "ada@uni.example"
    assert not student.user.has_usable_password()
    assert SocialAccount.objects.get().extra_data == {}
    idp.come(Client(), **given)
    assert User.objects.count() == SocialAccount.objects.count() == 1


def test_who_has_an_account_by_a_confirmed_address_has_one_account_by_both_ways(idp, uni, visitor):
    ada = make.student(university=uni, as_user={"email": "ada@uni.example"})

    idp.come(visitor)

    assert who(visitor) == "ada@uni.example"
    assert SocialAccount.objects.get().user == ada.user
    assert User.objects.count() == 1
    assert ada.user.has_usable_password()


def test_an_account_that_nobody_confirmed_is_not_theirs_and_gives_way(idp, uni, visitor):
    squatter = make.user("student", email="ada@uni.example", name="Not Ada")
    EmailAddress.objects.filter(user=squatter).update(verified=False)

    idp.come(visitor)

    ada = User.objects.get(email="ada@uni.example")
    assert (ada.pk != squatter.pk, ada.name, ada.has_usable_password()) == (True, "Ada Obi", False)


def test_an_unconfirmed_account_that_was_used_is_never_merged(idp, uni, visitor):
    squatter = make.user("student", email="ada@uni.example", last_login=timezone.now())
    EmailAddress.objects.filter(user=squatter).update(verified=False)

    is_refused(idp.come(visitor), visitor, "never confirmed")
    assert not SocialAccount.objects.exists()


def test_an_employers_address_is_not_taken_over(idp, uni, visitor):
    make.employer(email="ada@uni.example")

    is_refused(idp.come(visitor), visitor, "has an account here that is not one of your university")


def test_staff_come_in_once_they_are_invited(idp, uni, visitor):
    said = {"eduPersonAffiliation": ["staff"], "eduPersonScopedAffiliation": "staff@uni.example"}
    is_refused(idp.come(visitor, **said), visitor, "has not invited you yet")
    assert not User.objects.filter(email="ada@uni.example").exists()

    invitation = make.staff_invitation("ada@uni.example", by=make.staff(uni))
    idp.come(visitor, **said)

    assert who(visitor) == "ada@uni.example"
    assert User.objects.get(email="ada@uni.example").kind == "staff"
    assert not User.objects.get(email="ada@uni.example").staff_roles
    assert invitation.is_open


def test_a_second_factor_is_asked_for_here_too(idp, uni, visitor):
    ada = make.student(university=uni, as_user={"email": "ada@uni.example"})
    make.second_factor(ada.user)

    answer = idp.come(visitor)

    assert answer.url.startswith(reverse("mfa_authenticate"))
    assert who(visitor) == ""


# --- The twelve cases


def test_1_unsigned(idp, visitor):
    is_refused(idp.come(visitor, unsigned=True), visitor, "not signed by your university")


def test_2_replayed_in_the_same_browser_or_another(idp, visitor):
    idp.will_say()
    answer = idp.response(visitor)
    assert idp.hand_over(visitor, answer).status_code == 302
    visitor.post(reverse("account_logout"))

    again = idp.hand_over(visitor, answer)
    assert "was used already" in again.text
    assert (again.status_code, who(visitor)) == (403, "")
    other = Client()
    is_refused(idp.hand_over(other, answer), other, "was used already")


def test_3_meant_for_another_site(idp, provider, visitor):
    other = saml.set_up(f"{provider}/theirs", make.university(domain="b.example"), visitor)
    ours = visitor.get(reverse("saml_metadata", args=[other.row.key]), **saml.HOST)
    saml.requests.post(f"{idp.base}/sp", data=ours.content, timeout=20)

    is_refused(idp.come(visitor, audience=other.entity), visitor, "meant for another site")


def test_4_expired(idp, visitor):
    idp.will_say()
    answer = idp.response(visitor)
    with time_machine.travel(timezone.now() + timedelta(minutes=21)):
        is_refused(idp.hand_over(visitor, answer), visitor, "too old")


@pytest.mark.parametrize("name", ["eduPersonPrincipalName", "eduPersonScopedAffiliation"])
def test_5_other_scope(idp, visitor, name):
    make.university(domain="other.example")

    said = {name: "student@other.example"}
    is_refused(idp.come(visitor, **said), visitor, "not of your university’s domains")
    # Nor the address of somebody elsewhere, whoever vouches for it.
    said = {"mail": "ada@other.example"}
    is_refused(idp.come(visitor, **said), visitor, "not of your university’s domains")
    assert not SocialAccount.objects.exists()


def test_6_missing_mail(idp, visitor):
    is_refused(idp.come(visitor, mail=None), visitor, "your e-mail address (mail)")

    idp.come(visitor)
    again = Client()
    idp.come(again, mail=None)
    assert who(again) == "ada@uni.example"


def test_7_changed_mail(idp, visitor):
    idp.come(visitor)
    again = Client()
    idp.come(again, mail="ada.roy@uni.example")

    assert who(again) == "ada.roy@uni.example"
    assert User.objects.count() == 1
    addresses = EmailAddress.objects.values_list("email", "verified", "primary")
    assert list(addresses) == [("ada.roy@uni.example", True, True)]

    # Not to one that is somebody else's.
    make.user("student", email="taken@uni.example")
    third = Client()
    idp.come(third, mail="taken@uni.example")
    assert who(third) == "ada.roy@uni.example"


def test_8_reassigned_principal_name(idp, visitor):
    idp.come(visitor, uid="p-1")
    somebody_else = Client()
    same = {"mail": "new@uni.example", "eduPersonPrincipalName": "ada@uni.example"}
    idp.come(somebody_else, uid="p-2", **same)

    assert who(somebody_else) == "new@uni.example"
    assert User.objects.count() == 2
    third = Client()
    is_refused(idp.come(third, uid="p-3"), third, "may have been theirs before")


def test_9_begun_by_the_provider(idp, visitor):
    idp.will_say()

    is_refused(idp.hand_over(visitor, idp.unasked()), visitor, "could not be read")


def test_10_two_providers_with_one_identifier(idp, provider, visitor):
    b = make.university(domain="other.example")
    other = saml.set_up(f"{provider}/theirs", b, visitor)
    idp.come(visitor, uid="same")
    second = Client()
    said = {"mail": "bo@other.example", "eduPersonPrincipalName": "bo@other.example"}
    other.come(second, uid="same", eduPersonScopedAffiliation="student@other.example", **said)

    assert (who(visitor), who(second)) == ("ada@uni.example", "bo@other.example")
    # And what one signs is nothing at the other's door.
    third = Client()
    idp.will_say(uid="same")
    stolen = idp.response(third)
    answer = other.hand_over(third, stolen)
    assert (answer.status_code, who(third)) == (403, "")


def test_11_affiliation_lost_and_found_again(idp, uni, visitor):
    idp.come(visitor)
    student = Student.objects.get()
    listing = make.approval(make.listing(), by=uni).listing
    left = Client()
    gone = {"eduPersonAffiliation": ["alum"], "eduPersonScopedAffiliation": "alum@uni.example"}
    idp.come(left, **gone)

    assert who(left) == "ada@uni.example"
    student.refresh_from_db()
    assert student.left_at
    told = checks(student, listing).university
    assert not told.ok
    assert "do not study there any more" in told.text
    stranger = Client()
    answer = idp.come(stranger, uid="p-9", **{**gone, "mail": "al@uni.example"})
    is_refused(answer, stranger, "neither that you study there")

    idp.come(Client())
    student.refresh_from_db()
    assert student.left_at is None
    assert checks(student, listing).university.ok


def test_12_logout(idp, visitor):
    idp.come(visitor)
    idp.will_say(unsigned=True)
    assert visitor.get(idp.logout(), **saml.HOST).status_code == 400
    assert who(visitor) == "ada@uni.example"

    idp.will_say()
    answer = visitor.get(idp.logout(), **saml.HOST)

    assert answer.status_code == 302
    assert "SAMLResponse=" in answer.url
    assert who(visitor) == ""
    idp.come(visitor)
    visitor.post(reverse("account_logout"))
    assert who(visitor) == ""


# --- What else keeps somebody out


def test_an_identifier_that_does_not_last_is_none(idp, visitor):
    is_refused(idp.come(visitor, format=TRANSIENT), visitor, "a lasting identifier of you")


def test_a_closed_account_stays_closed(idp, visitor):
    idp.come(visitor)
    User.objects.update(is_active=False)
    again = Client()

    answer = idp.come(again)
    assert answer.status_code == 403
    assert who(again) == ""


# --- The administrator's test


def test_trying_it_says_what_came_back_and_lets_nobody_in(idp, uni, sign_in):
    from accounts import sign_on

    sign_on.switch(idp.row, False)
    assert Client().get(reverse("saml_login", args=[idp.row.key]), **saml.HOST).status_code == 404
    boss = make.staff(uni, roles=["administrator"])
    visitor = sign_in(boss)

    page = idp.come(visitor, "test").text
    assert "Ada Obi (ada@uni.example) would sign in as a student" in page
    assert "urn:oid:1.3.6.1.4.1.5923.1.1.1.6" in page
    assert who(visitor) == boss.email
    assert not SocialAccount.objects.exists()

    page = idp.come(visitor, "test", mail=None, eduPersonAffiliation=["alum"]).text
    assert "They would not be let in: No e-mail address came" in page
    broken = idp.come(visitor, "test", unsigned=True)
    assert "In the words of the library" in broken.text
    assert reverse("accounts:sign_on") in broken.text
    colleague = sign_in(make.staff(uni, roles=["moderator"]))
    sign_on.switch(idp.row, True)
    assert idp.come(colleague, "test").status_code == 403
