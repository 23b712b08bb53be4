"""What we write to people about their account and their organisation."""

from django.utils.translation import gettext_lazy as _

from accounts import members, wordings
from notifications import passing_on, writing
from notifications.kinds import ASKED, EMPLOYER, EVERYBODY, SECURITY, Group, register

register(
    "account",
    Group.ACCOUNT,
    *EVERYBODY,
    always=SECURITY,
    email_confirmation=_("A code that confirms your e-mail address"),
    email_confirmation_signup=_("A code for a new account"),
    login_code=_("A code to sign in"),
    password_reset_code=_("A code for a new password"),
    password_reset_key=_("A link for a new password"),
    account_already_exists=_("Somebody tried to join with your address"),
    unknown_account=_("There is no account with an address"),
    email_changed=_("Your e-mail address was changed"),
    email_confirm=_("Your e-mail address is confirmed"),
    email_deleted=_("An e-mail address was removed"),
    password_changed=_("Your password was changed"),
    password_reset=_("Your password was changed by a link"),
    password_set=_("You have a password"),
    recovery_codes_generated=_("New recovery codes were made"),
    totp_activated=_("Your second step is on"),
    totp_deactivated=_("Your second step is off"),
)
register(
    "accounts",
    Group.ACCOUNT,
    always=ASKED,
    invited=_("Somebody asks you to join"),
)
register(
    "accounts",
    Group.ACCOUNT,
    EMPLOYER,
    member_joined=_("Somebody has joined your organisation"),
    member_left=_("Somebody has left your organisation"),
)
register(
    "accounts",
    Group.ACCOUNT,
    EMPLOYER,
    always=SECURITY,
    member_removed=_("You no longer act for an organisation"),
)
register(
    "accounts",
    Group.ACCOUNT,
    EMPLOYER,
    always=ASKED,
    organisation_verified=_("Your organisation is verified"),
    organisation_refused=_("Your organisation could not be confirmed"),
)
register(
    "accounts",
    Group.ACCOUNT,
    *EVERYBODY,
    always=SECURITY,
    mail_again=_("A link that shows that mail reaches you again"),
)

writing.OTHERS.append(wordings.for_reader)
passing_on.OTHERS.append(members.who_acts_for)
