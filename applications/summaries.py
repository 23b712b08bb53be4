"""An application, in the parts that pages lay out."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Student, User
from applications.actions import Part, Terms
from applications.blind import Reader
from applications.models import Application, Milestone, Offer
from applications.sharing import Mine
from listings.models import Listing
from marketplace.money import display, platform_fee, split_fee


def answers_of(application: Application, read: Reader = str) -> list[dict[str, str]]:
    """The listing's questions with their answers, as `read` lets one read them."""
    pairs = zip(application.listing.questions, application.answers, strict=False)
    return [{"question": question, "answer": read(answer)} for question, answer in pairs]


def times_of(application: Application, read: Reader = str) -> str:
    """10 hours a week from Mon 7 Dec. Exams until the 4th."""
    hours = application.hours_per_week or 0
    words = ngettext("%(n)d hour a week", "%(n)d hours a week", hours) % {"n": hours}
    if application.can_start:
        this_year = application.can_start.year == timezone.localdate().year
        day = date_format(application.can_start, "D j M" if this_year else "D j M Y")
        words = _("%(hours)s from %(day)s") % {"hours": words, "day": day}
    return f"{words}. {read(application.availability_note)}".rstrip(" .") + "."


def starts_late(application: Application) -> str:
    """What a student should read who can only start after the listing wants them to."""
    listing = application.listing
    latest = listing.starts_by or listing.starts_from
    if not (latest and application.can_start and application.can_start > latest):
        return ""
    words = {
        "latest": date_format(latest, "D j M Y"),
        "day": date_format(application.can_start, "D j M Y"),
    }
    return (
        _("This project is to start by %(latest)s; you say that you can start on %(day)s.") % words
    )


def form_rows(application: Application) -> list[dict[str, Any]]:
    """For `components/_summary.html`, each row with its way back into the form."""
    form = reverse("applications:apply", args=[application.listing.slug])
    pitch = {"label": _("Your pitch"), "value": application.pitch, "url": f"{form}#id_pitch"}
    quick = application.listing.format.quick_apply
    rows = [] if quick and application.answers else [pitch]
    rows += [
        {
            "label": pair["question"],
            "value": pair["answer"],
            "url": f"{form}#id_answer_{number}",
        }
        for number, pair in enumerate(answers_of(application))
    ]
    if application.may_work:
        said = application.get_may_work_display()
        label = _("Allowed to work there")
        rows += [{"label": label, "value": said, "url": f"{form}#id_may_work"}]
    return [
        *rows,
        {
            "label": _("Your time"),
            "value": times_of(application),
            "url": reverse("accounts:profile") if quick else f"{form}#id_hours_per_week",
        },
        {
            "label": _("Your résumé"),
            "value": application.resume.name if application.resume else "",
            "url": reverse("accounts:profile") if quick else f"{form}#id_resume",
        },
    ]


def skills_of(student: Student, listing: Listing) -> dict[str, Any]:
    """For `_skills.html`: which of the listing's skills they have, and what else."""
    wanted = {skill.pk for skill in listing.skills.all()}
    theirs = list(student.skills.all())
    fitting = [skill.name for skill in theirs if skill.pk in wanted]
    return {
        "fitting": ", ".join(fitting),
        "other": ", ".join(skill.name for skill in theirs if skill.pk not in wanted),
        "n": len(fitting),
        "of": len(wanted),
    }


def offer_money(
    terms: Offer | Terms, listing: Listing, side: str, share: Mine | None = None
) -> list[dict[str, str]]:
    """For `components/_money.html`, in the reader's words: price, fee, what the student gets.

    `share`: of one of a team, who reads what all of them receive, and last what they do.
    """
    pay, currency = terms.pay_minor, listing.currency
    fee = terms.fee_minor if isinstance(terms, Offer) else platform_fee(pay)
    mine = side == User.Kind.STUDENT
    name = {"organisation": listing.organisation}
    rows = [
        {
            "label": _("%(organisation)s pays") % name if mine else _("You pay"),
            "amount": display(pay, currency),
        },
        {"label": _("Our fee"), "amount": f"−{display(fee, currency)}"},
    ]
    if share:
        rows.append({"label": _("Your team receives"), "amount": display(pay - fee, currency)})
    receive = share.of(pay - fee) if share else pay - fee
    label = _("You receive") if mine else _("The student receives")
    return [*rows, {"label": label, "amount": display(receive, currency)}]


def offer_parts(
    parts: Iterable[Part | Milestone], currency: str, share: Mine | None = None
) -> list[dict[str, Any]]:
    """Each part with what is paid for it and what the student receives of that."""
    rows = list(parts)
    amounts = [part.amount_minor for part in rows]
    nets = [whole - fee for whole, fee in zip(amounts, split_fee(amounts), strict=True)]
    received = share.of_parts(nets) if share else nets
    return [
        {
            "title": part.title,
            "due_on": part.due_on,
            "pay": display(part.amount_minor, currency),
            "receive": display(receive, currency),
        }
        for part, receive in zip(rows, received, strict=True)
    ]


def changed_terms(
    terms: Offer | Terms, listing: Listing, side: str, share: Mine | None = None
) -> list[str]:
    """Every way in which the terms are not what the listing says, in the reader's money."""
    hours, days = _("%(n)d h"), _("%(n)d days")
    length = (terms.ends_on - terms.starts_on).days + 1
    pairs = [
        (
            _net(listing.pay_minor or 0, listing, side, share),
            _net(terms.pay_minor, listing, side, share),
        ),
        _numbers(listing.total_hours, terms.total_hours, hours),
        _numbers(listing.hours_per_week, terms.hours_per_week, _("%(n)d h a week")),
        _numbers(listing.length_days, length, days),
        _start(terms, listing),
    ]
    return [
        _("Listing: %(listed)s; this offer: %(offered)s") % {"listed": listed, "offered": offered}
        for listed, offered in pairs
        if listed and listed != offered
    ]


def _net(pay: int, listing: Listing, side: str, share: Mine | None) -> str:
    if side == User.Kind.STUDENT:
        net = pay - platform_fee(pay)
        amount = display(share.of(net) if share else net, listing.currency)
        return _("you receive %(amount)s") % {"amount": amount}
    return _("you pay %(amount)s") % {"amount": display(pay, listing.currency)}


def _numbers(listed: int | None, offered: int, words: str) -> tuple[str, str]:
    return (words % {"n": listed} if listed else "", words % {"n": offered})


def _start(terms: Offer | Terms, listing: Listing) -> tuple[str, str]:
    """Any day between the listing's two is as promised."""
    first, last, day = listing.starts_from, listing.starts_by, terms.starts_on
    within = (first is None or first <= day) and (last is None or day <= last)
    if within or first is None:
        return "", ""
    named = {"first": date_format(first, "j M Y"), "last": date_format(last or first, "j M Y")}
    listed = _("start %(first)s to %(last)s") if last else _("start from %(first)s")
    return listed % named, _("start %(day)s") % {"day": date_format(day, "j M Y")}
