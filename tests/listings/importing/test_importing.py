"""From a file to drafts: what is read, what is reported, and that nothing is half done."""

import json
from collections import Counter

import pytest
from django.db import DatabaseError
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benches import messy
from listings.importing import actions, drafts, rows
from listings.importing.fields import FIELDS
from listings.importing.row import Setup
from listings.importing.sayings import said
from listings.models import ImportedListing, ImportMemory, Listing
from marketplace.states import WrongState
from notifications.models import Email
from tests import make

ROWS, FAULTS = 600, 50
HEAD = "Ref,Title,Pay,Apply by\n"


@pytest.fixture(scope="module")
def sheet():
    return messy.spreadsheet(ROWS, FAULTS)


def outcomes(batch):
    return dict(Counter(batch.rows.values_list("outcome", flat=True)))


def problems(batch):
    return [
        (row.number, batch.headers[found["column"]])
        for row in batch.rows.filter(outcome="problem")
        for found in row.problems
    ]


def kinds(batch):
    return [found["kind"] for row in batch.rows.all() for found in row.problems]


def test_fifty_of_fifty_planted_faults_are_reported_by_row_and_column(read, sheet):
    batch = read(sheet.data)

    assert problems(batch) == sheet.faults
    assert outcomes(batch) == {"new": ROWS - FAULTS, "problem": FAULTS}
    assert not Listing.objects.exists()


def test_every_row_without_a_fault_becomes_a_draft_and_nobody_gets_mail(taken_in, sheet):
    batch = taken_in(sheet.data)

    assert batch.status == "imported"
    assert batch.rows_done == ROWS - FAULTS
    assert set(Listing.objects.values_list("status", flat=True)) == {"draft"}
    assert Listing.objects.count() == ROWS - FAULTS
    assert batch.rows.filter(outcome="new", listing=None).count() == 0
    assert not Email.objects.exists()


def test_the_same_file_again_changes_nothing(taken_in, sheet):
    taken_in(sheet.data)
    before = list(Listing.objects.order_by("pk").values())

    again = taken_in(sheet.data)

    assert outcomes(again) == {"same": ROWS - FAULTS, "problem": FAULTS}
    assert again.rows_done == 0
    assert list(Listing.objects.order_by("pk").values()) == before


def test_the_same_rows_without_numbers_of_their_own_change_nothing_either(taken_in):
    rows = "Title,Pay,Apply by\nClean a survey,USD 500,\nLate,USD 500,2001-01-01\n"
    taken_in(rows, choices={"past": "empty"})

    again = taken_in(rows + "Write a text,USD 500,\n", choices={"past": "empty"})

    assert outcomes(again) == {"same": 2, "new": 1}


def test_when_a_chunk_fails_half_way_nothing_is_written(read, sheet, monkeypatch):
    batch = read(sheet.data)
    whole, written = drafts.Writer.write, []

    def write(self, rows):
        whole(self, rows)
        written.append(Listing.objects.count())
        if len(written) == 2:
            raise DatabaseError("the disk is full")

    monkeypatch.setattr(drafts.Writer, "write", write)
    monkeypatch.setattr(actions, "CHUNK", 200)
    actions.start(batch)

    with pytest.raises(DatabaseError):
        actions.run_drafts(batch.pk)

    assert written == [200, 400]
    assert not Listing.objects.exists()
    assert not ImportedListing.objects.exists()


def test_a_row_becomes_a_draft_with_what_it_says(taken_in, employer):
    taken_in(
        "Title;What the student will do;What the student hands in;Skills;Field;Location;Mode;"
        "Total hours;Hours per week;Duration;Stipend;Deadline;Start;Openings;Languages\r\n"
        '" Clean  a survey ";"One &amp; two\r\nthree";A table; SQL ,Python;data;London, UK;On-site;'
        "30 hrs;10;3 weeks;USD 1.200,50;{};{};2 openings;English, German\r\n".format(
            make.today(20).isoformat(), f"{make.today(40):%d %b' %y}"
        )
    )

    draft = Listing.objects.get()
    assert draft.title == "Clean a survey"
    assert draft.description == "One & two\nthree"
    assert draft.deliverables == ["A table"]
    assert sorted(skill.name for skill in draft.skills.all()) == ["Python", "SQL"]
    assert (draft.field, draft.arrangement) == ("data", "in_person")
    assert [(place.city, place.country) for place in draft.places.all()] == [("London", "GB")]
    assert (draft.total_hours, draft.hours_per_week, draft.length_days) == (30, 10, 21)
    assert (draft.pay_minor, draft.currency, draft.direction) == (1200_50, "USD", "paid")
    assert f"{draft.apply_by:%H:%M}" == "18:29"  # 23:59 in Kolkata
    assert draft.starts_from == make.today(40)
    assert draft.openings == 2
    assert draft.languages == ["en", "de"]
    assert draft.created_by == employer
    assert draft.organisation == employer.membership.organisation


def test_a_row_with_its_own_number_changes_the_draft_it_made(taken_in):
    first = taken_in(HEAD + "7,Clean a survey,USD 500,\n8,Draw a map,USD 600,\n")
    draft = Listing.objects.get(title="Clean a survey")
    Listing.objects.filter(pk=draft.pk).update(description="Written by hand", openings=3)

    again = taken_in(HEAD + "7,Clean a survey,USD 550,\n8,Draw a map,USD 600,\n")

    draft.refresh_from_db()
    assert outcomes(first) == {"new": 2}
    assert outcomes(again) == {"change": 1, "same": 1}
    assert (draft.pay_minor, draft.description, draft.openings) == (550_00, "Written by hand", 3)
    assert Listing.objects.count() == 2


def test_a_cell_that_is_emptied_leaves_the_draft_alone(taken_in):
    taken_in(HEAD + "7,Clean a survey,USD 500,\n")

    again = taken_in(HEAD + "7,Clean a survey,,\n")

    assert outcomes(again) == {"same": 1}
    assert Listing.objects.get().pay_minor == 500_00


def test_a_listing_that_is_no_draft_any_more_is_reported_and_left_alone(taken_in):
    taken_in(HEAD + "7,Clean a survey,USD 500,\n")
    sent = {"status": "open", "total_hours": 5, "length_days": 7, "apply_by": "2030-01-01T00:00Z"}
    Listing.objects.update(**sent)

    again = taken_in(HEAD + "7,Clean a survey,USD 550,\n")

    assert kinds(again) == ["sent"]
    assert Listing.objects.get().pay_minor == 500_00


def test_a_draft_that_is_sent_between_reading_and_importing_is_left_alone(taken_in, read):
    taken_in(HEAD + "7,Clean a survey,USD 500,\n")
    again = read(HEAD + "7,Clean a survey,USD 550,\n")
    sent = {"status": "open", "total_hours": 5, "length_days": 7, "apply_by": "2030-01-01T00:00Z"}
    Listing.objects.update(**sent)

    actions.start(again)
    actions.run_drafts(again.pk)

    assert Listing.objects.get().pay_minor == 500_00


def test_rows_that_are_the_same_make_one_draft(taken_in):
    batch = taken_in("Title,Pay\nClean a survey,USD 500\n\nClean  a survey,USD 500\n")

    assert list(batch.rows.values_list("number", "outcome")) == [(2, "new"), (4, "same")]
    assert batch.rows.get(number=4).notes[0]["params"] == {"read": "", "first": 2}
    assert Listing.objects.count() == 1


def test_one_number_for_two_rows_is_reported(read):
    batch = read(HEAD + "7,Clean a survey,USD 500,\n7,Draw a map,USD 500,\n")

    assert kinds(batch) == ["id_twice"]
    assert outcomes(batch) == {"new": 1, "problem": 1}


def test_two_imports_of_one_file_at_once_make_each_draft_once(read):
    one = read(HEAD + "7,Clean a survey,USD 500,\n")
    other = read(HEAD + "7,Clean a survey,USD 500,\n")

    for batch in (one, other):
        actions.start(batch)
        actions.run_drafts(batch.pk)

    assert Listing.objects.count() == 1


def test_another_organisation_has_drafts_of_its_own(taken_in, employer):
    other = make.draft(organisation=make.organisation())
    ImportedListing.objects.create(
        listing=other, organisation=other.organisation, key="x", cells="x", setup="x"
    )

    taken_in(HEAD + "7,Clean a survey,USD 500,\n")

    assert employer.membership.organisation.listings.count() == 1


def test_what_was_chosen_is_remembered_for_the_next_file(read, employer):
    read("Headline,Money\nClean a survey,USD 500\n", columns={"title": 0, "pay": 1})

    again = read("Money,Headline\nUSD 500,Clean a survey\n")

    assert again.columns == {"title": 1, "pay": 0}
    assert ImportMemory.objects.get().choices == messy.CHOICES


def test_a_file_that_is_not_utf_8_from_the_middle_on_is_refused_by_name(read, employer):
    batch = read(HEAD + "7,Clean a survey,USD 500,\n")
    with batch.file.open("wb") as stored:
        stored.write(b"Ref,Title,Pay,Apply by\n" + b"7,Caf\xe9,USD 500,\n")

    actions.check(batch)
    actions.run_check(batch.pk)

    batch.refresh_from_db()
    assert batch.status == "failed"
    assert "UTF-8" in batch.trouble


def test_an_import_that_is_taken_back_deletes_what_nobody_has_touched(taken_in, employer):
    kept = make.draft(organisation=employer.membership.organisation)
    batch = taken_in(HEAD + "7,Clean a survey,USD 500,\n8,Draw a map,USD 600,\n")
    Listing.objects.get(title="Draw a map").save()

    assert actions.undo(batch) == 1

    assert set(Listing.objects.values_list("title", flat=True)) == {kept.title, "Draw a map"}
    with pytest.raises(WrongState):
        actions.undo(batch)


def test_what_a_later_import_has_changed_is_not_taken_back(taken_in):
    first = taken_in(HEAD + "7,Clean a survey,USD 500,\n")
    before = Listing.objects.get().updated_at
    taken_in(HEAD + "7,Clean a survey,USD 550,\n")

    assert actions.undo(first) == 0

    # Who has its form open is told that it is another one now.
    assert Listing.objects.get().updated_at > before


def test_what_was_taken_back_can_be_imported_again(taken_in):
    batch = taken_in(HEAD + "7,Clean a survey,USD 500,\n")
    actions.undo(batch)

    actions.start(batch)
    actions.run_drafts(batch.pk)

    assert Listing.objects.get().pay_minor == 500_00


@pytest.mark.parametrize(
    ("home", "column", "currency", "is_said"),
    [
        ("IN", "", "INR", False),
        ("PK", "", "PKR", False),
        ("DE", "", "INR", True),
        ("DE", "PKR", "PKR", False),
    ],
)
def test_rupees_are_those_of_the_organisations_country(home, column, currency, is_said):
    setup = Setup(
        columns={"title": 0, "pay": 1, "currency": 2},
        headers=["Title", "Pay", "Currency"],
        choices={},
        today=make.today(),
        home=home,
        currencies=("INR", "PKR"),
    )

    row = rows.read(setup, 2, ["Clean a survey", "Rs. 500", column])

    assert (row.values["currency"], row.values["pay_minor"]) == (currency, 500_00)
    assert [each["kind"] for each in row.notes] == ["rupee"] * is_said


@given(st.lists(st.text(max_size=40), min_size=12, max_size=12))
@example(
    ["\ud800", "=1+1", "9" * 40, "1e999", "0/0/0000", "99/99/99", "²", "&#0;", ",", "-", "%s", "₹"]
)
@settings(max_examples=150, deadline=None)
def test_any_row_is_read_or_reported(cells):
    """Whatever stands in it, in whichever column, it can be stored and put in words."""
    setup = Setup(
        columns={name: index % 12 for index, name in enumerate(FIELDS)},
        headers=[f"Column {index}" for index in range(12)],
        choices={},
        today=make.today(),
        currencies=("USD", "INR"),
        standard=("micro-internship", "Micro-internship"),
    )

    row = rows.read(setup, 2, cells)

    json.dumps([row.values, row.problems, row.notes]).encode()
    for found in [*row.problems, *row.notes]:
        assert said(found["kind"], found["params"])
