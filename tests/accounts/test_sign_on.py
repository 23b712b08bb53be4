"""Who a university's provider speaks for, and what becomes of one that is away or talks nonsense:
without one that runs."""

import base64
import logging
from types import SimpleNamespace

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import colleagues, fetching, identity, saml_metadata, sign_on, tasks
from accounts.models import SignOn, UniversityStaff
from accounts.sign_on_adapter import SAML
from tests import make

pytestmark = pytest.mark.django_db
HOST = {"HTTP_HOST": "localhost"}
CERTIFICATE = base64.b64encode(b"not looked at").decode()


def metadata(issuer="https://idp.uni.example", scope="uni.example", certificate=CERTIFICATE):
    return f"""<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"
        xmlns:ds="http://www.w3.org/2000/09/xmldsig#"
        xmlns:shibmd="urn:mace:shibboleth:metadata:1.0" entityID="{issuer}">
      <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
        <md:Extensions><shibmd:Scope>{scope}</shibmd:Scope></md:Extensions>
        <md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data>
          <ds:X509Certificate>{certificate}</ds:X509Certificate>
        </ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
        <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
          Location="https://idp.uni.example/sso"/>
      </md:IDPSSODescriptor>
    </md:EntityDescriptor>""".encode()


def saml(university, **given):
    found = saml_metadata.read(metadata())
    row = sign_on.configure(university, SignOn.Kind.SAML, found.issuer, idp=found.idp, **given)
    sign_on.switch(row, True)
    return row


def oidc(university, issuer="https://127.0.0.1:9"):
    row = sign_on.configure(university, SignOn.Kind.OIDC, issuer, client_id="us", secret="s")
    sign_on.switch(row, True)
    return row


# --- For whom it speaks


@pytest.fixture
def uni():
    return make.university(domain="uni.example")


def said(row, **attributes):
    usual = {"mail": ["jo@uni.example"], "eduPersonAffiliation": ["staff"]}
    return identity.of_saml(row, "p-1", {**usual, **attributes})


def test_who_went_to_another_university_is_let_in_by_that_one_only(uni):
    row, jo = saml(uni), make.staff(uni, roles=["moderator"], email="jo@uni.example")
    assert sign_on.known(jo, said(row)) == jo
    colleagues.remove(jo.staff_of, make.staff(uni, roles=["administrator"]))
    # Who works nowhere may come and read so,
    assert sign_on.known(jo, said(row)) == jo

    other = make.university()
    UniversityStaff.objects.create(user=jo, university=other, roles=["administrator"])
    with pytest.raises(sign_on.Refused, match="another side"):
        sign_on.known(jo, said(row))

    # and with an address elsewhere, nobody of theirs does.
    UniversityStaff.objects.filter(user=jo).delete()
    jo.email = "jo@elsewhere.example"
    with pytest.raises(sign_on.Refused, match="another side"):
        sign_on.known(jo, said(row))


@pytest.mark.parametrize("kind", ["employer", "platform"])
def test_who_is_on_another_side_now_is_not_let_in(uni, kind):
    somebody = make.user(kind, email="jo@uni.example")

    with pytest.raises(sign_on.Refused, match="another side"):
        sign_on.known(somebody, said(saml(uni)))


def test_two_long_identifiers_with_one_beginning_are_two_people(uni):
    provider = SAML(request=None, app=SimpleNamespace(client_id="u1", name="", sign_on=saml(uni)))

    def uid(end):
        told = {identity.SUBJECT: [f"{'https://idp.uni.example/' * 9}{end}"]}
        return provider.extract_uid(SimpleNamespace(get_attributes=lambda: told))

    assert uid("ada") == uid("ada") != uid("bo")
    assert len(uid("ada")) <= 180


@pytest.mark.parametrize(
    ("told", "trusts", "believed"),
    [(False, True, False), ("false", True, False), (None, True, True), (None, False, False)],
)
def test_an_address_that_is_said_not_to_be_confirmed_is_not(uni, told, trusts, believed):
    row = oidc(uni)
    row.trusts_addresses = trusts

    assert identity.of_oidc(row, "s-1", {"email_verified": told}).email_verified is believed


# --- What is away, or nonsense


def test_the_pages_of_one_kind_are_none_of_the_other(uni):
    visitor, by_saml, by_oidc = Client(), saml(uni), oidc(make.university())
    for name in ("saml_metadata", "saml_login", "saml_sls"):
        assert visitor.get(reverse(name, args=[by_oidc.key]), **HOST).status_code == 404, name
    for name in ("openid_connect_login", "openid_connect_callback"):
        assert visitor.get(reverse(name, args=[by_saml.key])).status_code == 404, name


def test_a_provider_that_is_away_gets_a_page(uni):
    answer = Client().get(reverse("openid_connect_login", args=[oidc(uni).key]))

    assert answer.status_code == 403
    assert "could not be read" in answer.text


@pytest.mark.parametrize("text", [b"", b"nonsense", b"<a", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'])
def test_what_is_no_saml_gets_a_page(uni, text):
    row, visitor = saml(uni), Client()
    told = base64.b64encode(text).decode()
    sent = visitor.post(reverse("saml_acs", args=[row.key]), {"SAMLResponse": told}, **HOST)

    assert visitor.get(sent.url, **HOST).status_code == 403
    for name in ("SAMLRequest", "SAMLResponse"):
        left = visitor.get(reverse("saml_sls", args=[row.key]), {name: told}, **HOST)
        assert left.status_code in {302, 400, 403}, name


@pytest.mark.parametrize("given", [{"issuer": "x" * 501}, {"certificate": ""}])
def test_metadata_that_cannot_be_kept_is_refused(given):
    with pytest.raises(saml_metadata.Unreadable):
        saml_metadata.read(metadata(**given))


def test_a_scope_that_is_too_long_is_none():
    assert saml_metadata.read(metadata(scope="x" * 101)).scopes == []
    assert saml_metadata.read(metadata()).scopes == ["uni.example"]


def test_one_answer_that_breaks_off_keeps_no_other_from_being_read(uni, monkeypatch, caplog):
    """As urllib3 says it, below what requests knows."""
    import urllib3

    class Broken:
        is_redirect = False

        class raw:  # noqa: N801
            @staticmethod
            def read(*args, **kwargs):
                raise urllib3.exceptions.ProtocolError("gone")

    monkeypatch.setattr(requests.Session, "request", lambda *args, **kwargs: Broken())
    with pytest.raises(fetching.NotFetched):
        fetching.get("https://idp.uni.example/metadata")
    saml(uni, metadata_url="https://idp.uni.example/metadata")
    with caplog.at_level(logging.WARNING):
        tasks.read_metadata()
    assert "could not be read" in caplog.text


def test_a_search_of_thousands_of_words_is_one_of_a_few(uni):
    oidc(uni)
    with CaptureQueriesContext(connection) as asked:
        Client().get(reverse("accounts:find_university"), {"q": f"{uni.name} " * 2000})

    assert max(len(each["sql"]) for each in asked) < 5000


# --- The secret


def test_the_secret_of_one_issuer_is_never_sent_to_another(uni, sign_in):
    oidc(uni, "https://idp.uni.example")
    browser = sign_in(make.staff(uni, roles=["administrator"]))
    sent = {"issuer": "https://idp.evil.example", "client_id": "us", "secret": ""}

    assert "Give the secret" in browser.post(reverse("accounts:set_up_oidc"), sent).text
    assert SignOn.objects.get().issuer == "https://idp.uni.example"
    assert not SocialAccount.objects.exists()
