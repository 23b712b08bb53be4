"""Money coming in, and going back."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from applications.models import Milestone
from marketplace.states import Stateful
from payments.models.operations import Operation


class FundingQuerySet(models.QuerySet["Funding"]):
    def for_employer(self, user: User) -> FundingQuerySet:
        return self.filter(organisation__memberships__user=user)

    def live(self) -> FundingQuerySet:
        """Could still bring money in."""
        return self.filter(status__in=Funding.LIVE)

    def with_taken_back(self) -> FundingQuerySet:
        """`taken_back`: the payer's bank wants it back, or has kept it."""
        taken = self.model._meta.apps.get_model("payments", "Chargeback")._default_manager
        rows = taken.filter(funding=models.OuterRef("pk")).exclude(status="won")
        return self.annotate(taken_back=models.Exists(rows))

    def applied(self) -> FundingQuerySet:
        return self.filter(applied=True)

    def with_ends(self, milestone: Milestone) -> FundingQuerySet:
        """`undecided`, `taken_back`: how a payer's bank that took it back stands; and `back_minor`:
        what goes back, or has gone, of what it paid for this milestone."""
        taken = self.model._meta.apps.get_model("payments", "Chargeback")._default_manager
        open_ones = taken.filter(funding=models.OuterRef("pk"), status="open")
        refunds = Refund.objects.exclude(status=Refund.Status.FAILED).order_by()
        of_this = refunds.filter(funding=models.OuterRef("pk"), milestone=milestone)
        sums = of_this.values("funding").values_list(models.Sum("amount_minor"))
        return self.with_taken_back().annotate(
            undecided=models.Exists(open_ones),
            back_minor=Coalesce(models.Subquery(sums), 0, output_field=models.BigIntegerField()),
        )

    def still_here(self) -> FundingQuerySet:
        """Some of it is held for work, or kept for the next student."""
        held = Q(applied=True, milestone__status__in=Milestone.HELD)
        uses = self.model._meta.apps.get_model("payments", "CreditUse")._default_manager
        used = uses.filter(milestone__status__in=Milestone.HELD).values("credit__funding")
        return self.filter(
            held | Q(credit__status__in=["asked", "kept"]) | Q(pk__in=used),
        )

    def to_let_go(self) -> FundingQuerySet:
        """`still_here`, of those whose day is near or has just passed: the others are long over."""
        lately = timezone.now() - timedelta(days=60)
        return self.filter(refund_by__gt=lately).still_here().for_pages()

    def parked(self) -> FundingQuerySet:
        """`parked_minor`, of its currency, is with us and belongs nowhere: for a person."""
        accounts = self.model._meta.apps.get_model("payments", "LedgerAccount")._default_manager
        rows = accounts.filter(
            kind="suspense",
            funding=models.OuterRef("pk"),
            currency=models.OuterRef("currency"),
            balance__lt=0,
        )
        minor = models.Subquery(rows.values_list(-F("balance"))[:1])
        return self.annotate(parked_minor=minor).filter(parked_minor__isnull=False)

    def settled_elsewhere(self) -> FundingQuerySet:
        """Stripe put the money on our balance in another currency, and nobody has written down what
        it made of it (payments.md F34).
        """
        there = self.exclude(settled_in="").exclude(settled_in=F("currency"))
        return there.filter(rate_posted_at=None)

    def without_invoice(self) -> FundingQuerySet:
        """Held for work, and not invoiced yet; the first paid first."""
        return self.applied().exclude(papers__kind="invoice").order_by("paid_at")

    def for_pages(self) -> FundingQuerySet:
        return self.select_related(
            "payer",
            "organisation",
            "milestone__offer",
            "milestone__placement__listing__organisation",
            "milestone__placement__student__user",
            "milestone__placement__offer__application",
        )


class Funding(Stateful):
    """One attempt to pay for one milestone. `amount_minor` is what the employer pays now, beside
    `credit_minor` that was kept of earlier payments and `sponsored_minor` that a university pays.

    `applied` money holds the milestone; succeeded and not applied is on its way back, or
    parked for a person, and `problem` says why.
    """

    class Status(models.TextChoices):
        CREATED = "created", _("Not started")
        OPEN = "open", _("Payment page open")
        PROCESSING = "processing", _("With the bank")
        SUCCEEDED = "succeeded", _("Paid")
        FAILED = "failed", _("Not paid")
        EXPIRED = "expired", _("Not paid in time")

    LIVE = (Status.CREATED, Status.OPEN, Status.PROCESSING)

    TRANSITIONS = {
        # An event may arrive before the answer that opened the page (payments.md F12).
        Status.CREATED: {
            Status.OPEN,
            Status.PROCESSING,
            Status.SUCCEEDED,
            Status.FAILED,
            Status.EXPIRED,
        },
        Status.OPEN: {Status.PROCESSING, Status.SUCCEEDED, Status.FAILED, Status.EXPIRED},
        Status.PROCESSING: {Status.SUCCEEDED, Status.FAILED},
        # We gave up on a page that did open after all: money that came is written down.
        Status.FAILED: {Status.SUCCEEDED},
    }

    class Problem(models.TextChoices):
        NONE = "", _("None")
        SECOND = "second", _("Paid a second time")
        LATE = "late", _("Paid after the project was cancelled")
        MISMATCH = "mismatch", _("Paid another amount than asked")
        CREDIT = "credit", _("What was to be beside it had gone meanwhile")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="+")
    payer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    amount_minor = models.PositiveBigIntegerField()
    credit_minor = models.PositiveBigIntegerField(default=0)
    sponsored_minor = models.PositiveBigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=10, choices=Status, default=Status.CREATED)
    applied = models.BooleanField(default=False)
    problem = models.CharField(max_length=8, choices=Problem, blank=True, default=Problem.NONE)
    operation = models.OneToOneField(Operation, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    refund_by = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("What is held of it then goes out: it may be held no longer."),
    )
    checked_at = models.DateTimeField(null=True, blank=True, help_text=_("When Stripe was asked."))
    checkout_url = models.URLField(max_length=2000, blank=True)
    stripe_session_id = models.CharField(max_length=80, unique=True, null=True, blank=True)
    stripe_intent_id = models.CharField(max_length=80, unique=True, null=True, blank=True)
    stripe_charge_id = models.CharField(max_length=80, unique=True, null=True, blank=True)
    stripe_txn_id = models.CharField(max_length=80, unique=True, null=True, blank=True)
    settled_in = models.CharField(
        max_length=3, blank=True, help_text=_("The currency of our balance it went to, once known.")
    )
    settled_minor = models.BigIntegerField(
        null=True, blank=True, help_text=_("In another currency: what it came to there,")
    )
    settled_fee_minor = models.BigIntegerField(
        null=True, blank=True, help_text=_("and Stripe’s fee of that.")
    )
    rate_posted_at = models.DateTimeField(null=True, blank=True)
    method = models.CharField(max_length=40, blank=True, help_text=_("As on a receipt: Visa 4242."))

    objects = FundingQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["milestone"], condition=Q(applied=True), name="milestone_funded_once"
            ),
            models.CheckConstraint(
                condition=Q(applied=False) | Q(status="succeeded", problem=""),
                name="funding_applied_is_paid",
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="funding_has_an_amount"),
            models.CheckConstraint(
                condition=~Q(status="succeeded")
                | Q(paid_at__isnull=False, stripe_charge_id__isnull=False),
                name="funding_paid_has_a_charge",
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=Q(status__in=["created", "open", "processing"]),
                name="funding_live",
            ),
            models.Index(
                fields=["refund_by"],
                condition=Q(status="succeeded"),
                name="funding_to_let_go",
            ),
            models.Index(
                fields=["paid_at"],
                condition=Q(status="succeeded", stripe_txn_id=None),
                name="funding_without_fee",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} for {self.milestone}"

    def get_absolute_url(self) -> str:
        return reverse("payments:receipt", args=[self.pk])

    @property
    def is_settled_elsewhere(self) -> bool:
        """As `FundingQuerySet.settled_elsewhere`."""
        return self.settled_in not in ("", self.currency) and self.rate_posted_at is None

    @property
    def reference(self) -> str:
        """What people quote to us: P-3F2A9C41."""
        return f"P-{self.pk.hex[:8].upper()}"


class RefundQuerySet(models.QuerySet["Refund"]):
    def without_paper(self) -> RefundQuerySet:
        """Of what was invoiced, has gone back, and is not credited yet; the first first.

        What bounced after its note was written is not credited again when it is sent once more.
        """
        papers = self.model._meta.apps.get_model("payments", "Paper")._default_manager
        credited = papers.filter(funding=models.OuterRef("funding"), kind="credit").order_by()
        back = self.model._default_manager.filter(
            funding=models.OuterRef("funding"), status=Refund.Status.SUCCEEDED
        ).order_by()
        invoiced = self.filter(
            paper=None, funding__papers__kind="invoice", status=Refund.Status.SUCCEEDED
        ).annotate(
            credited=models.Subquery(
                credited.values("funding").annotate(s=models.Sum("total_minor")).values("s")
            ),
            back=models.Subquery(
                back.values("funding").annotate(s=models.Sum("amount_minor")).values("s")
            ),
        )
        invoiced = invoiced.filter(Q(credited=None) | Q(credited__lt=F("back")))
        return invoiced.select_related("funding").order_by("created_at")


class Refund(Stateful):
    """Money of one funding on its way back to the card it came from."""

    class Status(models.TextChoices):
        PENDING = "pending", _("On its way back")
        SUCCEEDED = "succeeded", _("Paid back")
        FAILED = "failed", _("Could not be paid back")

    TRANSITIONS = {
        Status.PENDING: {Status.SUCCEEDED, Status.FAILED},
        # A card refund can bounce days later (payments.md F26).
        Status.SUCCEEDED: {Status.FAILED},
    }

    class Why(models.TextChoices):
        UNNEEDED = "unneeded", _("The payment was not needed")
        ENDED = "ended", _("The work was called off")
        DECIDED = "decided", _("A dispute was decided")
        UNUSED = "unused", _("It was kept, and not used")
        CORRECTED = "correct", _("A payment was corrected")
        LIMIT = "limit", _("It could not be held any longer")
        CHARGED = "charged", _("The bank took the payment back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    funding = models.ForeignKey(Funding, models.PROTECT, related_name="refunds")
    milestone = models.ForeignKey(
        Milestone,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Whose held money this was; empty when it was held for none."),
    )
    why = models.CharField(max_length=8, choices=Why, default=Why.UNNEEDED)
    amount_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=9, choices=Status, default=Status.PENDING)
    operation = models.OneToOneField(Operation, models.PROTECT, related_name="+")
    stripe_refund_id = models.CharField(max_length=80, unique=True, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = RefundQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="refund_has_an_amount"),
            # A correction has its own row, and comes after.
            models.UniqueConstraint(
                fields=["funding", "milestone"],
                condition=~Q(why="correct"),
                name="refunded_once_for_a_milestone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} of {self.funding}"
