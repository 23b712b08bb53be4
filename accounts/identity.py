"""What an identity provider says of somebody, and which of it we believe. Reads, changes nothing.

Source of the names: eduPerson 4.4.0, and the Research & Scholarship bundle.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import domains
from accounts.models import SignOn

PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
SUBJECT = "urn:oasis:names:tc:SAML:attribute:subject-id"
PAIRWISE = "urn:oasis:names:tc:SAML:attribute:pairwise-id"
EDU = "urn:oid:1.3.6.1.4.1.5923.1.1.1"
# What we read, and what it may be called unless the university says otherwise.
USUAL: dict[str, tuple[str, ...]] = {
    "uid": (SUBJECT, PAIRWISE, "sub"),
    "email": (
        "urn:oid:0.9.2342.19200300.100.1.3",
        "mail",
        "email",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
    ),
    "name": ("urn:oid:2.16.840.1.113730.3.1.241", "displayName", "name", "urn:oid:2.5.4.3", "cn"),
    "given": ("urn:oid:2.5.4.42", "givenName", "given_name"),
    "family": ("urn:oid:2.5.4.4", "sn", "family_name"),
    "principal": (f"{EDU}.6", "eduPersonPrincipalName", "eduperson_principal_name"),
    "affiliation": (f"{EDU}.1", "eduPersonAffiliation", "eduperson_affiliation"),
    "scoped": (f"{EDU}.9", "eduPersonScopedAffiliation", "eduperson_scoped_affiliation"),
}
# Those that a university may call otherwise.
NAMED = {
    "uid": gettext_lazy("A lasting identifier"),
    "email": gettext_lazy("E-mail address (mail)"),
    "name": gettext_lazy("Name (displayName)"),
    "principal": gettext_lazy("eduPersonPrincipalName"),
    "affiliation": gettext_lazy("eduPersonAffiliation"),
}
STUDENT, STAFF = {"student"}, {"staff", "faculty", "employee"}


@dataclass(frozen=True)
class Check:
    """One thing that has to be right. `new`: only of who comes for the first time."""

    code: str
    ok: bool
    text: str
    new: bool = False


@dataclass(frozen=True)
class Said:
    """Of one person, by one provider. `attributes`: all that came, by its own names."""

    sign_on: SignOn
    uid: str
    attributes: Mapping[str, list[str]]
    # None: it does not say.
    email_verified: bool | None

    def all(self, what: str) -> list[str]:
        own = self.sign_on.names.get(what)
        for name in [own] if own else USUAL[what]:
            if found := self.attributes.get(name):
                return found
        return []

    def one(self, what: str) -> str:
        return next(iter(self.all(what)), "").strip()

    @cached_property
    def email(self) -> str:
        try:
            validate_email(self.one("email"))
        except ValidationError:
            return ""
        return self.one("email").lower()

    @cached_property
    def name(self) -> str:
        both = f"{self.one('given')} {self.one('family')}"
        return " ".join((self.one("name") or both).split())[:120] or self.email.split("@")[0]

    @cached_property
    def affiliations(self) -> set[str]:
        scoped = [value.rpartition("@")[0] for value in self.all("scoped")]
        return {value.lower() for value in [*self.all("affiliation"), *scoped] if value}

    @cached_property
    def side(self) -> str:
        """ "student", "staff", or "" for neither: alumni, guests. Who is both studies."""
        if self.affiliations & STUDENT:
            return "student"
        if self.affiliations & STAFF:
            return "staff"
        return "student" if self.sign_on.all_students and not self.affiliations else ""

    @cached_property
    def checks(self) -> list[Check]:
        return [_identifier(self), _scope(self), *_address(self), _affiliation(self)]

    def wrong(self, *, known: bool) -> Check | None:
        """The first that keeps them out. `known`: they have come before, so some are not asked."""
        return next(
            (each for each in self.checks if not each.ok and not (known and each.new)), None
        )


def of_saml(sign_on: SignOn, uid: str, attributes: Mapping[str, Iterable[Any]]) -> Said:
    texts = {name: [str(each) for each in values] for name, values in attributes.items()}
    return Said(sign_on, uid, texts, email_verified=None)


def of_oidc(sign_on: SignOn, uid: str, claims: Mapping[str, Any]) -> Said:
    texts = {
        name: [str(each) for each in (value if isinstance(value, list) else [value])]
        for name, value in claims.items()
        if value is not None
    }
    told = claims.get("email_verified")
    # What it says counts; what it confirms without saying so, only where nothing is said.
    verified = sign_on.trusts_addresses if told is None else str(told).lower() == "true"
    return Said(sign_on, uid, texts, email_verified=verified)


def _identifier(said: Said) -> Check:
    if said.uid:
        return Check(
            "identifier", True, _("A lasting identifier came: %(uid)s") % {"uid": said.uid}
        )
    text = _(
        "No lasting identifier came. We need subject-id, pairwise-id, or a persistent NameID; "
        "eduPersonPrincipalName alone may be given to somebody else later."
    )
    return Check("identifier", False, text)


def is_theirs(sign_on: SignOn, scope: str) -> bool:
    """Whether the university speaks for `scope`: its domains say so, and its metadata, if any."""
    return has(sign_on, scope) and (not sign_on.scopes or scope in sign_on.scopes)


def has(sign_on: SignOn, domain: str) -> bool:
    """Whether our staff have given the university that domain. Its own word does not count."""
    return domains.university_of(f"x@{domain}") == sign_on.university


def _scope(said: Said) -> Check:
    values = [*said.all("principal"), *said.all("scoped")]
    if SUBJECT in said.attributes:
        values += said.attributes[SUBJECT]
    foreign = [
        value for value in values if "@" in value and not is_theirs(said.sign_on, _at(value))
    ]
    if not foreign:
        return Check("scope", True, _("What came is of your university’s domains."))
    text = _("“%(value)s” is of a domain that is not yours, so we do not believe it.")
    return Check("scope", False, text % {"value": foreign[0]})


def _at(value: str) -> str:
    return domains.domain_of(value.strip())


def _address(said: Said) -> list[Check]:
    if not said.email:
        text = _("No e-mail address came: release mail (%(name)s).") % {"name": USUAL["email"][0]}
        return [Check("mail", False, text, new=True)]
    found = [Check("mail", True, _("An address came: %(email)s") % {"email": said.email})]
    where = {"domain": _at(said.email)}
    if has(said.sign_on, _at(said.email)):
        found.append(Check("domain", True, _("%(domain)s is your university’s.") % where))
    else:
        text = _(
            "%(domain)s is not one of your university’s domains here. We would have to add it."
        )
        found.append(Check("domain", False, text % where, new=True))
    if said.sign_on.kind == SignOn.Kind.OIDC:
        text = _("It says that the address is confirmed (email_verified).")
        if not said.email_verified:
            text = _("It does not say that the address is confirmed: email_verified is not true.")
        found.append(Check("confirmed", bool(said.email_verified), text, new=True))
    return found


def _affiliation(said: Said) -> Check:
    came = ", ".join(sorted(said.affiliations)) or _("none")
    if said.side:
        text = _("Affiliation: %(came)s. That is a student here.")
        if said.side == "staff":
            text = _("Affiliation: %(came)s. That is staff here.")
        return Check("affiliation", True, text % {"came": came})
    text = _("Affiliation: %(came)s. That is neither a student nor staff.")
    return Check("affiliation", False, text % {"came": came}, new=True)
