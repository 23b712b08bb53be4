"""Application, then Offer, then Placement; its Milestones and what is handed in for them."""

from applications.models.acceptance import Acceptance
from applications.models.agreement import Agreement
from applications.models.application import Application
from applications.models.check_in import CheckIn
from applications.models.dispute import Dispute, Statement, StatementFile
from applications.models.event import ApplicationEvent
from applications.models.extension import Extension
from applications.models.hand_in import HandIn, KeptFile
from applications.models.hours import Hours
from applications.models.inviting import Interest, StudentInvitation
from applications.models.message import Message, MessageFile, Reader
from applications.models.milestone import Delivery, DeliveryFile, Milestone
from applications.models.nameless import NamelessResume
from applications.models.note import Note
from applications.models.offer import Offer
from applications.models.placement import Placement
from applications.models.report import Report
from applications.models.score import Criterion, Score
from applications.models.team import PlacementMember, TeamMember

__all__ = [
    "Acceptance",
    "Agreement",
    "Application",
    "ApplicationEvent",
    "CheckIn",
    "Criterion",
    "Delivery",
    "DeliveryFile",
    "Dispute",
    "Extension",
    "HandIn",
    "Hours",
    "Interest",
    "KeptFile",
    "Message",
    "MessageFile",
    "Milestone",
    "NamelessResume",
    "Note",
    "Offer",
    "Placement",
    "PlacementMember",
    "Reader",
    "Report",
    "Score",
    "Statement",
    "StatementFile",
    "StudentInvitation",
    "TeamMember",
]
