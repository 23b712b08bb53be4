"""Every file that is given to somebody leaves one row, which nothing changes."""

import ast
import importlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Download
from applications import actions
from tests import make
from tests.payments.disputing import decide_url

ROOT = Path(__file__).resolve().parent.parent
GIVEN_OUT = {
    "accounts:resume": "accounts.resume",
    "applications:resume": "accounts.resume",
    "applications:nameless_file": "applications.namelessresume",
    "applications:delivery_file": "applications.deliveryfile",
    "applications:message_file": "applications.messagefile",
    "applications:statement_file": "applications.statementfile",
    "applications:export": "applications.csv",
    "payments:transfer_paper": "payments.banktransfer",
    "payments:return_paper": "payments.returntransfer",
    "payments:receipt_paper": "payments.bankreceipt",
    "payments:evidence_file": "payments.evidencefile",
}


@pytest.mark.parametrize("name", GIVEN_OUT)
def test_a_file_that_is_given_out_leaves_one_row(db, sign_in, name):
    row = importlib.import_module(f"tests.{name.split(':')[0]}.access").ACCESS[name]
    kwargs, owner = row.make()
    who = owner or make.platform()
    browser, address = sign_in(who), reverse(name, kwargs=kwargs)

    asked = browser.head(address)
    before = Download.objects.count()
    answer = browser.get(address)

    assert (asked.status_code, before) == (200, 0)
    assert answer["Content-Disposition"].startswith("attachment")
    noted = Download.objects.get()
    assert (noted.by, noted.what) == (who, GIVEN_OUT[name])
    assert noted.name in answer["Content-Disposition"]
    assert abs((datetime.now(UTC) - noted.at).total_seconds()) < 60


def test_who_may_not_have_a_file_leaves_no_row(db, sign_in):
    row = make.application()
    row.resume = make.resume(row.student)
    row.save()
    address = reverse("applications:resume", args=[row.pk])

    assert sign_in(make.employer()).get(address).status_code == 404
    assert not Download.objects.exists()


def test_nothing_gives_out_a_file_without_a_row():
    """`accounts/downloads.py` is the one caller of `uploads.download`."""
    rooms = ("accounts", "listings", "applications", "payments", "outcomes")
    rooms += ("notifications", "marketplace")
    callers = {
        str(path.relative_to(ROOT))
        for room in rooms
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "download"
    }
    assert callers == {"accounts/downloads.py"}


@pytest.mark.parametrize(
    "write",
    [
        lambda rows: rows.update(name="b.pdf"),
        lambda rows: rows.update(name="", about="3"),
        lambda rows: rows.delete(),
    ],
)
def test_the_database_refuses_to_change_or_delete_a_row(db, write):
    Download.objects.create(by=make.platform(), what="x", key="1", name="a.pdf", about="2")

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        write(Download.objects.all())


def test_what_a_file_was_called_can_be_taken_out_by_a_superuser_and_nothing_else(db, sign_in):
    who = make.platform()
    row = Download.objects.create(by=who, what="x", key="1", name="Ada-Obi-CV.pdf", about="2")
    asked = {"action": "forget_names", "_selected_action": [row.pk]}
    address = reverse("admin:accounts_download_changelist")

    sign_in(make.platform(is_superuser=False)).post(address, asked)
    row.refresh_from_db()
    assert row.name == "Ada-Obi-CV.pdf"

    page = sign_in(make.platform(is_superuser=True)).post(address, asked, follow=True)

    assert "1 name taken out." in page.text
    row.refresh_from_db()
    assert (row.by, row.what, row.key, row.name, row.about) == (who, "x", "1", "", "2")


def test_our_staff_read_beside_a_dispute_who_was_given_what(db, sign_in, django_assert_num_queries):
    dispute = make.answered()
    application = dispute.milestone.offer.application
    file = make.message_file(actions.send(application, application.student.user, "Look."))
    desk, address = sign_in(make.platform()), decide_url(dispute)
    empty = desk.get(address).text
    counted = len(_queries(desk, address))

    for _ in range(3):
        sign_in(dispute.opened_by).get(reverse("applications:message_file", args=[file.pk]))
    with django_assert_num_queries(counted):
        page = desk.get(address).text

    assert "Nobody has opened a file yet." in empty
    part = page[page.index('id="taken"') :]
    assert "3 times, by whom and when" in part
    assert file.name in part
    assert str(dispute.opened_by) in part


def _queries(browser, address):
    with CaptureQueriesContext(connection) as asked:
        browser.get(address)
    return asked.captured_queries
