"""Who may open the pages of accounts."""

from typing import Any

from django.conf import settings

from accounts import feeds, sign_on
from accounts.models import User
from tests import make
from tests.access import Row
from tests.making.told import notice

Made = tuple[dict[str, Any], User | None]


def nothing() -> Made:
    return {}, None


def a_student() -> Made:
    return {}, make.student().user


def an_employer() -> Made:
    return {}, make.employer()


def a_resume() -> Made:
    who = make.student()
    return {"pk": make.resume(who).pk}, who.user


def a_blackout() -> Made:
    row = make.blackout()
    return {"pk": row.pk}, row.student.user


def a_kind() -> Made:
    return {"room": "applications", "name": "offered"}, None


def a_calendar() -> Made:
    """Whoever has the address reads it."""
    who = make.student().user
    return {"token": feeds.renew(who)}, who


def a_notice() -> Made:
    who = make.student().user
    return {"pk": notice(who).pk}, who


def unverified() -> Made:
    org = make.organisation(status="unverified", proof="", verified_at=None)
    return {"slug": org.slug}, make.employer(org)


def a_member() -> Made:
    """The only owner: they may look, and are refused to leave on the page itself."""
    who = make.employer()
    return {"pk": who.membership.pk}, who


def an_invitation() -> Made:
    row = make.invitation()
    return {"pk": row.pk}, row.by


def invited() -> Made:
    row = make.invitation()
    return {"pk": row.pk}, make.user("employer", email=row.email)


def a_colleague() -> Made:
    """Somebody else's row, and an administrator of that university."""
    who = make.staff()
    return {"pk": make.staff(who.staff_of.university).staff_of.pk}, who


def a_staff_invitation() -> Made:
    row = make.staff_invitation()
    return {"pk": row.pk}, row.by


def a_sign_on() -> Made:
    row = sign_on.configure(
        make.university(), "openid_connect", "https://idp.example", client_id="us", is_on=True
    )
    return {"slug": row.university.slug}, None


def no_sign_on() -> Made:
    return {"slug": "u0"}, None


def invited_to_staff() -> Made:
    row = make.staff_invitation()
    return {"pk": row.pk}, make.second_factor(make.user("staff", email=row.email))


def our_staff() -> Made:
    return {}, make.platform()


def a_token() -> Made:
    return {"token": "nobody-has-sent-this"}, None


def a_failed_mail() -> Made:
    return {"pk": make.email(status="failed").pk}, make.platform()


def a_stopped_address() -> Made:
    return {"pk": make.stopped_address().pk}, make.platform()


def everybody(method: str, status: int) -> Row:
    return Row(method, nothing, anonymous=status, student=status, employer=status, staff=status)


ACCESS: dict[str, Row] = {
    "accounts:start": Row("get", a_student, 302, 302, 302, 302, owner=302),
    "accounts:join": Row("get", nothing, 200, 302, 302, 302),
    "accounts:unknown_university": everybody("get,post", 200),
    "accounts:second_factor": Row("get", nothing, 302, 200, 200, 200),
    "accounts:theme": everybody("post", 302),
    "accounts:profile": Row("get,post", a_student, 302, 200, 403, 403, owner=200),
    "accounts:blackouts": Row("get,post", a_student, 302, 200, 403, 403, owner=200),
    "accounts:remove_blackout": Row("post", a_blackout, 302, 404, 403, 403, owner=302),
    "accounts:add_resume": Row("get", a_student, 302, 200, 403, 403, owner=200),
    "accounts:resume": Row("get", a_resume, 302, 404, 403, 403, owner=200),
    "accounts:remove_resume": Row("get", a_resume, 302, 404, 403, 403, owner=200),
    "accounts:settings": Row("get,post", a_student, 302, 200, 200, 200, owner=200),
    "accounts:calendar": Row("get,post", a_student, 302, 200, 200, 200, owner=200),
    "accounts:remove_calendar": Row("post", a_student, 302, 302, 302, 302, owner=302),
    "accounts:dates": Row("get", a_calendar, 200, 200, 200, 200, owner=200),
    # A career centre reads what its students do; of our staff: test_mails.py.
    "accounts:mails": Row("get", nothing, 302, 404, 404, 200),
    "accounts:mail": Row("get", a_kind, 302, 404, 404, 200),
    "accounts:mail_html": Row("get", a_kind, 302, 404, 404, 200),
    "accounts:mail_words": Row("get,post", a_kind, 302, 404, 404, 200),
    "accounts:preferences": Row("get,post", a_student, 302, 200, 200, 200, owner=200),
    "accounts:notices": Row("get", a_student, 302, 200, 200, 200, owner=200),
    "accounts:read_notices": Row("post", a_student, 302, 302, 302, 302, owner=302),
    "accounts:read_notice": Row("post", a_notice, 302, 404, 404, 404, owner=302),
    "accounts:organisation_edit": Row("get,post", an_employer, 302, 403, 200, 403, owner=200),
    "accounts:members": Row("get,post", an_employer, 302, 403, 200, 403, owner=200),
    "accounts:give_role": Row("post", a_member, 302, 403, 404, 403, owner=302),
    "accounts:remove_member": Row("get,post", a_member, 302, 403, 404, 403, owner=200),
    "accounts:take_back_invitation": Row("post", an_invitation, 302, 403, 404, 403, owner=302),
    "accounts:invitation": Row("get", invited, 200, 200, 200, 200, owner=200),
    "accounts:accept_invitation": Row("post", invited, 302, 403, 404, 403, owner=302),
    "accounts:colleagues": Row("get,post", nothing, 302, 403, 403, 200),
    "accounts:staff_domains": Row("post", nothing, 302, 403, 403, 302),
    "accounts:colleague": Row("get,post", a_colleague, 302, 403, 403, 404, 200),
    "accounts:remove_colleague": Row("get,post", a_colleague, 302, 403, 403, 404, 200),
    "accounts:leave_university": Row("get,post", nothing, 302, 403, 403, 200),
    "accounts:take_back_staff": Row("post", a_staff_invitation, 302, 403, 403, 404, 302),
    "accounts:staff_invitation": Row("get", invited_to_staff, 200, 200, 200, 200, 200),
    "accounts:accept_staff_invitation": Row("post", invited_to_staff, 302, 403, 403, 404, 302),
    "accounts:find_university": everybody("get", 200),
    "accounts:to_university": Row("get", a_sign_on, 302, 302, 302, 302),
    "accounts:sign_on": Row("get", nothing, 302, 403, 403, 200),
    "accounts:set_up_saml": Row("get,post", nothing, 302, 403, 403, 200),
    "accounts:set_up_oidc": Row("get,post", nothing, 302, 403, 403, 200),
    "accounts:switch_sign_on": Row("post", nothing, 302, 403, 403, 302),
    "third_party": Row("get", lambda: ({"page": "signup/"}, None), 302, 302, 302, 302),
    "finish_saml": Row("get", no_sign_on, 404, 404, 404, 404),
    "begin_saml": Row("get", no_sign_on, 404, 404, 404, 404),
    "end_saml": Row("get", no_sign_on, 404, 404, 404, 404),
    "begin_oidc": Row("get", no_sign_on, 404, 404, 404, 404),
    "finish_oidc": Row("get", no_sign_on, 404, 404, 404, 404),
    "accounts:mail_stopped": Row("get", nothing, 302, 200, 200, 200),
    "accounts:ask_for_mail": Row("post", nothing, 302, 302, 302, 302),
    # Whoever has a link that was sent may open it; this one was not.
    "accounts:mail_again": Row("get,post", a_token, 404, 404, 404, 404),
    "accounts:failed_mails": Row("get", our_staff, 302, 404, 404, 404, 200),
    "accounts:send_mail_again": Row("post", a_failed_mail, 302, 404, 404, 404, 302),
    "accounts:send_mails_again": Row("post", our_staff, 302, 404, 404, 404, 302),
    "accounts:lift_stopped": Row("post", a_stopped_address, 302, 404, 404, 404, 302),
    # Staff may look: they decide whether it is verified.
    "accounts:organisation": Row("get", unverified, 404, 404, 404, 200, owner=200),
    "accounts:skills": Row("get", nothing, 302, 200, 200, 200),
    "accounts:cities": Row("get", nothing, 302, 200, 200, 200),
    "accounts:help": everybody("get", 200),
    "accounts:accessibility": everybody("get", 200),
    "accounts:privacy": everybody("get", 200),
    "accounts:terms": everybody("get", 200),
}
if settings.DEMO:
    ACCESS |= {
        "accounts:demo": everybody("get", 200),
        # Without the e-mail of a persona.
        "accounts:demo_sign_in": everybody("post", 404),
    }
