"""Handing in as a student does: the form, then the page that shows it once more."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from applications.models import HandIn, Milestone


def hand_in(student: Client, milestone: Milestone, given: dict[str, Any]) -> HttpResponse:
    """The answer of the last page: where the form was sent back, that is the form."""
    answer = student.post(reverse("applications:deliver", args=[milestone.pk]), given)
    address = reverse("applications:check_delivery", args=[milestone.pk])
    if getattr(answer, "url", "") != address:
        return answer
    version = HandIn.objects.get(milestone=milestone, by=student.session["_auth_user_id"]).version
    return student.post(address, {"version": version})
