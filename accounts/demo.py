"""Who one can be with one click, where DEMO=1. The people come with the demo data."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User


@dataclass(frozen=True)
class Persona:
    """Somebody of the demo data, by e-mail, and where they stand in one line."""

    email: str
    story: str | Promise


PERSONAS = [
    Persona("ruth.halvorsen@bellandbarley.example", _("Hires for a bakery in Minneapolis.")),
    Persona("dana.whitfield@tamarack.example", _("Reads projects for an American university.")),
]
SIDES = [
    (User.Kind.STUDENT, _("Students")),
    (User.Kind.EMPLOYER, _("Employers")),
    (User.Kind.STAFF, _("University career centres")),
    (User.Kind.PLATFORM, _("Foothold's own staff")),
]


def emails() -> set[str]:
    return {persona.email for persona in PERSONAS}


def groups() -> list[dict[str, Any]]:
    """Personas whose people exist, by side: {label, people: [{user, place, story}]}."""
    users = User.objects.select_related(
        "student__university", "membership__organisation", "staff_of__university"
    ).in_bulk(emails(), field_name="email")
    people: dict[str, list[dict[str, Any]]] = {kind: [] for kind, _label in SIDES}
    for persona in PERSONAS:
        if user := users.get(persona.email):
            person = {"user": user, "place": place(user), "story": persona.story}
            people[user.kind].append(person)
    return [{"label": label, "people": people[kind]} for kind, label in SIDES if people[kind]]


def place(user: User) -> str:
    """Where they study or work."""
    if hasattr(user, "student"):
        return str(user.student.university)
    if hasattr(user, "membership"):
        return str(user.membership.organisation)
    return str(user.staff_of.university) if hasattr(user, "staff_of") else ""
