"""What was told long ago goes; what still waits stays, and holds nothing up."""

from datetime import timedelta

from django.utils import timezone

from notifications import forgetting, outbox, tasks
from notifications.models import Email, Notice
from tests import make
from tests.making.told import notice


def row(days, **given):
    email = make.email(**given)
    Email.objects.filter(pk=email.pk).update(
        created_at=timezone.now() - timedelta(days=days), due_at=timezone.now()
    )
    return email


def test_old_mails_lose_their_words_then_go_and_what_waits_stays(db):
    gone = row(1100, status="sent", key="gone")
    waits = row(1100, status="new", key="waits")
    wiped = row(200, status="sent", key="wiped")
    row(100, status="sent", key="kept")

    tasks.forget_old_mails()

    left = dict(Email.objects.values_list("key", "body"))
    assert not Email.objects.filter(pk=gone.pk).exists()
    assert (left["waits"], left["kept"]) == (waits.body, waits.body)
    assert left["wiped"] == ""
    assert outbox.post("wiped", "a@example.org", "account/password_set") == wiped


def test_what_a_digest_has_gathered_goes_too(db):
    row(1100, status="gathered", key="gone")
    row(200, status="gathered", key="wiped")

    tasks.forget_old_mails()

    assert dict(Email.objects.values_list("key", "body")) == {"wiped": ""}


def test_deleting_goes_on_past_what_is_kept(db, monkeypatch):
    monkeypatch.setattr(forgetting, "AT_ONCE", 2)
    for status in ("new", "held", "sent", "held", "sent"):
        row(1100, status=status)
    row(1, status="sent")

    tasks.forget_old_mails()

    assert sorted(Email.objects.values_list("status", flat=True)) == ["held", "held", "new", "sent"]


def test_the_bell_forgets_after_half_a_year(db, monkeypatch):
    monkeypatch.setattr(forgetting, "AT_ONCE", 2)
    ada = make.student().user
    for days in (300, 200, 181, 179):
        notice(ada, created_at=timezone.now() - timedelta(days=days))

    tasks.forget_old_mails()

    assert (timezone.now() - Notice.objects.get().created_at).days == 179
