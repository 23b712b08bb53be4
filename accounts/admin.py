"""The platform's own staff at work. Every page is behind their second factor."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import ngettext

from accounts import actions
from accounts.models import (
    Membership,
    Organisation,
    PayoutRoute,
    Skill,
    Student,
    University,
    UniversityDomain,
    UniversityRequest,
    UniversityStaff,
    User,
)
from marketplace.states import WrongState

admin.site.site_header = admin.site.site_title = "Foothold"


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """Passwords are not set here: their owners reset them by e-mail."""

    list_display = ["email", "name", "kind", "is_active", "date_joined", "last_login"]
    list_filter = ["kind", "is_active", "is_staff"]
    search_fields = ["email", "name"]
    fields = [
        "email", "name", "kind", "time_zone", "is_active", "is_staff", "is_superuser",
        "groups", "user_permissions", "date_joined", "last_login",
    ]  # fmt: skip
    readonly_fields = ["date_joined", "last_login"]
    filter_horizontal = ["groups", "user_permissions"]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Somebody new has no password until they reset it from their own mailbox."""
        obj.email = obj.email.lower()
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)


class DomainInline(admin.TabularInline[UniversityDomain, University]):
    model = UniversityDomain
    extra = 1


class StaffInline(admin.TabularInline[UniversityStaff, University]):
    model = UniversityStaff
    extra = 1
    autocomplete_fields = ["user"]


@admin.register(University)
class UniversityAdmin(admin.ModelAdmin[University]):
    list_display = ["name", "country", "contact_email"]
    search_fields = ["name", "domains__domain"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [DomainInline, StaffInline]


@admin.register(UniversityRequest)
class UniversityRequestAdmin(admin.ModelAdmin[UniversityRequest]):
    list_display = ["university_name", "domain", "email", "created_at"]
    search_fields = ["university_name", "domain"]
    date_hierarchy = "created_at"
    readonly_fields = ["email", "domain", "university_name", "created_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Student)
class StudentAdmin(admin.ModelAdmin[Student]):
    list_display = ["user", "university", "payout_country"]
    list_filter = ["university"]
    search_fields = ["user__email", "user__name"]
    autocomplete_fields = ["user", "university", "skills"]


class MembershipInline(admin.TabularInline[Membership, Organisation]):
    model = Membership
    extra = 0
    autocomplete_fields = ["user"]


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin[Organisation]):
    list_display = ["name", "status", "proof", "type", "country", "website", "created_at"]
    list_filter = ["status", "proof", "type"]
    search_fields = ["name", "website"]
    # Through the actions below only: they tell the owners.
    readonly_fields = ["status", "proof", "verified_at", "created_at"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [MembershipInline]
    actions = ["verify", "refuse"]

    @admin.action(description="Verify: we have checked who they are", permissions=["change"])
    def verify(self, request: HttpRequest, chosen: QuerySet[Organisation]) -> None:
        done = 0
        for org in chosen:
            try:
                actions.verify_organisation(org, Organisation.Proof.STAFF)
            except WrongState:
                continue
            done += 1
        self._say(request, done)

    @admin.action(description="Refuse: they may not publish", permissions=["change"])
    def refuse(self, request: HttpRequest, chosen: QuerySet[Organisation]) -> None:
        done = 0
        for org in chosen:
            try:
                actions.refuse_organisation(org)
            except WrongState:
                continue
            done += 1
        self._say(request, done)

    def _say(self, request: HttpRequest, done: int) -> None:
        text = ngettext("%(n)d organisation changed.", "%(n)d organisations changed.", done)
        self.message_user(request, text % {"n": done}, messages.SUCCESS)


@admin.register(Skill)
class SkillAdmin(admin.ModelAdmin[Skill]):
    list_display = ["name", "slug"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(PayoutRoute)
class PayoutRouteAdmin(admin.ModelAdmin[PayoutRoute]):
    list_display = ["country", "rail", "since", "source"]
    list_filter = ["rail"]
    search_fields = ["country"]
