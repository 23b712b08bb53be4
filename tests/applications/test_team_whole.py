"""A team after it has applied: messages, the placement's room, the employer's pages."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import University
from applications import actions
from applications.models import Application, CheckIn, Hours, Placement, Reader
from notifications.models import Email
from tests import make
from tests.applications.handing_in import hand_in
from tests.making.team import team, team_placement

NAMES = ["Zephyrine Quill", "Bartholomew Moss", "Calliope Rook", "Desdemona Vane"]


def url(name, row):
    return reverse(f"applications:{name}", args=[row.pk])


def students(n):
    again = University.objects.count() or ""
    domain = f"brackenmoor{again}.example"
    where = make.university(name=f"Brackenmoor University {again}".strip(), domain=domain)
    return [
        make.student(
            university=where,
            as_user={"name": name, "email": f"{name.split()[0].lower()}@{domain}"},
        )
        for name in NAMES[:n]
    ]


def applied(n=3, **given):
    first, *mates = students(n)
    given = {"listing": make.listing(approved_by=first.university, team_most=4), **given}
    row = make.application(student=first, **given)
    if mates:
        team(row, mates, [1] * n)
    return row, [first, *mates]


def working(n=3, **rules):
    kind = make.format(slug=f"logged-{n}", name=f"Logged {n}", **rules)
    first, *mates = students(n)
    listing = make.listing(approved_by=first.university, team_most=4, format=kind)
    application = make.application(student=first, listing=listing, status="accepted")
    placement = make.placement(application=application)
    if mates:
        team_placement(placement, mates, [1] * n)
    milestone = make.funded(placement.milestones.get()).milestone
    return Placement.objects.for_pages().get(pk=placement.pk), milestone, [first, *mates]


def said(client, row, text):
    return client.post(url("messages", row), {"text": text}, follow=True)


# --- Messages --------------------------------------------------------------


def test_everybody_in_a_team_reads_and_writes_in_its_thread(db, sign_in):
    row, (first, second, third) = applied()
    said(sign_in(second.user), row, "Is the archive open in May?")

    for reader in (first.user, third.user, row.listing.created_by):
        assert Reader.objects.get(user=reader).unread == 1
        reader.refresh_from_db()
        assert reader.unread_threads == 1
    page = sign_in(third.user).get(url("messages", row)).text
    assert "Bartholomew Moss" in page
    assert "Zephyrine Quill, Bartholomew Moss, Calliope Rook" in page
    assert Reader.objects.get(user=third.user).unread == 0
    assert Reader.objects.get(user=first.user).unread == 1
    said(sign_in(row.listing.created_by), row, "It is.")
    assert "It is." in sign_in(second.user).get(reverse("applications:threads")).text


def test_each_of_a_team_has_mail_of_their_own(db):
    row, (first, second, third) = applied()
    actions.send(row, row.listing.created_by, "Is May good?")
    for reader in Reader.objects.exclude(user=row.listing.created_by):
        Reader.objects.filter(pk=reader.pk).update(mail_by=reader.unread_from)
        actions.tell_of_messages(reader)

    assert set(Email.objects.values_list("to", flat=True)) == {
        each.user.email for each in (first, second, third)
    }


def test_who_is_only_asked_or_has_left_is_not_in_the_thread(db, sign_in):
    row, (_first, second, third) = applied()
    actions.send(row, second.user, "I will be away.")
    row.members.filter(student=second).update(status="declined")
    row.members.filter(student=third).update(status="asked")

    assert sign_in(second.user).get(url("messages", row)).status_code == 404
    assert sign_in(third.user).get(url("messages", row)).status_code == 404
    actions.send(row, row.listing.created_by, "Noted.")
    assert Reader.objects.get(user=second.user).unread == 0


# --- Blind -----------------------------------------------------------------


@pytest.fixture
def hidden(db):
    first, *mates = students(3)
    listing = make.listing(
        approved_by=first.university, team_most=4, blind=True, questions=["Who does what?"]
    )
    row = make.application(
        student=first,
        listing=listing,
        number=7,
        pitch="Calliope Rook counts, bartholomew@brackenmoor.example draws, Zephyrine writes.",
        answers=["Bartholomew draws; Rook counts at Brackenmoor"],
    )
    team(row, mates, [1, 1, 1])
    actions.send(row, mates[0].user, "Moss here, for Calliope too.")
    return row


def told(text):
    return [each for name in NAMES[:3] for each in name.split() if each.lower() in text.lower()]


def pages(row):
    slug = row.listing.slug
    return [
        reverse("applications:inbox", args=[slug]),
        reverse("applications:inbox", args=[slug]) + "?q=counts",
        reverse("applications:compare", args=[slug]) + f"?a={row.pk}",
        row.get_absolute_url(),
        url("messages", row),
        url("make_offer", row),
        reverse("applications:threads"),
        reverse("applications:export", args=[slug]),
    ]


def body(response):
    return (b"".join(response) if response.streaming else response.content).decode()


def test_nothing_names_anybody_of_a_team_until_it_is_shortlisted(hidden, sign_in):
    client = sign_in(hidden.listing.created_by)
    for address in pages(hidden):
        text = body(client.get(address))
        assert told(text) == [], address
        assert "Team of 3 (applicant 7)" in text, address

    actions.shortlist(hidden)
    text = body(client.get(hidden.get_absolute_url()))
    assert told(text) == [each for name in NAMES[:3] for each in name.split()]
    assert "Zephyrine Quill’s team" in text


def test_no_search_finds_a_hidden_team_by_a_name_in_it(hidden, sign_in):
    client = sign_in(hidden.listing.created_by)
    address = reverse("applications:inbox", args=[hidden.listing.slug])

    for word in ("Calliope", "moss", "brackenmoor"):
        assert "Team of 3" not in client.get(address, {"q": word}).text
    Application.objects.filter(pk=hidden.pk).update(status="shortlisted")
    assert "Zephyrine Quill’s team" in client.get(address, {"q": "moss"}).text


# --- The employer's pages --------------------------------------------------


def test_a_team_its_size_and_names_stand_on_the_employers_pages(db, sign_in):
    row, _people = applied()
    client, slug = sign_in(row.listing.created_by), row.listing.slug
    who = "Team of 3: Zephyrine Quill, Bartholomew Moss, Calliope Rook"

    assert who in client.get(reverse("applications:inbox", args=[slug])).text
    assert who in client.get(reverse("applications:compare", args=[slug]) + f"?a={row.pk}").text
    assert "Calliope Rook" in client.get(url("make_offer", row)).text
    table = body(client.get(reverse("applications:export", args=[slug]))).lstrip("\ufeff")
    [line] = csv.DictReader(io.StringIO(table))
    assert (line["Team of"], line["Team"]) == (
        "3",
        "Zephyrine Quill, Bartholomew Moss, Calliope Rook",
    )


# --- The placement's room --------------------------------------------------


def test_each_logs_their_own_hours_within_limits_of_their_own(db, sign_in):
    placement, _milestone, (first, second, third) = working(max_logged_a_day=8)
    day = {"day": make.today().isoformat(), "hours": "8", "note": "Counted."}
    for each in (first, second):
        page = sign_in(each.user).post(url("hours", placement), day, follow=True)
        assert "8 h logged." in page.text
    page = sign_in(second.user).post(url("hours", placement), {**day, "hours": "1"}, follow=True)
    assert "8 hours a day" in page.text

    assert sorted(Hours.objects.values_list("student__user__name", flat=True)) == [
        "Bartholomew Moss",
        "Zephyrine Quill",
    ]
    theirs = Hours.objects.get(student=first)
    assert sign_in(third.user).post(url("remove_hours", theirs)).status_code == 404
    page = sign_in(placement.offer.made_by).get(url("hours", placement)).text
    assert "16 h of 30 h agreed" in page
    assert "Bartholomew Moss" in page


def test_any_of_them_answers_at_half_time_once_for_all(db, sign_in):
    placement, _milestone, (_first, second, third) = working()
    make.check_in(placement)
    answers = {"going": "well", "word": "All counted."}
    assert "half-time" in sign_in(third.user).get(placement.get_absolute_url()).text

    sign_in(second.user).post(url("check_in", placement), answers)
    page = sign_in(third.user).post(url("check_in", placement), answers, follow=True)

    assert "nothing to answer here now" in page.text
    assert CheckIn.objects.get(side="student").answered_by == second.user
    page = sign_in(placement.offer.made_by).get(placement.get_absolute_url())
    assert "Bartholomew Moss, for Zephyrine Quill’s team" in page.text


def test_any_of_them_hands_in_and_the_page_says_who(db, sign_in):
    placement, milestone, (first, second, _third) = working()

    hand_in(sign_in(second.user), milestone, {"note": "All tables."})

    milestone.refresh_from_db()
    assert milestone.status == "delivered"
    for reader in (first.user, placement.offer.made_by):
        page = sign_in(reader).get(placement.get_absolute_url()).text
        assert "Bartholomew Moss, " in page


def test_any_of_them_asks_for_a_later_day_and_days_off_of_all_count(db, sign_in):
    placement, milestone, (first, second, third) = working()
    day = make.today(40)
    make.blackout(student=third, first_day=day, last_day=day)
    asked = {"to_day": day.isoformat(), "reason": "The archive is closed."}

    page = sign_in(second.user).post(url("more_time", milestone), asked)
    assert "when Calliope Rook cannot work" in page.text
    page = sign_in(third.user).post(url("more_time", milestone), asked)
    assert "when you cannot work" in page.text
    sign_in(second.user).post(url("more_time", milestone), {**asked, "seen": day.isoformat()})

    extension = milestone.extensions.get()
    page = sign_in(first.user).get(placement.get_absolute_url()).text
    assert "Bartholomew Moss asked for" in page
    assert "Calliope Rook" in page
    Email.objects.all().delete()
    actions.agree_to_more_time(extension, placement.offer.made_by)
    assert Email.objects.count() == 3


def test_what_only_one_may_do_is_said_to_the_others(db, sign_in):
    first, second = students(2)
    application = make.application(
        student=first,
        listing=make.listing(approved_by=first.university, team_most=2),
        status="accepted",
    )
    placement = team_placement(make.placement(application=application), [second], [1, 1])
    cancel = url("cancel", placement)

    mine = sign_in(first.user).get(placement.get_absolute_url()).text
    theirs = sign_in(second.user).get(placement.get_absolute_url()).text
    assert cancel in mine
    assert "only you can cancel" in mine
    assert cancel not in theirs
    assert "only Zephyrine Quill can cancel" in theirs
    sign_in(second.user).post(cancel)
    placement.refresh_from_db()
    assert placement.status == "accepted"


# --- Statements ------------------------------------------------------------


def cost(client, address):
    body(client.get(address))
    with CaptureQueriesContext(connection) as queries:
        body(client.get(address))
    return len(queries)


@pytest.mark.parametrize("side", ["student", "employer"])
def test_a_room_takes_the_same_statements_for_two_and_for_four(db, sign_in, side):
    costs = []
    for n in (2, 4):
        placement, milestone, people = working(n)
        for each in people:
            make.hours(placement, student=each)
            make.blackout(student=each)
        make.delivery(milestone, by=people[-1].user)
        actions.send(placement.offer.application, placement.offer.made_by, "Hello.")
        client = sign_in(people[0].user if side == "student" else placement.offer.made_by)
        costs.append(
            [
                cost(client, address)
                for address in (
                    placement.get_absolute_url(),
                    url("hours", placement),
                    url("messages", placement.offer.application),
                )
            ]
        )

    assert costs[0] == costs[1]


@pytest.mark.parametrize("blind", [False, True])
def test_the_employers_pages_take_the_same_statements_for_one_and_for_four(db, sign_in, blind):
    costs = []
    for n in (1, 4):
        row, people = applied(n)
        row.listing.blind = blind
        row.listing.save()
        actions.send(row, people[0].user, "Hello.")
        client = sign_in(row.listing.created_by)
        costs.append([cost(client, address) for address in pages(row)])

    assert costs[0] == costs[1]
