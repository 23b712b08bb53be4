"""Every step in every state as everybody: what the table allows works, all else is refused."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse

from accounts.models import User
from applications.models import Application
from listings.models import Listing
from marketplace.steps import ASKED, ASKER, EMPLOYER, STUDENT, Step
from marketplace.table import STEPS
from notifications.models import Email
from payments import operations
from payments.models import Credit, Funding
from tests import make
from tests.steps import ELSEWHERE, MADE, MADE_FOR, OF_A_LISTING, address, sent

ROOMS = ("applications", "payments")
OUTSIDERS = ("other student", "other employer", "university staff", "our staff", "nobody")
EVERY = [
    pytest.param(step, state, id=f"{step.url.partition(':')[2]}-{state}")
    for step in STEPS
    for state in step.noun.Status.values
]
KEPT = [
    Email,
    Listing,
    *(model for room in ROOMS for model in apps.get_app_config(room).get_models()),
]
# Of what one side asks the other: tests/steps.py asks the student.
SIDES = {ASKED: STUDENT, ASKER: EMPLOYER}


def forms_of(room: str) -> Iterator[str]:
    """The names of the room's addresses that take a form: that do not say 405 to one."""
    rooms = get_resolver().url_patterns
    patterns = next(each for each in rooms if getattr(each, "namespace", "") == room)
    for pattern in patterns.url_patterns:
        request = RequestFactory().post("/")
        request.user = User(kind="nobody")
        try:
            taken = pattern.callback(request).status_code != 405
        except Exception:  # it went on, and missed what was not given
            taken = True
        if taken:
            yield f"{room}:{pattern.name}"


@pytest.mark.parametrize("room", ROOMS)
def test_every_page_that_takes_a_form_is_a_step_of_the_table(db, room):
    steps = {step.url for step in STEPS if step.url.startswith(room)}
    elsewhere = {url for url in ELSEWHERE if url.startswith(room)}

    assert set(forms_of(room)) - elsewhere == steps


def test_a_state_leads_only_where_the_table_of_states_says():
    for step in STEPS:
        for state in step.states:
            assert not step.to or step.to in step.noun.TRANSITIONS[state], step.url


# --- Everybody, one after the other ---


def application_of(row: Any) -> Application:
    if isinstance(row, Credit):
        row = row.funding
    row = getattr(row, "milestone", getattr(row, "placement", None)) or row
    offer = getattr(row, "offer", row)
    return getattr(offer, "application", offer)


def people(row: Any) -> dict[str, User | None]:
    application = application_of(row)
    return {
        STUDENT: application.student.user,
        EMPLOYER: application.listing.created_by,
        "other student": make.student().user,
        "other employer": make.employer(),
        "university staff": make.staff(application.student.university),
        "our staff": make.platform(),
        "nobody": None,
    }


def allowed_to(url: str, state: str) -> set[str]:
    """By every step that the page can do: which side may, can depend on the state."""
    steps = [step for step in STEPS if step.url == url and state in step.states]
    return {SIDES.get(who, who) for step in steps for who in step.who}


DIGESTS = " UNION ALL ".join(
    f"SELECT '{table}', md5(string_agg(r::text, ' ' ORDER BY r.{model._meta.pk.column}))"
    f" FROM {table} r"
    for model in KEPT
    if (table := model._meta.db_table)
)


def everything() -> dict[str, str]:
    """What all rows of these rooms and all mails hold, as one digest for each table."""
    with connection.cursor() as cursor:
        cursor.execute(DIGESTS)
        return dict(cursor.fetchall())


@pytest.fixture(autouse=True)
def _payment_page(monkeypatch) -> None:
    """Stripe opens its page; what is paid there is the payments' own tests' matter."""

    def opens(funding: Funding) -> Funding:
        Funding.objects.filter(pk=funding.pk).update(
            status="open", checkout_url="https://pay.example/1", stripe_session_id="cs_1"
        )
        funding.refresh_from_db()
        return funding

    monkeypatch.setattr(operations, "open_page", opens)


@pytest.mark.parametrize(("step", "state"), EVERY)
def test_what_the_table_allows_works_and_all_else_is_refused(db, step: Step, state: str):
    row = MADE_FOR.get(step.url, MADE[step.noun])(state)
    where = reverse(step.url, kwargs=address(step.url, row))
    assert type(row).objects.get(pk=row.pk).status == state
    everybody = people(row)
    if step.url in OF_A_LISTING:
        del everybody["other student"]
    before = everything()
    allowed = allowed_to(step.url, state)

    for who, person in everybody.items():
        with transaction.atomic():
            client = Client()
            if person:
                client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
            response = client.post(where, sent(step.url, row))
            if who in allowed:
                assert response.status_code in {302, 303}, (who, response.text[:3000])
                now = type(row).objects.get(pk=row.pk).status
                onward = step.noun.TRANSITIONS.get(state, set())
                assert now == step.to if step.to else now in {state, *onward}
                assert everything() != before, who
            else:
                assert everything() == before, who
                refused(response, who)
            transaction.set_rollback(True)


def refused(response: Any, who: str) -> None:
    """In words to both sides, where they may know of it; to all others as if it were not there."""
    if who == "nobody":
        assert response.status_code == 302
        assert response.url.startswith(reverse("account_login"))
    elif who in OUTSIDERS or response.status_code != 302:
        assert response.status_code in {403, 404}, who
    else:
        said = [str(each) for each in get_messages(response.wsgi_request)]
        assert said, f"{who} is sent away without a word"
