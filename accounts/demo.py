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
    Persona(
        "maya.okafor@tamarack.example",
        _("Studies economics. Has an offer to answer and a draft to finish."),
    ),
    Persona(
        "isla.fraser@ashcombe.example",
        _("Studies English. Was asked to change what she handed in."),
    ),
    Persona(
        "kwame.mensah@ashcombe.example",
        _("Studies data science. His work is approved; says next where he is paid."),
    ),
    Persona(
        "ruth.halvorsen@bellandbarley.example",
        _("Owns fourteen bakeries. Has four applicants to compare and work to approve."),
    ),
    Persona(
        "arjun.nair@khatalane.example",
        _("Runs a start-up. A student has accepted his offer; pays in next."),
    ),
    Persona(
        "ines.matos@patasdoribatejo.example",
        _("Runs a clinic for animals. Was asked by a university to change a project."),
    ),
    Persona(
        "dana.whitfield@tamarack.example",
        _("Decides what students in the US see. A new employer is to be checked."),
    ),
    Persona(
        "eleanor.finch@ashcombe.example",
        _("Decides for a university in the UK. One project has waited too long."),
    ),
    Persona(
        "meera.kulkarni@sahyagiri.example",
        _("Decides for a university in India. Turned one project down."),
    ),
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
