"""What we write to people about their account and their organisation."""

from datetime import timedelta

from allauth.account import app_settings
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts import colleagues, members, wordings
from accounts.emails import MAIL_AGAIN_GOOD_FOR
from notifications import passing_on, writing
from notifications.kinds import ASKED, EMPLOYER, EVERYBODY, SECURITY, STAFF, Group, register


def seconds(n: int) -> timedelta:
    return timedelta(seconds=n)


register(
    "account",
    Group.ACCOUNT,
    *EVERYBODY,
    always=SECURITY,
    good_for=seconds(app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT),
    email_confirmation=_("A code that confirms your e-mail address"),
    email_confirmation_signup=_("A code for a new account"),
)
register(
    "account",
    Group.ACCOUNT,
    *EVERYBODY,
    always=SECURITY,
    good_for=seconds(app_settings.LOGIN_BY_CODE_TIMEOUT),
    login_code=_("A code to sign in"),
)
register(
    "account",
    Group.ACCOUNT,
    *EVERYBODY,
    always=SECURITY,
    good_for=seconds(app_settings.PASSWORD_RESET_BY_CODE_TIMEOUT),
    password_reset_code=_("A code for a new password"),
)
register(
    "account",
    Group.ACCOUNT,
    *EVERYBODY,
    always=SECURITY,
    good_for=seconds(settings.PASSWORD_RESET_TIMEOUT),
    password_reset_key=_("A link for a new password"),
)
register(
    "account",
    Group.ACCOUNT,
    *EVERYBODY,
    always=SECURITY,
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
    staff_invited=_("A university asks you to work in its career centre"),
)
register(
    "accounts",
    Group.ACCOUNT,
    STAFF,
    staff_joined=_("Somebody has joined your career centre"),
)
register(
    "accounts",
    Group.ACCOUNT,
    STAFF,
    always=SECURITY,
    staff_roles=_("What you may do for your university has changed"),
    staff_removed=_("You no longer work for a university"),
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
    good_for=MAIL_AGAIN_GOOD_FOR,
    mail_again=_("A link that shows that mail reaches you again"),
)

writing.OTHERS.append(wordings.for_reader)
passing_on.OTHERS += [members.who_acts_for, colleagues.who_works_for]
