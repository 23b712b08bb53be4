"""Where the money is, for pages of the rooms below."""

from typing import Any

from django import template

from accounts.models import Student
from applications.models import Placement

register = template.Library()


@register.inclusion_tag("payments/_money_panel.html", takes_context=True)
def money_panel(context: dict[str, Any], placement: Placement) -> dict[str, Any]:
    """Who pays, what is held, what is released, and what comes next, for whoever looks."""
    return {"placement": placement}


@register.inclusion_tag("payments/_payout_ready.html")
def payout_ready(student: Student) -> dict[str, Any]:
    """A panel that says where the student stands with being paid; nothing once all is ready."""
    return {"student": student}
