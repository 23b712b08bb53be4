"""The registry of kinds and the templates: one each way."""

from pathlib import Path

import pytest
from django.conf import settings

from accounts.models import User
from notifications import outbox
from notifications.kinds import DEADLINE, EVERYBODY, KINDS, MONEY, SECURITY, Group, register
from notifications.models import Email
from tests import make

MAILS = Path(settings.BASE_DIR) / "templates" / "emails"


def named(suffix: str) -> set[str]:
    """Templates that are no part of others: "applications/offered"."""
    found = (path for path in MAILS.glob(f"*/*{suffix}") if not path.name.startswith("_"))
    return {f"{path.parent.name}/{path.stem}" for path in found}


@pytest.mark.parametrize("suffix", [".txt", ".html"])
def test_each_kind_has_both_files_and_each_file_has_its_kind(suffix):
    assert named(suffix) == set(KINDS)


def test_a_kind_is_registered_once():
    with pytest.raises(AssertionError):
        register("applications", KINDS["applications/offered"].group, offered="Again")


def test_kinds_are_for_people_there_are():
    assert set(EVERYBODY) == set(User.Kind.values)
    assert {who for kind in KINDS.values() for who in kind.to} == set(EVERYBODY)


def test_money_security_and_what_binds_can_not_be_turned_off():
    always = {kind.template: kind.always for kind in KINDS.values() if kind.always}

    assert {name for name in KINDS if name.startswith(("payments/", "account/"))} <= set(always)
    assert always["applications/offered"] == always["applications/remind_offer"] == DEADLINE
    assert always["applications/paid_student"] == MONEY
    assert "listings/search_news" not in always


def test_what_binds_and_security_do_not_wait_for_the_morning():
    at_once = {kind.template for kind in KINDS.values() if kind.at_once}

    assert {name for name, kind in KINDS.items() if kind.always is SECURITY} <= at_once
    assert {"applications/remind_offer", "payments/remind_pay_in"} <= at_once
    assert "applications/sent" not in at_once
    assert {KINDS[name].always for name in at_once} >= {DEADLINE, SECURITY}
    assert all(KINDS[name].always for name in at_once)


def test_a_mail_knows_its_reader_its_kind_and_as_what_they_read_it(db):
    make.funded()

    to_both = Email.objects.filter(kind__in=["applications/received", "applications/sent"])
    assert not Email.objects.filter(kind="")
    for email in [*to_both, *Email.objects.exclude(reader=None)]:
        assert email.reader is not None
        assert email.to == email.reader.email
        assert email.role == email.reader.role


def test_somebody_acts_for_their_organisation_or_university_or_us():
    assert User(kind="student").role == ""
    assert User(kind="employer").role == ""
    assert User(kind="platform", is_staff=True).role == "platform"


def test_who_acts_for_whom(db):
    employer, staff = make.employer(), make.staff()

    assert employer.role == f"organisation:{employer.membership.organisation_id}"
    assert staff.role == f"university:{staff.staff_of.university_id}"


def test_what_may_be_over_when_it_goes_is_asked_again():
    """Reminders, and news of what may close. That each mail of a clock is, tests.test_waiting
    holds."""
    named = {name for name in KINDS if "remind" in name or "overdue" in name}
    news = {kind.template for kind in KINDS.values() if kind.group == Group.SEARCHES}
    asks = {f"applications/{name}" for name in ("team_asked", "more_time_asked", "check_in_asked")}

    assert {name for name in named | news | asks if KINDS[name].still is None} == set()
    assert len(named) > 10


def test_nothing_hangs_on_what_nobody_asks_about(db):
    with pytest.raises(AssertionError, match="never asked again"):
        outbox.post("key", make.student().user, "applications/sent", about={"clock": "offer"})
