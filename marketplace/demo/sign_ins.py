"""Who one can be, for the terminal."""

import time

from allauth.mfa.app_settings import TOTP_PERIOD
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.urls import NoReverseMatch, reverse

from accounts import demo as personas
from accounts.models import User
from marketplace.demo import people


def table() -> str:
    """E-mail, name and story of each persona, by side, and how to sign in."""
    rows = ["  Be somebody with one click:  " + settings.SITE_URL + _demo_page()]
    rows.append(f"  or sign in by e-mail; everybody's password is  {people.PASSWORD}")
    groups = personas.groups()
    widest = max(
        (len(each["user"].email) for group in groups for each in group["people"]), default=0
    )
    for group in groups:
        rows += ["", f"  {group['label']}"]
        for each in group["people"]:
            user: User = each["user"]
            rows.append(f"    {user.email:<{widest}}  {user.name}, {each['place']}")
            rows.append(f"    {'':<{widest}}  {each['story']}")
    admin = User.objects.filter(email=people.ADMIN[0]).first()
    if admin:
        rows += ["", "  Foothold's own staff (they begin at /staff/)"]
        rows.append(f"    {admin.email:<{widest}}  {admin.name}")
    rows += ["", "  Employers and staff are asked for a code as well:  bin/manage demo --code"]
    return "\n".join(rows)


def _demo_page() -> str:
    """The page exists only with DEMO=1."""
    try:
        return reverse("accounts:demo")
    except NoReverseMatch:
        return reverse("account_login")


def code() -> str:
    """What an authenticator app would show at this moment."""
    return str(format_hotp_value(hotp_value(people.TOTP_KEY, int(time.time()) // TOTP_PERIOD)))
