"""What platform staff see of applications and the work they lead to. They change nothing here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from applications import actions
from applications.models import (
    Agreement,
    Application,
    CheckIn,
    Delivery,
    Dispute,
    Extension,
    Hours,
    Message,
    Milestone,
    Offer,
    Placement,
    Report,
)
from marketplace.admin import ReadOnlyAdmin
from marketplace.states import WrongState


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin[Application]):
    list_display = ["reference", "student", "listing", "status", "submitted_at", "decide_by"]
    list_filter = ["status"]
    list_select_related = ["student__user", "listing"]
    search_fields = ["student__user__email", "listing__title"]


@admin.register(Offer)
class OfferAdmin(ReadOnlyAdmin[Offer]):
    list_display = ["application", "status", "pay_minor", "currency", "made_at", "expires_at"]
    list_filter = ["status", "currency"]
    list_select_related = ["application__student__user", "application__listing"]
    search_fields = ["application__student__user__email", "application__listing__title"]


TERMS = ("position", "title", "status", "amount_minor", "fee_minor", "currency", "due_on")


class MilestoneInline(admin.TabularInline[Milestone, Placement]):
    model = Milestone
    fields = TERMS
    readonly_fields = TERMS
    can_delete = False
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Placement)
class PlacementAdmin(ReadOnlyAdmin[Placement]):
    list_display = ["student", "listing", "status", "accepted_at", "fund_by", "completed_at"]
    list_filter = ["status"]
    list_select_related = ["student__user", "listing"]
    search_fields = ["student__user__email", "listing__title"]
    inlines = [MilestoneInline]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin[Delivery]):
    list_display = ["milestone", "version", "status", "delivered_at", "answered_at"]
    list_filter = ["status"]
    list_select_related = ["milestone"]


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin[Message]):
    """What was reported stands in the report; this is for what else was said around it."""

    list_display = ["application", "by", "sent_at", "signs", "hidden_at"]
    list_filter = ["sent_at", "hidden_at"]
    list_select_related = ["application__student__user", "application__listing", "by"]
    search_fields = ["by__email", "application__listing__title"]


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin[Report]):
    """Reports, the most urgent first. What was reported is taken away by an action."""

    list_display = ["reference", "reason", "kind", "title", "status", "answer_by", "by", "about"]
    list_filter = ["status", "kind", "reason"]
    list_select_related = ["by", "about"]
    search_fields = ["title", "text", "by__email", "about__email"]
    actions = ["act_on", "dismiss"]

    @admin.action(
        description=_("Take it away (a message, a question, a listing) and tell who reported it")
    )
    def act_on(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        self._answer(request, queryset, actions.act_on)

    @admin.action(description=_("Nothing is wrong: tell who reported it"))
    def dismiss(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        self._answer(request, queryset, actions.dismiss)

    def _answer(
        self,
        request: HttpRequest,
        queryset: QuerySet[Report],
        act: Callable[[Report, User], None],
    ) -> None:
        assert isinstance(request.user, User)
        done = 0
        for report in queryset.select_related("by"):
            try:
                act(report, request.user)
            except WrongState:
                continue
            done += 1
        told = ngettext("%(n)d report is answered.", "%(n)d reports are answered.", done)
        self.message_user(request, told % {"n": done})


@admin.register(Dispute)
class DisputeAdmin(ReadOnlyAdmin[Dispute]):
    list_display = ["reference", "milestone", "side", "status", "outcome", "opened_at", "decide_by"]
    list_filter = ["status", "outcome", "how"]
    list_select_related = ["milestone"]
    search_fields = ["id", "milestone__title"]


@admin.register(Agreement)
class AgreementAdmin(ReadOnlyAdmin[Agreement]):
    """What both sides accepted, word for word: one row serves every offer with the same words."""

    list_display = ["version", "language", "ownership", "confidentiality", "ai_use", "created_at"]
    list_filter = ["version", "language", "ownership", "confidentiality", "ai_use"]
    search_fields = ["sha256"]


@admin.register(Extension)
class ExtensionAdmin(ReadOnlyAdmin[Extension]):
    list_display = ["milestone", "asked_by", "from_day", "to_day", "status", "answer_by"]
    list_filter = ["status", "by_student"]
    list_select_related = ["milestone", "asked_by"]
    search_fields = ["milestone__title", "asked_by__email"]


@admin.register(CheckIn)
class CheckInAdmin(ReadOnlyAdmin[CheckIn]):
    list_display = ["placement", "side", "status", "going", "answer_by", "answered_at"]
    list_filter = ["status", "side", "going"]
    list_select_related = ["placement__student__user", "placement__listing"]
    search_fields = ["placement__listing__title", "placement__student__user__email"]


@admin.register(Hours)
class HoursAdmin(ReadOnlyAdmin[Hours]):
    list_display = ["placement", "student", "day", "minutes", "note"]
    list_filter = ["day"]
    list_select_related = ["placement__student__user", "placement__listing", "student__user"]
    search_fields = ["placement__listing__title", "student__user__email"]
