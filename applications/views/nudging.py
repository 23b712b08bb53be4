"""The employer asks for work that is late."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import SignedInRequest, employers_only
from accounts.limits import limit
from applications import actions
from applications.models import Milestone
from marketplace.states import WrongState


@require_POST
@employers_only
@limit("write", "200/d")
def nudge(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = Milestone.objects.for_employer(request.user).for_pages()
    milestone = get_object_or_404(rows.exclude(placement=None), pk=pk)
    assert milestone.placement is not None
    who = {"student": milestone.placement.student.user.first_name}
    try:
        actions.nudge(milestone)
    except actions.NudgedToday:
        messages.info(request, _("%(student)s was asked less than a day ago.") % who)
    except WrongState:
        messages.info(request, _("Nothing is late now. Nothing was sent."))
    else:
        messages.success(request, _("%(student)s has your reminder by e-mail.") % who)
    return redirect(milestone.placement)
