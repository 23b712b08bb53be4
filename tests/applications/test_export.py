"""The applications of a listing as a table: whole, streamed, harmless, blind where the page is."""

import csv
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make


@pytest.fixture
def listing(db):
    row = make.listing(questions=["Which tool?"])
    row.skills.add(make.skill("SQL"), make.skill("Python"))
    return row


@pytest.fixture
def employer(listing, sign_in):
    return sign_in(listing.created_by)


def table(client, listing, **asked):
    response = client.get(reverse("applications:export", args=[listing.slug]), asked)
    assert response.streaming
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment; filename=")
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def test_each_application_is_a_row_with_all_that_was_said(listing, employer):
    row = make.application(listing=listing, answers=["SQL,\nmostly"], availability_note="No Friday")
    row.student.skills.add(make.skill("SQL"))
    make.scored(row, listing.created_by, 3)

    (line,) = table(employer, listing)

    assert line["Reference"] == row.reference
    assert line["Applicant"] == str(row.student)
    assert line["University"] == str(row.student.university)
    assert line["Which tool?"] == "SQL,\nmostly"
    assert line["Skills of the listing"] == "1 of 2"
    assert line["Average score"] == "3.00"
    assert line["Pitch"] == row.pitch
    assert line["About the time"] == "No Friday"


def test_states_have_the_boards_words_and_times_their_zone(listing, employer):
    user = listing.created_by
    user.time_zone = "Asia/Manila"
    user.save(update_fields=["time_zone"])
    sent = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
    make.application(listing=listing, submitted_at=sent)

    (line,) = table(employer, listing)

    assert line["State"] == "To read"
    assert line["Applied (Asia/Manila)"] == "2026-03-02 04:00"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n=", " =", "＝"])
def test_no_cell_is_a_formula(listing, employer, start):
    name = {"name": f"{start}HYPERLINK(1)"}
    who = make.student(as_user=name, course=f"{start}1+1")
    make.application(listing=listing, student=who, pitch=f"{start}cmd|' /C calc'!A0", answers=["="])

    (line,) = table(employer, listing)

    for cell in line.values():
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝"))
    assert line["Pitch"].startswith("'")


def test_it_is_narrowed_as_the_board_is(listing, employer):
    bees = make.application(listing=listing, pitch="beekeeping")
    make.application(listing=listing)
    make.application(listing=listing, status="shortlisted", pitch="beekeeping")

    lines = table(employer, listing, q="beekeeping", tab="new")

    assert [line["Reference"] for line in lines] == [bees.reference]
    assert len(table(employer, listing)) == 3
    board = reverse("applications:inbox", args=[listing.slug])
    page = employer.get(board, {"q": "beekeeping", "tab": "new"}).text
    assert "applications.csv?tab=new&amp;sort=oldest&amp;q=beekeeping" in page
    assert "applications.csv?sort=oldest&amp;q=beekeeping" in page


def test_what_is_withdrawn_or_a_draft_is_not_told(listing, employer):
    make.application(listing=listing, status="withdrawn", pitch="A secret way")
    make.application(listing=listing, status="draft", submitted_at=None, decide_by=None)

    (line,) = table(employer, listing)

    assert line["State"] == "Withdrawn"
    assert not line["Pitch"]


def test_names_that_are_hidden_on_the_page_are_hidden_in_the_file(listing, employer):
    listing.blind = True
    listing.save()
    where = make.university(name="Brackenmoor University")
    for status in ("submitted", "shortlisted"):
        who = make.student(as_user={"name": f"Zephyrine {status}"}, university=where)
        make.application(
            listing=listing, student=who, status=status, pitch="I, Zephyrine, of Brackenmoor"
        )

    hidden, known = table(employer, listing)

    assert hidden["Applicant"] == "Applicant 1"
    assert not hidden["University"]
    assert "Zephyrine" not in " ".join(hidden.values())
    assert "Brackenmoor" not in " ".join(hidden.values())
    assert known["Applicant"] == "Zephyrine shortlisted"


def test_a_note_stays_inside(listing, employer):
    row = make.application(listing=listing)
    employer.post(reverse("applications:add_note", args=[row.pk]), {"text": "Between us"})

    assert "Between us" not in str(table(employer, listing))


def test_it_asks_as_often_however_many_there_are(listing, employer):
    employer.get(reverse("applications:inbox", args=[listing.slug]))
    counts = []
    for rows in (1, 2):
        for _ in range(rows):
            make.application(listing=listing, answers=["SQL"])
        with CaptureQueriesContext(connection) as queries:
            lines = table(employer, listing)
        counts.append(len(queries))

    assert len(lines) == 3
    assert counts[0] == counts[1] <= 9
