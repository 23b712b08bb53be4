from django.urls import path

from payments import webhooks
from payments.views import (
    deciding,
    differences,
    ending,
    keeping,
    ledger,
    ledger_files,
    papers,
    paying,
    setting_up,
)

app_name = "payments"
urlpatterns = [
    path("", papers.money, name="money"),
    path("fund/<uuid:pk>/", paying.fund, name="fund"),
    path("funded/<uuid:pk>/", paying.returned, name="returned"),
    path("approve/<uuid:pk>/", paying.approve, name="approve"),
    path("placements/<uuid:pk>/call-off/", ending.call_off, name="call_off"),
    path("disputes/", deciding.disputes, name="disputes"),
    path("disputes/<uuid:pk>/", deciding.decide, name="decide"),
    path("disputes/<uuid:pk>/agree/", deciding.agree, name="agree"),
    path("differences/", differences.differences, name="differences"),
    path("differences/<int:pk>/", differences.difference, name="difference"),
    path("differences/<int:pk>/take/", differences.take, name="take_difference"),
    path("kept/<uuid:pk>/", keeping.credit, name="credit"),
    path("kept/<uuid:pk>/keep/", keeping.keep, name="keep"),
    path("kept/<uuid:pk>/return/", keeping.give_back, name="give_back"),
    path("setup/", setting_up.setup, name="setup"),
    path("setup/done/", setting_up.setup_done, name="setup_done"),
    path("setup/again/", setting_up.setup_again, name="setup_again"),
    path("receipts/<uuid:pk>/", papers.receipt, name="receipt"),
    path("payouts/<uuid:pk>/", papers.payslip, name="payslip"),
    path("ledger/", ledger.balances, name="ledger"),
    path("ledger/balances.csv", ledger_files.balances, name="ledger_balances_csv"),
    path("ledger/accounts/<slug:of>/", ledger.accounts, name="ledger_accounts"),
    path("ledger/accounts/<slug:of>.csv", ledger_files.accounts, name="ledger_accounts_csv"),
    path("ledger/account/<int:pk>/", ledger.account, name="ledger_account"),
    path("ledger/account/<int:pk>.csv", ledger_files.account, name="ledger_account_csv"),
    path("ledger/journals/", ledger.journals, name="ledger_journals"),
    path("ledger/journals.csv", ledger_files.journals, name="ledger_journals_csv"),
    path("ledger/journals/<int:pk>/", ledger.journal, name="ledger_journal"),
    path("ledger/checks/", ledger.checks, name="ledger_checks"),
    path("ledger/checks/now/", ledger.check_now, name="ledger_check_now"),
    path("stripe/webhook/", webhooks.stripe_webhook, name="stripe_webhook"),
]
