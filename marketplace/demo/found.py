"""Students who wish to be found, and an employer who has found one of them."""

from accounts.models import Student
from applications import actions, inviting
from listings.models import Listing
from marketplace.demo.students import STUDENTS

# The others have not said that they may be invited.
FOUND = 8
WORD = "The way you write about your food shelf's budget is what we look for. Come and see?"


def load() -> None:
    emails = [each.email for each in STUDENTS[:FOUND]]
    Student.objects.filter(user__email__in=emails).update(open_to_invitations=True)
    student = Student.objects.select_related("user").get(user__email=emails[0])
    for listing in Listing.objects.visible_to(student.user).open().paid().order_by("pk"):
        if inviting.may_be_invited(listing).filter(pk=student.pk).exists():
            actions.invite(listing, student.pk, listing.created_by, WORD)
            return
