"""What happens by itself when nobody acts."""

from django.db import transaction
from django.utils import timezone

from applications import actions as application_actions
from applications.models import Placement
from marketplace.states import WrongState
from payments.actions.sponsoring import set_free_unneeded
from payments.models import Funding


@transaction.atomic
def cancel_unfunded(placement: Placement) -> None:
    """The time to pay in is up and no payment is on its way.

    Raises:
        WrongState: there is time left, money is in, or a payment page is still open.
    """
    placement = Placement.objects.get(pk=placement.pk)
    application_actions.cancel_unfunded(placement)
    # All is locked by now: nobody can open another page or get more time until this commits.
    if Placement.objects.get(pk=placement.pk).fund_by > timezone.now():
        raise WrongState(f"Placement {placement.pk} still has time")
    _refuse_if_on_its_way(placement)
    set_free_unneeded(placement)


@transaction.atomic
def end_early(placement: Placement) -> None:
    """The time to pay in for its next part is up and no payment is on its way.

    Raises:
        WrongState: there is time left, work is going on, or a payment page is still open.
    """
    application_actions.end_early(placement)
    _refuse_if_on_its_way(placement)
    set_free_unneeded(placement)


def _refuse_if_on_its_way(placement: Placement) -> None:
    if Funding.objects.live().filter(milestone__placement=placement).exists():
        raise WrongState(f"Placement {placement.pk} has a payment under way")
