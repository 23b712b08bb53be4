"""Applying together: who applies names the others; each of them answers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, students_only
from accounts.limits import limit
from accounts.models import Student
from applications import actions, eligibility
from applications.forms.teaming import NameForm, SharesForm
from applications.joining import cannot_join
from applications.models import Application, TeamMember
from applications.teams import own_share, send_by, team_of
from listings.models import Listing
from marketplace.states import WrongState


@require_http_methods(["GET", "HEAD", "POST"])
@students_only
@limit("team", "40/d")
def team(request: SignedInRequest, slug: str) -> HttpResponse:
    """The team of an application that is not sent: who is in it, and for which share."""
    published = Listing.objects.published().filter(team_most__gt=1).for_cards()
    listing = get_object_or_404(published, slug=slug)
    student = get_object_or_404(Student.objects.select_related("university"), user=request.user)
    mine = Application.objects.filter(student=student, listing=listing).for_pages()
    application = mine.first()
    if application and not application.may_be_sent:
        messages.info(request, _("It is sent, so its team stays as it is."))
        return redirect(application)
    if not eligibility.may_apply(student, listing):
        return _blocked(request, listing)
    if request.method == "POST":
        return _change(request, student, listing, application)
    return _page(request, listing, application)


def _blocked(request: SignedInRequest, listing: Listing) -> HttpResponse:
    """The form of the application says what is missing, or that the deadline has passed."""
    messages.error(request, _("As things stand you cannot apply, so nobody is asked to join."))
    return redirect("applications:apply", listing.slug)


def _page(
    request: SignedInRequest, listing: Listing, application: Application | None, **forms: Any
) -> HttpResponse:
    shares = team_of(application) if application else []
    context = {
        "listing": listing,
        "application": application,
        "team": shares,
        "own": own_share(shares, request.user),
        "stuck": cannot_join(application) if application else [],
        "send_by": send_by(shares),
        "to_ask": any(each.member.is_to_be_asked_again for each in shares),
        "room": listing.team_most > max(len(shares), 1),
        "form": NameForm(),
        "shares_form": SharesForm(application=application) if application and shares else None,
        **forms,
    }
    return render(request, "applications/team.html", context)


def _change(
    request: SignedInRequest, student: Student, listing: Listing, application: Application | None
) -> HttpResponse:
    action = request.POST.get("action")
    try:
        if action == "name":
            return _name(request, student, listing, application)
        if application and action == "shares":
            return _share(request, listing, application)
        if application and action == "again":
            actions.ask_the_team_again(application)
            messages.success(request, _("We have written to them. It can be sent once they agree."))
        if application and action == "drop":
            asked = {str(each.pk): each for each in application.members.all()}
            actions.drop_member(_one_of(asked, request.POST.get("member", "")))
            messages.success(request, _("Taken out. The shares are equal again."))
    except actions.NotEligible:
        return _blocked(request, listing)
    except WrongState:
        messages.error(request, _("The team has changed meanwhile. Nothing was changed."))
    return redirect("applications:team", listing.slug)


def _name(
    request: SignedInRequest, student: Student, listing: Listing, application: Application | None
) -> HttpResponse:
    form = NameForm(request.POST)
    if form.is_valid():
        application = application or actions.save_draft(student, listing)
        try:
            member = actions.name_member(application, form.cleaned_data["email"])
        except actions.TeamFull:
            form.add_error("email", _("The team is as large as this listing takes."))
        except actions.NamedAlready:
            form.add_error("email", _("They are in the team already."))
        else:
            said = _("We have written to %(email)s. They confirm, or say no.")
            messages.success(request, said % {"email": member.email})
            return redirect("applications:team", listing.slug)
    return _page(request, listing, application, form=form)


def _share(request: SignedInRequest, listing: Listing, application: Application) -> HttpResponse:
    form = SharesForm(request.POST, application=application)
    if not form.is_valid():
        return _page(request, listing, application, shares_form=form)
    # What the page proposes may be rounded: sent back as it was, nobody's share has changed.
    if form.has_changed():
        actions.set_shares(application, form.shares())
    messages.success(request, _("Kept. Who had confirmed another share is asked again."))
    return redirect("applications:team", listing.slug)


def _one_of(members: dict[str, TeamMember], pk: str) -> TeamMember:
    if pk not in members:
        raise WrongState("Not in the team")
    return members[pk]


@require_http_methods(["GET", "HEAD", "POST"])
@students_only
@limit("team", "40/d")
def ask(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """For one who is named: what it is, for which share, yes or no; and the way out again."""
    rows = TeamMember.objects.asked_of(request.user).for_pages()
    member = get_object_or_404(rows, pk=pk)
    student = get_object_or_404(Student.objects.select_related("university"), user=request.user)
    if request.method == "POST":
        return _answer(request, member, student)
    application = member.application
    team = team_of(application)
    context = {
        "member": member,
        "application": application,
        "listing": application.listing,
        "team": team,
        "send_by": send_by(team),
        "own": next((each for each in team if each.member == member and member.is_in), None),
        "part": actions.part_of(member),
        "may_answer": member.status == member.Status.ASKED and application.may_be_sent,
        "may_leave": member.status == member.Status.CONFIRMED and not member.is_first,
        "checks": eligibility.checks(student, application.listing),
    }
    return render(request, "applications/team_ask.html", context)


def _answer(request: SignedInRequest, member: TeamMember, student: Student) -> HttpResponse:
    try:
        if request.POST.get("action") == "confirm":
            actions.confirm(member, student, request.POST.get("share", ""))
            messages.success(request, _("You are in the team. We have told who applies for you."))
        else:
            actions.leave(member, student)
            messages.success(request, _("You are not in the team. We have told who applies."))
            return redirect("applications:work")
    except actions.OtherShare:
        messages.error(request, _("The shares have changed. Read them again before you confirm."))
    except actions.NamedAlready:
        messages.error(request, _("You are in this team already, by another address of yours."))
    except actions.NotEligible:
        messages.error(request, _("You cannot apply to this listing. Below is what is missing."))
    except WrongState:
        messages.error(request, _("It is answered, or decided, already. Nothing was changed."))
    return redirect(member)
