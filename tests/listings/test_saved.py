from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from listings import actions, saving, tasks
from listings.models import Moderation, SavedListing, SavedSearch
from notifications.models import Email
from tests import make

SAVED = reverse("listings:saved")


@pytest.fixture
def student(db):
    return make.student()


@pytest.fixture
def me(student, sign_in):
    return sign_in(student.user)


def a_listing(student, **given):
    return make.listing(student.university, **given)


def test_a_saved_project_stands_on_the_saved_page(student, me):
    row = a_listing(student, title="Count the seabirds")

    response = me.post(reverse("listings:save", args=[row.slug]), follow=True)

    assert response.request["PATH_INFO"] == row.get_absolute_url()
    assert "Remove from saved" in response.text
    assert "Count the seabirds" in me.get(SAVED).text


def test_saving_twice_keeps_one_and_letting_go_none(student, me):
    row = a_listing(student)
    url = reverse("listings:save", args=[row.slug])

    me.post(url)
    me.post(url)
    assert SavedListing.objects.count() == 1

    me.post(url, {"keep": "no", "next": SAVED})
    assert not SavedListing.objects.exists()


def test_after_saving_one_is_back_where_one_was_and_never_elsewhere(student, me):
    url = reverse("listings:save", args=[(row := a_listing(student)).slug])

    assert me.post(url, {"next": SAVED}).url == SAVED
    assert me.post(url, {"next": "https://evil.example/"}).url == row.get_absolute_url()


def test_a_project_one_may_not_see_cannot_be_saved(student, me):
    of_another = make.listing()

    response = me.post(reverse("listings:save", args=[of_another.slug]))

    assert response.status_code == 404


def test_what_the_university_no_longer_shows_is_said(student, me):
    row = a_listing(student)
    saving.save(row, student.user)
    row.moderations.update(university=make.university())

    assert "1 project that you saved is no longer shown" in me.get(SAVED).text


def test_the_saved_page_takes_as_many_queries_for_many_as_for_one(student, me):
    taken = []
    for _ in range(3):
        saving.save(a_listing(student), student.user)
        with CaptureQueriesContext(connection) as queries:
            me.get(SAVED)
        taken.append(len(queries))

    assert taken[1] == taken[2] <= taken[0]


def test_what_was_looked_at_comes_back_the_last_first(student, me):
    first, last = (a_listing(student, title=title) for title in ("First seen", "Last seen"))
    for row in (first, last, last):
        me.get(row.get_absolute_url())

    text = me.get(SAVED).text

    assert "Looked at lately" in text
    assert text.index("Last seen") < text.index("First seen")


# --- Searches ---------------------------------------------------------------


def keep(me, query="q=survey&hours=10", **also):
    return me.post(reverse("listings:save_search"), {"query": query, **also}, follow=True)


def test_a_search_is_kept_with_a_name_that_says_what_it_is(student, me):
    a_listing(student, title="A survey of birds", hours_per_week=8)

    text = keep(me).text

    assert "“survey”, Up to 10 h a week" in text
    assert "1 open project<" in text
    assert "What is new is mailed to you once a day" in text
    assert f"{reverse('listings:browse')}?q=survey&amp;hours=10" in text


def test_a_search_that_is_too_long_to_keep_is_refused_in_words(student, me):
    text = keep(me, "q=" + "你" * 200).text

    assert "That search is too long to keep" in text
    assert not SavedSearch.objects.exists()


def test_the_same_search_is_kept_once_however_it_is_written(student, me):
    keep(me, "q=survey&hours=10")
    text = keep(me, "hours=10&q=survey&page=3&nonsense=1").text

    assert SavedSearch.objects.count() == 1
    assert "You had saved this search already." in text


def test_an_eleventh_search_is_refused_in_words(student, me):
    for n in range(10):
        keep(me, f"q=survey+{n}")

    text = keep(me, "q=one+more").text

    assert SavedSearch.objects.count() == 10
    assert "You have 10 saved searches, and that is the most." in text


def test_a_search_is_renamed_and_mailed_from_now_on(student, me):
    keep(me)
    search = SavedSearch.objects.get()
    assert search.cadence == "daily"
    SavedSearch.objects.update(cadence="off", told_until=timezone.now() - timedelta(days=9))

    me.post(
        reverse("listings:change_search", args=[search.pk]), {"name": "Birds", "cadence": "daily"}
    )

    search.refresh_from_db()
    assert (search.name, search.cadence) == ("Birds", "daily")
    # What was there before is not news.
    assert timezone.now() - search.told_until < timedelta(minutes=1)


def test_a_search_without_a_name_keeps_what_was_chosen_and_says_so(student, me):
    keep(me)
    search = SavedSearch.objects.get()

    response = me.post(
        reverse("listings:change_search", args=[search.pk]), {"name": "", "cadence": "weekly"}
    )

    assert "<title>Error: Saved" in response.text
    assert "There is a problem" in response.text
    assert '<option value="weekly" selected>' in response.text
    search.refresh_from_db()
    assert search.cadence == "daily"


def test_a_search_is_deleted(student, me):
    keep(me)

    me.post(reverse("listings:change_search", args=[SavedSearch.objects.get().pk]), {"delete": ""})

    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("query", ["%ff%fe", "q=" + "x" * 5000, "page=", "&&&=", "q=%00"])
def test_any_query_can_be_kept_without_harm(student, me, query):
    assert keep(me, query).status_code == 200
    assert SavedSearch.objects.count() == 1


def test_a_student_can_save_a_search_from_its_results(student, me):
    a_listing(student)
    browse = reverse("listings:browse")

    assert "Save this search" in me.get(browse, {"arrangement": "remote"}).text
    assert "Save this search" not in me.get(browse).text


def test_who_is_not_signed_in_is_asked_to_and_then_it_is_saved(db, client):
    assert "Save this search" in client.get(reverse("listings:browse"), {"q": "nothing"}).text
    response = client.post(reverse("listings:save_search"), {"query": "q=survey"})

    assert response.status_code == 302
    assert reverse("account_login") in response.url


# --- What a search has found since --------------------------------------------


def a_draft_to_approve(title):
    return make.draft(title=title, status="submitted", submitted_at=timezone.now())


def mailed(student, cadence="daily", query="q=survey", ago=timedelta(days=2)):
    """A saved search that was last told of its results so long ago."""
    search = saving.save_search(student.user, query, "Surveys")[0]
    saving.change_search(search, "Surveys", cadence)
    SavedSearch.objects.filter(pk=search.pk).update(told_until=timezone.now() - ago)
    return search


def test_new_results_are_mailed_once(student):
    mailed(student)
    a_listing(student, title="A survey of birds")
    a_listing(student, title="Nothing of the kind")

    tasks.mail_searches()
    tasks.mail_searches()

    email = Email.objects.get()
    assert email.to == student.user.email
    assert email.subject == "1 new project: Surveys"
    assert "A survey of birds" in email.body
    assert "Nothing of the kind" not in email.body
    assert reverse("listings:saved") in email.body


@pytest.mark.parametrize(
    ("cadence", "ago", "mails"),
    [
        ("off", timedelta(days=30), 0),
        ("instantly", timedelta(minutes=5), 1),
        ("daily", timedelta(hours=23), 0),
        ("daily", timedelta(hours=25), 1),
        ("weekly", timedelta(days=6), 0),
        ("weekly", timedelta(days=8), 1),
    ],
)
def test_a_search_is_mailed_as_often_as_was_asked(student, cadence, ago, mails):
    mailed(student, cadence, ago=ago)
    a_listing(student, title="A survey of birds")

    tasks.mail_searches()

    assert Email.objects.count() == mails


def test_what_was_published_before_and_approved_here_since_is_new(student):
    mailed(student)
    row = make.listing(title="A survey of birds", published_at=timezone.now() - timedelta(days=9))
    make.waiting(student.university, listing=row)
    actions.approve(row.moderations.get(university=student.university), make.staff())

    tasks.mail_searches()

    assert "A survey of birds" in Email.objects.get(to=student.user.email).body


def test_what_another_university_approved_is_no_news(student):
    mailed(student)
    make.listing(title="A survey of birds")

    tasks.mail_searches()

    assert not Email.objects.exists()


def test_an_approval_is_mailed_though_it_was_committed_after_the_round_it_belonged_to(
    student, transactional_db
):
    mailed(student, "instantly")
    row = make.waiting(student.university, listing=a_draft_to_approve("A survey of birds"))
    before = make.waiting(student.university, listing=a_draft_to_approve("A survey of seals"))
    decided, go_on = Event(), Event()

    def approve():
        try:
            with transaction.atomic():
                actions.approve(Moderation.objects.get(pk=row.pk), make.staff(student.university))
                decided.set()
                go_on.wait(10)
        finally:
            connection.close()

    beside = Thread(target=approve)
    beside.start()
    decided.wait(10)
    actions.approve(before, make.staff(student.university))
    tasks.mail_searches()
    go_on.set()
    beside.join()
    tasks.mail_searches()
    tasks.mail_searches()

    first, second = Email.objects.filter(to=student.user.email).order_by("pk")
    assert "A survey of seals" in first.body
    assert "A survey of birds" in second.body
    assert "seals" not in second.body


def test_what_was_approved_just_before_mails_were_asked_for_is_no_news(student):
    a_listing(student, title="A survey of birds")
    search = saving.save_search(student.user, "q=survey", "Surveys")[0]
    saving.change_search(search, "Surveys", "instantly")

    tasks.mail_searches()

    assert not Email.objects.exists()


def test_without_news_a_round_asks_little_however_many_searches(student, django_assert_num_queries):
    for n in range(3):
        mailed(student, query=f"q=survey+{n}")

    with django_assert_num_queries(2):
        tasks.mail_searches()


# --- Similar ones ---------------------------------------------------------------


def test_a_page_leads_on_to_those_with_most_in_common(student, me):
    row = a_listing(student, title="Count the seals")
    like = a_listing(student, title="Count the gulls", arrangement="in_person")
    for each in (row, like):
        each.skills.add(make.skill("Counting"))
    for title in ("Other", "Another", "Third"):
        a_listing(student, title=title)
    a_listing(student, title="Of another field", field="law")

    shown = [card.title for card in me.get(row.get_absolute_url()).context["similar"]]

    assert shown[0] == "Count the gulls"
    assert len(shown) == 3
    assert "Of another field" not in shown


def test_what_the_university_no_longer_shows_can_be_let_go(student, me):
    kept, gone = a_listing(student, title="A survey of birds"), a_listing(student)
    for row in (kept, gone):
        saving.save(row, student.user)
    Moderation.objects.filter(listing=gone).update(status="waiting")
    saved = reverse("listings:saved")
    assert "1 project that you saved is no longer shown" in me.get(saved).text

    text = me.post(reverse("listings:unsave_gone"), follow=True).text

    assert "1 project is no longer saved." in text
    assert "that you saved" not in text
    assert [each.listing for each in SavedListing.objects.all()] == [kept]
