"""Several parts paid in one sitting: a charge each, one after another."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.models import Milestone
from payments import actions, ahead, ledger
from payments.models import Funding
from tests import make


@pytest.fixture
def parts(db) -> list[Milestone]:
    return list(make.placement([300_00, 220_00, 200_00]).milestones.order_by("position"))


def fund_url(part):
    return reverse("payments:fund", args=[part.pk])


def pay(bank, browser, url) -> str:
    """Pay what this page asks for; the text of the page one comes back to."""
    bank.pay(browser.post(url).url)
    funding = Funding.objects.latest("created_at")
    return browser.get(reverse("payments:returned", args=[funding.pk])).text


def test_all_parts_are_paid_one_after_another(bank, parts, sign_in):
    browser = sign_in(parts[0].offer.made_by)

    page = pay(bank, browser, fund_url(parts[0]))
    assert "Go on to $220.00" in page
    page = pay(bank, browser, re.search(r'href="([^"]*fund[^"]*)"', page)[1])
    assert "Go on to $200.00" in page
    page = pay(bank, browser, re.search(r'href="([^"]*fund[^"]*)"', page)[1])
    assert "Go on to" not in page

    assert [ledger.held(part) for part in parts] == [300_00, 220_00, 200_00]
    assert len(set(Funding.objects.values_list("stripe_charge_id", flat=True))) == 3
    page = browser.get(parts[0].placement.get_absolute_url()).text
    assert "already</a>" not in page


def test_who_left_the_sitting_goes_on_from_the_placement(bank, parts, sign_in):
    browser = sign_in(parts[0].offer.made_by)
    place = parts[0].placement.get_absolute_url()
    assert "Pay $220.00" not in browser.get(place).text  # the first comes first
    pay(bank, browser, fund_url(parts[0]))

    page = browser.get(place).text

    assert f'href="{fund_url(parts[1])}"' in page
    assert "Pay $220.00 for “Part 2” already" in page or "already</a>" in page


def test_what_is_with_a_bank_is_left_out(parts):
    make.funded(parts[0])
    Milestone.objects.filter(pk=parts[1].pk).update(with_bank=True)

    assert ahead.next_part(parts[0].placement) == parts[2]


def test_money_is_not_taken_for_longer_than_it_may_be_held(settings, parts, sign_in):
    settings.HOLD_DAYS = 90
    late = timezone.now().date() + timedelta(days=80)
    Milestone.objects.filter(pk=parts[1].pk).update(extended_to=late)
    make.funded(parts[0])
    part = Milestone.objects.get(pk=parts[1].pk)
    browser = sign_in(part.offer.made_by)

    page = browser.post(fund_url(part), follow=True)

    assert "We may hold money for 90 days" in page.text
    assert not Funding.objects.filter(milestone=part).exists()
    assert ahead.next_part(part.placement) is None
    assert "already</a>" not in browser.get(part.placement.get_absolute_url()).text
    # 80 days, 7 to review, 14 for a dispute: of 90 less a margin of 14.
    wait = ahead.payable_from(part) - timezone.now()
    assert timedelta(days=24) < wait < timedelta(days=26)
    with pytest.raises(actions.TooEarly):
        actions.start_funding(part, part.offer.made_by)
