"""Application, then Offer, then Placement; its Milestones and what is handed in for them."""

from applications.models.acceptance import Acceptance
from applications.models.agreement import Agreement
from applications.models.application import Application
from applications.models.event import ApplicationEvent
from applications.models.milestone import Delivery, DeliveryFile, Milestone
from applications.models.nameless import NamelessResume
from applications.models.offer import Offer
from applications.models.placement import Placement

__all__ = [
    "Acceptance",
    "Agreement",
    "Application",
    "ApplicationEvent",
    "Delivery",
    "DeliveryFile",
    "Milestone",
    "NamelessResume",
    "Offer",
    "Placement",
]
