"""Every event has its mail: to the right people, short subject, links that work elsewhere."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from applications import actions, emails_silence
from applications.models import Milestone
from notifications.models import Email
from tests import make


def application(**given):
    long = "A very long title about cleaning and documenting forty thousand rows of a survey"
    return make.application(
        listing=make.listing(title=long, organisation=make.organisation(name="Brot & Söhne")),
        **given,
    )


def sent():
    row = make.application(status="draft", resume=None)
    who = row.student
    actions.save_draft(who, row.listing, resume=make.resume(who))
    actions.submit(row.__class__.objects.get())


def funded() -> Milestone:
    row = make.placement(application=application(status="accepted")).milestones.get()
    actions.fund(row)
    return row


def late_for_long() -> Milestone:
    row = funded()
    Milestone.objects.update(work_by=timezone.now() - Milestone.SILENCE)
    row.refresh_from_db()
    return row


def delivered() -> Milestone:
    row = funded()
    actions.deliver(row, "Here it is.", [], [])
    return row


def approved(by_clock=False):
    row = delivered()
    actions.approve(row, None if by_clock else row.offer.made_by)
    return row


def cancelled(by_student):
    placement = make.placement(application=application(status="accepted"))
    person = placement.student.user if by_student else placement.offer.made_by
    actions.cancel(placement, person, "other")


def called_off(by_student):
    milestone = funded()
    person = milestone.placement.student.user if by_student else milestone.offer.made_by
    actions.call_off(milestone.placement, person, "other", "So it goes.")


def an_offer():
    return make.offer(application=application(status="offered"))


def paid():
    tell_of_pay(approved())


def tell_of_pay(row: Milestone) -> None:
    actions.pay(row)
    actions.tell_paid(row, row.placement.student, 648_00)


# The event, and how many mails it writes in all from an empty outbox.
EVENTS = {
    "sent": (sent, 2),
    "withdrawn": (lambda: actions.withdraw(an_offer().application), 2),
    "declined": (lambda: actions.decline(application(), "other", "Thank you."), 1),
    "not selected": (lambda: actions.close_undecided(application(decide_by=timezone.now())), 1),
    "accepted": (lambda: actions.accept(an_offer()), 2),
    "refused": (lambda: actions.refuse(an_offer(), "Sorry"), 1),
    "expired": (lambda: actions.expire(an_offer()), 2),
    "taken back": (lambda: actions.take_back(an_offer()), 1),
    "funded": (funded, 2),
    "delivered": (delivered, 3),
    "changes": (lambda: actions.ask_for_changes(delivered(), "More", make.today(4)), 4),
    "approved": (approved, 5),
    "approved by the clock": (lambda: approved(by_clock=True), 5),
    "paid": (paid, 7),
    "cancelled by the student": (lambda: cancelled(True), 2),
    "cancelled by the employer": (lambda: cancelled(False), 2),
    "called off by the student": (lambda: called_off(True), 4),
    "called off by the employer": (lambda: called_off(False), 4),
    "late for long": (lambda: emails_silence.remind(funded(), timedelta(days=7)), 4),
    "ended in silence": (lambda: actions.end_in_silence(late_for_long()), 4),
    "never funded": (
        lambda: actions.cancel_unfunded(make.placement(application=application(status="accepted"))),
        2,
    ),
}


@pytest.mark.parametrize("event", EVENTS)
def test_every_mail_is_complete(db, event):
    act, count = EVENTS[event]

    act()

    mails = list(Email.objects.all())
    assert len(mails) == count
    for mail in mails:
        assert 10 < len(mail.subject) <= 60
        assert "Hello " in mail.body
        assert "{{" not in mail.body + mail.html
        assert "{%" not in mail.body + mail.html
        assert "&amp;" not in mail.body
        assert "\n\n\n" not in mail.body
        links = re.findall(r"https?://\S+", mail.body)
        assert links
        assert all(link.startswith(settings.SITE_URL) for link in links)
        assert all(link in mail.html for link in links)
        assert "Brot & Söhne" not in mail.html


def test_what_the_clock_approved_says_so(db):
    approved(by_clock=True)

    bodies = " ".join(
        Email.objects.filter(key__startswith="approved").values_list("body", flat=True)
    )
    assert "is approved by itself, as agreed" in bodies
    assert "You have approved" not in bodies


def test_the_mail_about_money_adds_up(db):
    row = approved()
    tell_of_pay(row)

    mail = Email.objects.get(key=f"paid:{row.pk}:student")
    for line in ["They paid: $720.00", "Our fee: $72.00", "Sent to you: $648.00"]:
        assert line in mail.body
    assert mail.subject.startswith("We sent you $648.00: ")
    assert "The placement is complete." in mail.body


def test_moments_are_in_the_readers_own_zone(db):
    row = make.application()
    row.student.user.time_zone = "Asia/Kolkata"
    row.student.user.save()
    offer = make.offer(application=make.application(student=row.student, status="offered"))

    actions.expire(offer)

    mail = Email.objects.get(to=row.student.user.email)
    assert " IST" in mail.body
