"""Every mail with invented people: for our staff, and for career centres those of their students,
in which they may say something of their own.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_safe

from accounts import previews, wordings
from accounts.access import SignedInRequest
from accounts.forms.wordings import WordingForm
from accounts.limits import limit
from accounts.models import Role, University, User, Wording
from notifications.kinds import KINDS, Group, Kind
from notifications.samples import cases_of, samples
from notifications.writing import inlined

# A page that holds a mail in a frame; and the mail, which may have styles and nothing else.
WITH_FRAME: dict[str, list[str]] = {**settings.SECURE_CSP, "frame-src": [CSP.SELF]}
MAIL_ONLY: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "frame-ancestors": [CSP.SELF],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}
# What a device says of itself, said for it.
DARK = "(prefers-color-scheme: dark)"
SHOWN = {"light": "(max-width: 0)", "dark": "(min-width: 0)"}
WIDTHS = {"phone": (320, 760), "wide": (640, 760)}


def readable(user: User) -> list[Kind]:
    """All, for our staff; for a career centre what its students read. Nobody else has the page."""
    shown = [KINDS[name] for name in KINDS if name in samples()]
    if user.is_platform_staff:
        return shown
    if user.staff_roles:
        return [kind for kind in shown if wordings.may_be_worded(kind)]
    raise Http404


def may_word(user: User, kind: Kind) -> bool:
    """Our staff for any university, administrators for theirs."""
    theirs = user.is_platform_staff or Role.ADMINISTRATOR in user.staff_roles
    return theirs and wordings.may_be_worded(kind)


def _kind(user: User, room: str, name: str) -> Kind:
    wanted = f"{room}/{name}"
    found = next((kind for kind in readable(user) if kind.template == wanted), None)
    if found is None:
        raise Http404
    return found


def _university(request: SignedInRequest) -> University | None:
    """Whose words: for a career centre always its own; our staff name one with `?of=`."""
    if request.user.kind == User.Kind.STAFF:
        return request.user.staff_of.university
    slug = request.GET.get("of", "")
    return get_object_or_404(University, slug=slug) if slug and "\x00" not in slug else None


@require_safe
def mails(request: SignedInRequest) -> HttpResponse:
    asked = " ".join(request.GET.get("q", "").replace("\x00", "").split())
    rows = [_row(kind) for kind in readable(request.user)]
    found = [row for row in rows if _has(row, asked.lower())]
    groups = [
        {"label": group.label, "rows": [row for row in found if row["group"] == group]}
        for group in Group
    ]
    context = {
        "groups": [group for group in groups if group["rows"]],
        "n": len(found),
        "all": len(rows),
        "q": asked,
        "own": _own(request.user),
    }
    return render(request, "accounts/mails.html", context)


def _row(kind: Kind) -> dict[str, Any]:
    room, _slash, name = kind.template.partition("/")
    to = ", ".join(str(User.Kind(each).label) for each in kind.to)
    url = reverse("accounts:mail", args=[room, name])
    made = {"label": str(kind.label), "group": kind.group, "to": to, "url": url}
    return {
        **made,
        "room": room,
        "name": name,
        "template": kind.template,
        "why": str(kind.always),
    }


def _has(row: dict[str, Any], words: str) -> bool:
    text = f"{row['label']} {row['template']} {row['to']}".lower()
    return all(word in text for word in words.split())


def _own(user: User) -> set[str]:
    """Kinds in which this career centre says something."""
    if user.kind != User.Kind.STAFF:
        return set()
    rows = Wording.objects.filter(university=user.staff_of.university).order_by(
        "kind", "-at", "-pk"
    )
    return {row.kind for row in rows.distinct("kind") if not row.is_ours}


@require_safe
@csp_override(WITH_FRAME)
def mail(request: SignedInRequest, room: str, name: str) -> HttpResponse:
    kind, university = _kind(request.user, room, name), _university(request)
    cases = list(cases_of(kind.template))
    look = {key: request.GET.get(key, "") for key in ("case", "show", "width", "of")}
    look["case"] = look["case"] if look["case"] in cases else ""
    look["show"] = look["show"] if look["show"] in SHOWN else "light"
    look["width"] = look["width"] if look["width"] in WIDTHS else "wide"
    context = {
        **_frame(kind, look),
        "kind": kind,
        "row": _row(kind),
        "sample": previews.sample(kind, look["case"], university),
        "cases": [_choice(look, "case", each, each.capitalize() or _("First")) for each in cases],
        "shows": [
            _choice(look, "show", "light", _("Light")),
            _choice(look, "show", "dark", _("Dark")),
        ],
        "widths": [
            _choice(look, "width", "wide", _("Wide")),
            _choice(look, "width", "phone", _("A phone")),
        ],
        "university": university,
        "universities": _to_choose(request.user, kind),
        "may_word": may_word(request.user, kind),
        "may_have_subject": wordings.may_have_subject(kind),
        "history": _history(kind, university),
    }
    return render(request, "accounts/mail.html", context)


def _frame(kind: Kind, look: dict[str, str]) -> dict[str, Any]:
    room, _slash, name = kind.template.partition("/")
    wide, high = WIDTHS[look["width"]]
    query = urlencode({key: value for key, value in look.items() if value})
    address = reverse("accounts:mail_html", args=[room, name])
    return {"frame": f"{address}?{query}", "frame_width": wide, "frame_height": high}


def _choice(look: dict[str, str], key: str, value: str, label: str) -> dict[str, Any]:
    query = urlencode({name: each for name, each in {**look, key: value}.items() if each})
    return {"label": label, "url": f"?{query}", "current": look[key] == value}


def _to_choose(user: User, kind: Kind) -> list[University]:
    """Our staff may word it for any."""
    word = user.is_platform_staff and wordings.may_be_worded(kind)
    return list(University.objects.all()[:500]) if word else []


def _history(kind: Kind, university: University | None) -> list[Wording]:
    rows = Wording.objects.filter(kind=kind.template, university=university).select_related("by")
    return list(rows[:20]) if university else []


@require_safe
@xframe_options_sameorigin
@csp_override(MAIL_ONLY)
def mail_html(request: SignedInRequest, room: str, name: str) -> HttpResponse:
    """The mail alone; with `subject` and `intro`, as it would be with these words."""
    kind, university = _kind(request.user, room, name), _university(request)
    tried = None
    if "intro" in request.GET and university:
        subject, intro = request.GET.get("subject", ""), request.GET["intro"]
        tried = Wording(kind=kind.template, subject=subject[: Wording.SUBJECT])
        tried.intro = intro[: Wording.INTRO]
    made = previews.sample(kind, request.GET.get("case", ""), university, tried)
    shown = SHOWN.get(request.GET.get("show", ""), DARK)
    return HttpResponse(inlined(made.html).replace(DARK, shown))


@require_http_methods(["GET", "HEAD", "POST"])
@limit("wording", "200/h")
@csp_override(WITH_FRAME)
def mail_words(request: SignedInRequest, room: str, name: str) -> HttpResponse:
    """Say something of one's own in it, look at it before, or have ours again."""
    kind, university = _kind(request.user, room, name), _university(request)
    if university is None or not wordings.may_be_worded(kind):
        raise Http404
    if not may_word(request.user, kind):
        raise PermissionDenied
    back = f"{reverse('accounts:mail', args=[room, name])}?{urlencode({'of': university.slug})}"
    now = wordings.newest(university, kind.template)
    known = previews.known_in_all(kind, university)
    initial = {"subject": now.subject, "intro": now.intro} if now else None
    form = WordingForm(request.POST or None, kind=kind, known=known, initial=initial)
    asked = request.POST.get("do", "")
    if request.method == "POST" and asked == "reset":
        wordings.change(university, kind.template, request.user, "", "")
        messages.success(
            request, _("Students of %(university)s read ours again.") % {"university": university}
        )
        return redirect(back)
    context = {"kind": kind, "university": university, "form": form, "now": now, "back": back}
    context |= {"known": known, "row": _row(kind), "ours": previews.sample(kind)}
    if request.method == "POST" and form.is_valid():
        row = Wording(university=university, kind=kind.template, **form.cleaned_data)
        if asked == "save":
            wordings.change(university, kind.template, request.user, row.subject, row.intro)
            messages.success(request, _("Saved. It counts from the next mail on."))
            return redirect(back)
        context |= _tried(kind, university, row)
    return render(request, "accounts/mail_words.html", context)


def _tried(kind: Kind, university: University, row: Wording) -> dict[str, Any]:
    """How it would be with words that are not saved."""
    look = {"show": "light", "width": "wide", "of": university.slug}
    frame = _frame(kind, look)
    words = urlencode({"subject": row.subject, "intro": row.intro})
    frame["frame"] = f"{frame['frame']}&{words}"
    return {**frame, "sample": previews.sample(kind, "", university, row)}
