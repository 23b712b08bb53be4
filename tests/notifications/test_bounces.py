"""What a provider tells of mails it took, as it tells it."""

import base64

import pytest
from django.test import override_settings
from django.urls import clear_url_caches, path

from notifications import tasks
from notifications.models import Email, StoppedAddress
from tests import make

SECRET = "provider:only-they-know"
ASHA = "asha@example.org"
HARD = {
    "RecordType": "Bounce",
    "Type": "HardBounce",
    "Email": ASHA,
    "ID": 42,
    "Details": "smtp;550 no such user",
    "BouncedAt": "2026-11-20T10:00:00Z",
}
SPAM = {**HARD, "RecordType": "SpamComplaint", "Type": "SpamComplaint"}


@pytest.fixture
def tell(db, client, settings):
    """As Postmark does, with the password."""
    settings.MAIL_PROVIDER = "postmark"
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}
    from marketplace.urls import urlpatterns
    from notifications import provider_urls

    theirs = path("mail/events/", provider_urls.view)
    urls = type("urls", (), {"urlpatterns": [theirs, *urlpatterns]})

    def post(event, secret=SECRET):
        code = base64.b64encode(secret.encode()).decode()
        with override_settings(ROOT_URLCONF=urls):
            clear_url_caches()
            headers = {"Authorization": f"Basic {code}"} if secret else {}
            return client.post(
                "/mail/events/", event, content_type="application/json", headers=headers
            ).status_code

    yield post
    clear_url_caches()


@pytest.mark.parametrize(("event", "why"), [(HARD, "bounced"), (SPAM, "complained")])
def test_an_address_that_does_not_exist_or_calls_us_spam_is_stopped(tell, event, why):
    person = make.user("student", email=ASHA)

    assert tell(event) == tell(event) == 200

    stopped = StoppedAddress.objects.get()
    person.refresh_from_db()
    assert (stopped.address, stopped.why) == (ASHA, why)
    assert "Postmark" in stopped.told
    assert person.mail_stopped


@pytest.mark.parametrize(
    "event",
    [
        {**HARD, "Type": "SoftBounce"},
        {**HARD, "Type": "Transient"},
        {**HARD, "Type": "VirusNotification"},
        {"RecordType": "Delivery", "Recipient": ASHA, "DeliveredAt": "2026-11-20T10:00:00Z"},
        {**HARD, "Email": ""},
    ],
)
def test_what_may_pass_stops_nothing(tell, event):
    assert tell(event) == 200
    assert not StoppedAddress.objects.exists()


def test_a_mail_that_came_back_is_listed_for_staff_and_no_other_is(tell):
    back = make.email(to=ASHA, status="sent", provider_id="m-1")
    others = [
        make.email(to=ASHA, status="sent", provider_id="m-2"),
        make.email(to="b@example.org", status="sent", provider_id="m-1"),
        make.email(to=ASHA, status="sent"),
    ]

    for _ in range(2):
        tell({**HARD, "MessageID": "m-1"})
    tell({**HARD, "MessageID": ""})
    tell({**SPAM, "MessageID": "m-2"})

    listed = Email.objects.for_staff().get()
    assert (listed.pk, listed.status) == (back.pk, "failed")
    assert "no such user" in listed.last_error
    assert {row.refresh_from_db() or row.status for row in others} == {"sent"}


@pytest.mark.parametrize("secret", ["", "provider:guessed"])
def test_who_does_not_know_the_password_stops_nothing(tell, secret):
    assert tell(HARD, secret) == 400
    assert not StoppedAddress.objects.exists()


def test_nothing_goes_to_a_stopped_address_but_what_lets_its_owner_in(db, mailoutbox):
    make.stopped_address(address=ASHA)
    usual = make.email(to="Asha@example.org")
    code = make.email(to=ASHA, secret=True, priority=Email.Priority.SECURITY)

    tasks.send_due()

    usual.refresh_from_db()
    assert [mail.subject for mail in mailoutbox] == [code.subject]
    assert (usual.status, usual.last_error) == (
        "dropped",
        "Mail to this address is stopped: Mail to it came back.",
    )
