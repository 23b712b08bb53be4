"""What people read about their money, to the cent."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse

from accounts.models import PayoutRoute
from applications import actions as application_actions
from payments.models import Payee
from tests import make


def panel(placement, viewer):
    request = RequestFactory().get("/")
    request.user = viewer
    template = Template("{% load payments %}{% money_panel placement %}")
    return template.render(Context({"request": request, "placement": placement}))


def ready_panel(student):
    return Template("{% load payments %}{% payout_ready student %}").render(
        Context({"student": student})
    )


def amounts(html):
    """label: amount, of the little ledger in `html`."""
    import re

    rows = re.findall(r'<th scope="row">(.*?)(?:<small>.*?)?</th>\s*<td>(.*?)</td>', html, re.S)
    return {label.strip(): amount for label, amount in rows}


# --- The panel on a placement's page


def test_the_employer_sees_what_is_to_be_paid(db):
    placement = make.placement()

    html = panel(placement, placement.offer.made_by)

    student = placement.student.user.first_name
    assert amounts(html) == {
        "You pay": "$720.00",
        "Our fee, in it": "$72.00",
        f"{student} receives": "$648.00",
        "Held by us now": "$0.00",
        f"Released to {student}": "$0.00",
        "Next": "$720.00",
    }
    assert reverse("payments:fund", args=[placement.milestones.get().pk]) in html
    assert "Pay $720.00" in html


def test_the_employer_sees_what_is_held_and_approves_from_there(db):
    milestone = make.delivered()

    html = panel(milestone.placement, milestone.offer.made_by)

    assert amounts(html)["Held by us now"] == "$720.00"
    assert amounts(html)["Next"] == "$648.00"
    assert reverse("payments:approve", args=[milestone.pk]) in html
    assert "Receipt, $720.00" in html


def test_the_student_sees_what_is_held_for_them_and_when_it_comes(db):
    milestone = make.delivered()
    make.payee(milestone.placement.student)

    html = panel(milestone.placement, milestone.placement.student.user)

    assert amounts(html) == {
        "You receive in all": "$648.00",
        "Held for you": "$648.00",
        "Approved, being sent": "$0.00",
        "Sent to you": "$0.00",
        "Next": "$648.00",
    }
    assert "They pay $720.00, our fee is $72.00." in html
    assert "Expected in your bank by" in html
    assert "Approve and pay" not in html


def test_the_student_sees_what_was_sent(db):
    payout = make.payout(sent=True)

    html = panel(payout.milestone.placement, payout.student.user)

    assert amounts(html)["Sent to you"] == "$648.00"
    assert "Nothing is left to pay." in html
    assert payout.get_absolute_url() in html


def test_the_student_sees_that_pay_waits_for_them(db):
    payout = make.payout()

    html = panel(payout.milestone.placement, payout.student.user)

    assert "It waits until you have said where to send it." in html
    assert reverse("payments:setup") in html


def test_of_several_parts_each_is_paid_by_itself(db):
    placement = make.placement([400_00, 320_00])
    make.payout(make.delivered(placement.milestones.first()), sent=True)

    html = panel(placement, placement.offer.made_by)

    student = placement.student.user.first_name
    assert amounts(html)[f"Released to {student}"] == "$360.00"
    assert "Pay $320.00" in html
    assert "Pay $400.00" not in html


def test_a_later_part_is_not_asked_for_before_its_turn(db):
    placement = make.placement([400_00, 320_00])

    html = panel(placement, placement.offer.made_by)

    assert "Pay $400.00" in html
    assert "Pay $320.00" not in html


def test_there_is_no_panel_before_there_is_a_placement_nor_for_university_staff(db):
    placement = make.placement()

    assert panel(None, placement.offer.made_by).strip() == ""
    assert panel(placement, make.staff()).strip() == ""


def test_the_panel_takes_three_queries(db, django_assert_num_queries):
    placement = make.delivered(make.placement([400_00, 320_00]).milestones.first()).placement
    row = type(placement).objects.for_pages().get(pk=placement.pk)
    viewer = placement.offer.made_by

    with django_assert_num_queries(3):
        panel(row, viewer)


# --- Whether money can reach a student


def test_a_student_with_work_is_asked_to_set_up_in_time(db):
    placement = make.placement()

    assert "Set up where you are paid" in ready_panel(placement.student)


def test_a_student_without_work_is_not_asked(db):
    assert ready_panel(make.student()).strip() == ""


def test_a_student_who_is_set_up_is_not_asked(db):
    placement = make.placement()
    make.payee(placement.student)

    assert ready_panel(placement.student).strip() == ""


def test_a_student_whom_stripe_checks_is_told_to_wait(db):
    placement = make.placement()
    make.payee(placement.student, status="pending")

    assert "Stripe is checking what you told them" in ready_panel(placement.student)


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("active", "You are set up."),
        ("pending", "Stripe is checking what you told them"),
        ("restricted", "Stripe still needs something from you"),
        ("unsupported", "Stripe cannot pay into this account"),
        ("a new word of Stripe's", "Stripe still needs something from you"),
    ],
)
def test_the_page_says_how_the_account_stands(db, sign_in, status, says):
    student = make.student()
    make.payee(student, status=status[:20])

    assert says in sign_in(student.user).get(reverse("payments:setup")).text


def test_a_student_without_an_account_is_told_why_and_what_for(db, sign_in):
    page = sign_in(make.student().user).get(reverse("payments:setup")).text

    assert "Say where to send your money" in page
    assert "Continue to Stripe" in page
    assert "United States" in page
    assert not Payee.objects.exists()


def test_a_student_whose_country_is_unknown_is_sent_to_their_profile(db, sign_in):
    student = make.student(payout_country="")
    browser = sign_in(student.user)

    assert (
        "Say in which country your bank account is" in browser.get(reverse("payments:setup")).text
    )
    assert browser.post(reverse("payments:setup")).url == reverse("payments:setup")
    assert not Payee.objects.exists()


def test_a_student_where_no_money_goes_is_told(db, sign_in):
    page = sign_in(make.student(payout_country="AQ").user).get(reverse("payments:setup")).text

    assert "We cannot pay into Antarctica yet." in page


def test_a_student_whom_our_staff_pays_has_nothing_to_set_up(db, sign_in):
    student = _paid_by_hand()

    page = sign_in(student.user).get(reverse("payments:setup")).text

    assert "our staff pay you by bank transfer" in page
    assert "Continue to Stripe" not in page


# --- Papers


def test_a_receipt_has_what_a_book_keeper_needs(db, sign_in):
    funding = make.funded()

    page = sign_in(funding.payer).get(funding.get_absolute_url()).text

    for words in (
        funding.reference,
        funding.organisation.name,
        funding.payer.email,
        "Visa 4242",
        "$648.00",
        "$72.00",
        "$720.00",
    ):
        assert words in page


def test_there_is_no_receipt_for_what_was_not_paid(db, sign_in):
    from payments import actions

    milestone = make.placement().milestones.get()
    started = actions.start_funding(milestone, milestone.offer.made_by)

    assert sign_in(started.payer).get(started.get_absolute_url()).status_code == 404


def test_a_payout_statement_has_the_reference_of_the_transfer(db, sign_in):
    payout = make.payout(sent=True)

    page = sign_in(payout.student.user).get(payout.get_absolute_url()).text

    for words in (payout.reference, payout.stripe_transfer_id, "$648.00", "In your bank by"):
        assert words in page


# --- Our staff


def _paid_by_hand():
    PayoutRoute.objects.update_or_create(
        country="PH",
        defaults={"rail": "manual", "since": make.today(), "source": "https://example.org"},
    )
    return make.student(payout_country="PH")


@pytest.mark.parametrize(
    "name",
    [
        "ledgeraccount",
        "journal",
        "funding",
        "refund",
        "payee",
        "payout",
        "banktransfer",
        "operation",
        "stripeevent",
    ],
)
def test_our_staff_read_everything_and_delete_nothing(db, sign_in, name):
    make.payout(sent=True)
    browser = sign_in(make.platform())

    assert browser.get(reverse(f"admin:payments_{name}_changelist")).status_code == 200
    assert browser.get(reverse(f"admin:payments_{name}_add")).status_code == 403


def test_a_cancelled_project_shows_that_nothing_is_held(db):
    placement = make.placement()
    application_actions.cancel(placement, placement.offer.made_by, "other")

    html = panel(placement, placement.offer.made_by)

    assert amounts(html)["Held by us now"] == "$0.00"
    assert "Pay $720.00" not in html
