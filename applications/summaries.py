"""An application, in the parts that pages lay out."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.actions import Part
from applications.models import Application, Milestone
from marketplace.money import display, split_fee


def answers_of(application: Application) -> list[dict[str, str]]:
    """The listing's questions with their answers."""
    pairs = zip(application.listing.questions, application.answers, strict=False)
    return [{"question": question, "answer": answer} for question, answer in pairs]


def times_of(application: Application) -> str:
    """10 hours a week from Mon 7 Dec. Exams until the 4th."""
    hours = application.hours_per_week or 0
    words = ngettext("%(n)d hour a week", "%(n)d hours a week", hours) % {"n": hours}
    if application.can_start:
        day = date_format(application.can_start, "D j M")
        words = _("%(hours)s from %(day)s") % {"hours": words, "day": day}
    return f"{words}. {application.availability_note}".rstrip(" .") + "."


def form_rows(application: Application) -> list[dict[str, Any]]:
    """For `components/_summary.html`, each row with its way back into the form."""
    form = reverse("applications:apply", args=[application.listing.slug])
    rows = [{"label": _("Your pitch"), "value": application.pitch, "url": f"{form}#id_pitch"}]
    rows += [
        {
            "label": pair["question"],
            "value": pair["answer"],
            "url": f"{form}#id_answer_{number}",
        }
        for number, pair in enumerate(answers_of(application))
    ]
    return [
        *rows,
        {
            "label": _("Your time"),
            "value": times_of(application),
            "url": f"{form}#id_hours_per_week",
        },
        {
            "label": _("Your résumé"),
            "value": application.resume.name if application.resume else "",
            "url": f"{form}#id_resume",
        },
    ]


def offer_money(pay_minor: int, fee_minor: int, currency: str) -> list[dict[str, str]]:
    """For `components/_money.html`: who pays what, and what the student receives."""
    return [
        {"label": _("The employer pays"), "amount": display(pay_minor, currency)},
        {"label": _("Our fee"), "amount": display(-fee_minor, currency)},
        {"label": _("The student receives"), "amount": display(pay_minor - fee_minor, currency)},
    ]


def offer_parts(parts: Iterable[Part | Milestone], currency: str) -> list[dict[str, Any]]:
    """Each part with what is paid for it and what the student receives of that."""
    rows = list(parts)
    amounts = [part.amount_minor for part in rows]
    return [
        {
            "title": part.title,
            "due_on": part.due_on,
            "pay": display(part.amount_minor, currency),
            "receive": display(part.amount_minor - fee, currency),
        }
        for part, fee in zip(rows, split_fee(amounts), strict=True)
    ]
