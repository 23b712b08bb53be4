"""Where Stripe does not pay out, one of our staff sends and records it, and another confirms."""

from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import PayoutRoute
from applications.models import KeptFile, Milestone
from marketplace.states import WrongState
from notifications.models import Email
from payments import actions, ledger, tasks
from payments.actions import SamePerson
from payments.ledger import Kind
from payments.models import BankTransfer, Payout
from tests import make
from tests.making.by_hand import paper, payout_by_hand, recorded, refused_payout
from tests.payments.test_calling_off import at_once

OF_ANY_PAGE = 3  # session, user, second factor


@pytest.fixture
def payout(db) -> Payout:
    return payout_by_hand()


def told(**changes):
    return {
        "reference": "SWIFT 123",
        "sent_on": make.today().isoformat(),
        "paper": paper(),
        **changes,
    }


def page_of(payout):
    return reverse("payments:transfer", args=[payout.pk])


def test_it_is_paid_when_a_second_person_has_seen_it(payout, sign_in):
    assert (payout.rail, payout.status, payout.operation) == ("manual", "waiting", None)
    first, second = sign_in(make.platform()), sign_in(make.platform())

    said = first.post(page_of(payout), told(), follow=True)
    row = BankTransfer.objects.get()

    assert "once a second person agrees" in said.text
    assert "another of our staff confirms it" in said.text
    assert ledger.totals(Kind.BANK) == {}
    assert Payout.objects.get().status == "waiting"
    page = second.get(page_of(payout)).text
    assert row.name in page
    assert "Philippines" in page
    file = second.get(reverse("payments:transfer_paper", args=[row.pk]))
    assert b"".join(file.streaming_content) == make.PDF
    assert file["Content-Disposition"].startswith("attachment")

    said = second.post(reverse("payments:confirm_transfer", args=[row.pk]), follow=True)

    assert "Confirmed. The student and the employer are told." in said.text
    payout.refresh_from_db()
    assert (payout.status, payout.manual_reference) == ("sent", "SWIFT 123")
    assert payout.sent_at.date() == make.today()
    assert ledger.totals(Kind.BANK) == {"USD": -648_00}
    assert Milestone.objects.get().status == "paid"


def test_whoever_has_recorded_it_cannot_confirm_it(payout, sign_in):
    me = make.platform()
    row = recorded(payout, me)

    page = sign_in(me).get(page_of(payout)).text
    said = sign_in(me).post(reverse("payments:confirm_transfer", args=[row.pk]), follow=True)

    assert "Yes, confirm it" not in page
    assert "another of our staff confirms it" in said.text
    assert Payout.objects.get().status == "waiting"
    with pytest.raises(IntegrityError), transaction.atomic():
        BankTransfer.objects.filter(pk=row.pk).update(
            status="confirmed", decided_by=me, decided_at=timezone.now()
        )


def test_what_is_not_so_is_sent_again(payout, sign_in):
    row = recorded(payout)
    browser = sign_in(make.platform())
    refuse = reverse("payments:refuse_transfer", args=[row.pk])

    silent = browser.post(refuse, {"why": ""})
    assert silent.status_code == 422
    assert "Say what is wrong." in silent.text
    browser.post(refuse, {"why": "Not on the statement."})

    row.refresh_from_db()
    assert (row.status, row.why) == ("refused", "Not on the statement.")
    page = browser.get(page_of(payout)).text
    assert "Not on the statement." in page
    assert "I send this now" in page
    with pytest.raises(WrongState):
        actions.confirm_transfer(row, make.platform())
    actions.confirm_transfer(recorded(payout), make.platform())
    assert ledger.totals(Kind.BANK) == {"USD": -648_00}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"reference": ""}, "Enter the reference of the transfer."),
        ({"sent_on": make.today(1).isoformat()}, "not a later one"),
        ({"sent_on": make.today(-30).isoformat()}, "approved later than that"),
        ({"sent_on": "yesterday"}, "Enter the day as a date."),
        ({"paper": ""}, "Choose the bank’s confirmation."),
        ({"paper": paper(b"MZ not a paper")}, "We could not read this file as PDF."),
        ({"paper": paper(name="bank.exe")}, "The file must be one of these: PDF, PNG, JPG."),
    ],
)
def test_a_record_that_cannot_be_right_is_refused(payout, sign_in, wrong, says):
    page = sign_in(make.platform()).post(page_of(payout), told(**wrong))

    assert says in page.text
    assert not BankTransfer.objects.exists()


def test_the_paper_is_kept_when_something_else_is_wrong(payout, sign_in):
    browser = sign_in(make.platform())

    page = browser.post(page_of(payout), told(reference="")).text
    kept = KeptFile.objects.get()
    bad = browser.post(page_of(payout), told(paper=paper(name="bank.exe"))).text
    taken_out = browser.post(page_of(payout), told(paper="")).text
    browser.post(page_of(payout), told(paper="", kept=[kept.pk]))

    assert f'id="kept-{kept.pk}" checked' in page
    assert "please choose it again" not in page
    assert "please choose it again" in bad
    assert "Choose the bank’s confirmation." in taken_out
    assert BankTransfer.objects.get().file.read() == make.PDF


def test_it_is_recorded_once_and_confirmed_once(payout, sign_in):
    row = recorded(payout)
    browser = sign_in(make.platform())

    again = browser.post(page_of(payout), told(reference="SWIFT 456"), follow=True)
    assert "It is not yours to record" in again.text
    actions.confirm_transfer(row, make.platform())
    late = browser.post(reverse("payments:confirm_transfer", args=[row.pk]), follow=True)
    assert "Somebody was quicker." in late.text
    late = browser.post(
        reverse("payments:refuse_transfer", args=[row.pk]), {"why": "No."}, follow=True
    )
    assert "Somebody was quicker." in late.text

    assert BankTransfer.objects.get().reference == "SWIFT 123"
    assert ledger.totals(Kind.BANK) == {"USD": -648_00}


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_pay_once():
    row = recorded()
    people = [make.platform(), make.platform()]

    late = []

    def confirm(who):
        try:
            actions.confirm_transfer(row, who)
        except WrongState:
            late.append(who)
        finally:
            connection.close()

    at_once(*(partial(confirm, who) for who in people))

    assert len(late) == 1
    assert ledger.totals(Kind.BANK) == {"USD": -648_00}


def test_what_stripe_pays_is_not_paid_by_hand_too(db, sign_in):
    payout = make.payout()

    assert sign_in(make.platform()).get(page_of(payout)).status_code == 404
    with pytest.raises(WrongState):
        recorded(payout)


def test_what_is_recorded_does_not_go_through_stripe_meanwhile(bank):
    """A route by Stripe opens, and the student's account is ready."""
    payout = payout_by_hand("DE")
    row = recorded(payout)
    PayoutRoute.objects.filter(country="DE").update(rail="connect")

    bank.ready(payout.student)
    tasks.sweep_operations()
    with pytest.raises(WrongState):
        actions.reroute(payout)

    actions.refuse_transfer(row, make.platform(), "Never sent.")
    actions.reroute(payout)
    assert Payout.objects.get().rail == "connect"


def test_the_others_hear_of_it_at_once_and_the_list_says_what_waits(payout, sign_in):
    me, other = make.platform(), make.platform()
    waits = payout_by_hand()

    recorded(payout, me)

    mail = Email.objects.get(key__startswith="remind-transfer")
    assert mail.to == other.email
    assert page_of(payout) in mail.body
    lists = sign_in(other).get(reverse("payments:transfers")).context
    assert [each.payout for each in lists["to_confirm"]] == [payout]
    assert list(lists["to_send"]) == [waits]
    said = ledger.waiting_for_a_person()
    assert [each for each in said if "to be confirmed" in each]


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_costs_the_same_however_long(db, sign_in, n, django_assert_num_queries):
    for _ in range(n):
        recorded(payout_by_hand())
        payout_by_hand()
    browser = sign_in(make.platform())
    browser.get(reverse("payments:transfers"))

    with django_assert_num_queries(OF_ANY_PAGE + 6):
        browser.get(reverse("payments:transfers"))


def test_same_person_is_said_by_the_action_too(payout):
    me = make.platform()

    with pytest.raises(SamePerson):
        actions.confirm_transfer(recorded(payout, me), me)


# --- Who sends it at this moment


def test_nobody_else_and_not_stripe_takes_what_somebody_is_sending(db, sign_in):
    """The student's account is ready, and their country gets a route by Stripe meanwhile."""
    payout = payout_by_hand("DE")
    me, other = make.platform(), make.platform()
    begin = reverse("payments:begin_transfer", args=[payout.pk])
    assert "Record the transfer" not in sign_in(me).get(page_of(payout)).text

    mine = sign_in(me).post(begin, follow=True)
    late = sign_in(other).post(begin, follow=True)
    PayoutRoute.objects.filter(country="DE").update(rail="connect")
    make.payee(payout.student)
    tasks.sweep_operations()

    assert "Record the transfer" in mine.text
    assert "Somebody was quicker" in late.text
    assert f"{me.name} sends this at the moment." in late.text
    refused = sign_in(other).post(page_of(payout), told(), follow=True)
    assert "It is not yours to record" in refused.text
    payout.refresh_from_db()
    assert (payout.rail, payout.status) == ("manual", "waiting")
    sign_in(me).post(page_of(payout), told())
    assert BankTransfer.objects.get().recorded_by == me


def test_who_began_reads_that_stripe_has_taken_it_over(payout, sign_in):
    me = make.platform()
    actions.begin_transfer(payout, me)
    Payout.objects.update(sending_until=timezone.now(), rail="connect")

    page = sign_in(me).get(page_of(payout))

    assert "Stripe pays this now. Do not send it from our bank" in page.text
    assert "Record it" not in page.text


def test_what_is_not_sent_after_all_is_anybodys(payout, sign_in):
    me, other = make.platform(), make.platform()
    actions.begin_transfer(payout, me)
    leave = reverse("payments:leave_transfer", args=[payout.pk])

    assert "not in your hands" in sign_in(other).post(leave, follow=True).text
    assert "you have not sent it" in sign_in(me).post(leave, follow=True).text
    actions.begin_transfer(payout, other)


def test_what_stripe_refuses_is_sent_from_our_bank(db, sign_in):
    payout = refused_payout()
    browser = sign_in(make.platform())
    assert "Refused by Stripe" in browser.get(reverse("payments:transfers")).text

    page = browser.post(reverse("payments:take_over", args=[payout.pk]), follow=True)

    assert "Record the transfer" in page.text
    browser.post(page_of(payout), told())
    actions.confirm_transfer(BankTransfer.objects.get(), make.platform())
    payout.refresh_from_db()
    assert (payout.status, payout.rail) == ("sent", "manual")
