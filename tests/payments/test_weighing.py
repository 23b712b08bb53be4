"""Our staff decide on the whole record, and not by a slip of the key."""

import pytest
from django.urls import reverse

from applications import actions as application_actions
from applications.actions import Wish
from applications.models import Dispute, Milestone
from payments import weighing
from tests import make

REASONS = "Four of the sixty kilometres were not walked; the rest is as it was agreed."


@pytest.fixture
def dispute(db):
    """The employer has paid $720 and offers to leave $400 of it."""
    return make.answered(wish=Wish("part", 400_00))


def url(dispute):
    return reverse("payments:decide", args=[dispute.pk])


def typed(**more):
    return {"outcome": "part", "part": "4", "day": "", "reasons": REASONS, **more}


def status(dispute):
    return Dispute.objects.get(pk=dispute.pk).status


# --- The record


def test_they_read_what_both_wrote_agreed_and_did(dispute, sign_in):
    application = dispute.milestone.offer.application
    sent = application_actions.send(application, application.student.user, "May I come on Friday?")
    page = sign_in(make.platform()).get(url(dispute)).text

    for words in (
        sent.text,
        "Handed in “",
        "Offer accepted",
        "Opened a dispute about",
        "Answered the dispute",
        "word for word",
        dispute.milestone.offer.agreement.parts[0][0],
    ):
        assert words in page


def test_a_long_record_asks_no_more_questions_than_a_short_one(
    dispute, sign_in, django_assert_max_num_queries
):
    browser = sign_in(make.platform())
    application = dispute.milestone.offer.application
    with django_assert_max_num_queries(40) as short:
        browser.get(url(dispute))
    for n in range(60):
        application_actions.send(application, application.student.user, f"Word {n} of many.")
    with django_assert_max_num_queries(len(short)) as _long:
        page = browser.get(url(dispute)).text

    assert "The last 50 of 60 messages." in page
    assert "Word 9 of many." not in page
    assert "Word 9 of many." in browser.get(url(dispute) + "?messages").text


def test_files_of_messages_are_theirs_only_where_there_is_a_dispute(dispute, sign_in):
    others = make.application()
    browser = sign_in(make.platform())
    for application, code in [(dispute.milestone.offer.application, 200), (others, 404)]:
        sent = application_actions.send(application, application.student.user, "Look at it.")
        stored = make.message_file(sent)
        answer = browser.get(reverse("applications:message_file", args=[stored.pk]))
        assert answer.status_code == code


# --- A slip


def test_an_amount_is_typed_twice_and_one_that_nobody_asked_for_is_ticked(dispute, sign_in):
    browser = sign_in(make.platform())
    look = browser.post(url(dispute), typed()).text
    assert "receives $3.60, and our fee is $0.40. $716.00 of the $720.00 go back" in look
    assert "The employer offered to pay $400.00. By this they pay $4.00, which is less." in look

    for lacks in ({}, {"meant": "on"}, {"again": "4"}, {"again": "400", "meant": "on"}):
        page = browser.post(url(dispute), typed(decide="1", **lacks)).text
        assert "There is a problem" in page
        assert status(dispute) == "answered"
    browser.post(url(dispute), typed(decide="1", again="4.00", meant="on"))

    assert status(dispute) == "decided"


def test_what_somebody_asked_for_needs_no_tick(dispute, sign_in):
    browser = sign_in(make.platform())
    look = browser.post(url(dispute), typed(part="420")).text
    assert "which is less" not in look
    assert 'name="meant"' not in look

    browser.post(url(dispute), typed(part="420", again="420", decide="1"))

    assert status(dispute) == "decided"


def test_reasons_that_explain_nothing_are_refused(dispute, sign_in):
    page = sign_in(make.platform()).post(url(dispute), typed(reasons="ok", decide="1")).text

    assert "Say more: what was agreed" in page
    assert status(dispute) == "answered"


@pytest.mark.parametrize(
    ("side", "wanted", "decided", "beyond"),
    [
        ("employer", Wish("part", 400_00), Wish("refund"), True),
        ("employer", Wish("part", 400_00), Wish("part", 400_00), False),
        ("employer", Wish("part", 400_00), Wish("full"), False),
        ("employer", Wish("refund"), Wish("part", 4_00), False),
        ("employer", Wish("redo", day=make.today(5)), Wish("part", 700_00), True),
        ("employer", Wish("redo", day=make.today(5)), Wish("full"), False),
        ("student", Wish("part", 400_00), Wish("full"), True),
        ("student", Wish("part", 400_00), Wish("refund"), False),
        ("student", Wish("full"), Wish("part", 4_00), False),
        ("student", Wish("redo", day=make.today(5)), Wish("part", 4_00), True),
        ("student", Wish("redo", day=make.today(5)), Wish("redo", day=make.today(9)), False),
    ],
)
def test_what_lies_outside_of_what_either_side_proposed(side, wanted, decided, beyond):
    milestone = Milestone(amount_minor=720_00, fee_minor=72_00, currency="USD")
    row = Dispute(milestone=milestone, side=side, wanted=wanted.outcome, wanted_minor=wanted.minor)

    assert bool(weighing.outside(row, decided)) == beyond
