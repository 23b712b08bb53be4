"""Answering a payer's bank with the placement's own records, in time, once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.models import Message
from marketplace.states import WrongState
from marketplace.tasks import turn_clocks
from notifications.models import Email
from payments import actions, evidence, operations, tasks
from payments.models import Chargeback, Funding, Operation
from tests import make
from tests.payments.approving import delivered
from tests.payments.test_faults_chargebacks import decided, taken_back

OF_ANY_PAGE = 3  # session, user, second factor
SAID = {"product_description": "Work of a student.", "uncategorized_text": "It was handed in."}


def page_of(row):
    return reverse("payments:chargeback", args=[row.pk])


def to_staff(row, event):
    return Email.objects.filter(key__startswith=f"chargeback-staff:{row.pk}:{event}:")


def test_what_was_agreed_done_and_written_is_sent_to_the_bank(bank, sign_in):
    milestone = delivered(bank)
    application = milestone.offer.application
    Message.objects.create(application=application, by=milestone.offer.made_by, text="Well done!")
    us = make.platform()
    dispute = taken_back(bank, milestone)
    row, browser = Chargeback.objects.get(), sign_in(us)

    assert to_staff(row, "opened").get(to=us.email)
    shown = browser.get(page_of(row)).text
    assert "Well done!" in shown
    assert "the student handed in version 1" in shown
    assert "AGREEMENT, accepted by both sides" in shown
    said = evidence.gather(Chargeback.objects.for_pages().get())
    sent = browser.post(page_of(row), said, follow=True)
    tasks.sweep_operations()

    assert "On its way to the bank." in sent.text
    there = bank.client().v1.disputes.retrieve(dispute)
    assert there.status == "under_review"
    assert there.evidence.uncategorized_text == said["uncategorized_text"]
    assert there.evidence.customer_email_address == milestone.offer.made_by.email
    row.refresh_from_db()
    assert (row.word, row.sent_by) == ("under_review", us)
    assert Operation.objects.get(kind="evidence").status == "done"
    assert "With the bank" in browser.get(reverse("payments:chargebacks")).text
    again = browser.post(page_of(row), SAID, follow=True)
    assert "It is sent or decided already" in again.text
    decided(bank, dispute, "won")
    assert to_staff(row, "won").exists()


@pytest.mark.parametrize("fault", ["error after", "cut after"])
def test_an_answer_that_did_not_come_is_looked_up_and_not_sent_twice(bank, fault):
    milestone = delivered(bank)
    dispute = taken_back(bank, milestone)
    actions.send_evidence(Chargeback.objects.get(), make.platform(), SAID)
    bank.fail(fault, "/v1/disputes")

    for _ in range(3):
        tasks.sweep_operations()
        Operation.objects.filter(status="ready").update(not_before=timezone.now())

    assert bank.client().v1.disputes.retrieve(dispute).evidence_details.submission_count == 1
    assert Operation.objects.get(kind="evidence").status == "done"
    decided(bank, dispute, "won")


def test_what_stripe_refuses_can_be_sent_again_while_there_is_time(bank, caplog):
    milestone = delivered(bank)
    taken_back(bank, milestone)
    row = Chargeback.objects.get()
    bank.control("close-dispute", dispute=row.stripe_dispute_id, outcome="won")
    actions.send_evidence(row, make.platform(), SAID)

    tasks.sweep_operations()

    row.refresh_from_db()
    assert (row.operation, row.sent_at) == (None, None)
    assert "was refused" in caplog.text
    assert operations.check_dispute(row.stripe_dispute_id)


def test_our_staff_are_told_three_days_before_the_time_is_up_and_only_while_nothing_is_sent(db):
    make.platform()
    rows = [make.chargeback(make.funded()) for _ in range(2)]
    soon = timezone.now() + timedelta(days=3) - timedelta(minutes=1)
    Chargeback.objects.update(answer_by=soon)
    actions.send_evidence(rows[1], make.platform(), SAID)

    turn_clocks()
    turn_clocks()

    assert to_staff(rows[0], "72h").count() == 2  # to each of our staff, once
    assert "Nobody has answered the bank" in to_staff(rows[0], "72h").first().body
    assert not to_staff(rows[1], "72h").exists()


def test_after_the_last_day_nothing_is_sent(db, sign_in):
    row = make.chargeback()
    Chargeback.objects.update(answer_by=timezone.now() - timedelta(minutes=1))
    browser = sign_in(make.platform())

    page = browser.get(page_of(row)).text
    tried = browser.post(page_of(row), SAID, follow=True)

    assert "The time to answer is up." in page
    assert "or the time is up." in tried.text
    with pytest.raises(WrongState):
        actions.send_evidence(row, make.platform(), SAID)


def test_an_answer_without_a_word_is_refused(db, sign_in):
    row = make.chargeback()

    page = sign_in(make.platform()).post(page_of(row), {"product_description": ""})

    assert "Say what was paid for." in page.text
    assert not Operation.objects.filter(kind="evidence").exists()


def test_what_is_too_long_for_stripe_is_cut(db):
    milestone = make.delivered()
    milestone.deliveries.update(note="x" * 19_000)
    row = make.chargeback(Funding.objects.get(milestone=milestone))

    said = evidence.gather(Chargeback.objects.for_pages().get(pk=row.pk))

    assert max(map(len, said.values())) == evidence.LONGEST
    assert said["uncategorized_text"].endswith("[The rest is left out.]")


def test_what_was_approved_is_said_with_who_approved_it(db):
    payout = make.payout(sent=True)
    by_itself = make.delivered()
    actions.approve(by_itself, None)
    for milestone, words in [
        (payout.milestone, f"{payout.milestone.offer.made_by.name} approved the work"),
        (by_itself, "approved by itself"),
    ]:
        row = make.chargeback(Funding.objects.get(milestone=milestone))
        said = evidence.gather(Chargeback.objects.for_pages().get(pk=row.pk))
        assert words in said["access_activity_log"]


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_costs_the_same_however_long(db, sign_in, n, django_assert_num_queries):
    for _ in range(n):
        make.chargeback(make.funded())
    browser = sign_in(make.platform())
    browser.get(reverse("payments:chargebacks"))

    with django_assert_num_queries(OF_ANY_PAGE + 3):
        browser.get(reverse("payments:chargebacks"))
