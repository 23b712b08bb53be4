"""From the button to money that is held."""

from django.urls import reverse

from notifications.models import Email
from payments import ledger, operations
from payments.models import Funding, Journal
from tests import make


def fund_url(milestone):
    return reverse("payments:fund", args=[milestone.pk])


def test_paying_holds_the_money_and_starts_the_work(bank, sign_in):
    placement = make.placement()
    milestone = placement.milestones.get()
    browser = sign_in(milestone.offer.made_by)

    response = browser.post(fund_url(milestone))

    assert response.status_code == 303
    back = bank.pay(response.url)
    funding = Funding.objects.get()
    assert back.endswith(reverse("payments:returned", args=[funding.pk]))
    page = browser.get(reverse("payments:returned", args=[funding.pk]))
    assert "Paid: we hold $720.00" in page.text
    placement.refresh_from_db()
    milestone.refresh_from_db()
    funding.refresh_from_db()
    assert (placement.status, milestone.status) == ("active", "funded")
    assert (funding.status, funding.applied, funding.method) == ("succeeded", True, "Visa 4242")
    assert ledger.held(milestone) == 720_00
    assert Email.objects.get(key=f"receipt:{funding.pk}").to == funding.payer.email
    assert Journal.objects.filter(key=f"fund:{funding.pk}").exists()
