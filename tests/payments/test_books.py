"""The ledger as our finance staff read it: it adds up on the page as it does in the database."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from marketplace.money import display
from payments import books, ledger, tasks
from payments.causes import causes
from payments.ledger import Kind, account
from payments.models import Entry, Journal, LedgerAccount, LedgerCheck
from tests import make
from tests.making import budget as budgets
from tests.signing_in import signed_in


@pytest.fixture
def staff(db):
    return signed_in(make.platform())


def page(client, name, *args, query="", **kwargs):
    answer = client.get(reverse(f"payments:{name}", args=args, kwargs=kwargs) + query)
    assert answer.status_code == 200
    return answer.text


def lines(client, name, *args, query=""):
    answer = client.get(reverse(f"payments:{name}", args=args) + query)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_balances_say_what_we_have_and_whose_it_is(staff):
    make.payout()

    html = page(staff, "ledger")

    [sheet] = books.sheets()
    said = {row.kind: row.as_read for row in sheet.rows}
    assert said == {
        Kind.STRIPE_BALANCE: 720_00 - 2118,
        Kind.HOLD: 0,
        Kind.PAYEE_PAYABLE: 648_00,
        Kind.PLATFORM_FEE: 72_00,
        Kind.STRIPE_FEE: -2118,
    }
    assert sheet.off == 0
    sums = [group["sum"] for group in sheet.groups]
    assert sums[0] == sum(sums[1:])
    assert f"debits and credits are both {display(sheet.debits, 'USD')}" in html


def test_the_balances_of_an_earlier_day_leave_out_what_came_later(staff):
    with time_machine.travel(timezone.now() - timedelta(days=3), tick=False):
        make.funded()
        then = timezone.localdate()
    make.funded()

    [now], [earlier] = books.sheets(), books.sheets(then)

    assert {row.kind: row.as_read for row in now.rows}[Kind.HOLD] == 2 * 720_00
    assert {row.kind: row.as_read for row in earlier.rows}[Kind.HOLD] == 720_00
    assert "$720.00" in page(staff, "ledger", query=f"?on={then}")
    assert books.sheets(then - timedelta(days=1)) == []


def test_a_day_that_is_none_is_told_beside_the_field(staff):
    html = page(staff, "ledger", query="?on=soon")

    assert "There is a problem" in html
    assert 'value="soon"' in html


def test_one_goes_from_a_kind_to_an_account_to_its_entries_to_what_caused_them(staff):
    payout = make.payout()
    other = make.payout()

    kinds = page(staff, "ledger_accounts", "payee_payable-USD")
    owed = LedgerAccount.objects.get(kind=Kind.PAYEE_PAYABLE, user=payout.student.user)
    entries = page(staff, "ledger_account", owed.pk)
    release = Journal.objects.get(key=f"release:{payout.pk}")
    journal = page(staff, "ledger_journal", release.pk)

    assert payout.student.user.name in kinds
    assert other.student.user.name in kinds
    assert reverse("payments:ledger_account", args=[owed.pk]) in kinds
    assert reverse("payments:ledger_journal", args=[release.pk]) in entries
    assert payout.reference in journal
    assert payout.milestone.placement.listing.organisation.name in journal


def test_each_journal_names_the_rows_it_is_about(db):
    funding = make.payout(sent=True).milestone
    make.funded()

    for journal in Journal.objects.all():
        labels = {cause.label for cause in causes(journal)}
        assert labels >= {"Project", "Part", "Student", "Employer"}, journal.key
    sent = Journal.objects.get(kind="transfer")
    assert "Transfer at Stripe" in {cause.label for cause in causes(sent)}
    assert funding.title in {cause.value.split(" · ")[0] for cause in causes(sent)}


def test_what_moved_in_a_budget_leads_to_the_rows_it_is_about(staff):
    budgets.paid_in(budgets.sponsored())

    journals = Journal.objects.filter(kind__in=["topup", "fee", "reserve", "sponsor"])
    named = {cause.url for journal in journals for cause in causes(journal) if cause.url}
    about = [url for url in named if "/sponsorship/" in url or "/topup/" in url]

    assert len(about) == 2
    for journal in journals:
        page(staff, "ledger_journal", journal.pk)
    assert [staff.get(url).status_code for url in about] == [200, 200]


def test_the_balance_runs_along_the_entries_over_pages(staff, monkeypatch):
    monkeypatch.setattr(books, "AT_ONCE", 2)
    for _each in range(3):
        make.funded()
    stripe = LedgerAccount.objects.get(kind=Kind.STRIPE_BALANCE)
    forward = [line.after for line in books.all_lines(stripe)]

    first, begins = books.latest_lines(stripe, None)
    second, _more = books.latest_lines(stripe, begins)

    assert [line.after for line in [*first, *second]] == forward[::-1][:4]
    assert forward[-1] == ledger.balance(stripe)
    html = page(staff, "ledger_account", stripe.pk, query=f"?before={begins}")
    assert "The latest" in html
    assert "Older ones" in html


@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 40, "٣"])
def test_a_place_that_is_none_shows_the_latest(staff, before):
    make.funded()

    assert "Payment received" in page(staff, "ledger_journals", query=f"?before={before}")


def test_journals_are_narrowed_by_what_when_whose_and_where(staff):
    with time_machine.travel(timezone.now() - timedelta(days=3), tick=False):
        old = make.funded()
        then = timezone.localdate()
    new = make.funded()
    hold = LedgerAccount.objects.get(kind=Kind.HOLD, milestone=new.milestone)

    def keys(**asked):
        return {journal.key for journal in books.journals(asked)}

    paid_old, paid_new = f"fund:{old.pk}", f"fund:{new.pk}"
    assert keys(kind="fund") == {paid_old, paid_new}
    assert keys(account=hold.pk) == {paid_new}
    assert keys(milestone=old.milestone_id) == {paid_old}
    assert paid_new not in keys(until=then)
    assert paid_old in keys(until=then)
    assert paid_old not in keys(since=then + timedelta(days=1))
    query = f"?milestone={old.milestone_id}"
    assert paid_new not in page(staff, "ledger_journals", query=query)
    assert {row["Key"] for row in lines(staff, "ledger_journals_csv", query=query)} == {paid_old}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?kind=nonsense", "Select a valid choice"),
        ("?milestone=12", "Copy the whole number of the part."),
        ("?account=0", "must be at least 1."),
        ("?since=2026-02-02&until=2026-01-01", "Choose a day that is not before the first."),
    ],
)
def test_a_filter_that_makes_no_sense_is_told_beside_the_field(staff, query, said):
    html = page(staff, "ledger_journals", query=query)

    assert said in html
    assert "There is a problem" in html


def test_files_hold_the_same_as_the_pages(staff):
    make.payout()
    stripe = LedgerAccount.objects.get(kind=Kind.STRIPE_BALANCE)

    balances = {row["Account"]: row for row in lines(staff, "ledger_balances_csv")}
    entries = lines(staff, "ledger_account_csv", stripe.pk)
    legs = lines(staff, "ledger_journals_csv")
    owed = lines(staff, "ledger_accounts_csv", "payee_payable-USD")

    assert balances["Owed to a student"]["Balance"] == "-648.00"
    assert [(row["Debit"], row["Credit"], row["Balance"]) for row in entries] == [
        ("720.00", "", "720.00"),
        ("", "21.18", "698.82"),
    ]
    assert len(legs) == Entry.objects.count()
    assert [row["Balance"] for row in owed] == ["-648.00"]


def test_a_name_that_a_spreadsheet_would_run_is_made_harmless(staff):
    payout = make.payout()
    payout.student.user.name = "=1+1"
    payout.student.user.save()

    [row] = lines(staff, "ledger_accounts_csv", "payee_payable-USD")

    assert row["Whose"].startswith("'=1+1")


def test_amounts_have_the_decimals_of_their_currency(staff):
    stripe, bank = account(Kind.STRIPE_BALANCE, "JPY"), account(Kind.BANK, "JPY")
    ledger.post("x:1", "x", [(stripe, 500), (bank, -500)])

    [first, *_more] = lines(staff, "ledger_balances_csv")

    assert first["Debits"] == "500"
    assert "¥500" in page(staff, "ledger")


def test_the_nightly_check_is_kept_and_shown(staff):
    assert "has not been checked yet" in page(staff, "ledger")

    tasks.check_ledger()

    check = LedgerCheck.objects.get()
    assert check.ok
    assert "Our own books add up." in page(staff, "ledger")
    assert "0 problems" in page(staff, "ledger_checks")


def test_what_the_check_found_is_shown_in_full_and_counted_everywhere(staff):
    LedgerCheck.objects.create(took_ms=1234, problems=["journal x is empty"], waiting=["ask Ann"])

    assert "1 problem" in page(staff, "ledger_journals")
    html = page(staff, "ledger_checks")
    assert "journal x is empty" in html
    assert "ask Ann" in html
    assert "It took 1.23 s." in html


def test_a_night_without_a_check_is_told(staff):
    LedgerCheck.objects.create(took_ms=1, at=timezone.now() - timedelta(days=2))

    assert "there has been none since" in page(staff, "ledger")


def test_pages_ask_as_often_for_many_rows_as_for_one(staff):
    def asked(name, *args):
        with CaptureQueriesContext(connection) as caught:
            page(staff, name, *args)
        return len(caught)

    make.payout()
    LedgerCheck.objects.create(took_ms=1)
    stripe = LedgerAccount.objects.get(kind=Kind.STRIPE_BALANCE)
    pages = [
        ("ledger",),
        ("ledger_journals",),
        ("ledger_accounts", "payee_payable-USD"),
        ("ledger_account", stripe.pk),
        ("ledger_checks",),
    ]
    page(staff, "ledger")
    before = [asked(*each) for each in pages]
    for _each in range(2):
        make.payout()
        LedgerCheck.objects.create(took_ms=1)

    assert [asked(*each) for each in pages] == before


@pytest.mark.parametrize("of", ["gold-USD", "loss-USD", "hold", "hold-usd"])
def test_an_account_of_no_kind_is_not_found(staff, of):
    make.funded()

    answer = staff.get(reverse("payments:ledger_accounts", args=[of]))

    assert answer.status_code == 404
