"""What tests say to the identity provider of `saml_idp.py`, and what a browser carries between."""

import re
import subprocess
import sys
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import requests
from django.test import Client
from django.urls import reverse

from accounts import saml_metadata, sign_on
from accounts.models import SignOn, University

# As a browser names the site; the library takes no name of one word but this.
HOST = {"HTTP_HOST": "localhost"}
FIELD = re.compile(r'name="SAMLResponse" value="([^"]+)"')


def start(folder: str) -> tuple[subprocess.Popen[str], str]:
    """The process, and its address."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.identity.saml_idp", folder]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    return process, f"http://127.0.0.1:{process.stdout.readline().strip()}"


@dataclass
class Idp:
    """One of the two providers there, set up for one university."""

    base: str
    row: SignOn

    @property
    def entity(self) -> str:
        return f"http://localhost{reverse('saml_metadata', args=[self.row.key])}"

    def will_say(self, uid: str = "p-1", **given: Any) -> None:
        """Who signs in next. A name that is None is not sent."""
        usual: dict[str, Any] = {
            "mail": "ada@uni.example",
            "displayName": "Ada Obi",
            "eduPersonPrincipalName": "ada@uni.example",
            "eduPersonAffiliation": ["member", "student"],
            "eduPersonScopedAffiliation": "student@uni.example",
        }
        plan = {
            name: given.pop(name)
            for name in ("unsigned", "audience", "format", "sign_response")
            if name in given
        }
        said = {name: value for name, value in {**usual, **given}.items() if value is not None}
        plan |= {"uid": uid, "attributes": said}
        requests.post(f"{self.base}/plan", json=plan, timeout=20).raise_for_status()

    def response(self, browser: Client, process: str = "login") -> str:
        """As far as the provider's answer."""
        asked = browser.get(
            reverse("saml_login", args=[self.row.key]), {"process": process}, **HOST
        )
        assert asked.status_code == 302, asked.text
        return response_in(requests.get(asked.url, timeout=20).json()["html"])

    def unasked(self) -> str:
        told = requests.get(f"{self.base}/unasked", {"sp": self.entity}, timeout=20).json()
        return response_in(told["html"])

    def logout(self) -> str:
        """The path on our site to which the provider sends a browser that it signs out."""
        url = requests.get(f"{self.base}/logout", {"sp": self.entity}, timeout=20).json()["url"]
        parts = urlsplit(url)
        return f"{parts.path}?{parts.query}"

    def hand_over(self, browser: Client, response: str) -> Any:
        """The browser posts what the provider gave it, and goes where it is sent."""
        acs = reverse("saml_acs", args=[self.row.key])
        sent = browser.post(acs, {"SAMLResponse": response, "RelayState": ""}, **HOST)
        assert sent.status_code == 302
        return browser.get(sent.url, **HOST)

    def come(self, browser: Client, process: str = "login", **said: Any) -> Any:
        self.will_say(**said)
        return self.hand_over(browser, self.response(browser, process))


def response_in(html: str) -> str:
    found = FIELD.search(html)
    assert found, html
    return unescape(found[1])


def set_up(base: str, university: University, browser: Client) -> Idp:
    """As an administrator does, and theirs: each has the other's metadata."""
    found = saml_metadata.read(requests.get(f"{base}/metadata", timeout=20).content)
    row = sign_on.configure(
        university, SignOn.Kind.SAML, found.issuer, idp=found.idp, scopes=found.scopes
    )
    sign_on.switch(row, True)
    idp = Idp(base, row)
    ours = browser.get(reverse("saml_metadata", args=[row.key]), **HOST)
    assert ours.status_code == 200
    requests.post(f"{base}/sp", data=ours.content, timeout=20).raise_for_status()
    return idp
