from payments.models.budgets import BankReceipt, Budget, TopUp
from payments.models.budgets_back import BudgetReturn, ReturnTransfer, TopUpChargeback
from payments.models.by_hand import BankTransfer
from payments.models.chargebacks import Chargeback, EvidenceFile
from payments.models.checks import LedgerCheck
from payments.models.corrections import Correction, Reversal
from payments.models.credits import Credit, CreditUse
from payments.models.fundings import Funding, Refund
from payments.models.ledger import Entry, Journal, LedgerAccount
from payments.models.operations import Operation, StripeEvent
from payments.models.papers import BillingDetails, Paper, PaperCounter
from payments.models.payouts import Payee, Payout
from payments.models.reconciling import BalanceTxn, Break, Match
from payments.models.sponsoring import Grant, Sponsorship

__all__ = [
    "BalanceTxn",
    "BankReceipt",
    "BankTransfer",
    "BillingDetails",
    "Break",
    "Budget",
    "BudgetReturn",
    "Chargeback",
    "Correction",
    "Credit",
    "CreditUse",
    "Entry",
    "EvidenceFile",
    "Funding",
    "Grant",
    "Journal",
    "LedgerAccount",
    "LedgerCheck",
    "Match",
    "Operation",
    "Paper",
    "PaperCounter",
    "Payee",
    "Payout",
    "Refund",
    "ReturnTransfer",
    "Reversal",
    "Sponsorship",
    "StripeEvent",
    "TopUp",
    "TopUpChargeback",
]
