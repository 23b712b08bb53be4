"""What only our staff can mend is in their mail, once, and each difference is somebody's."""

from django.urls import reverse

from notifications.models import Email
from payments.actions import outbox, reconciling
from payments.models import Break, Operation
from tests import make


def told(to, key):
    return Email.objects.filter(to=to.email, key__startswith=key)


def opened(ref, currency="USD"):
    return reconciling.open_break(Break.Kind.BOOKED, ref, "1 booked", currency, 1)


def test_all_staff_hear_once_of_what_stops_a_currency_and_one_of_them_has_it(db):
    staff = [make.platform(), make.platform()]
    gone, clerk = make.platform(is_active=False), make.employer()

    row = opened("txn_1")
    opened("txn_1")

    assert row.owner in staff
    for each in staff:
        mail = told(each, f"difference:{row.pk}:").get()
        assert "USD" in mail.subject
        assert row.get_absolute_url() in mail.body
        assert ("It is yours to look into." in mail.body) == (each == row.owner)
    assert not Email.objects.filter(to__in=[gone.email, clerk.email]).exists()


def test_differences_are_given_out_in_turn(db):
    staff = [make.platform(), make.platform()]

    rows = [opened(f"txn_{n}") for n in range(4)]

    assert [each.owner for each in rows] == staff * 2


def test_a_difference_that_stops_nothing_is_told_to_who_has_it_only(db):
    for _ in range(2):
        make.platform()

    row = opened("a word", currency="")

    assert Email.objects.get(key__startswith=f"difference:{row.pk}:").to == row.owner.email


def test_who_has_it_closes_it_after_taking_it_and_others_read_whose_it_is(db, sign_in):
    first, second = make.platform(name="Ada One"), make.platform(name="Bea Two")
    row = opened("txn_1")
    assert row.owner == first

    assert "Ada One is to look into it" in sign_in(second).get(row.get_absolute_url()).text
    browser = sign_in(first)
    assert "It is yours to look into" in browser.get(row.get_absolute_url()).text
    browser.post(reverse("payments:take_difference", args=[row.pk]))
    browser.post(row.get_absolute_url(), {"words": "A fee that was booked twice."})

    row.refresh_from_db()
    assert row.status == "closed"


def test_without_staff_it_is_opened_all_the_same(db):
    assert opened("txn_1").owner is None


def test_staff_hear_once_of_a_step_that_nobody_can_tell_the_end_of(db):
    person = make.platform()
    operation = Operation.objects.create(kind="transfer", subject="somebody:1", params={})

    outbox.set_aside(operation, "not answered within a day")
    outbox.ask_again(operation)
    outbox.set_aside(operation, "not answered within a day")

    mail = told(person, "unsure:").get()
    assert reverse("admin:payments_operation_change", args=[operation.pk]) in mail.body


def test_staff_hear_once_of_money_that_is_parked(db):
    person = make.platform()

    funding = make.bounced()

    mail = told(person, "parked:").get()
    assert funding.reference in mail.subject
    assert "$720.00" in mail.subject
