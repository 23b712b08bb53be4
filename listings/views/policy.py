"""A university's own rules: what it shows, what is approved by itself, and why it says no."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest
from accounts.limits import limit
from accounts.models import University
from listings import actions, policies
from listings.deciders import deciders_only
from listings.decisions import reasons_of
from listings.forms.policy import PolicyForm, ReasonsForm
from listings.models import Moderation, Policy
from listings.views.queue import tabs

# A preview reads the newest of these, and says so where there are more.
MOST_LOOKED_AT = 2000
MOST_SHOWN = 25
VERSIONS = 20


@require_http_methods(["GET", "HEAD", "POST"])
@deciders_only
@limit("policy", "500/d")
def policy(request: SignedInRequest) -> HttpResponse:
    """The policy, to read and to write anew; looked at before it is kept."""
    university = request.user.staff_of.university
    now = policies.current(university)
    form = PolicyForm(request.POST if request.method == "POST" else None, policy=now)
    whole = form.is_valid()
    part = bool(request.htmx)  # type: ignore[attr-defined]
    if whole and request.POST.get("do") == "save" and not part:
        written = actions.save_policy(
            form.written(),
            request.user,
            formats_refused=form.refused,
            terms=form.cleaned_data["terms"],
            trusted=form.cleaned_data["trusted"],
        )
        messages.success(request, _("Version %(n)d is in force.") % {"n": written.version})
        return redirect("listings:policy")
    shown: dict[str, Any] = {"preview": preview(university, form.book()) if whole else None}
    if part:
        return render(request, "listings/policy.html#preview", {**shown, "wrong": not whole})
    shown |= {
        "form": form,
        "university": university,
        "tabs": tabs("policy", waiting(request)),
        "now": now,
        "versions": versions(university),
    }
    return render(request, "listings/policy.html", shown)


def waiting(request: SignedInRequest) -> int:
    return Moderation.objects.of(request.user).waiting().count()


def preview(university: University, book: policies.Rulebook) -> dict[str, Any]:
    """What `book` would do to the listings that are shown now, and to those that wait."""
    shown = Moderation.objects.shown_at(university).order_by("-decided_at", "-pk")
    queued = Moderation.objects.filter(university=university).waiting().for_checks()
    looked = [*shown[:MOST_LOOKED_AT]]
    hit = [(row, found) for row in looked if (found := actions.newly_against(row, book))]
    held = [
        (row, found)
        for row in queued[:MOST_LOOKED_AT]
        if (found := policies.against(row.listing, book))
    ]
    rules = Counter(check.label for _row, found in [*hit, *held] for check in found)
    return {
        "shown": shown.count(),
        "looked_at": len(looked),
        "hit": hit[:MOST_SHOWN],
        "n": len(hit),
        "held": held[:MOST_SHOWN],
        "waiting": len(held),
        "rules": rules.most_common(),
    }


def versions(university: University) -> list[dict[str, Any]]:
    """The latest versions, the newest first, each with what it changed of the one before."""
    rows = list(Policy.objects.whole().filter(university=university)[: VERSIONS + 1])
    before = [*rows[1:], Policy(university=university)]
    pairs = zip(rows[:VERSIONS], before, strict=False)
    return [{"policy": row, "changed": changed(row, old)} for row, old in pairs]


def changed(new: Policy, old: Policy) -> list[str]:
    """Names of what differs, as the form has them."""
    labels = {name: str(field.label) for name, field in PolicyForm.base_fields.items()}
    labels |= {"least_per_hour": labels["least"], "formats_refused": labels["formats"]}
    plain = ["unpaid", "expenses_only", "student_pays", "third_parties_abroad", "contractors"]
    plain += ["least_per_hour", "currency", "most_hours_per_week", "most_risk", "countries_are"]
    plain += ["countries", "approves_verified", "approves_after"]
    found = [labels[name] for name in plain if getattr(new, name) != getattr(old, name)]
    for name in ("formats_refused", "terms", "trusted"):
        if rows_of(new, name) != rows_of(old, name):
            found.append(labels[name])
    return found


def rows_of(policy: Policy, name: str) -> list[str]:
    return sorted(str(each) for each in getattr(policy, name).all()) if policy.pk else []


@require_http_methods(["GET", "HEAD", "POST"])
@deciders_only
@limit("policy", "500/d")
def reasons(request: SignedInRequest) -> HttpResponse:
    """The sentences that staff choose from when they ask for changes or reject."""
    university = request.user.staff_of.university
    now = {name: list(texts.values()) for name, texts in reasons_of(university).items()}
    form = ReasonsForm(request.POST if request.method == "POST" else None, initial=now)
    if form.is_valid():
        actions.save_reasons(university, form.written)
        messages.success(request, _("Saved. They stand in the list from now on."))
        return redirect("listings:reasons")
    shown = {
        "form": form,
        "university": university,
        "tabs": tabs("reasons", waiting(request)),
    }
    return render(request, "listings/reasons.html", shown)
