from accounts.models.blackouts import Blackout
from accounts.models.calendars import CalendarFeed
from accounts.models.downloads import Download
from accounts.models.invitations import (
    Asked,
    Invitation,
    InvitationQuerySet,
    StaffInvitation,
)
from accounts.models.limits import Counted
from accounts.models.organisations import Membership, Organisation, OrganisationQuerySet
from accounts.models.payouts import PayoutRoute, PayoutRouteQuerySet
from accounts.models.sign_on import SignOn, SignOnQuerySet
from accounts.models.skills import Skill, SkillName, SkillQuerySet, SkillSynonym
from accounts.models.students import Resume, Student
from accounts.models.universities import (
    Role,
    University,
    UniversityDomain,
    UniversityDomainQuerySet,
    UniversityRequest,
    UniversityStaff,
    UniversityStaffQuerySet,
    in_order,
)
from accounts.models.users import User, UserManager
from accounts.models.wordings import Wording

__all__ = [
    "Asked",
    "Blackout",
    "CalendarFeed",
    "Counted",
    "Download",
    "Invitation",
    "InvitationQuerySet",
    "Membership",
    "Organisation",
    "OrganisationQuerySet",
    "PayoutRoute",
    "PayoutRouteQuerySet",
    "Resume",
    "Role",
    "SignOn",
    "SignOnQuerySet",
    "Skill",
    "SkillName",
    "SkillQuerySet",
    "SkillSynonym",
    "StaffInvitation",
    "Student",
    "University",
    "UniversityDomain",
    "UniversityDomainQuerySet",
    "UniversityRequest",
    "UniversityStaff",
    "UniversityStaffQuerySet",
    "User",
    "UserManager",
    "Wording",
    "in_order",
]
