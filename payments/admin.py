"""What platform staff see of money. They read all of it and change almost nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import PayoutRoute
from marketplace.money import display
from marketplace.states import WrongState
from payments import actions, operations
from payments.actions import outbox
from payments.forms import ManualPayoutForm
from payments.gateway import GatewayBusy
from payments.models import (
    BalanceTxn,
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
    StripeEvent,
)


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
    """A payout by bank transfer is recorded here, once, by whoever has made the transfer."""

    form = ManualPayoutForm
    list_display = ["reference", "student", "amount", "rail", "status", "created_at", "sent_at"]
    list_filter = ["rail", "status", "currency"]
    search_fields = ["id", "student__user__email", "student__user__name", "stripe_transfer_id"]
    list_select_related = ["student__user"]
    fields = ["reference", "student", "milestone", "amount", "manual_reference", "sent_on"]
    readonly_fields = ["reference", "student", "milestone", "amount"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and _to_record(obj)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj and _to_record(obj):
            return self.fields
        return [
            *self.readonly_fields,
            "rail",
            "status",
            "sent_at",
            "recorded_by",
            "manual_reference",
        ]

    def save_model(
        self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool
    ) -> None:
        assert request.user.is_authenticated
        told = form.cleaned_data
        payout = Payout.objects.get(pk=obj.pk)
        try:
            actions.record_manual(payout, request.user, told["manual_reference"], told["sent_on"])
            messages.success(request, _("Recorded. The student and the employer are told."))
        except WrongState:
            messages.error(request, _("It is recorded as sent already. Nothing was changed."))

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return redirect("admin:payments_payout_change", obj.pk)


def _to_record(payout: Payout) -> bool:
    return payout.rail == PayoutRoute.Rail.MANUAL and payout.status == Payout.Status.WAITING


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

    @admin.action(description=gettext_lazy("Certainly not done: look once more, then do it again"))
    def do_again(self, request: HttpRequest, rows: QuerySet[Operation]) -> None:
        assert request.user.is_authenticated
        for operation in rows.filter(status=Operation.Status.RECONCILE):
            try:
                again = operations.do_again(operation, request.user)
            except GatewayBusy:
                said = _("Stripe does not answer. Nothing was changed.")
            except WrongState:
                said = _("Somebody was quicker. Nothing was changed.")
            else:
                said = (
                    _("Asked anew, with a new key.")
                    if again
                    else _("Stripe has done it after all. It is settled, and not done again.")
                )
                self.log_change(request, operation, said)
            messages.info(request, f"{operation}: {said}")


@admin.register(StripeEvent)
class StripeEventAdmin(ReadOnly):
    list_display = ["id", "kind", "object_id", "status", "attempts", "received_at", "last_error"]
    list_filter = ["status", "kind"]
    search_fields = ["id", "object_id"]


@admin.register(BalanceTxn)
class BalanceTxnAdmin(ReadOnly):
    list_display = ["id", "kind", "source", "net", "currency", "made_at", "matched_at"]
    list_filter = ["kind", "currency"]
    search_fields = ["id", "source"]
