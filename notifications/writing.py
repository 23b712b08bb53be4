"""The words of a mail: subject, text and HTML, from its two templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import css_inline
from django.conf import settings
from django.contrib.auth import get_user_model
from django.template import Context, loader
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import Truncator
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from accounts.models import User

SUBJECT_LENGTH = 200
# What a list of mails shows of one beside its subject.
PREHEADER_LENGTH = 140
# A first paragraph that is shorter is the greeting.
GREETING_LENGTH = 60


# A subject in place of ours, and what is said first; empty: nothing.
type Words = tuple[str, str]
OURS: Words = ("", "")
# Who may say something in place of us: asked with the reader, the template and its context.
OTHERS: list[Callable[[User, str, Mapping[str, Any]], Words | None]] = []


def render(
    to: User | str, template: str, context: dict[str, Any], words: Words | None = None
) -> tuple[str, str, str]:
    """Subject, text and HTML of a mail, its styles in the head: `inlined` is for who sends it.

    `words`: instead of what others say to this reader.
    """
    given = {
        "site_url": settings.SITE_URL,
        "support_email": settings.SUPPORT_EMAIL,
        **context,
    }
    if not isinstance(to, str):
        given["reader"] = to
    if words is None:
        words = OURS if isinstance(to, str) else _said_to(to, template, given)
    instead, given["intro"] = words
    with timezone.override(_zone_of(to)):
        text = loader.get_template(f"emails/{template}.txt")
        # Plain text escapes nothing; Django's own templates carry the real one inside.
        plain = text.template.render(Context(given, autoescape=False))  # type: ignore[attr-defined]
        first, _, body = plain.lstrip().partition("\n")
        subject = " ".join((instead or first).split())[:SUBJECT_LENGTH]
        given |= {"subject": subject, "preheader": preheader(body)}
        html = loader.render_to_string(f"emails/{template}.html", given)
    return subject, body.strip() + "\n" + _foot(given), html


def inlined(html: str) -> str:
    """With the styles written into the elements, as mail programs need it; empty stays empty."""
    return _inliner().inline(html) if html else ""


class _Button(HTMLParser):
    """Where the first button leads. A text holds words of other people, who may have written
    any address there; they can make no element."""

    address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and not self.address and "button" in (given.get("class") or "").split():
            self.address = given.get("href") or ""


def main_link(html: str) -> str:
    """The path of a mail's button: where it leads. Empty without one, or away from this site."""
    button = _Button()
    button.feed(html)
    return own_path(button.address.removeprefix(settings.SITE_URL))


def own_path(path: str) -> str:
    """`path`, if a browser stays on this site with it; else nothing."""
    stays = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if stays else ""


def _said_to(reader: User, template: str, context: Mapping[str, Any]) -> Words:
    answers = (ask(reader, template, context) for ask in OTHERS)
    return next(filter(None, answers), OURS)


def preheader(body: str) -> str:
    """The first that is said after the greeting."""
    said = [" ".join(each.split()) for each in body.strip().split("\n\n")]
    if len(said) > 1 and said[0].endswith(",") and len(said[0]) <= GREETING_LENGTH:
        said = said[1:]
    return Truncator(said[0]).chars(PREHEADER_LENGTH)


def _foot(given: dict[str, Any]) -> str:
    """How to stop what can be stopped."""
    if "stop_url" not in given:
        return ""
    return "\n--\n{}\n{}\n".format(_("No more mail of this kind:"), given["stop_url"])


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
