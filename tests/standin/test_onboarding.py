"""Connected accounts and their onboarding.

https://docs.stripe.com/api/v2/core/accounts, https://docs.stripe.com/connect/hosted-onboarding
"""

from typing import Any

import pytest
import requests
from stripe import InvalidRequestError, PermissionError, StripeClient, StripeError

from tests.standin import make
from tests.standin.inbox import Inbox
from tests.standin_process import PATIENCE, Standin


def capability(client: StripeClient, account_id: str) -> str:
    params: Any = {"include": ["configuration.recipient"]}
    account: Any = client.v2.core.accounts.retrieve(account_id, params)
    return str(account.configuration.recipient.capabilities.stripe_balance.stripe_transfers.status)


def test_a_new_account_cannot_receive_transfers(client: StripeClient):
    account = make.recipient(client)

    assert capability(client, account.id) == "restricted"
    assert make.version_1(client, account.id).payouts_enabled is False


def test_an_account_shows_only_what_is_included(client: StripeClient):
    account = make.recipient(client)

    shown = client.v2.core.accounts.retrieve(account.id).to_dict()

    assert shown.keys() & {"configuration", "identity", "defaults", "requirements"} == set()


def test_finished_onboarding_opens_transfers(standin: Standin, client: StripeClient, inbox: Inbox):
    account = make.recipient(client)

    answer = standin.finish_onboarding(make.onboarding_link(client, account.id), last4="4321")

    assert (answer.status_code, answer.headers["Location"]) == (303, make.RETURN_URL)
    assert capability(client, account.id) == "active"
    seen: Any = make.version_1(client, account.id)
    assert (seen.payouts_enabled, seen.details_submitted) == (True, True)
    assert [bank.last4 for bank in seen.external_accounts.data] == ["4321"]
    assert inbox.wait(account.id, "account.updated")["account"] == account.id


@pytest.mark.parametrize("outcome", ["pending", "restricted"])
def test_onboarding_can_end_without_permission(
    standin: Standin, client: StripeClient, outcome: str
):
    account_id = make.payee(standin, client, outcome=outcome)

    assert capability(client, account_id) == outcome
    assert make.version_1(client, account_id).payouts_enabled is False


def test_a_link_works_once(client: StripeClient):
    link = make.onboarding_link(client, make.recipient(client).id)
    first = requests.get(link, timeout=PATIENCE)

    second = requests.get(link, timeout=PATIENCE, allow_redirects=False)

    assert first.status_code == 200
    assert (second.status_code, second.headers["Location"]) == (303, make.REFRESH_URL)


def test_an_old_link_leads_to_a_fresh_one(own_standin: Standin):
    client = own_standin.client()
    link = make.onboarding_link(client, make.recipient(client).id)
    own_standin.control("advance-clock", seconds=301)

    answer = requests.get(link, timeout=PATIENCE, allow_redirects=False)

    assert (answer.status_code, answer.headers["Location"]) == (303, make.REFRESH_URL)


def test_a_wrong_form_keeps_what_was_written(standin: Standin, client: StripeClient):
    account = make.recipient(client)
    link = make.onboarding_link(client, account.id)

    answer = standin.finish_onboarding(link, holder="Ana Açaí", last4="12")

    assert answer.status_code == 422
    assert "Enter 4 digits, such as 6789." in answer.text
    assert 'value="Ana Açaí"' in answer.text
    assert capability(client, account.id) == "restricted"


def test_a_country_without_an_agreement_is_refused(client: StripeClient):
    """https://docs.stripe.com/connect/cross-border-payouts"""
    with pytest.raises(StripeError) as refused:
        make.recipient(client, country="in")

    assert refused.value.code == "cross_border_connected_account_creation_not_allowed"


def test_an_unknown_account_is_not_found(client: StripeClient):
    with pytest.raises(InvalidRequestError) as second:
        client.v2.core.accounts.retrieve("acct_nobody")
    with pytest.raises(PermissionError) as first:
        client.v1.accounts.retrieve("acct_nobody")

    assert (second.value.http_status, second.value.code) == (404, "not_found")
    assert (first.value.http_status, first.value.error.code) == (403, "account_invalid")
