"""`{% remembered "components/_foot.html" links=foot holes="csrf_token next" %}`"""

from collections.abc import Iterable
from typing import Any, Protocol

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from marketplace import fragments

register = template.Library()


@register.simple_tag(takes_context=True)
def remembered(context: Context, template: str, holes: str = "", **given: Any) -> SafeString:
    """Include `template` with `given` only, out of memory if it was drawn of the same before.

    `holes` names variables of the page that differ from page to page (marketplace.fragments).
    """
    return fragments.remembered(
        template, given, {name: context.get(name) for name in holes.split()}
    )


class Drawn(Protocol):
    @property
    def html(self) -> SafeString: ...


@register.filter
def drawn(things: Iterable[Drawn], element: str = "") -> SafeString:
    """The HTML that each of `things` has, one after the other; within an `element` of its own."""
    before, after = (f"<{element}>", f"</{element}>") if element else ("", "")
    parts = [f"{before}{thing.html}{after}" for thing in things]
    return SafeString("".join(parts))
