"""Looking things up. What changes a listing goes through its own pages, and leaves its mails."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import connection
from django.http import HttpRequest

from listings.models import (
    Direction,
    ExchangeRate,
    Format,
    Listing,
    MatchWeights,
    Moderation,
    ModerationEvent,
    Policy,
    Question,
    Section,
    TakeDown,
)


class ReadOnly:
    """Rows that others write: shown, never changed here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class FormatForm(forms.ModelForm[Format]):
    """What may be chosen, as boxes: neither list takes any other word."""

    uses = forms.MultipleChoiceField(
        choices=Section.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    directions = forms.MultipleChoiceField(
        choices=Direction.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Format
        exclude: tuple[str, ...] = ()


@admin.register(Format)
class FormatAdmin(admin.ModelAdmin[Format]):
    """Limits and clocks are data: these, staff do change."""

    list_display = ["name", "is_active", "position", "decision_hours", "offer_hours"]
    form = FormatForm
    list_filter = ["is_active"]
    prepopulated_fields = {"slug": ["name"]}

    def has_delete_permission(self, request: HttpRequest, obj: Format | None = None) -> bool:
        return False


@admin.register(ExchangeRate)
class ExchangeRateAdmin(admin.ModelAdmin[ExchangeRate]):
    """Newer rows are added beside older ones; the latest of a currency counts."""

    list_display = ["currency", "per_usd", "on_date"]
    list_filter = ["currency"]
    date_hierarchy = "on_date"

    def save_model(self, request: HttpRequest, obj: ExchangeRate, *rest: Any) -> None:
        """Every open listing in that currency is written anew: of many that takes a minute."""
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
        super().save_model(request, obj, *rest)


class ModerationInline(ReadOnly, admin.TabularInline[Moderation, Listing]):
    model = Moderation
    fields = ["university", "status", "due_at", "decided_by", "decided_at", "reason"]
    extra = 0


@admin.register(Listing)
class ListingAdmin(ReadOnly, admin.ModelAdmin[Listing]):
    """There may be a million: no filter here has to read them all to know what it offers."""

    list_display = ["title", "organisation", "status", "format", "apply_by", "published_at"]
    list_filter = ["status", "format", "field", "arrangement"]
    list_select_related = ["organisation", "format"]
    search_fields = ["title", "slug", "organisation__name"]
    show_full_result_count = False
    inlines = [ModerationInline]


class EventInline(ReadOnly, admin.TabularInline[ModerationEvent, Moderation]):
    model = ModerationEvent
    extra = 0


@admin.register(Moderation)
class ModerationAdmin(ReadOnly, admin.ModelAdmin[Moderation]):
    list_display = ["listing", "university", "status", "due_at", "decided_by", "decided_at"]
    list_filter = ["status", "university"]
    list_select_related = ["listing", "university", "decided_by"]
    search_fields = ["listing__title", "university__name"]
    inlines = [EventInline]


@admin.register(Question)
class QuestionAdmin(ReadOnly, admin.ModelAdmin[Question]):
    list_display = ["text", "listing", "status", "asked_by", "asked_at", "answer_by"]
    list_filter = ["status"]
    list_select_related = ["listing", "asked_by"]
    search_fields = ["text", "answer", "listing__title", "asked_by__email"]


@admin.register(TakeDown)
class TakeDownAdmin(ReadOnly, admin.ModelAdmin[TakeDown]):
    list_display = ["listing", "by", "at"]
    list_select_related = ["listing", "by"]
    search_fields = ["listing__title", "words"]


@admin.register(MatchWeights)
class MatchWeightsAdmin(ReadOnly, admin.ModelAdmin[MatchWeights]):
    list_display = ["learned_at", "in_use", "score", "score_before", "people", "examples"]


@admin.register(Policy)
class PolicyAdmin(ReadOnly, admin.ModelAdmin[Policy]):
    list_display = ["university", "version", "by", "at", "applied_at"]
    list_filter = ["university"]
    list_select_related = ["university", "by"]
