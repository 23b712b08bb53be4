"""The bell: what one is told on the site, once, and what counts as read."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from applications.samples import SAMPLES
from notifications import digests, outbox
from notifications.models import Notice, Preference
from notifications.samples import samples
from tests import make
from tests.making.told import SENT, notice, told

# With words of somebody else before its own link.
MESSAGES = "applications/messages_waiting"
LIST, HELP = reverse("accounts:notices"), reverse("accounts:help")


@pytest.fixture
def ada(db):
    return make.student().user


def bell(browser, page=LIST):
    """What it says: empty where nothing waits."""
    return browser.get(page).context["unread_notices"]


def test_a_mail_is_told_on_the_site_too_once_with_its_subject_and_where_it_leads(ada):
    email = told(ada, key="told:1")
    told(ada, key="told:1")

    row = Notice.objects.get()
    assert (row.reader, row.kind, row.key, row.text) == (ada, SENT, "told:1", email.subject)
    assert row.url.startswith("/work/")
    assert row.url in email.body


@pytest.mark.parametrize("path", ["//evil.example/in", "/account/logout/", "/\\evil.example"])
def test_what_others_write_does_not_choose_where_it_leads(ada, path, settings):
    context = SAMPLES[MESSAGES]()
    context.pop("reader", None)
    text = f"Look at {settings.SITE_URL}{path}"
    context["shown"] = [{"by": "Ruth", "text": text, "warnings": [], "files": []}]
    email = outbox.post("told:1", ada, MESSAGES, **context)

    assert f"{settings.SITE_URL}{path}" in email.body
    assert path not in Notice.objects.get().url


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "https://evil.example/"])
def test_none_leads_away_from_the_site(ada, path):
    context = SAMPLES[SENT]() | {"leads_to": path}
    context.pop("reader", None)
    outbox.post("told:1", ada, SENT, **context)

    assert Notice.objects.get().url.startswith("/work/")


ROLES = {
    make.employer: lambda user: user.membership.delete(),
    make.staff: lambda user: user.staff_of.delete(),
    make.platform: lambda user: type(user).objects.filter(pk=user.pk).update(is_staff=False),
}


@pytest.mark.parametrize("who", ROLES, ids=lambda who: who.__name__)
def test_who_acts_for_nobody_any_more_is_told_no_more_of_it_than_by_mail(db, sign_in, who):
    user = who()
    told(user, "applications/received")
    outbox.post("new:1", user, "account/password_set", **samples()["account/password_set"]())
    browser = sign_in(user)
    of_role = Notice.objects.exclude(role="").get()

    before = Notice.objects.told_as(user.role).count(), bell(browser, HELP)
    ROLES[who](user)
    gone = browser.post(reverse("accounts:read_notice", args=[of_role.pk]))

    assert (before, bell(browser, HELP), gone.status_code) == ((2, "2"), "1", 404)


def test_a_rollback_tells_nobody(ada):
    with transaction.atomic():
        told(ada)
        transaction.set_rollback(True)

    assert not Notice.objects.exists()


def test_codes_and_addresses_without_an_account_are_told_by_mail_only(ada, client):
    client.post(reverse("account_reset_password"), {"email": ada.email})
    told("nobody@example.org")

    assert not Notice.objects.exists()


def test_of_days_that_come_in_no_order_each_stands_once(ada, sign_in):
    now = timezone.now()
    for days in (1, 0, 2, 0, 1):
        notice(ada, created_at=now - timedelta(days=days))
    browser = sign_in(ada)

    shown = browser.get(LIST).context["days"]
    older = browser.get(LIST, {"before": shown[0][1][-1].pk}).context["days"]

    assert [len(rows) for day, rows in shown] == [2, 2, 1]
    assert older == shown[1:]


def test_the_bell_counts_and_the_list_names_each_by_day(ada, sign_in):
    now = timezone.now()
    notice(ada, text="Of long ago", created_at=now - timedelta(days=9))
    notice(ada, text="Of yesterday", created_at=now - timedelta(days=1))
    notice(ada, text="Of now")
    notice(make.employer(), text="Somebody else's")

    page = sign_in(ada).get(LIST)

    assert page.context["unread_notices"] == "3"
    days = [day for day, rows in page.context["days"]]
    assert days[:2] == ["Today", "Yesterday"]
    assert isinstance(days[2].year, int)
    assert page.text.index("Of now") < page.text.index("Of yesterday") < page.text.index("Of long")
    assert "Somebody else" not in page.text


def test_each_says_in_a_few_words_of_what_kind_it_is(ada, sign_in):
    notice(ada, kind="applications/offered", text="Northline Outdoor offers you a place")
    notice(ada, kind="gone/away", text="Of long ago")

    page = sign_in(ada).get(LIST).text

    assert "An offer for you · <time" in page
    assert "Of long ago" in page


def test_days_are_those_of_who_reads(sign_in, db):
    ada = make.user("student", time_zone="Asia/Tokyo")
    make.student(user=ada)
    notice(ada, created_at=datetime.fromisoformat("2026-01-01T16:00:00+00:00"))

    [(day, _)] = sign_in(ada).get(LIST).context["days"]

    assert day.isoformat() == "2026-01-02"


def test_a_visitor_has_no_bell_and_costs_no_statement(db, client, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = client.get(reverse("accounts:help"))

    assert LIST not in page.text


@pytest.mark.parametrize("n", [0, 1, 150])
def test_the_bell_costs_no_statement_of_its_own(ada, sign_in, n, django_assert_num_queries):
    browser = sign_in(ada)
    browser.get(reverse("accounts:help"))
    Notice.objects.bulk_create(
        Notice(reader=ada, kind=SENT, key=f"k{i}", text="x") for i in range(n)
    )

    with django_assert_num_queries(2 + (n > 0)):  # session, user; whether something led here
        page = browser.get(reverse("accounts:help"))

    assert page.context["unread_notices"] == {0: "", 1: "1", 150: "99+"}[n]


@pytest.mark.parametrize("n", [1, 40])
def test_the_list_costs_the_same_however_long(ada, sign_in, n, django_assert_num_queries):
    for _ in range(n):
        notice(ada)
    browser = sign_in(ada)
    browser.get(LIST)

    with django_assert_num_queries(4):  # session, user; what led here; the rows
        browser.get(LIST)


def test_pages_go_on_where_the_last_one_ended(ada, sign_in):
    rows = [notice(ada) for _ in range(35)]
    browser = sign_in(ada)

    first = browser.get(LIST)
    notice(ada)
    second = browser.get(LIST, {"before": first.context["older"]})

    shown = [row for day, of in second.context["days"] for row in of]
    assert shown == rows[4::-1]
    assert second.context["older"] is None


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "\x00", "²"])
def test_whatever_is_asked_for_gets_a_page(ada, sign_in, before):
    notice(ada)

    assert sign_in(ada).get(LIST, {"before": before}).status_code == 200


def test_one_is_marked_as_read(ada, sign_in):
    one, other = notice(ada), notice(ada)
    browser = sign_in(ada)

    answer = browser.post(reverse("accounts:read_notice", args=[one.pk]))

    assert answer.url == LIST
    assert list(Notice.objects.unread()) == [other]
    assert bell(browser) == "1"


def test_with_htmx_only_its_row_is_drawn_anew(ada, sign_in):
    one = notice(ada)

    answer = sign_in(ada).post(
        reverse("accounts:read_notice", args=[one.pk]), headers={"HX-Request": "true"}
    )

    assert "<html" not in answer.text
    assert one.text in answer.text
    assert "<form" not in answer.text


def test_somebody_elses_is_not_there(ada, sign_in):
    theirs = notice(make.employer())

    answer = sign_in(ada).post(reverse("accounts:read_notice", args=[theirs.pk]))

    assert answer.status_code == 404
    assert Notice.objects.unread().exists()


def test_all_that_were_on_the_page_are_marked_and_none_that_came_since(ada, sign_in):
    notice(ada)
    browser, last = sign_in(ada), notice(ada)
    later, theirs = notice(ada), notice(make.employer())

    browser.post(reverse("accounts:read_notices"), {"newest": last.pk})

    assert set(Notice.objects.unread()) == {later, theirs}


def test_looking_at_the_page_it_leads_to_is_reading_it(ada, sign_in):
    work = reverse("applications:work")
    for url in (work, f"{work}#offers", f"{work}?of=1", f"{work}more/"):
        notice(ada, url=url)
    browser = sign_in(ada)

    assert bell(browser, work) == "1"
    assert Notice.objects.unread().get().url == f"{work}more/"


@pytest.mark.parametrize(("page", "code"), [("/work/none/", 404), ("/start/", 302)])
def test_a_page_that_was_not_seen_has_told_nothing(ada, sign_in, page, code):
    notice(ada, url=page)

    assert sign_in(ada).get(page).status_code == code

    assert Notice.objects.unread().exists()


def test_a_long_address_is_kept_whole_and_a_digest_leads_there_too(ada):
    search = "/projects/?" + "&".join(f"skill={n}" for n in range(120))
    Preference.objects.create(user=ada, kind=SENT, how="daily")
    context = SAMPLES[SENT]() | {"leads_to": search}
    context.pop("reader", None)
    held = outbox.post("told:1", ada, SENT, **context)

    [digest] = digests.gather([ada.pk], held.due_at)

    assert Notice.objects.get().url == search
    assert escape(search) in digest.html
    assert search in digest.body
