"""Money that belongs nowhere has a way out."""

from django.urls import reverse

from notifications.models import Email
from payments import ledger
from payments.models import Refund
from tests import make


def test_what_bounced_is_sent_back_once_more(db, sign_in):
    funding = make.bounced()
    browser = sign_in(make.platform())
    assert funding.reference in browser.get(reverse("payments:differences")).text
    give_back = reverse("payments:return_parked", args=[funding.pk])

    said = browser.post(give_back, follow=True)
    again = browser.post(give_back, follow=True)

    assert "It goes back to where it came from" in said.text
    assert "Nothing of it is parked any more" in again.text
    refund = Refund.objects.get(status="pending")
    assert refund.amount_minor == 720_00
    assert Email.objects.filter(key=f"paying-back:{refund.pk}").exists()
    make.paid_back(funding)
    assert not any("is parked" in each for each in ledger.waiting_for_a_person())
