"""Papers and what they are for, for tests."""

from payments import actions
from tests import make


def called_off(**how):
    funding = make.funded()
    milestone = funding.milestone
    told = milestone.amount_minor
    actions.call_off(milestone.placement, funding.payer, "time", "", told=told, **how)
    make.paid_back(funding)
    return funding
