"""The journey through the pages, as a browser without JavaScript walks it."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from listings import tasks
from listings.importing import actions
from listings.models import ImportRow, Listing, ListingImport
from tests import make

FILES = "/listings/import/"
SHEET = (
    "Job Title,Stipend,Duration,Apply By\n"
    'Clean a survey,"USD 1,200",2 Weeks,\n'
    "Draw a map,₹ 9000 /month,2 Months,\n"
    "=cmd(),Competitive,a while,31 Feb 2027\n"
)


@pytest.fixture
def desk(employer, sign_in):
    return sign_in(employer)


def csv_file(body, name="listings.csv"):
    data = body if isinstance(body, bytes) else body.encode()
    return SimpleUploadedFile(name, data, content_type="text/csv")


def error(response):
    return response.context["form"].errors["file"][0]


@pytest.fixture
def walk(desk, django_capture_on_commit_callbacks):
    """POSTs, and then does what it has queued."""

    def post(url, data=None):
        connection.run_on_commit.clear()  # what an earlier one queued was sent long ago
        with django_capture_on_commit_callbacks() as queued:
            response = desk.post(url, data or {})
        for batch in ListingImport.objects.filter(status__in=ListingImport.RUNNING):
            assert queued
            checking = batch.status == "checking"
            (tasks.check_import if checking else tasks.make_drafts)(str(batch.pk))
        return response

    return post


def test_from_the_file_to_the_drafts(desk, walk, employer):
    columns = desk.post(FILES, {"file": csv_file(SHEET)}).url
    page = desk.get(columns)
    assert page.context["form"].initial == {
        "title": "0",
        "pay": "1",
        "length": "2",
        "apply_by": "3",
    }
    assert "Job Title: Clean a survey" in page.text

    where = walk(columns, {"title": 0, "pay": 1, "length": 2, "apply_by": 3}).url
    report = desk.get(where)
    assert report.context["heading"] == "1 row can be imported"
    assert "There is no such day. Look at the month and its length." in report.text
    assert "Write the price of the whole: ₹18,000.00." in report.text
    assert not Listing.objects.exists()

    walk(f"{where}decide/", {"pay_month": "times", "pay": "report", "length": "report"})
    report = desk.get(f"{where}?rows=drafts")
    assert report.context["counts"]["drafts"] == 2
    assert "₹9,000.00 × 2 = ₹18,000.00, as you chose." in report.text

    confirm = desk.get(f"{where}confirm/")
    assert "Import 2 drafts?" in confirm.text
    walk(f"{where}confirm/")
    done = desk.get(where)
    assert "2 drafts are made" in done.text
    for draft in Listing.objects.all():
        assert draft.status == "draft"
        assert reverse("listings:manage", args=[draft.slug]) in done.text


def test_a_draft_with_next_to_nothing_goes_through_the_form_like_any_other(desk, walk):
    columns = desk.post(FILES, {"file": csv_file("Title,Mode\nClean a survey,hybrid\n")}).url
    where = walk(columns, {"title": 0, "arrangement": 1}).url
    walk(f"{where}confirm/")
    draft = Listing.objects.get()

    for name in ("manage", "edit", "preview"):
        assert desk.get(reverse(f"listings:{name}", args=[draft.slug])).status_code == 200
    response = desk.post(reverse("listings:submit", args=[draft.slug]), follow=True)

    assert "Something is still missing. Nothing was sent." in response.text


def test_nothing_is_imported_before_it_is_confirmed_and_nothing_twice(desk, walk):
    columns = desk.post(FILES, {"file": csv_file(SHEET)}).url
    where = walk(columns, {"title": 0, "pay": 1}).url
    desk.get(f"{where}confirm/")
    assert not Listing.objects.exists()

    walk(f"{where}confirm/")
    walk(f"{where}confirm/")

    assert Listing.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "name", "words"),
    [
        (SHEET.encode("utf-16"), "a.csv", "UTF-16"),
        (SHEET.encode("utf-16-be"), "a.csv", "UTF-16"),
        ("Titel\nCaf\xe9\n".encode("latin-1"), "a.csv", "In row 2 there are letters"),
        (b"PK\x03\x04" + b"x" * 50, "a.csv", "This is a workbook"),
        (SHEET, "a.xlsx", "must be one of these: CSV, TXT"),
        ("Title\n", "a.csv", "a heading and no rows"),
        ("\n\n", "a.csv", "is empty"),
        ('Title\n"Clean a survey\nDraw a map\n', "a.csv", "From row 2 on"),
        ("Title\n" + "x\n" * 10_001, "a.csv", "10001 rows, and 10000 is the most"),
        (",".join("abcdefghij" * 7) + "\n1\n", "a.csv", "70 columns, and 60 is the most"),
        (b"", "a.csv", "is empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(desk, body, name, words):
    response = desk.post(FILES, {"file": csv_file(body, name)})

    assert words in error(response)
    assert not ListingImport.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        "Title;Pay\r\nClean a survey;USD 500\r\n",
        "\ufeffTitle\tPay\nClean a survey\tUSD 500\n",
        "sep=;\r\nTitle;Pay\r\nClean a survey;USD 500\r\n",
        'Title|Pay\n"Clean a survey"|"USD 500"\n',
        '\n\nTitle,Pay\n"Clean a survey",USD 500\n',
    ],
)
def test_files_of_many_kinds_are_read_the_same(desk, walk, body):
    columns = desk.post(FILES, {"file": csv_file(body)}).url

    walk(columns, {"title": 0, "pay": 1})

    assert ImportRow.objects.get().values["pay_minor"] == 500_00


def test_a_cell_may_hold_lines_and_the_rows_keep_their_numbers(desk, walk):
    body = 'Title,About\n"A","one\r\ntwo"\n\n,nothing\n'
    columns = desk.post(FILES, {"file": csv_file(body)}).url

    walk(columns, {"title": 0, "description": 1})

    rows = list(ImportRow.objects.values_list("number", "outcome"))
    assert rows == [(2, "new"), (4, "problem")]


def test_one_column_cannot_be_two_things(desk):
    columns = desk.post(FILES, {"file": csv_file(SHEET)}).url

    response = desk.post(columns, {"title": 0, "description": 0})

    wrong = response.context["form"].errors["description"]
    assert wrong == ["This column is chosen for “Title” too."]


def test_the_title_is_needed(desk):
    columns = desk.post(FILES, {"file": csv_file(SHEET)}).url

    response = desk.post(columns, {"pay": 1})

    assert response.context["form"].errors["title"] == ["Choose the column with the titles."]


def test_our_own_example_is_read_without_a_problem(desk, walk):
    example = desk.get(f"{FILES}example/").content
    columns = desk.post(FILES, {"file": csv_file(example)}).url
    form = desk.get(columns).context["form"]
    assert [form.initial[name] for name in form.fields] == [str(i) for i in range(len(form.fields))]

    walk(columns, form.initial)

    row = ImportRow.objects.get()
    assert [found["kind"] for found in row.problems if found["kind"] not in {"past", "other"}] == []
    assert row.values["pay_minor"] == 720_00


def test_the_report_as_a_file_runs_no_formula(desk, walk):
    columns = desk.post(FILES, {"file": csv_file(SHEET)}).url
    where = walk(columns, {"title": 0, "pay": 1, "length": 2, "apply_by": 3}).url

    body = b"".join(desk.get(f"{where}report/").streaming_content).decode("utf-8-sig")

    lines = list(csv.DictReader(io.StringIO(body)))
    told = [(line["Row"], line["Column"], line["What stands there"]) for line in lines]
    assert ("4", "Apply By", "31 Feb 2027") in told
    assert {line["Title"] for line in lines if line["Row"] == "4"} == {"'=cmd()"}


def test_while_it_is_read_the_page_says_how_far_it_is(desk, employer):
    batch = make.listing_import(created_by=employer, status="checking", rows_in_file=9)
    ListingImport.objects.update(rows_done=4)

    page = desk.get(batch.get_absolute_url())
    part = desk.get(batch.get_absolute_url(), headers={"HX-Request": "true"})

    assert '<progress class="progress" id="done" max="9" value="4">' in page.text
    assert "Look again" in page.text
    assert part.text.strip().startswith('<div class="panel stack-s" id="progress"')


def test_once_it_is_read_the_page_that_asked_is_loaded_anew(desk, employer):
    batch = make.listing_import(created_by=employer)

    response = desk.get(batch.get_absolute_url(), headers={"HX-Request": "true"})

    assert response.headers["HX-Refresh"] == "true"


def test_a_page_of_the_report_asks_as_much_for_ten_rows_as_for_two(
    desk, walk, django_assert_max_num_queries
):
    for count in (2, 30):
        body = "Title,Stipend\n" + "".join(f"Project {n},Unpaid\n" for n in range(count))
        columns = desk.post(FILES, {"file": csv_file(body)}).url
        where = walk(columns, {"title": 0, "pay": 1}).url
        with django_assert_max_num_queries(13):
            desk.get(where)


def test_a_deleted_file_leaves_its_drafts(desk, walk, django_capture_on_commit_callbacks):
    columns = desk.post(FILES, {"file": csv_file(SHEET)}).url
    where = walk(columns, {"title": 0, "pay": 1}).url
    walk(f"{where}confirm/")
    stored = ListingImport.objects.get().file

    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"{where}remove/")

    assert not ListingImport.objects.exists()
    assert not stored.storage.exists(stored.name)
    assert Listing.objects.count() == 1


def test_a_file_is_not_deleted_while_it_is_worked_on(desk, employer):
    batch = make.listing_import(created_by=employer, status="importing")

    response = desk.post(f"{batch.get_absolute_url()}remove/", follow=True)

    assert "We are working on it right now. Nothing was deleted." in response.text


def test_files_are_deleted_after_two_weeks(employer):
    for days in (13, 15):
        batch = make.listing_import(created_by=employer)
        made = timezone.now() - timedelta(days=days)
        ListingImport.objects.filter(pk=batch.pk).update(created_at=made)

    tasks.sweep_imports()

    assert ListingImport.objects.count() == 1


def test_what_a_lost_worker_left_is_taken_up_and_given_up_at_last(employer):
    batch = make.listing_import(created_by=employer, status="checking", attempt=1)
    long_ago = timezone.now() - timedelta(minutes=5)
    ListingImport.objects.update(seen_at=long_ago)

    actions.run_check(batch.pk)

    batch.refresh_from_db()
    assert (batch.status, batch.attempt) == ("checked", 2)
    ListingImport.objects.update(status="checking", attempt=3, seen_at=long_ago)
    tasks.sweep_imports()
    batch.refresh_from_db()
    assert (batch.status, batch.trouble) == (
        "failed",
        "We could not read it. Nothing was changed.",
    )


def test_a_task_that_comes_twice_leaves_the_first_alone(employer):
    batch = make.listing_import(created_by=employer, status="checking", attempt=1, rows_done=1)

    actions.run_check(batch.pk)

    batch.refresh_from_db()
    assert (batch.status, batch.attempt, batch.rows_done) == ("checking", 1, 1)


def test_the_way_in_stands_on_the_page_of_ones_listings(desk):
    assert reverse("listings:import_files") in desk.get("/listings/").text


def test_thousands_of_drafts_do_not_push_the_other_listings_away(desk, employer):
    ours = employer.membership.organisation
    for _each in range(61):
        make.draft(organisation=ours)
    make.listing(organisation=ours, title="An open project")

    mine = desk.get("/listings/")
    drafts = desk.get("/listings/?show=drafts&page=2")

    assert len(mine.context["listings"]) == 21
    assert "An open project" in mine.text
    assert "show=drafts" in mine.text
    assert len(drafts.context["listings"]) == 11
    assert "An open project" not in drafts.text


def test_an_import_is_taken_back_after_it_was_asked_for_twice(desk, walk):
    columns = desk.post(FILES, {"file": csv_file(SHEET)}).url
    where = walk(columns, {"title": 0, "pay": 1}).url
    walk(f"{where}confirm/")
    assert "Take it back" in desk.get(where).text

    assert "We delete the drafts of this import" in desk.get(f"{where}undo/").text
    assert Listing.objects.count() == 1
    response = desk.post(f"{where}undo/", follow=True)

    assert "1 draft is deleted." in response.text
    assert not Listing.objects.exists()


def test_of_several_names_each_is_said_to_be_ours_by_itself(desk, walk):
    sheet = (
        "Title,Company\nMap a,Bell & Barley\nMap b,BELL AND BARLEY LTD\nMap c,Zoë's\nMap d,東京\n"
    )
    columns = desk.post(FILES, {"file": csv_file(sheet)}).url
    where = walk(columns, {"title": 0, "organisation": 1}).url

    asked = desk.get(where).context["decisions"]
    named = {field.label.split("”")[0][9:]: name for name, field in asked.fields.items()}
    assert set(named) == {"Bell & Barley", "BELL AND BARLEY LTD", "Zoë's", "東京"}
    walk(f"{where}decide/", {**dict.fromkeys(asked.fields, "report"), named["東京"]: "ours"})

    drafts = desk.get(f"{where}?rows=drafts").context["rows"]
    assert [row["title"] for row in drafts] == ["Map d"]
    assert drafts[0]["notes"][0]["say"] == "It names “東京”, which you said is yours."
    # What was chosen can be taken back, by the same name.
    asked = desk.get(where).context["decisions"].fields
    assert asked[named["東京"]].label == "Rows of “東京”"


def test_one_cell_has_one_advice_and_a_twin_is_named_as_such(desk, walk):
    cell = '"₹ 10,000 - 15,000 /month",2 weeks'
    columns = desk.post(
        FILES, {"file": csv_file(f"Title,Pay,Length\nMap,{cell}\nMap,{cell}\n")}
    ).url
    where = walk(columns, {"title": 0, "pay": 1, "length": 2}).url

    report = desk.get(where)

    said = [each["say"] for row in report.context["rows"] for each in row["problems"]]
    assert len(said) == 1
    assert "Write one amount: ₹4,666.67, or ₹7,000.00" in said[0]
    # Each of the two is still decided for its column.
    assert {"pay_range", "pay_month"} <= set(report.context["decisions"].fields)
    assert "1 row says the same as another row of this file" in report.text
    assert desk.get(f"{where}?rows=same").context["rows"][0]["outcome"] == "Same as row 2"
    both_left_out = {"pay_range": "empty", "pay_month": "empty"}
    walk(f"{where}decide/", both_left_out)
    assert len(desk.get(f"{where}?rows=drafts").context["rows"][0]["notes"]) == 1
