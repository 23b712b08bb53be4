"""Money's whole way, with nothing but clicks and Stripe's own webhooks to move it."""

import pytest
from django.urls import reverse

from applications import actions as application_actions
from payments import gateway, ledger
from payments.models import Payee, Payout, StripeEvent
from tests import make
from tests.payments.bank import HTTP, Bank, set_up
from tests.standin_process import start_standin, wait_for


@pytest.fixture
def calling_bank(live_server, settings, monkeypatch, tmp_path):
    """A stand-in that sends its webhooks to this site."""
    settings.SITE_URL = live_server.url
    webhook = live_server.url + reverse("payments:stripe_webhook")
    started = start_standin(tmp_path, webhook_url=webhook, fee_after=0)
    settings.STRIPE_API_BASE, settings.STRIPE_SECRET_KEY = started.url, started.key
    settings.STRIPE_WEBHOOK_SECRET = started.secret
    monkeypatch.setattr(gateway, "http_client", lambda: HTTP)
    gateway._client.cache_clear()
    yield Bank(started)
    started.stop()
    gateway._client.cache_clear()


def becomes(row, **wanted):
    """Wait for a webhook to make it so."""

    def look():
        row.refresh_from_db()
        return all(getattr(row, name) == value for name, value in wanted.items())

    wait_for(look)


@pytest.mark.django_db(transaction=True)
def test_from_the_employers_card_to_the_students_account(calling_bank, sign_in):
    bank = calling_bank
    placement = make.placement([400_00, 320_00])
    employer, student = sign_in(placement.offer.made_by), sign_in(placement.student.user)

    for milestone in placement.milestones.all():
        page = employer.post(reverse("payments:fund", args=[milestone.pk])).url
        bank.pay(page)
        becomes(milestone, status="funded")
        application_actions.deliver(milestone, "Here it is.", [], [])
        employer.post(reverse("payments:approve", args=[milestone.pk]))
        becomes(milestone, status="approved")

    assert Payout.objects.filter(status="waiting").count() == 2
    bank.onboard(set_up(student).url)
    becomes(Payee.objects.get(), transfers_status="active")
    for payout in Payout.objects.all():
        becomes(payout, status="sent")
    becomes(placement, status="completed")

    assert "$720.00" in employer.get(reverse("payments:money")).text
    page = student.get(reverse("payments:money")).text
    assert all(words in page for words in ("$360.00", "$288.00", "$648.00"))
    wait_for(lambda: not StripeEvent.objects.filter(status="new").exists())
    wait_for(lambda: ledger.problems(bank.moved()) == [])
