"""What platform staff see of applications and the work they lead to. They change nothing here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from applications.models import Application, Delivery, Milestone, Offer, Placement
from marketplace.admin import ReadOnlyAdmin


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
