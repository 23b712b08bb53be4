"""What Stripe has booked on our balance, which journals say so too, and where the two differ."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.states import Stateful
from payments.models.ledger import Journal


class BalanceTxn(models.Model):
    """A line of Stripe's own book: `net` minor units of `currency` were added to our balance.

    `fee` is in `net` already. `matched_at`: our journals say the same, or a person has said why
    they do not.
    """

    id = models.CharField(primary_key=True, max_length=80)
    kind = models.CharField(max_length=60)
    amount = models.BigIntegerField()
    fee = models.BigIntegerField()
    net = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    source = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField(help_text=_("By Stripe's clock."))
    seen_at = models.DateTimeField(auto_now_add=True)
    matched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(fields=["-made_at"], name="balance_txn_latest"),
            models.Index(
                fields=["made_at"], condition=Q(matched_at=None), name="balance_txn_to_match"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Match(models.Model):
    """This journal is what Stripe has booked as that."""

    journal = models.OneToOneField(Journal, models.PROTECT, related_name="match")
    txn = models.ForeignKey(BalanceTxn, models.PROTECT, related_name="matches")

    def __str__(self) -> str:
        return f"{self.journal} is {self.txn}"


class BreakQuerySet(models.QuerySet["Break"]):
    def open(self) -> BreakQuerySet:
        return self.filter(status__in=Break.GOING_ON)

    def stopping(self) -> BreakQuerySet:
        """No transfer of their currency begins: Stripe's book and ours differ."""
        return self.open().exclude(kind=Break.Kind.APART)

    def for_pages(self) -> BreakQuerySet:
        return self.select_related("owner")


class Break(Stateful):
    """Something at Stripe that our books do not say, or the other way round: for a person.

    `minor` is what Stripe has more than we, in minor units of `currency`. While one is open no
    transfer of its currency begins. A currency of "" is about no money, and stops nothing; nor
    does what a bank has kept, of which both books say the same.
    """

    class Kind(models.TextChoices):
        BOOKED = "booked", _("Stripe booked what our books do not say")
        MISSING = "missing", _("Our books say what Stripe has not booked")
        BALANCE = "balance", _("Stripe’s balance is not the sum of what it booked")
        FX = "fx", _("A payment went to our balance in another currency")
        WORD = "word", _("Stripe used a word that we do not know")
        APART = "apart", _("A bank has decided, and still has money that nothing says is lost")

    class Posting(models.TextChoices):
        """Where what Stripe has more, or less, than we comes from: an account of ours, never one
        that is owed to somebody."""

        NOTHING = "", _("Nothing: it is, or will be, written down elsewhere")
        STRIPE_FEE = "stripe_fee", _("Stripe’s fee, or some of it given back")
        BANK = "bank", _("It came from our own bank, or went there")
        LOSS = "loss", _("Our loss, or what we had given up and have again")

    class Status(models.TextChoices):
        OPEN = "open", _("Nobody looks into it yet")
        TAKEN = "taken", _("Being looked into")
        CLOSED = "closed", _("Closed")

    TRANSITIONS = {
        # Closed without anybody: our books were late, and say the same by now.
        Status.OPEN: {Status.TAKEN, Status.CLOSED},
        # Somebody else may take it over.
        Status.TAKEN: {Status.TAKEN, Status.CLOSED},
    }
    GOING_ON = (Status.OPEN, Status.TAKEN)

    kind = models.CharField(max_length=8, choices=Kind)
    status = models.CharField(max_length=6, choices=Status, default=Status.OPEN)
    currency = models.CharField(max_length=3, blank=True)
    minor = models.BigIntegerField(default=0)
    ref = models.CharField(max_length=120, help_text=_("What it is about, as it is named here."))
    said = models.TextField(help_text=_("What was found."))
    opened_at = models.DateTimeField(default=timezone.now)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    words = models.TextField(blank=True, help_text=_("Why, and what was done."))

    objects = BreakQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "ref"],
                condition=Q(status__in=["open", "taken"]),
                name="one_open_break_about_it",
            ),
            models.CheckConstraint(
                condition=~Q(status="closed") | Q(closed_at__isnull=False) & ~Q(words=""),
                name="break_closed_with_words",
            ),
            models.CheckConstraint(
                condition=~Q(status="taken") | Q(owner__isnull=False),
                name="break_taken_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["currency"],
                condition=Q(status__in=["open", "taken"]),
                name="break_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.ref}"

    def get_absolute_url(self) -> str:
        return reverse("payments:difference", args=[self.pk])

    @property
    def may_post(self) -> bool:
        """It is about money that one of the accounts of `Posting` can take."""
        about = (self.Kind.BOOKED, self.Kind.MISSING, self.Kind.BALANCE, self.Kind.APART)
        return self.kind in about and bool(self.currency and self.minor)

    @property
    def must_post(self) -> bool:
        """As long as nothing is written down it is found again."""
        return self.kind == self.Kind.APART

    @property
    def stops(self) -> str:
        """The currency that it stops; "" for none."""
        return "" if self.kind == self.Kind.APART else self.currency

    @property
    def is_open(self) -> bool:
        return self.status in self.GOING_ON
