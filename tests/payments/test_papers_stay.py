"""A bank's paper that was kept with a form stays when what is kept is forgotten."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import actions as kept_files
from applications import tasks
from applications.models import KeptFile
from payments import actions
from tests import make
from tests.making import budget, budget_back
from tests.making.by_hand import paper, payout_by_hand

pytestmark = pytest.mark.django_db


def transfer(by, kept):
    return actions.record_transfer(payout_by_hand(), by, "SWIFT 1", make.today(), kept)


def sent_back(by, kept):
    return actions.record_return(budget_back.asked_back(), by, "SWIFT 2", make.today(), kept)


def receipt(by, kept):
    return actions.record_receipt(budget.announced(), by, "SWIFT 3", make.today(), 500_00, kept)


KINDS = [
    (transfer, "payments:transfer_paper"),
    (sent_back, "payments:return_paper"),
    (receipt, "payments:receipt_paper"),
]


@pytest.fixture(params=KINDS, ids=["transfer", "return", "receipt"])
def recorded(request):
    """Who has recorded it, with a paper given a month ago, and the address of that paper."""
    record, name = request.param
    by = make.platform()
    (kept,) = kept_files.keep_files(by, make.funded().milestone.pk, [paper()])
    row = record(by, kept)
    KeptFile.objects.update(created_at=timezone.now() - timedelta(days=31))
    return by, reverse(name, args=[row.pk])


def content(browser, address):
    return b"".join(browser.get(address).streaming_content)


def test_what_is_recorded_holds_it_from_then_on(recorded):
    assert KeptFile.objects.get().used_at


@pytest.mark.parametrize("known", [True, False])
def test_it_is_there_after_what_is_kept_was_forgotten(
    recorded, known, sign_in, django_capture_on_commit_callbacks
):
    by, address = recorded
    if not known:  # handed over by nobody
        KeptFile.objects.update(used_at=None)

    with django_capture_on_commit_callbacks(execute=True):
        tasks.forget_old_drafts()

    assert not KeptFile.objects.exists()
    assert content(sign_in(by), address) == make.PDF


def test_what_nothing_else_holds_is_gone(django_capture_on_commit_callbacks):
    by = make.platform()
    (kept,) = kept_files.keep_files(by, make.funded().milestone.pk, [paper()])
    KeptFile.objects.update(created_at=timezone.now() - timedelta(days=31))

    with django_capture_on_commit_callbacks(execute=True):
        tasks.forget_old_drafts()

    assert not kept.file.storage.exists(kept.file.name)
