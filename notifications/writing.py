"""The words of a mail: subject, text and HTML, from its two templates."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import css_inline
from django.conf import settings
from django.contrib.auth import get_user_model
from django.template import Context, loader
from django.utils import timezone
from django.utils.text import Truncator

if TYPE_CHECKING:
    from accounts.models import User

SUBJECT_LENGTH = 200
# What a list of mails shows of one beside its subject.
PREHEADER_LENGTH = 140
# A first paragraph that is shorter is the greeting.
GREETING_LENGTH = 60


def render(to: User | str, template: str, context: dict[str, Any]) -> tuple[str, str, str]:
    """Subject, text and HTML of a mail, with the styles written into the HTML's elements."""
    given = {
        "site_url": settings.SITE_URL,
        "support_email": settings.SUPPORT_EMAIL,
        "intro": "",
        **context,
    }
    if not isinstance(to, str):
        given["reader"] = to
    with timezone.override(_zone_of(to)):
        text = loader.get_template(f"emails/{template}.txt")
        # Plain text escapes nothing; Django's own templates carry the real one inside.
        plain = text.template.render(Context(given, autoescape=False))  # type: ignore[attr-defined]
        first, _, body = plain.lstrip().partition("\n")
        subject = " ".join(first.split())[:SUBJECT_LENGTH]
        given |= {"subject": subject, "preheader": preheader(body)}
        html = loader.render_to_string(f"emails/{template}.html", given)
    return subject, body.strip() + "\n", _inliner().inline(html)


def preheader(body: str) -> str:
    """The first that is said after the greeting."""
    said = [" ".join(each.split()) for each in body.strip().split("\n\n")]
    if len(said) > 1 and said[0].endswith(",") and len(said[0]) <= GREETING_LENGTH:
        said = said[1:]
    return Truncator(said[0]).chars(PREHEADER_LENGTH)


@cache
def _inliner() -> css_inline.CSSInliner:
    # At-rules stay in the head: the dark colours need them.
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


def _zone_of(to: User | str) -> str:
    """Of who reads it; nobody's, for a sample."""
    if not isinstance(to, str):
        return to.time_zone
    if not to:
        return "UTC"
    people = get_user_model()._default_manager.filter(email=to)
    return people.values_list("time_zone", flat=True).first() or "UTC"
