"""No page needs JavaScript: each is read, its own form filled in and sent as it stands there."""

from django.urls import reverse

from applications import actions
from applications.models import Application, Dispute, Extension, Note
from tests import make
from tests.applications.teams import mate, team_url
from tests.filling import press


def test_a_dispute_is_opened_and_answered(db, sign_in):
    milestone = make.delivered()
    student, boss = milestone.placement.student.user, milestone.offer.made_by
    page = sign_in(boss).get(reverse("applications:open_dispute", args=[milestone.pk]))

    said = {"reason": "not_whole", "note": "Half of it is missing.", "outcome": "refund"}
    press(sign_in(boss), page, "Open the dispute", **said)
    dispute = Dispute.objects.get()
    page = sign_in(student).get(dispute.get_absolute_url())
    press(sign_in(student), page, "Answer", note="It is in the second sheet.")

    dispute.refresh_from_db()
    assert dispute.status == "answered"
    assert "It is in the second sheet." in sign_in(boss).get(dispute.get_absolute_url()).text


def test_a_team_is_named_joined_and_sent(db, sign_in):
    ada = make.student(university=make.university(domain="uni.example"))
    bo = mate(ada)
    listing = make.listing(approved_by=ada.university, team_most=2)
    draft = make.application(
        student=ada,
        listing=listing,
        status="draft",
        resume=make.resume(ada),
        submitted_at=None,
        decide_by=None,
    )
    first, second = sign_in(ada.user), sign_in(bo.user)

    press(first, first.get(team_url(listing)), "Ask them to join", email=bo.user.email)
    member = draft.members.get(email=bo.user.email)
    press(second, second.get(member.get_absolute_url()), "Join for this share")
    check = first.get(reverse("applications:check", args=[draft.pk]))
    press(first, check, "Send your application")

    draft.refresh_from_db()
    assert (draft.status, draft.team_size) == ("submitted", 2)


def test_a_later_day_is_asked_for_and_agreed_to(db, sign_in):
    milestone = make.funded().milestone
    student, boss = milestone.placement.student.user, milestone.offer.made_by
    page = sign_in(student).get(reverse("applications:more_time", args=[milestone.pk]))
    day = make.today(40).isoformat()

    page = press(sign_in(student), page, "Ask for this day", to_day=day, reason="My exams.")
    if page.context and page.context.get("clashes"):
        page = press(sign_in(student), page, "Ask for it all the same")
    room = sign_in(boss).get(milestone.placement.get_absolute_url())
    press(sign_in(boss), room, "Agree to")

    assert Extension.objects.get().status == "agreed"
    milestone.refresh_from_db()
    assert milestone.hand_in_by.isoformat() == day


def test_two_are_ticked_on_the_board_read_side_by_side_and_one_is_shortlisted(db, sign_in):
    listing = make.listing()
    rows = [make.application(listing=listing) for _ in range(3)]
    browser = sign_in(listing.created_by)
    board = browser.get(reverse("applications:inbox", args=[listing.slug]))

    ticked = [str(row.pk) for row in rows[:2]]
    beside = press(browser, board, "Read side by side", a=ticked)
    assert [str(each["application"].pk) for each in beside.context["columns"]] == ticked
    beside = press(browser, beside, "Save the note", text="Ask about shop 7.")
    press(browser, beside, f"Shortlist {rows[0].who}")

    assert Note.objects.get().application == rows[0]
    assert Application.objects.get(pk=rows[0].pk).status == "shortlisted"


def test_a_team_that_was_taken_back_is_asked_again(db, sign_in):
    ada = make.student(university=make.university(domain="uni.example"))
    bo = mate(ada)
    listing = make.listing(approved_by=ada.university, team_most=2)
    application = make.application(student=ada, listing=listing)
    asked = actions.name_member
    Application.objects.filter(pk=application.pk).update(status="withdrawn")
    application.refresh_from_db()
    member = asked(application, bo.user.email)
    actions.confirm(member, bo, actions.part_of(member))
    application.members.update(send_by=None)
    browser = sign_in(ada.user)

    press(browser, browser.get(team_url(listing)), "Ask them again")

    member.refresh_from_db()
    assert member.status == "asked"
