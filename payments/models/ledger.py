"""The ledger: migration 0002 guards these three tables in the database."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.models import Milestone

# The guarded kinds, as the database knows them.
OWING = ["hold", "payee_payable", "refund_payable", "suspense", "kept", "budget", "reserved"]


class LedgerAccount(models.Model):
    """A place where money is, or a name it is owed to. Debits add, credits subtract.

    A guarded account owes: its balance, minor units, is never above zero, so that nobody
    takes out more than was put in. The database keeps the balance of guarded accounts only.
    """

    class Kind(models.TextChoices):
        STRIPE_BALANCE = "stripe_balance", _("At Stripe")
        BANK = "bank", _("In our bank")
        HOLD = "hold", _("Held for a milestone")
        PAYEE_PAYABLE = "payee_payable", _("Owed to a student")
        REFUND_PAYABLE = "refund_payable", _("Owed back to a payer")
        PLATFORM_FEE = "platform_fee", _("Our fee")
        STRIPE_FEE = "stripe_fee", _("Stripe’s fee")
        DISPUTE_SUSPENSE = "dispute_suspense", _("Taken by a bank, undecided")
        RECOVERY_RECEIVABLE = "recovery_receivable", _("To be recovered")
        LOSS = "loss", _("Lost")
        FX = "fx", _("Between currencies")
        SUSPENSE = "suspense", _("Received, not yet placed")
        KEPT = "kept", _("Kept for the next student")
        BUDGET = "budget", _("In a university’s budget")
        RESERVED = "reserved", _("Reserved of a budget")

    GUARDED = (
        Kind.HOLD,
        Kind.PAYEE_PAYABLE,
        Kind.REFUND_PAYABLE,
        Kind.SUSPENSE,
        Kind.KEPT,
        Kind.BUDGET,
        Kind.RESERVED,
    )

    kind = models.CharField(max_length=20, choices=Kind)
    currency = models.CharField(max_length=3)
    milestone = models.ForeignKey(Milestone, models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    funding = models.ForeignKey("Funding", models.PROTECT, null=True, related_name="+")
    budget = models.ForeignKey("Budget", models.PROTECT, null=True, related_name="+")
    guarded = models.BooleanField(default=False)
    balance = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "currency", "milestone", "user", "funding", "budget"],
                nulls_distinct=False,
                name="one_account_per_place",
            ),
            # What migration 0002 ties an entry's currency to.
            models.UniqueConstraint(fields=["id", "currency"], name="account_and_currency"),
            models.CheckConstraint(
                condition=Q(guarded=False) | Q(balance__lte=0), name="account_not_overdrawn"
            ),
            models.CheckConstraint(
                condition=Q(guarded=True) & Q(kind__in=OWING)
                | Q(guarded=False) & ~Q(kind__in=OWING),
                name="account_guarded_by_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.currency}"

    @property
    def slug(self) -> str:
        """Of all of its kind and currency, in an address."""
        return f"{self.kind}-{self.currency}"

    @property
    def owes(self) -> int:
        """Of a guarded account: what is owed, not negative."""
        return -self.balance


class TransactionId(models.Field[int, int]):
    """The database transaction a row was written in. Never reused, unlike the 32-bit kind."""

    def db_type(self, connection: Any) -> str:
        return "xid8"


class Journal(models.Model):
    """One thing that happened to money. `key` names it, so it is written once."""

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20)
    memo = models.JSONField(default=dict)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    xid = TransactionId(db_default=Func(function="pg_current_xact_id"), editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["created_at"], name="journal_by_day"),
            models.Index(fields=["kind", "-id"], name="journal_by_kind"),
        ]

    def __str__(self) -> str:
        return self.key


class Entry(models.Model):
    """A leg of a journal: `amount` in minor units, debits positive, credits negative."""

    journal = models.ForeignKey(Journal, models.PROTECT, related_name="entries")
    account = models.ForeignKey(LedgerAccount, models.PROTECT, related_name="entries")
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = _("entries")
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="entry_moves_something")]
        indexes = [models.Index(fields=["account", "-id"], name="entry_of_account_latest")]

    def __str__(self) -> str:
        return f"{self.journal}: {self.amount} {self.currency}"

    @property
    def credit(self) -> int:
        """Of a credit: how much, without the sign."""
        return -self.amount
