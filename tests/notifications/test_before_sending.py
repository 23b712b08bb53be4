"""Between writing and sending somebody may have gone, moved or changed their mind."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from accounts.adapter import SECRET
from notifications import before_sending, outbox, tasks
from notifications.kinds import KINDS
from notifications.models import Email, Preference
from notifications.samples import samples
from tests import make
from tests.making.told import BINDS, PAID, SENT, told


@pytest.fixture
def ada(db):
    return make.student().user


def send() -> str:
    """The mail's fate."""
    email = Email.objects.get()
    tasks.send_email(email.pk)
    email.refresh_from_db()
    return email.status


def test_what_still_holds_is_sent(ada):
    told(ada)

    assert send() == "sent"


def test_who_is_deleted_gets_nothing(db):
    ada = make.user("student")
    told(ada)
    ada.delete()

    tasks.sweep_emails()

    assert mail.outbox == []


@pytest.mark.parametrize("kind", [SENT, PAID])
def test_who_is_suspended_gets_nothing(ada, kind):
    told(ada, kind)
    ada.is_active = False
    ada.save()

    assert send() == "dropped"
    assert "closed" in Email.objects.get().last_error
    assert mail.outbox == []


@pytest.mark.parametrize("kind", [SENT, BINDS])
def test_who_has_another_address_gets_it_there(ada, kind):
    told(ada, kind)
    ada.email = "other@example.org"
    ada.save()

    assert send() == "sent"
    assert Email.objects.get().to == "other@example.org"
    assert [message.to for message in mail.outbox] == [["other@example.org"]]


def test_what_lets_somebody_in_follows_nobody_to_another_address(ada):
    told(ada)
    Email.objects.update(secret=True)
    ada.email = "other@example.org"
    ada.save()

    assert send() == "dropped"
    assert "another address" in Email.objects.get().last_error


def test_mail_follows_its_reader_away_from_a_stopped_address_and_to_one(ada):
    make.stopped_address(address=ada.email)
    told(ada)
    ada.email = "other@example.org"
    ada.save()

    assert send() == "sent"
    make.stopped_address(address=ada.email)
    Email.objects.update(status="new", to="a@example.org")
    assert send() == "dropped"


def test_who_has_turned_it_off_since_gets_nothing(ada):
    told(ada)
    Preference.objects.create(user=ada, kind=SENT, how="off")

    assert send() == "dropped"
    assert "turned" in Email.objects.get().last_error


def test_who_wants_it_together_from_now_on_still_gets_what_was_on_its_way(ada):
    told(ada)
    Preference.objects.create(user=ada, kind=SENT, how="weekly")

    assert send() == "sent"


def test_who_has_left_the_organisation_gets_nothing_of_it(db):
    ruth = make.employer()
    told(ruth, "applications/received")
    ruth.membership.delete()

    assert send() == "dropped"
    assert "act for" in Email.objects.get().last_error


def test_who_acts_for_another_university_gets_nothing_of_the_first(db):
    sam = make.staff()
    email = told(sam)
    sam.staff_of.university = make.university()
    sam.staff_of.save()

    assert "act for" in before_sending.why_not(email)


def test_who_is_our_staff_no_more_gets_nothing(db):
    pat = make.platform()
    email = told(pat, "applications/remind_decision")
    pat.is_staff = False
    pat.save()

    assert "act for" in before_sending.why_not(email)


def test_a_room_may_say_that_it_does_not_hold(ada, monkeypatch):
    def still(mails):
        return {each.pk for each in mails if each.reader == ada and "held" in each.key}

    kind = KINDS[SENT]
    monkeypatch.setitem(KINDS, SENT, type(kind)(**{**kind.__dict__, "still": still}))

    assert before_sending.why_not(told(ada, key="held:1")) == ""
    assert before_sending.why_not(told(ada, key="gone:1")) == "It does not hold any more."


def test_codes_always_go(ada, client):
    """To a new address, and to whoever is not let in any more."""
    told_of = make.email(kind="account/email_changed", reader=ada, to="old@example.org")
    ada.is_active = False
    ada.save()

    assert before_sending.why_not(told_of) == ""
    assert send() == "sent"


def test_an_address_without_an_account_gets_its_mail(db):
    told("nobody@example.org")

    assert send() == "sent"


def test_money_of_a_budget_is_told_to_who_still_may_spend(db):
    sam = make.staff()
    sam.staff_of.roles = ["analyst", "funder"]
    sam.staff_of.save()
    email = make.email(kind="payments/budget_back", reader=sam, to=sam.email, role=sam.role)

    assert before_sending.why_not(email) == ""
    sam.staff_of.roles = ["analyst"]
    sam.staff_of.save()
    assert before_sending.why_not(email) == "It does not hold any more."


CODE = "account/email_confirmation"


@pytest.mark.parametrize(("minutes", "status"), [(9, "sent"), (11, "failed")])
def test_a_code_that_is_of_no_use_any_more_does_not_go_and_staff_see_it(ada, minutes, status):
    """As after a night in which no mail went."""
    words = samples()[CODE]()
    words.pop("reader", None)
    outbox.post("code:1", ada, CODE, secret=True, **words)

    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        assert send() == status

    told = [row.last_error[:9] for row in Email.objects.for_staff()]
    assert (len(mail.outbox), told) == ((1, []) if status == "sent" else (0, ["Too late:"]))


def test_what_can_be_used_for_a_time_only_says_for_how_long():
    """All that is asked for to get in by."""
    timed = {name for name, kind in KINDS.items() if kind.good_for}

    assert timed == {f"account/{name}" for name in SECRET} | {"accounts/mail_again"}
