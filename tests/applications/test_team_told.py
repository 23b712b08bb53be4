"""Each of a team is told what is theirs: their own share, their own name, how it ended."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import actions, emails, reminders
from applications.models import Placement, TeamMember
from listings.models import Listing
from notifications.models import Email
from payments import actions as payment_actions
from payments.models import Payout
from payments.seen import Transfer
from tests import make
from tests.clock_cases import joined_a_team
from tests.making.team import team, team_placement

WHOLE, SHARES = "$648.00", ("$216.00", "$432.00")


@pytest.fixture
def ada(db):
    return make.student(as_user={"name": "Ada Obi"})


@pytest.fixture
def bo(ada):
    return make.student(university=ada.university, as_user={"name": "Bo Lind"})


@pytest.fixture
def application(ada, bo):
    listing = make.listing(approved_by=ada.university, team_most=3)
    sent = make.application(student=ada, listing=listing, status="shortlisted")
    team(sent, [bo], [1, 2])
    return sent


@pytest.fixture
def placement(ada, bo):
    application = make.application(student=ada, status="accepted")
    return team_placement(make.placement(application=application), [bo], [1, 2])


def mail(student, key):
    return Email.objects.get(to=student.user.email, key__startswith=key)


def assert_own_share(ada, bo, key, *, whole_named=False):
    for student, own, other in zip((ada, bo), SHARES, reversed(SHARES), strict=True):
        sent = mail(student, key)
        for part in (sent.body, sent.html):
            assert own in part
            assert other not in part
            assert (WHOLE in part) is whole_named


def settle(payout):
    seen = Transfer(
        id=f"tr_{payout.pk.hex[:8]}",
        amount=payout.amount_minor,
        currency=payout.currency,
        destination="",
        payout=payout.pk,
        operation=payout.operation_id,
    )
    payment_actions.settle_transfer(payout, seen)


def test_the_mails_of_an_offer_name_each_ones_share(ada, bo, application, sign_in):
    offer = make.offer(application=application_offered(application))
    emails.offered(offer)
    assert_own_share(ada, bo, "offered:", whole_named=True)
    reminders.answer_offer(offer, timedelta(days=1))
    assert_own_share(ada, bo, "remind-offer:")

    for student in (ada, bo):
        url = reverse("payments:accept", args=[offer.pk])
        sign_in(student.user).post(url, {"agree": "on"})

    assert Placement.objects.exists()
    assert_own_share(ada, bo, "accepted:")


def application_offered(application):
    type(application).objects.filter(pk=application.pk).update(status="offered")
    application.refresh_from_db()
    return application


def test_the_mails_of_the_money_name_each_ones_share(ada, bo, placement, sign_in):
    milestone = placement.milestones.get()
    for student in (ada, bo):
        make.payee(student)
    make.delivered(milestone)
    assert_own_share(ada, bo, "funded:")
    payment_actions.approve(milestone, milestone.offer.made_by)
    assert_own_share(ada, bo, "approved:")
    for payout in Payout.objects.filter(milestone=milestone):
        settle(payout)

    assert_own_share(ada, bo, "paid:", whole_named=True)
    for student, own in zip((ada, bo), SHARES, strict=True):
        assert own in mail(student, "paid:").subject
        page = sign_in(student.user).get(placement.get_absolute_url()).text
        assert f"Every part is approved and paid: {own} in all" in page


def test_the_offer_says_to_each_what_they_agree_to_receive(ada, bo, application, sign_in):
    offer = make.offer([360_00, 360_00], application=application_offered(application))

    for student, own, part in zip((ada, bo), SHARES, ("$108.00", "$216.00"), strict=True):
        page = sign_in(student.user).get(offer.get_absolute_url()).text
        assert f"You receive {own}. Wait for the payment" in page
        assert f"of the {WHOLE} that your team receives" in page
        assert "Your team receives" in page
        assert f">{part}</td>" in page
    page = sign_in(offer.made_by).get(offer.get_absolute_url()).text
    assert "The student receives" in page
    assert ">$360.00</td>" in page


def test_the_timeline_says_to_each_what_they_receive(ada, bo, placement, sign_in):
    for student, own in zip((ada, bo), SHARES, strict=True):
        page = sign_in(student.user).get(placement.get_absolute_url()).text
        assert f"Part 1 · you receive {own} ·" in page


def test_each_of_a_team_is_reminded_of_the_work(ada, bo, placement):
    make.funded(placement.milestones.get())
    milestone = placement.milestones.get()
    reminders.hand_in(milestone, timedelta(days=1))
    reminders.hand_in(milestone, timedelta())
    assert reminders.nudge(milestone)
    assert not reminders.nudge(milestone)

    for student in (ada, bo):
        subjects = Email.objects.filter(to=student.user.email).exclude(key__startswith="funded")
        assert subjects.count() == 3, student
    late = Email.objects.filter(to=placement.listing.created_by.email, key__endswith=":employer")
    assert late.filter(key__startswith="remind-work").count() == 1


def test_who_has_accepted_is_not_reminded_to(ada, bo, application):
    offer = make.offer(application=application_offered(application))
    actions.agree(offer, ada.user)

    reminders.answer_offer(offer, timedelta(days=1))

    assert Email.objects.get(key__startswith="remind-offer").to == bo.user.email


def test_a_declined_team_is_addressed_each_by_their_own_name(ada, bo, application, sign_in):
    url = reverse("applications:decline", args=[application.pk])
    note = "Dear {name}, thank you for your time."
    sign_in(application.listing.created_by).post(url, {"reason": "skills", "note": note})

    application.refresh_from_db()
    assert application.status == "declined"
    for student, name in ((ada, "Ada"), (bo, "Bo")):
        sent = mail(student, "declined:")
        page = sign_in(student.user).get(application.get_absolute_url()).text
        for text in (sent.body, sent.html, page):
            assert f"Dear {name}, thank you" in text


def test_an_invitation_says_until_when_it_may_be_answered(ada, bo, sign_in):
    listing = make.listing(approved_by=ada.university, team_most=3)
    draft = make.application(
        student=ada, listing=listing, status="draft", submitted_at=None, decide_by=None
    )
    actions.name_member(draft, bo.user.email)

    assert "You can answer until" in mail(bo, "team-asked").body
    assert timezone.now() < draft.members.get(email=bo.user.email).answer_by


# --- How it ended ---


def heard(student, key):
    return Email.objects.filter(to=student.user.email, key__startswith=key)


def test_who_refuses_for_a_team_is_named_to_the_others(ada, bo, application, sign_in):
    offer = make.offer(application=application_offered(application))

    sign_in(bo.user).post(reverse("applications:refuse", args=[offer.pk]), {"word": ""})

    for part in (mail(ada, "team-over").body, mail(ada, "team-over").html):
        assert "Bo Lind has refused the offer" in part
    assert not heard(bo, "team-over").exists()
    assert heard_by_employer(application, "offer-refused").exists()


def heard_by_employer(application, key):
    to = application.listing.created_by.email
    return Email.objects.filter(to=to, key__startswith=key)


def test_who_withdraws_for_a_team_is_named_to_the_others(ada, bo, application, sign_in):
    sign_in(ada.user).post(reverse("applications:withdraw", args=[application.pk]))

    assert "Ada Obi has withdrawn the application of your team" in mail(bo, "team-over").body
    assert not heard(ada, "team-over").exists()


def test_all_of_a_team_hear_that_one_has_left_it(ada, bo, application, sign_in):
    cy = add(application, ada, "Cy Marsh")
    url = application.members.get(student=bo).get_absolute_url()

    sign_in(bo.user).post(url, {"action": "leave"})

    application.refresh_from_db()
    assert application.status == "withdrawn"
    assert "Bo Lind has left the team" in mail(cy, "team-left").body
    assert mail(ada, "team-answered").subject.startswith("Bo Lind is out")
    assert not heard(ada, "team-").exclude(key__startswith="team-answered").exists()
    assert not heard(bo, "team-").exists()


def add(application, ada, name, position=3):
    who = make.student(university=ada.university, as_user={"name": name})
    application.members.create(
        student=who,
        email=who.user.email,
        position=position,
        status="confirmed",
        share=1,
        answer_by=application.listing.apply_by,
    )
    return who


def test_one_who_was_asked_hears_that_they_are_taken_out(ada, draft, sign_in):
    asked = actions.name_member(draft, "dee@" + ada.university.domains.first().domain)
    url = reverse("applications:team", args=[draft.listing.slug])

    sign_in(ada.user).post(url, {"action": "drop", "member": asked.pk})

    assert Email.objects.get(to=asked.email, key__startswith="team-dropped")


def test_who_ends_the_work_of_a_team_is_named_to_the_others(ada, bo, placement, sign_in):
    sign_in(ada.user).post(reverse("applications:cancel", args=[placement.pk]), {"reason": "other"})

    placement.refresh_from_db()
    assert placement.status == "cancelled"
    assert "You have cancelled" in mail(ada, "cancelled").body
    for part in (mail(bo, "cancelled").body, mail(bo, "cancelled").html):
        assert "Ada Obi, who applied for your team, has cancelled" in part
        assert "You have cancelled" not in part


def test_who_calls_off_the_work_of_a_team_is_named_to_the_others(ada, bo, placement):
    make.funded(placement.milestones.get())
    placement.refresh_from_db()
    payment_actions.call_off(placement, ada.user, "other", "", told=720_00)

    assert "You have called off" in mail(ada, "called-off").body
    assert "Ada Obi, who applied for your team, has called off" in mail(bo, "called-off").body


# --- Who is asked, and for what ---


@pytest.fixture
def draft(ada):
    listing = make.listing(approved_by=ada.university, team_most=3)
    return make.application(
        student=ada, listing=listing, status="draft", submitted_at=None, decide_by=None
    )


def answer(browser, member, **given):
    fields = {"action": "confirm", "share": actions.part_of(member), **given}
    return browser.post(member.get_absolute_url(), fields, follow=True)


def known_as(student, email):
    student.user.emailaddress_set.create(email=email, verified=True)
    type(student.user).objects.filter(pk=student.user.pk).update(email=email)
    student.user.refresh_from_db()


def test_one_more_in_the_team_is_another_share_for_each(ada, bo, draft, sign_in):
    member = actions.name_member(draft, bo.user.email)
    browser = sign_in(bo.user)
    page = browser.get(member.get_absolute_url()).text
    assert 'name="share" value="1/2"' in page
    actions.name_member(draft, "cy@" + ada.university.domains.first().domain)

    assert "The shares have changed" in answer(browser, member, share="1/2").text
    answer(browser, member)
    member.refresh_from_db()
    assert member.status == "confirmed"

    actions.drop_member(draft.members.get(position=3))
    member.refresh_from_db()
    assert member.status == "asked"
    assert heard(bo, "team-shares").exists()


def test_nobody_is_named_again_by_another_address_of_theirs(ada, bo, draft, sign_in):
    member = actions.name_member(draft, bo.user.email)
    answer(sign_in(bo.user), member)
    new = "lind@" + ada.university.domains.first().domain
    known_as(bo, new)

    url = reverse("applications:team", args=[draft.listing.slug])
    page = sign_in(ada.user).post(url, {"action": "name", "email": new})

    assert "They are in the team already." in page.text
    assert draft.members.count() == 2


@pytest.mark.parametrize(
    ("action", "words", "status"),
    [
        ("confirm", "You are in this team already, by another address", "asked"),
        ("leave", "You are not in the team", "declined"),
    ],
)
def test_who_was_named_twice_may_answer_once(ada, bo, draft, sign_in, action, words, status):
    new = "lind@" + ada.university.domains.first().domain
    first = actions.name_member(draft, bo.user.email)
    second = actions.name_member(draft, new)
    browser = sign_in(bo.user)
    answer(browser, first)
    known_as(bo, new)

    page = answer(browser, second, action=action)

    assert page.status_code == 200
    assert words in page.text
    second.refresh_from_db()
    first.refresh_from_db()
    assert (first.status, second.status) == ("confirmed", status)


def test_nobody_is_asked_into_a_team_that_cannot_apply_any_more(ada, bo, draft, sign_in):
    member = actions.name_member(draft, bo.user.email)
    Listing.objects.update(apply_by=timezone.now() - timedelta(minutes=1))
    before = Email.objects.count()
    url = reverse("applications:team", args=[draft.listing.slug])
    browser = sign_in(ada.user)

    for fields in (
        {"action": "name", "email": "cy@" + ada.university.domains.first().domain},
        {"action": "drop", "member": member.pk},
    ):
        page = browser.post(url, fields, follow=True)
        assert "nobody is asked to join" in page.text
    assert "nobody is asked to join" in browser.get(url, follow=True).text
    assert Email.objects.count() == before
    assert draft.members.count() == 2


def test_who_may_not_apply_asks_nobody(ada, draft, sign_in):
    draft.listing.required_skills.add(make.skill("Welsh"))
    url = reverse("applications:team", args=[draft.listing.slug])
    email = "cy@" + ada.university.domains.first().domain

    page = sign_in(ada.user).post(url, {"action": "name", "email": email}, follow=True)

    assert "It requires Welsh" in page.text
    assert not draft.members.exists()
    assert not Email.objects.filter(to=email).exists()


def test_who_applies_does_not_leave_their_own_team(ada, bo, draft, sign_in):
    actions.name_member(draft, bo.user.email)
    own = draft.members.get(position=1)

    page = sign_in(ada.user).post(own.get_absolute_url(), {"action": "leave"}, follow=True)

    assert "Nothing was changed" in page.text
    own.refresh_from_db()
    assert own.status == "confirmed"


def test_a_deadline_that_is_moved_gives_a_whole_team_as_long(db):
    member = joined_a_team()
    later = member.send_by + timedelta(days=10)
    Listing.objects.filter(pk=member.application.listing_id).update(apply_by=later)

    actions.stop_waiting_to_be_sent(member)
    moved = TeamMember.objects.get(pk=member.pk).send_by
    member.application.refresh_from_db()
    actions.submit(member.application)

    assert moved == later
    assert TeamMember.objects.get(pk=member.pk).send_by is None
    assert not Email.objects.filter(key__startswith="team-not-sent").exists()
