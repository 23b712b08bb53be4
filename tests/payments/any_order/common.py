"""What the moves of any_order share."""

from hypothesis import strategies as st

from applications.actions import Wish
from applications.models import Milestone
from marketplace.states import WrongState
from payments import actions
from payments.actions.funding import UnderWay
from payments.gateway import GatewayBusy, GatewayRefused, GatewayUnknown
from payments.models import Correction, Operation

AT_STRIPE = (GatewayBusy, GatewayRefused, GatewayUnknown)
# Refused with a reason: that is an answer too.
NO = (WrongState, UnderWay, actions.SamePerson, *AT_STRIPE)
BEARERS = list(Correction.Bearer)
WISHES = [Wish("full"), Wish("part", 33_33), Wish("refund")]
which = st.integers(0, 99)


def parts():
    """In an order that is the same in every run."""
    return Milestone.objects.order_by("amount_minor")


def under_way():
    return Operation.objects.filter(status__in=Operation.OPEN)


def pick(rows, number):
    """One of these rows, or None; always the same for the same number."""
    found = list(rows)
    return found[number % len(found)] if found else None
