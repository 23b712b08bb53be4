"""An event about what is not ours: our staff say so once, and it nags no more."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from payments import ledger, tasks
from payments.models import StripeEvent
from tests import make


@pytest.fixture
def _unknown(monkeypatch):
    """Stripe knows it, and it names nothing of ours."""
    monkeypatch.setattr("payments.operations.check_refund", lambda stripe_id: False)


def told(pk, object_id="re_strange"):
    row = StripeEvent.objects.create(
        pk=pk, kind="refund.created", object_id=object_id, payload={"data": {"object": {}}}
    )
    StripeEvent.objects.filter(pk=pk).update(received_at=timezone.now() - timedelta(hours=2))
    tasks.handle_event(pk)
    row.refresh_from_db()
    return row


def ignore(browser, row, words):
    return browser.post(
        reverse("admin:payments_stripeevent_changelist"),
        {"action": "ignore", "_selected_action": [row.pk], "words": words},
        follow=True,
    )


def nags(row):
    return any(row.pk in each for each in ledger.waiting_for_a_person())


@pytest.mark.usefixtures("_unknown")
def test_what_staff_call_a_strangers_is_asked_for_no_more(db, sign_in):
    person = make.platform()
    row = told("evt_1")
    assert nags(row)

    page = ignore(sign_in(person), row, "Of our other shop at Stripe")

    row.refresh_from_db()
    assert "Ignored, with your words." in page.text
    assert row.status == "ignored"
    assert row.last_error == f"Ignored by {person.email}: Of our other shop at Stripe"
    assert not nags(row)
    assert told("evt_2").status == "ignored"
    assert told("evt_3", "re_else").status == "new"


@pytest.mark.usefixtures("_unknown")
def test_without_words_nothing_is_ignored(db, sign_in):
    row = told("evt_1")

    page = ignore(sign_in(make.platform()), row, " ")

    assert "Say why, beside the action." in page.text
    row.refresh_from_db()
    assert row.status == "new"


def test_what_was_read_stays_read(db, sign_in):
    row = StripeEvent.objects.create(pk="evt_1", kind="refund.created", payload={}, status="done")

    page = ignore(sign_in(make.platform()), row, "Not ours")

    assert "Read meanwhile." in page.text
    row.refresh_from_db()
    assert row.status == "done"
