"""Signing in by a university's OpenID Connect provider: a package's, a process beside the tests."""

import re
import socket
import subprocess
import sys
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from accounts import fetching, sign_on
from accounts.models import SignOn, Student, User
from tests import make
from tests.accounts.test_second_factor import code_now

pytestmark = pytest.mark.django_db
CLAIMS = {
    "name": "Ada Obi",
    "email": "ada@uni.example",
    "email_verified": True,
    "eduperson_principal_name": "ada@uni.example",
    "eduperson_affiliation": ["student", "member"],
}


@pytest.fixture(scope="module")
def provider(tmp_path_factory):
    """Its address. It says where it is before it listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as asks:
            if asks.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(10)


@pytest.fixture
def uni():
    return make.university(domain="uni.example")


@pytest.fixture
def row(provider, uni):
    given = {"client_id": "foothold", "secret": "s3cret-of-theirs"}
    made = sign_on.configure(uni, SignOn.Kind.OIDC, provider, **given)
    sign_on.switch(made, True)
    return made


def come(browser, row, sub="s-1", process="login", **claims):
    """All the way: our page, theirs, and back."""
    said = {name: value for name, value in {**CLAIMS, **claims}.items() if value is not None}
    requests.put(f"{row.issuer}/users/{sub}", json=said, timeout=20).raise_for_status()
    asked = browser.get(reverse("openid_connect_login", args=[row.key]), {"process": process})
    assert asked.status_code == 302, asked.text
    query = parse_qs(urlsplit(asked.url).query)
    assert query["code_challenge_method"] == ["S256"]
    back = requests.post(asked.url, {"sub": sub}, allow_redirects=False, timeout=20)
    parts = urlsplit(back.headers["Location"])
    return browser.get(f"{parts.path}?{parts.query}")


def who(browser):
    key = browser.session.get("_auth_user_id")
    return User.objects.get(pk=key).email if key else ""


def test_a_student_comes_in_and_is_the_same_one_the_next_time(row, uni):
    browser = Client()
    answer = come(browser, row)

    assert (answer.status_code, who(browser)) == (302, "ada@uni.example")
    student = Student.objects.get()
    assert (student.university, student.user.name) == (uni, "Ada Obi")
    again = Client()
    come(again, row, email="ada.roy@uni.example")
    assert who(again) == "ada.roy@uni.example"
    assert User.objects.count() == SocialAccount.objects.count() == 1


def test_who_has_a_second_factor_comes_in_by_it(row, uni):
    make.staff(uni, email="ada@uni.example")
    browser = Client()
    answer = come(browser, row, eduperson_affiliation=["staff"])
    assert answer.url.startswith(reverse("mfa_authenticate"))
    assert who(browser) == ""

    browser.post(answer.url, {"code": code_now("JBSWY3DPEHPK3PXP")})

    assert who(browser) == "ada@uni.example"


def test_switched_off_in_between_nobody_comes_in(row, uni):
    make.staff(uni, email="ada@uni.example")
    browser = Client()
    answer = come(browser, row, eduperson_affiliation=["staff"])
    sign_on.switch(row, False)

    assert browser.get(answer.url).url.startswith(reverse("account_login"))


def test_an_address_that_is_not_confirmed_links_nothing(row, uni):
    make.student(university=uni, as_user={"email": "ada@uni.example"})
    for told in (False, None):
        browser = Client()
        answer = come(browser, row, email_verified=told)
        assert "does not say that your e-mail address is confirmed" in answer.text
        assert who(browser) == ""
    assert not SocialAccount.objects.exists()

    SignOn.objects.update(trusts_addresses=True)
    browser = Client()
    come(browser, row, email_verified=None)
    assert who(browser) == "ada@uni.example"
    assert User.objects.count() == 1


def test_one_person_by_both_sign_ins_of_a_university_that_changes_its_provider(row, uni, provider):
    come(Client(), row)
    other = sign_on.configure(uni, SignOn.Kind.OIDC, provider.replace("127.0.0.1", "localhost"))
    assert not other.is_on
    assert not SocialAccount.objects.exists()
    sign_on.configure(uni, SignOn.Kind.OIDC, provider, is_on=True)

    come(Client(), row, sub="s-77")

    assert User.objects.count() == 1
    assert SocialAccount.objects.get().uid == "s-77"


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"email": "ada@elsewhere.example"}, "not of your university’s domains"),
        ({"eduperson_principal_name": "ada@elsewhere.example"}, "not of your university’s"),
        ({"eduperson_affiliation": ["alum"]}, "neither that you study there"),
        ({"eduperson_affiliation": ["staff"]}, "has not invited you yet"),
    ],
)
def test_what_is_not_believed_lets_nobody_in(row, claims, words):
    browser = Client()
    answer = come(browser, row, **claims)

    assert (answer.status_code, who(browser)) == (403, "")
    assert words in answer.text
    assert not User.objects.filter(email__startswith="ada").exists()


def test_a_code_that_comes_twice_or_to_another_browser_is_none(row):
    browser, asked = Client(), {}
    come(browser, row)
    first = browser.get(reverse("openid_connect_login", args=[row.key])).url
    back = requests.post(first, {"sub": "s-1"}, allow_redirects=False, timeout=20)
    parts = urlsplit(back.headers["Location"])
    asked = f"{parts.path}?{parts.query}"

    stranger = Client()
    assert stranger.get(asked).status_code in {401, 403}
    assert who(stranger) == ""


def test_trying_it_says_what_came_back(row, uni, sign_in):
    boss = make.staff(uni, roles=["administrator"])
    browser = sign_in(boss)

    page = come(browser, row, process="test", email_verified=False).text

    assert "email_verified is not true" in page
    assert "eduperson_affiliation" in page
    assert who(browser) == boss.email


# --- Setting it up


def form(provider, **given):
    return {"issuer": provider, "client_id": "foothold", "secret": "s3cret", **given}


def test_an_administrator_sets_it_up_and_the_secret_is_read_by_nobody(provider, uni, sign_in):
    browser = sign_in(make.staff(uni, roles=["administrator"]))
    page = reverse("accounts:set_up_oidc")
    assert "/account/oidc/" in browser.get(page).text

    assert "Give the secret" in browser.post(page, form(provider, secret="")).text
    nobody = browser.post(page, form("http://127.0.0.1:9", name_email="upn")).text
    assert "We could not read that address" in nobody
    assert 'value="upn"' in nobody
    done = browser.post(page, form(f"{provider}/", name_email="upn"), follow=True)

    row = SignOn.objects.get()
    assert (row.issuer, row.names, row.is_on) == (provider, {"email": "upn"}, False)
    assert "s3cret" not in row.secret
    assert sign_on.secret_of(row) == "s3cret"
    assert "s3cret" not in browser.get(page).text + done.text
    browser.post(page, form(provider, secret=""))
    assert sign_on.secret_of(SignOn.objects.get()) == "s3cret"
    browser.post(reverse("accounts:switch_sign_on"), {"on": "1"})
    assert uni.name in Client().get(reverse("accounts:find_university")).text


METADATA = reverse("accounts:set_up_saml")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"not xml", "not SAML metadata"),
        (b"<a/>", "found 0"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "not SAML metadata"),
        (b"", "empty"),
    ],
)
def test_metadata_that_is_none_is_refused_beside_the_field(uni, sign_in, text, words):
    from django.core.files.uploadedfile import SimpleUploadedFile

    browser = sign_in(make.staff(uni, roles=["administrator"]))
    file = SimpleUploadedFile("idp.xml", text)

    assert re.search(words, browser.post(METADATA, {"metadata": file}).text)
    assert not SignOn.objects.exists()


def test_nobody_in_our_own_network_is_asked(provider, settings, uni, sign_in):
    settings.SIGN_ON_PRIVATE_HOSTS = False
    with pytest.raises(requests.RequestException):
        fetching.get(provider)
    for address in ("https://127.0.0.1:1/", "https://localhost:1/", "file:///etc/passwd"):
        with pytest.raises((requests.RequestException, OSError)):
            fetching.get(address)
    browser = sign_in(make.staff(uni, roles=["administrator"]))
    said = browser.post(METADATA, {"metadata_url": provider}).text
    assert "We could not read that address" in said


def test_another_universitys_sign_on_is_never_touched(row, sign_in):
    other = sign_in(make.staff(roles=["administrator"]))

    other.post(reverse("accounts:switch_sign_on"), {})
    assert "Not set up yet" in other.get(reverse("accounts:sign_on")).text
    assert SignOn.objects.get().is_on
    assert come(other, row, process="test").status_code == 403
