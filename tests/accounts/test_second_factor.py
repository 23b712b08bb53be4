import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt, encrypt
from cryptography.fernet import InvalidToken
from django.urls import reverse
from django.utils import timezone

from accounts.models import UniversityStaff
from tests import make

SECOND_FACTOR = "accounts:second_factor"


def staff_without():
    person = make.user("staff")
    UniversityStaff.objects.create(user=person, university=make.university(), roles=["moderator"])
    return person


@pytest.mark.parametrize("kind", ["staff", "platform"])
@pytest.mark.parametrize("name", ["accounts:settings", "accounts:privacy", "accounts:start"])
def test_staff_without_a_second_factor_get_no_further_than_setting_one_up(db, sign_in, kind, name):
    person = staff_without() if kind == "staff" else make.user("platform", is_staff=True)

    answer = sign_in(person).get(reverse(name))

    assert answer.status_code == 302
    assert answer.url.startswith(reverse(SECOND_FACTOR))


def test_the_admin_is_closed_without_a_second_factor(db, sign_in):
    person = make.user("platform", is_staff=True, is_superuser=True)

    answer = sign_in(person).get(reverse("admin:index"))

    assert answer.url.startswith(reverse(SECOND_FACTOR))


def test_the_admin_is_open_to_our_staff_with_one(db, sign_in):
    assert sign_in(make.platform()).get(reverse("admin:index")).status_code == 200


@pytest.mark.parametrize("name", [SECOND_FACTOR, "accounts:help", "account_logout"])
def test_staff_without_one_can_read_why_and_leave(db, sign_in, name):
    assert sign_in(staff_without()).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("make_one", [make.staff, make.employer, lambda: make.student().user])
def test_everybody_else_goes_where_they_like(db, sign_in, make_one):
    assert sign_in(make_one()).get(reverse("accounts:settings")).status_code == 200


# A code lives thirty seconds: the clock stands still, or the test fails now and then.
@time_machine.travel(timezone.now(), tick=False)
def test_setting_it_up_leads_back_to_the_page_that_was_asked_for(db, client):
    person = staff_without()
    sign_in_with_password(client, person)

    sent = client.get(reverse("accounts:settings"))
    why = client.get(sent.url)
    again = client.get(reverse("mfa_activate_totp"))
    client.post(again.url, {"password": make.PASSWORD})
    set_up = client.get(reverse("mfa_activate_totp"))
    secret = set_up.context["form"].secret
    switched_on = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    codes = client.get(switched_on.url)
    back = client.get(reverse("mfa_index"))
    later = client.get(reverse("mfa_index"))

    assert reverse("mfa_activate_totp") in why.text
    assert switched_on.url == reverse("mfa_view_recovery_codes")
    assert codes.status_code == 200
    assert back.url == reverse("accounts:settings")
    assert later.status_code == 200
    assert client.get(reverse("accounts:settings")).status_code == 200


def test_the_way_back_stays_on_this_site(db, sign_in):
    browser = sign_in(make.staff())

    page = browser.get(reverse(SECOND_FACTOR), {"next": "https://evil.example/"})

    assert page.context["way_back"] == reverse("accounts:start")


def test_who_pays_is_asked_for_one_where_money_moves(db, rf):
    from django.http import HttpResponse

    from accounts.access import second_factor_required

    @second_factor_required
    def pay(request):
        return HttpResponse("paid")

    request = rf.get("/payments/fund/1/?part=2")
    request.user = make.user("employer")
    without = pay(request)
    request.user = make.employer()

    assert without.url == f"{reverse(SECOND_FACTOR)}?next=%2Fpayments%2Ffund%2F1%2F%3Fpart%3D2"
    assert pay(request).content == b"paid"


def test_secrets_of_the_second_factor_are_not_readable_in_the_database(db):
    make.second_factor(make.user("employer"))

    kept = Authenticator.objects.get().data["secret"]

    assert "JBSWY3DPEHPK3PXP" not in kept
    assert decrypt(kept) == "JBSWY3DPEHPK3PXP"


def test_a_new_secret_key_still_reads_what_the_old_one_wrote(settings):
    kept = encrypt("JBSWY3DPEHPK3PXP")

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-altogether-0123456789-abcdefghij"

    assert decrypt(kept) == "JBSWY3DPEHPK3PXP"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        decrypt(kept)


def sign_in_with_password(client, person):
    fields = {"login": person.email, "password": make.PASSWORD}
    assert client.post(reverse("account_login"), fields).status_code == 302


def code_now(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
