"""The platform's own staff at work. Every page is behind their second factor."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import actions, downloads
from accounts.models import (
    Download,
    Membership,
    Organisation,
    PayoutRoute,
    Role,
    Skill,
    SkillSynonym,
    Student,
    University,
    UniversityDomain,
    UniversityRequest,
    UniversityStaff,
    User,
)
from accounts.places import countries
from accounts.vocabulary import times_used
from marketplace.admin import ReadOnlyAdmin
from marketplace.states import WrongState


class InACountry:
    """A country is chosen, as on every form of the site."""

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name in {"country", "payout_country"}:
            choices = [("", "---------"), *countries()]
            return forms.ChoiceField(
                choices=choices, label=db_field.verbose_name, required=not db_field.blank
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc, no-any-return]


admin.site.site_header = admin.site.site_title = "Foothold"
# What is here is kept: nothing is deleted by a list of boxes.
admin.site.disable_action("delete_selected")


class SuperuserOnly:
    """What lets somebody in as somebody else: for superusers alone, who look and take away."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


# Of apps that stand before this one in the settings, so they are registered by now.
for model in (Authenticator, EmailAddress, Group, UserSession):
    admin.site.unregister(model)


@admin.register(Authenticator)
class AuthenticatorAdmin(SuperuserOnly, admin.ModelAdmin[Authenticator]):
    """Taken away from who has lost theirs, and asks for it; its secret is shown to nobody."""

    list_display = ["user", "type", "created_at", "last_used_at"]
    list_select_related = ["user"]
    search_fields = ["user__email"]
    fields = ["user", "type", "created_at", "last_used_at"]


@admin.register(EmailAddress)
class EmailAddressAdmin(SuperuserOnly, admin.ModelAdmin[EmailAddress]):
    list_display = ["email", "user", "primary", "verified"]
    list_filter = ["primary", "verified"]
    list_select_related = ["user"]
    search_fields = ["email", "user__email"]


@admin.register(UserSession)
class UserSessionAdmin(SuperuserOnly, admin.ModelAdmin[UserSession]):
    """Where somebody is signed in. Taken away, they have to sign in again."""

    list_display = ["user", "created_at", "last_seen_at"]
    list_select_related = ["user"]
    fields = ["user", "created_at", "last_seen_at", "user_agent"]
    search_fields = ["user__email"]


@admin.register(Group)
class SuperusersGroupAdmin(GroupAdmin):
    """Who may change a group may give themselves every right."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)


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
    # Who changes these can sign in as anybody, or be anything.
    POWERS = ("email", "kind", "is_staff", "is_superuser", "groups", "user_permissions")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        fixed = ["date_joined", "last_login"]
        return fixed if request.user.is_superuser else [*fixed, *self.POWERS]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Our own staff are changed by superusers only."""
        ours = obj is not None and (obj.is_staff or obj.is_superuser)
        if ours and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """People are not deleted here: money and work hang on them. They are made inactive."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Somebody new has no password until they reset it from their own mailbox."""
        obj.email = obj.email.lower()
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)


class DomainInline(admin.TabularInline[UniversityDomain, University]):
    model = UniversityDomain
    extra = 1


class StaffForm(forms.ModelForm[UniversityStaff]):
    roles = forms.MultipleChoiceField(choices=Role.choices, widget=forms.CheckboxSelectMultiple)


class StaffInline(admin.TabularInline[UniversityStaff, University]):
    """The first administrator of a new university; they invite the rest themselves."""

    model = UniversityStaff
    form = StaffForm
    extra = 1
    autocomplete_fields = ["user"]


@admin.register(University)
class UniversityAdmin(InACountry, admin.ModelAdmin[University]):
    list_display = ["name", "country", "contact_email"]
    search_fields = ["name", "domains__domain"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [DomainInline, StaffInline]


@admin.register(Download)
class DownloadAdmin(ReadOnlyAdmin[Download]):
    list_display = ["at", "by", "name", "what", "about"]
    list_select_related = ["by"]
    date_hierarchy = "at"
    search_fields = ["by__email", "about", "name"]
    actions = ["forget_names"]

    def has_forget_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser

    @admin.action(
        description=gettext_lazy("Take the files’ names out: who was given what stays"),
        permissions=["forget"],
    )
    def forget_names(self, request: HttpRequest, chosen: QuerySet[Download]) -> None:
        done = downloads.forget_names(chosen)
        text = ngettext("%(n)d name taken out.", "%(n)d names taken out.", done) % {"n": done}
        self.message_user(request, text, messages.SUCCESS)


@admin.register(UniversityRequest)
class UniversityRequestAdmin(admin.ModelAdmin[UniversityRequest]):
    list_display = ["university_name", "domain", "email", "created_at"]
    search_fields = ["university_name", "domain"]
    date_hierarchy = "created_at"
    readonly_fields = ["email", "domain", "university_name", "created_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Student)
class StudentAdmin(InACountry, admin.ModelAdmin[Student]):
    list_display = ["user", "university", "payout_country"]
    list_filter = ["university"]
    search_fields = ["user__email", "user__name"]
    autocomplete_fields = ["user", "university", "skills"]


class MembershipInline(admin.TabularInline[Membership, Organisation]):
    model = Membership
    extra = 0
    autocomplete_fields = ["user"]


@admin.register(Organisation)
class OrganisationAdmin(InACountry, admin.ModelAdmin[Organisation]):
    list_display = ["name", "status", "proof", "type", "country", "website", "created_at"]
    list_filter = ["status", "proof", "type"]
    search_fields = ["name", "website"]
    # Through the actions below only: they tell the owners.
    readonly_fields = ["status", "proof", "verified_at", "created_at"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [MembershipInline]
    actions = ["verify", "refuse"]

    @admin.action(
        description=gettext_lazy("Verify: we have checked who they are"), permissions=["change"]
    )
    def verify(self, request: HttpRequest, chosen: QuerySet[Organisation]) -> None:
        done = 0
        for org in chosen:
            try:
                actions.verify_organisation(org, Organisation.Proof.STAFF)
            except WrongState:
                continue
            done += 1
        self._say(request, done)

    @admin.action(description=gettext_lazy("Refuse: they may not publish"), permissions=["change"])
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


# --- Skills ----------------------------------------------------------------


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(
        label=gettext_lazy("The skill they mean"),
        queryset=Skill.objects.accepted(),
        widget=AutocompleteSelect(SkillSynonym._meta.get_field("skill"), admin.site),
    )


class SynonymInline(admin.TabularInline[SkillSynonym, Skill]):
    model = SkillSynonym
    extra = 1


@admin.register(Skill)
class SkillAdmin(admin.ModelAdmin[Skill]):
    list_display = ["name", "field", "status", "used", "proposed_by", "proposed_at"]
    list_filter = ["status", "field"]
    search_fields = ["name", "synonyms__name"]
    fields = ["name", "slug", "field", "status", "proposed_by", "proposed_at"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [SynonymInline]
    actions = ["accept", "merge"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Skill]:
        return super().get_queryset(request).annotate(used=times_used())

    @admin.display(description=gettext_lazy("students and listings"), ordering="used")
    def used(self, skill: Skill) -> int:
        count: int = skill.__dict__["used"]
        return count

    def get_readonly_fields(self, request: HttpRequest, obj: Skill | None = None) -> list[str]:
        """Its address stays: searches that somebody kept hold it."""
        fixed = ["status", "proposed_by", "proposed_at"]
        return [*fixed, "slug"] if obj else fixed

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Skill | None = None
    ) -> dict[str, Any]:
        return {} if obj else {"slug": ["name"]}

    def save_model(self, request: HttpRequest, obj: Skill, form: Any, change: bool) -> None:
        """A skill that gets another name stays known by the old one."""
        if change and "name" in form.changed_data:
            actions.rename_skill(Skill.objects.get(pk=obj.pk), obj.name)
        super().save_model(request, obj, form, change)

    @admin.action(description=gettext_lazy("Accept: offer them to everybody"))
    def accept(self, request: HttpRequest, chosen: QuerySet[Skill]) -> None:
        done = 0
        for skill in chosen:
            try:
                actions.accept_skill(skill)
            except WrongState:
                continue
            done += 1
        text = ngettext("%(n)d skill accepted.", "%(n)d skills accepted.", done) % {"n": done}
        self.message_user(request, text, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Merge: they are another skill"))
    def merge(self, request: HttpRequest, chosen: QuerySet[Skill]) -> HttpResponse | None:
        """Ask into which, then give it everybody who had one of these."""
        form = MergeForm(request.POST if "into" in request.POST else None)
        if not form.is_valid():
            context = {
                **self.admin_site.each_context(request),
                "title": _("Merge skills"),
                "opts": self.opts,
                "chosen": chosen,
                "checkbox": ACTION_CHECKBOX_NAME,
                "form": form,
                "media": self.media + form.media,
            }
            return render(request, "admin/accounts/merge_skills.html", context)
        into: Skill = form.cleaned_data["into"]
        others = [skill for skill in chosen if skill.pk != into.pk]
        with transaction.atomic():
            for skill in others:
                actions.merge_skill(skill, into)
        text = ngettext(
            "%(n)d skill is now %(into)s.", "%(n)d skills are now %(into)s.", len(others)
        )
        self.message_user(request, text % {"n": len(others), "into": into}, messages.SUCCESS)
        return redirect(request.get_full_path())


# --- Money -----------------------------------------------------------------


@admin.register(PayoutRoute)
class PayoutRouteAdmin(InACountry, admin.ModelAdmin[PayoutRoute]):
    list_display = ["country", "rail", "since", "source"]
    list_filter = ["rail"]
    search_fields = ["country"]
