"""What binds an organisation does not go with who leaves it."""

import pytest
from django.core import mail

from notifications import tasks
from notifications.models import Email, Notice
from tests import make
from tests.making.told import told

BINDS, TELLS = "applications/delivered", "applications/received"


@pytest.fixture
def ruth(db):
    return make.employer(name="Ruth Lindqvist", quiet_from=None, quiet_until=None)


def gone(person):
    """They leave before the mail goes, and everything is sent that is to be."""
    person.membership.delete()
    tasks.send_due()


def test_who_is_left_gets_what_its_reader_would_have_had_to_do(ruth):
    theo = make.colleague(ruth, name="Theo Marsh", quiet_from=None, quiet_until=None)
    make.employer()
    email = told(ruth, BINDS)

    gone(ruth)

    email.refresh_from_db()
    [sent] = mail.outbox
    other = Email.objects.get(reader=theo)
    assert (email.status, other.status, other.kind) == ("dropped", "sent", BINDS)
    assert (sent.to, sent.subject) == ([theo.email], email.subject)
    assert "Hello Theo," in sent.body
    assert "this was for Ruth Lindqvist" in sent.body
    assert email.leads_to in sent.body
    assert Notice.objects.filter(reader=theo, url=email.leads_to).exists()


def test_what_only_tells_is_not_passed_on(ruth):
    make.colleague(ruth)
    told(ruth, TELLS)

    gone(ruth)

    assert (mail.outbox, Email.objects.count()) == ([], 1)


def test_of_what_went_to_each_nobody_has_two(ruth):
    theo = make.colleague(ruth, quiet_from=None, quiet_until=None)
    for each in (ruth, theo):
        told(each, BINDS, key=f"delivered:7:{each.pk}")

    gone(ruth)

    assert [sent.to for sent in mail.outbox] == [[theo.email]]
    assert Email.objects.count() == 2


def test_where_nobody_is_left_nobody_is_told(ruth):
    make.colleague(ruth, is_active=False)
    told(ruth, BINDS)

    gone(ruth)

    assert mail.outbox == []
