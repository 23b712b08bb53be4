"""Every step in every state: what the table allows works, all else is refused.

As everybody, where it works for somebody. In a state in which it works for nobody, those try it who
may do it in another: a stranger is refused for who they are, which no state changes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.apps import apps
from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse

from accounts.models import User
from applications.models import Application, Reader, Report, TeamMember
from listings.models import Listing
from marketplace.states import Stateful
from marketplace.steps import ASKED, ASKER, EMPLOYER, INVITED, MATE, OUR_STAFF, STUDENT
from marketplace.table import STEPS
from notifications.models import Email
from payments import operations
from payments.models import Credit, Funding
from tests import make, written
from tests.signing_in import signed_in
from tests.steps import ELSEWHERE, GONE, OF_A_LISTING, address, sent
from tests.steps_rows import MADE, MADE_FOR, NOT_SO, with_a_mate

ROOMS = ("applications", "payments")
# Of the employer's organisation: may do whatever the employer may.
COLLEAGUE = "colleague"
# Each page once in each state, whatever several steps of the table it is; pages of a row that is
# made in the same way meet the same one.
PAGES = {step.url: step.noun for step in STEPS}
SHARED: dict[Any, list[str]] = {}
for url, noun in PAGES.items():
    SHARED.setdefault(MADE_FOR.get(url, noun), []).append(url)
EVERY = [
    pytest.param(urls, state, id=f"{urls[0].partition(':')[2]}-{state}")
    for urls in SHARED.values()
    for state in PAGES[urls[0]].Status.values
]
KEPT = [
    Email,
    Listing,
    *(model for room in ROOMS for model in apps.get_app_config(room).get_models()),
]
# Who is refused a message reads the thread all the same.
KEPT.remove(Reader)
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
        assert step.states, f"{step.url} is never tried by everybody"
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
    if isinstance(row, Report):
        sides = {"other student": row.by, "university staff": make.staff()}
        return {
            **sides,
            "other employer": make.employer(),
            OUR_STAFF: make.platform(),
            "nobody": None,
        }
    application = application_of(row)
    author = application.listing.created_by
    return {
        STUDENT: application.student.user,
        EMPLOYER: author,
        COLLEAGUE: make.colleague(author),
        **({INVITED: User.objects.get(email=row.email)} if isinstance(row, TeamMember) else {}),
        "other student": make.student().user,
        "other employer": make.employer(),
        "university staff": make.staff(application.student.university),
        OUR_STAFF: make.platform(),
        "nobody": None,
    }


def allowed_to(url: str, state: str | None = None) -> set[str]:
    """By every step that the page can do: which side may, can depend on the state."""
    found: set[str] = set()
    for step in STEPS:
        if step.url == url and state in {None, *step.states}:
            who = {SIDES.get(each, each) for each in step.who}
            # Of a team others act for the student's side, where that is the one that may.
            found |= who if STUDENT in who else who - {MATE}
    return found | {COLLEAGUE} if EMPLOYER in found else found


def who_try(url: str, state: str, everybody: dict[str, SimpleCookie]) -> dict[str, SimpleCookie]:
    if allowed_to(url, state):
        return everybody
    # A colleague may what the employer may.
    may = allowed_to(url) - {COLLEAGUE}
    assert may & everybody.keys(), url
    return {who: cookies for who, cookies in everybody.items() if who in may}


DIGESTS = " UNION ALL ".join(
    f"SELECT '{table}', md5(string_agg(r::text, ' ' ORDER BY r.{model._meta.pk.column}))"
    f" FROM {table} r"
    for model in KEPT
    if (table := model._meta.db_table)
)


writes = written.to(KEPT)


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


def cookies_of(person: User | None) -> SimpleCookie:
    """What the browser of this person sends."""
    return signed_in(person).cookies if person else SimpleCookie()


def trying(url: str, row: Any, cookies: SimpleCookie) -> Any:
    client = Client()
    client.cookies = copy(cookies)
    return client.post(reverse(url, kwargs=address(url, row)), sent(url, row))


def ends_of(url: str, noun: type[Stateful], state: str) -> set[str | None]:
    """The states that the page leads to; any that follows where a step names none."""
    to = {step.to for step in STEPS if step.url == url and state in step.states}
    if url in GONE:
        return {None}
    return {state, *noun.TRANSITIONS.get(state, set())} if "" in to else {*to}


def takes_a_mate(url: str, state: str) -> bool:
    return url not in OF_A_LISTING and bool(allowed_to(url, state))


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize(("urls", "state"), EVERY)
def test_what_the_table_allows_works_and_all_else_is_refused(
    db, subtests: pytest.Subtests, urls: list[str], state: str
):
    noun = PAGES[urls[0]]
    pk = MADE_FOR.get(urls[0], MADE[noun])(state).pk
    rows = noun._default_manager.filter(pk=pk)
    assert rows.get().status == state
    everybody = {who: cookies_of(person) for who, person in people(rows.get()).items()}

    for url in urls:
        ends = ends_of(url, noun, state)
        with subtests.test(url), taken_back():
            try_all(url, rows, who_try(url, state, everybody), ends)
    of_teams = noun not in {Report, TeamMember}
    alone = [url for url in urls if of_teams and takes_a_mate(url, state)]
    if alone:
        # What each of a team has to agree to takes more than one of them.
        mate = with_a_mate(application_of(rows.get()))
        cookies = cookies_of(mate)
    for url in alone:
        with subtests.test(url, who=MATE), taken_back():
            if url == "applications:check_delivery":
                make.hand_in(rows.get(), by=mate)
            try_all(url, rows, {MATE: cookies}, {state, *ends_of(url, noun, state)})


def try_all(url: str, rows: Any, everybody: dict[str, SimpleCookie], ends: set[str | None]) -> None:
    row, before = rows.get(), everything()
    allowed = allowed_to(url, row.status)
    for who, cookies in everybody.items():
        if who == "other student" and url in OF_A_LISTING:
            continue
        with taken_back():
            so_far = writes()
            response = trying(url, row, cookies)
            changed = writes() != so_far and everything() != before
            if who in allowed:
                assert response.status_code in {302, 303}, (who, response.text[:3000])
                assert rows.values_list("status", flat=True).first() in ends, who
                assert changed, who
            else:
                assert not changed, who
                refused(response, who, url)


@pytest.mark.parametrize(
    ("url", "state", "made", "who"),
    [pytest.param(*each, id=f"{each[0].partition(':')[2]}-{each[1]}") for each in NOT_SO],
)
def test_what_the_state_allows_is_refused_where_something_else_is_in_the_way(
    db, url, state, made, who
):
    row = made()
    assert row.status == state
    everybody, before = people(row), everything()

    for each in who:
        assert each in allowed_to(url, state)
        response = trying(url, row, cookies_of(everybody[each]))
        refused(response, each, url)
        assert everything() == before, each


def refused(response: Any, who: str, url: str) -> None:
    """In words to whoever may know of it; to all others as if it were not there."""
    sides = {STUDENT, EMPLOYER, COLLEAGUE, MATE, *allowed_to(url)}
    if who == "nobody":
        assert response.status_code == 302
        assert response.url.startswith(reverse("account_login"))
    elif who not in sides or response.status_code not in {200, 302}:
        assert response.status_code in {403, 404}, who
    else:
        said = [str(each) for each in get_messages(response.wsgi_request)]
        assert said, f"{who} is sent away without a word"
