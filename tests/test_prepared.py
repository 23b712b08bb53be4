"""What nearly every page asks is planned once for a connection, and answered anew each time."""

import pytest
from django.db import DatabaseError, connection
from django.db.models import F
from django.urls import reverse

from accounts.backends import Backend
from accounts.models import Skill, User
from marketplace import prepared
from tests import make
from tests.making.told import notice

BROWSE = reverse("listings:browse")
# As a migration by somebody else: a connection that alters tables itself forgets its plans.
ALTER = "DO $$ BEGIN ALTER TABLE accounts_user ADD COLUMN later integer; END $$"


def plans() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement for (statement,) in cursor.fetchall()]


def test_a_statement_is_planned_once_and_counted_each_time(db, django_assert_num_queries):
    with django_assert_num_queries(2):
        found = [prepared.rows("SELECT %s::int + 1 AS once", [n]) for n in (4, 5)]

    assert found == [[(5,)], [(6,)]]
    assert [each for each in plans() if "AS once" in each] == ["SELECT $1::int + 1 AS once"]


def test_others_are_not_planned_for_being_asked_often(db):
    for _ in range(20):
        User.objects.filter(pk=F("pk")).exists()

    assert not any("accounts_user" in each for each in plans())


def test_what_is_wrong_is_told_as_django_tells_it(db):
    with pytest.raises(DatabaseError):
        prepared.rows("SELECT 1 / %s::int", [0])


def test_a_column_more_does_not_spoil_the_plan_of_who_is_signed_in(db):
    user = make.student().user
    everything = "SELECT * FROM accounts_user WHERE id = %s"
    for _ in range(2):
        Backend().get_user(user.pk)
        prepared.rows(everything, [user.pk])

    with connection.cursor() as cursor:
        cursor.execute(ALTER)

    assert Backend().get_user(user.pk) == user
    with pytest.raises(DatabaseError, match="cached plan"):
        prepared.rows(everything, [user.pk])


@pytest.fixture
def ada(db):
    student = make.student()
    make.listing(approved_by=student.university).skills.add(Skill.objects.earliest("pk"))
    return student


def test_the_page_of_somebody_signed_out_elsewhere_is_a_visitors_at_once(ada, sign_in):
    browser = sign_in(ada.user)
    before = browser.get(BROWSE).text

    browser.session.delete()

    assert ada.user.email in before
    assert ada.user.email not in browser.get(BROWSE).text


def test_who_is_shut_out_is_so_with_the_next_page(ada, sign_in):
    browser = sign_in(ada.user)
    browser.get(BROWSE)

    User.objects.filter(pk=ada.user.pk).update(is_active=False)

    assert ada.user.email not in browser.get(BROWSE).text


def test_the_bell_a_skill_and_the_hours_are_those_of_now(ada, sign_in):
    browser = sign_in(ada.user)
    before = browser.get(BROWSE).text

    notice(ada.user)
    ada.skills.add(Skill.objects.earliest("pk"))
    type(ada).objects.filter(pk=ada.pk).update(hours_per_week=1)
    after = browser.get(BROWSE).text

    assert ("bell__count" in before, "bell__count" in after) == (False, True)
    assert ("of your skills" in before, "of your skills" in after) == (False, True)
    assert ("you have 1<" in before, "you have 1<" in after) == (False, True)


def test_two_people_in_one_process_each_see_their_own(ada, sign_in):
    other = make.student()
    here, there = sign_in(ada.user), sign_in(other.user)

    pages = [browser.get(BROWSE).text for browser in (here, there, here, there)]

    for page, mine, theirs in zip(pages, (ada, other) * 2, (other, ada) * 2, strict=True):
        assert mine.user.email in page
        assert theirs.user.email not in page
