"""What platform staff see of money. They read all of it and change almost nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.models import LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from marketplace.money import display
from marketplace.states import WrongState
from payments import again
from payments.actions import inbox, outbox
from payments.gateway import GatewayBusy
from payments.models import (
    BalanceTxn,
    BankTransfer,
    Chargeback,
    Credit,
    CreditUse,
    Entry,
    Funding,
    Journal,
    LedgerAccount,
    Operation,
    Paper,
    Payee,
    Payout,
    Refund,
    Sponsorship,
    StripeEvent,
    TopUp,
)

# What the first of two says, in the administration's own log; it counts for a day.
CERTAIN = "Certainly not done at Stripe"
SAID_FOR = timedelta(days=1)


class ReadOnly(admin.ModelAdmin[Any]):
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("amount"))
    def amount(self, row: Any) -> str:
        return display(row.amount_minor, row.currency)


class EntryInline(admin.TabularInline[Entry, Journal]):
    model = Entry
    fields = ("account", "currency", "amount")
    readonly_fields = ("account", "currency", "amount")
    can_delete = False
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(LedgerAccount)
class LedgerAccountAdmin(ReadOnly):
    list_display = ["kind", "currency", "milestone", "user", "funding", "balance"]
    list_filter = ["kind", "currency"]
    list_select_related = ["milestone", "user", "funding__milestone"]


@admin.register(Journal)
class JournalAdmin(ReadOnly):
    list_display = ["key", "kind", "created_at"]
    list_filter = ["kind"]
    search_fields = ["key"]
    inlines = [EntryInline]


@admin.register(Funding)
class FundingAdmin(ReadOnly):
    list_display = ["reference", "organisation", "amount", "status", "applied", "problem"]
    list_filter = ["status", "applied", "problem", "currency"]
    search_fields = ["id", "organisation__name", "stripe_intent_id", "stripe_charge_id"]
    list_select_related = ["organisation"]


@admin.register(Refund)
class RefundAdmin(ReadOnly):
    list_display = ["funding", "amount", "why", "status", "created_at", "finished_at"]
    list_filter = ["status", "why"]
    list_select_related = ["funding__milestone"]


class CreditUseInline(admin.TabularInline[CreditUse, Credit]):
    model = CreditUse
    fields = ("milestone", "amount_minor", "used_at")
    readonly_fields = fields
    can_delete = False
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Credit)
class CreditAdmin(ReadOnly):
    list_display = ["funding", "listing", "status", "made_at", "use_by"]
    list_filter = ["status"]
    list_select_related = ["funding__milestone", "listing"]
    inlines = [CreditUseInline]


@admin.register(TopUp)
class TopUpAdmin(ReadOnly):
    list_display = ["reference", "budget", "amount", "rail", "status", "created_at", "paid_at"]
    list_filter = ["status", "rail"]
    search_fields = ["id", "budget__name", "budget__university__name"]
    list_select_related = ["budget__university"]


@admin.register(Sponsorship)
class SponsorshipAdmin(ReadOnly):
    list_display = ["budget", "milestone", "amount", "status", "made_at", "held_at", "freed_at"]
    list_filter = ["status"]
    search_fields = ["id", "budget__name", "budget__university__name"]
    list_select_related = ["budget__university", "milestone"]


@admin.register(Paper)
class PaperAdmin(ReadOnly):
    list_display = ["reference", "funding", "total", "issued_at"]
    list_filter = ["kind", "series", "currency"]
    search_fields = ["number", "funding__id"]
    list_select_related = ["funding__milestone"]

    @admin.display(description=gettext_lazy("amount"))
    def total(self, row: Any) -> str:
        return display(row.total_minor, row.currency)


@admin.register(Payee)
class PayeeAdmin(ReadOnly):
    list_display = ["student", "country", "transfers_status", "synced_at"]
    list_filter = ["transfers_status", "country"]
    search_fields = ["student__user__email", "student__user__name", "stripe_account_id"]
    list_select_related = ["student__user"]


@admin.register(Payout)
class PayoutAdmin(ReadOnly):
    list_display = ["reference", "student", "amount", "rail", "status", "created_at", "sent_at"]
    list_filter = ["rail", "status", "currency"]
    search_fields = ["id", "student__user__email", "student__user__name", "stripe_transfer_id"]
    list_select_related = ["student__user"]
    fields = [
        "reference",
        "student",
        "milestone",
        "amount",
        "rail",
        "status",
        "sent_at",
        "manual_reference",
    ]


@admin.register(BankTransfer)
class BankTransferAdmin(ReadOnly):
    list_display = ["reference", "payout", "status", "sent_on", "recorded_by", "decided_by"]
    list_filter = ["status"]
    list_select_related = ["payout__student__user", "recorded_by", "decided_by"]


@admin.register(Operation)
class OperationAdmin(ReadOnly):
    list_display = ["kind", "subject", "status", "attempts", "created_at", "last_error"]
    list_filter = ["status", "kind"]
    search_fields = ["id", "subject", "stripe_id"]
    actions = ["ask_again", "do_again"]

    @admin.action(description=gettext_lazy("Ask Stripe again (never repeats a request)"))
    def ask_again(self, request: HttpRequest, rows: QuerySet[Operation]) -> None:
        asked = 0
        for operation in rows.filter(status=Operation.Status.RECONCILE):
            outbox.ask_again(operation)
            asked += 1
        messages.info(request, _("%(n)d operations are looked up.") % {"n": asked})

    @admin.action(
        description=gettext_lazy("Certainly not done: do it again, when two of us have said so")
    )
    def do_again(self, request: HttpRequest, rows: QuerySet[Operation]) -> None:
        assert request.user.is_authenticated
        for operation in rows.filter(status=Operation.Status.RECONCILE):
            first = _said_so_before(operation, request.user)
            if first is None:
                self.log_change(request, operation, CERTAIN)
                said = _("Noted. It is done again when another of our staff says so within a day.")
                messages.info(request, f"{operation}: {said}")
                continue
            try:
                anew = again.do_again(operation, first, request.user)
            except GatewayBusy:
                said = _("Stripe does not answer. Nothing was changed.")
            except WrongState:
                said = _("Somebody was quicker. Nothing was changed.")
            else:
                said = (
                    _("Asked anew, with a new key.")
                    if anew
                    else _("Stripe has done it after all. It is settled, and not done again.")
                )
                self.log_change(request, operation, said)
            messages.info(request, f"{operation}: {said}")


def _said_so_before(operation: Operation, by: User) -> User | None:
    """Another of our staff who is certain of it."""
    words = LogEntry.objects.filter(
        object_id=str(operation.pk),
        change_message=CERTAIN,
        action_time__gt=timezone.now() - SAID_FOR,
        user__kind=User.Kind.PLATFORM,
        user__is_active=True,
    )
    entry = words.exclude(user=by).select_related("user").first()
    return entry.user if entry else None


class WordsForm(ActionForm):
    words = forms.CharField(label=gettext_lazy("Why"), max_length=300, required=False)


@admin.register(StripeEvent)
class StripeEventAdmin(ReadOnly):
    list_display = ["id", "kind", "object_id", "status", "attempts", "received_at", "last_error"]
    list_filter = ["status", "kind"]
    search_fields = ["id", "object_id"]
    action_form = WordsForm
    actions = ["ignore"]

    @admin.action(description=gettext_lazy("None of ours: ignore it, and all about the same"))
    def ignore(self, request: HttpRequest, rows: QuerySet[StripeEvent]) -> None:
        assert request.user.is_authenticated
        words = request.POST.get("words", "").strip()
        if not words:
            messages.error(request, _("Say why, beside the action. Nothing was changed."))
            return
        for event in rows:
            try:
                inbox.ignore(event, request.user, words)
            except WrongState:
                said = _("Read meanwhile. Nothing was changed.")
            else:
                said = _("Ignored, with your words.")
                self.log_change(request, event, f"{inbox.STRANGERS} {request.user}: {words}"[:500])
            messages.info(request, f"{event}: {said}")


@admin.register(BalanceTxn)
class BalanceTxnAdmin(ReadOnly):
    list_display = ["id", "kind", "source", "net", "currency", "made_at", "matched_at"]
    list_filter = ["kind", "currency"]
    search_fields = ["id", "source"]


@admin.register(Chargeback)
class ChargebackAdmin(ReadOnly):
    list_display = ["stripe_dispute_id", "funding", "amount", "status", "word", "answer_by"]
    list_filter = ["status", "currency"]
    search_fields = ["stripe_dispute_id"]
    list_select_related = ["funding__milestone"]
