"""The one room both sides share: whose turn, steps, what was handed in; and cancelling."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications import actions
from applications.models import Application, Milestone, Placement
from listings.models import Listing
from notifications.models import Email
from tests import make


def url(name, row):
    return reverse(f"applications:{name}", args=[row.pk])


@pytest.fixture
def placement(db):
    return make.placement([420_00, 300_00])


@pytest.fixture
def student(placement, sign_in):
    return sign_in(placement.student.user)


@pytest.fixture
def employer(placement, sign_in):
    return sign_in(placement.offer.made_by)


def part(placement, number=0):
    return placement.milestones.all()[number]


def accepted(placement):
    return None


def paid_in(placement):
    make.funded(part(placement))


def handed_in(placement):
    make.delivered(part(placement))


def changes(placement):
    actions.ask_for_changes(make.delivered(part(placement)), "Note shop 7.", make.today(4))


def approved(placement):
    actions.approve(make.delivered(part(placement)), placement.offer.made_by)


def first_paid(placement):
    approved(placement)
    actions.pay(part(placement))


# state, what the student reads and whether it is their turn, the same for the employer.
TURNS = [
    (accepted, ("pays in for “Part 1”", False), ("Pay in for “Part 1”", True)),
    (paid_in, ("Hand in “Part 1”", True), ("works on “Part 1”", False)),
    (handed_in, ("looks at “Part 1”", False), ("Answer “Part 1”", True)),
    (changes, ("Change “Part 1” and hand it in again", True), ("changes “Part 1”", False)),
    (approved, ("pays in for “Part 2”", False), ("Pay in for “Part 2”", True)),
    (first_paid, ("pays in for “Part 2”", False), ("Pay in for “Part 2”", True)),
]


@pytest.mark.parametrize(("arrange", "theirs", "mine"), TURNS)
def test_both_read_whose_turn_it_is(placement, student, employer, arrange, theirs, mine):
    arrange(placement)

    for browser, (heading, own_turn) in ((student, theirs), (employer, mine)):
        page = browser.get(url("placement", placement))
        assert heading in page.context["turn"].heading
        assert page.context["turn"].waiting is not own_turn
        assert page.context["turn"].heading.split("“")[0].replace("'", "&#x27;") in page.text


def test_the_steps_say_what_is_done_what_is_now_and_what_comes(placement, student):
    def states():
        page = student.get(url("placement", placement))
        return [(str(step["title"]), step["state"]) for step in page.context["steps"]]

    organisation = placement.listing.organisation
    assert states() == [
        ("Offer accepted", "done"),
        (f"{organisation} pays in", "now"),
        ("Part 1", "todo"),
        ("Part 2", "todo"),
        ("Completed", "todo"),
    ]

    first_paid(placement)

    assert states() == [
        ("Offer accepted", "done"),
        ("Paid in", "done"),
        ("Part 1", "done"),
        ("Part 2", "now"),
        ("Completed", "todo"),
    ]


def test_each_side_reads_its_own_amounts(placement, student, employer):
    assert "you receive $378.00" in student.get(url("placement", placement)).text
    assert "Part 1 · $420.00" in employer.get(url("placement", placement)).text


def test_completed_says_what_was_paid_and_thanks(placement, student, employer):
    for number in (0, 1):
        actions.approve(make.delivered(part(placement, number)), None)
        actions.pay(part(placement, number))

    placement.refresh_from_db()
    assert placement.status == "completed"
    assert placement.completed_at is not None
    theirs, mine = (each.get(url("placement", placement)) for each in (student, employer))
    assert "$648.00 in all. Thank you for your work" in theirs.text
    assert "$720.00 in all. Thank you for giving" in mine.text
    assert "review" not in theirs.text.lower()
    assert theirs.context["turn"] is None


def test_deliveries_stand_by_version_with_files_links_and_answers(placement, student, employer):
    milestone = make.funded(part(placement)).milestone
    files = [SimpleUploadedFile("table.csv", b"a,b\n1,2\n")]
    actions.deliver(milestone, "Start with the <read-me>.", ["https://example.org/a"], files)
    actions.ask_for_changes(milestone, "Please note shop 7.", make.today(4))
    actions.deliver(milestone, "Noted.", [], [])

    for browser in (student, employer):
        text = browser.get(url("placement", placement)).text
        assert text.index("Version 2") < text.index("Version 1")
        for words in [
            "Start with the &lt;read-me&gt;.",
            "table.csv",
            'href="https://example.org/a" rel="noopener noreferrer nofollow ugc"',
            "Please note shop 7.",
        ]:
            assert words in text


def test_the_room_takes_the_same_queries_however_much_was_handed_in(db, sign_in):
    counts = []
    for amounts, versions in (([720_00], 1), ([240_00, 240_00, 240_00], 3)):
        placement = make.placement(amounts)
        for milestone in placement.milestones.all():
            row = make.funded(milestone).milestone
            for version in range(versions):
                files = [SimpleUploadedFile("table.csv", b"a,b\n")]
                actions.deliver(row, "Here.", [], files)
                if version < versions - 1:
                    actions.ask_for_changes(row, "More.", make.today(4))
        browser = sign_in(placement.student.user)
        browser.get(reverse("applications:work"))
        with CaptureQueriesContext(connection) as queries:
            browser.get(url("placement", placement))
        counts.append(len(queries))

    assert counts[0] == counts[1]


WHY = {"reason": "other", "note": "The shop is sold."}


@pytest.mark.parametrize("who", ["student", "employer"])
def test_either_may_cancel_before_anything_is_paid_in(placement, sign_in, who):
    person = placement.student.user if who == "student" else placement.offer.made_by
    Listing.objects.update(status="filled")

    page = sign_in(person).post(url("cancel", placement), WHY, follow=True)

    assert "The placement is cancelled, and the other side told." in page.text
    assert "cancelled before anything was paid in" in page.text
    placement.refresh_from_db()
    assert placement.status == "cancelled"
    assert set(placement.milestones.values_list("status", flat=True)) == {"cancelled"}
    assert placement.offer.status == "cancelled" or Placement.objects.get().offer.status
    application = Application.objects.get()
    assert application.status == ("withdrawn" if who == "student" else "shortlisted")
    assert Listing.objects.get().status == "open"
    assert Email.objects.count() == 2
    other = placement.offer.made_by if who == "student" else placement.student.user
    mail = Email.objects.get(to=other.email)
    assert "has cancelled the placement" in mail.body
    for text in (page.text, mail.body, mail.html):
        assert "Another reason" in text
        assert "The shop is sold." in text


def test_who_cancels_says_why(placement, student):
    page = student.post(url("cancel", placement), {"note": "Sorry about this."})

    assert page.context["cancel_form"].errors["reason"] == ["Say why: the other side reads it."]
    assert "Sorry about this.</textarea>" in page.text
    placement.refresh_from_db()
    assert placement.status == "accepted"


def test_a_cancelled_place_can_be_offered_and_accepted_again(placement, employer):
    employer.post(url("cancel", placement), WHY)
    application = Application.objects.for_pages().get()
    again = actions.Terms(
        make.today(1), make.today(20), 30, 15, [actions.Part("All", make.today(20), 720_00)]
    )

    second = actions.accept(actions.make_offer(application, placement.offer.made_by, again))

    assert Placement.objects.filter(offer__application=application).count() == 2
    assert second.status == "accepted"


def test_nothing_is_cancelled_once_money_is_in(placement, student, employer):
    paid_in(placement)
    Email.objects.all().delete()

    for browser in (student, employer):
        page = browser.post(url("cancel", placement), follow=True)
        assert "It can no longer be cancelled here. Nothing was changed." in page.text
        assert "Cancel the placement" not in page.text

    placement.refresh_from_db()
    assert placement.status == "active"
    assert list(placement.milestones.values_list("status", flat=True)) == ["funded", "agreed"]
    assert Application.objects.get().status == "accepted"
    assert not Email.objects.exists()


def test_cancelling_twice_cancels_once(placement, employer):
    for _ in range(2):
        employer.post(url("cancel", placement), WHY)

    assert Email.objects.count() == 2
    assert Application.objects.get().status == "shortlisted"


def test_a_placement_that_was_never_paid_in_frees_student_and_place(placement):
    Listing.objects.update(status="filled")

    actions.cancel_unfunded(placement)

    assert Placement.objects.get().status == "cancelled"
    assert Application.objects.get().status == "shortlisted"
    assert Listing.objects.get().status == "open"
    assert Milestone.objects.filter(status="cancelled").count() == 2
    told = set(Email.objects.values_list("to", flat=True))
    assert told == {placement.student.user.email, placement.offer.made_by.email}


def test_one_part_is_paid_in_without_a_word_about_every_part(db, sign_in):
    milestone = make.funded().milestone
    page = sign_in(milestone.offer.made_by).get(milestone.placement.get_absolute_url())

    assert page.context["steps"][1]["text"] == "$720.00"


def test_work_that_is_handed_in_shows_by_when_it_is_answered(placement, student):
    handed_in(placement)
    milestone = part(placement)

    step = student.get(placement.get_absolute_url()).context["steps"][2]

    assert (step["title"], step["when"]) == (milestone.title, milestone.review_by)


def test_while_pay_waits_the_student_first_reads_where_to_be_paid(db, sign_in):
    milestone = make.delivered()
    make.payout(milestone)
    address = milestone.placement.get_absolute_url()

    text = sign_in(milestone.placement.student.user).get(address).text
    assert text.index("Set up where you are paid") < text.index("We pay you for")

    text = sign_in(milestone.offer.made_by).get(address).text
    assert "has not said where they are paid, it waits for that" in text
