"""Rows are locked in one order.

Milestone, funding or payout, credit, budget or payment into one, refund, operation, ledger
accounts by their id.
Several of a kind by their id, the parts of one offer by their position.
"""

from uuid import UUID

from applications.models import Milestone
from marketplace.states import WrongState
from payments.models import Budget, Credit, Funding, Payout


def hold_milestone(pk: UUID, *allowed: str) -> Milestone:
    """The milestone, locked and fresh, with what mails and checks need.

    Raises:
        WrongState: `allowed` states are named, and it is in none of them. Little is read then:
            most who come too late come at the same moment.
    """
    if allowed:
        rows = Milestone.objects.select_for_update(no_key=True).filter(pk=pk)
        status = rows.values_list("status", flat=True).get()
        if status not in allowed:
            raise WrongState(f"Milestone {pk} is {status}")
    milestone = (
        Milestone.objects.select_for_update(no_key=True, of=("self",))
        .select_related(
            "placement",
            "offer__application__listing__organisation",
            "offer__application__listing__created_by",
            "offer__application__student__user",
        )
        .get(pk=pk)
    )
    placement, application = milestone.placement, milestone.offer.application
    if placement:  # The same rows, read once.
        placement.listing, placement.student = application.listing, application.student
        placement.offer = milestone.offer
    return milestone


def hold_parts(of: UUID) -> None:
    """All parts of the offer that this milestone is of, in their order, as who ends it all does."""
    offer = Milestone.objects.filter(pk=of).values("offer")
    rows = Milestone.objects.select_for_update(no_key=True, of=("self",)).filter(offer__in=offer)
    list(rows.order_by("position"))


def hold_funding(pk: UUID) -> Funding:
    return (
        Funding.objects.select_for_update(no_key=True, of=("self",))
        .select_related("payer", "organisation", "operation")
        .get(pk=pk)
    )


def hold_credit(pk: UUID) -> Credit:
    return Credit.objects.select_for_update(no_key=True, of=("self",)).for_pages().get(pk=pk)


def hold_budget(pk: UUID) -> Budget:
    rows = Budget.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("university").get(pk=pk)


def hold_payout(pk: UUID) -> Payout:
    return (
        Payout.objects.select_for_update(no_key=True, of=("self",))
        .select_related("student__user", "operation", "sending_by")
        .get(pk=pk)
    )
