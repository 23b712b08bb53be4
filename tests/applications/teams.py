"""Two who apply together, for tests."""

from django.urls import reverse

from applications import actions
from tests import make


def mate(ada, name="bo"):
    return make.student(
        university=ada.university, as_user={"email": f"{name}@uni.example", "name": name.title()}
    )


def team_url(listing):
    return reverse("applications:team", args=[listing.slug])


def name(browser, listing, email, **more):
    return browser.post(team_url(listing), {"action": "name", "email": email, **more})


def answer(sign_in, student, member, **given):
    fields = {"action": "confirm", "share": actions.part_of(member), **given}
    return sign_in(student.user).post(member.get_absolute_url(), fields, follow=True)


def asked(application, student):
    return application.members.get(email=student.user.email)
