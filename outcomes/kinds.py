"""What we write for universities that ask their students."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds import STUDENT, Group, register

register(
    "outcomes",
    Group.ACCOUNT,
    STUDENT,
    on_site=False,
    first_destination=_("Your university asks where you went"),
)
