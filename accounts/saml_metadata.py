"""What an identity provider's SAML metadata says: who it is, where it is asked, by which keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from lxml.etree import LxmlError
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser as Parser
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML as XML

ROLE = "{urn:oasis:names:tc:SAML:2.0:metadata}IDPSSODescriptor"
# As `SignOn` keeps them.
LONGEST_ISSUER, LONGEST_SCOPE = 500, 100
SCOPE = "{urn:mace:shibboleth:metadata:1.0}Scope"
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"


class Unreadable(Exception):
    """In words for whoever gave it."""


@dataclass(frozen=True)
class Metadata:
    issuer: str
    # As python3-saml takes it.
    idp: dict[str, Any]
    scopes: list[str]


def read(text: bytes) -> Metadata:
    """Raises Unreadable."""
    try:
        # Without entities and DTDs: the library's own reader refuses them.
        tree = XML.to_etree(text)
        providers = list(tree.iter(ROLE))
        idp = Parser.parse(text, required_sso_binding=REDIRECT).get("idp", {})
    except (LxmlError, AttributeError, ValueError, TypeError, KeyError) as error:
        raise Unreadable(_("This is not SAML metadata: we could not read it as XML.")) from error
    if len(providers) != 1:
        raise Unreadable(
            _("We look for one identity provider and found %(n)d. Give the metadata of yours.")
            % {"n": len(providers)}
        )
    issuer = idp.get("entityId", "")
    if not 0 < len(issuer) <= LONGEST_ISSUER or not idp.get("singleSignOnService", {}).get("url"):
        raise Unreadable(_("It names no address for signing in by HTTP-Redirect."))
    if not idp.get("x509cert") and not idp.get("x509certMulti"):
        raise Unreadable(_("It holds no certificate, so we could not tell who answers."))
    if not idp["singleSignOnService"]["url"].startswith(("https://", "http://")):
        raise Unreadable(_("Its address for signing in is not a web address."))
    scopes = [
        each.text.strip().lower()
        for each in providers[0].iter(SCOPE)
        if each.text and each.get("regexp", "false") not in {"true", "1"}
    ]
    scopes = [scope for scope in scopes if len(scope) <= LONGEST_SCOPE]
    return Metadata(issuer, idp, scopes[:50])
