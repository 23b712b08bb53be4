"""The page a provost looks at, and its files."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import Download
from outcomes import actions
from outcomes.figures import Asked
from outcomes.models import Cell, Year
from tests import make
from tests.signing_in import signed_in


@pytest.fixture
def staff(db):
    return make.staff(roles=["moderator"])


@pytest.fixture
def busy(staff):
    """Twelve students have applied for data, two for law."""
    university = staff.staff_of.university
    data = make.listing(field="data", approved_by=university)
    law = make.listing(field="law", approved_by=university)
    for listing, n in ((data, 12), (law, 2)):
        for _ in range(n):
            make.application(listing=listing, student=make.student(university=university))
    actions.keep_changed(university)
    return university


def read(person, **asked):
    answer = signed_in(person).get(reverse("outcomes:overview"), asked)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.text)


def table(person, **asked):
    answer = signed_in(person).get(reverse("outcomes:table"), asked)
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return {(row["By"], row["Key"]): row for row in csv.DictReader(io.StringIO(text))}


def test_before_anything_is_counted_it_says_so(staff):
    assert "Nothing is counted yet" in read(staff)


def test_the_page_has_each_part_with_its_table(busy, staff):
    html = read(staff)

    for words in ("Students who applied", "From listing to completed work", "By month", "Field"):
        assert words in html
    assert "100 % of your students here" in html
    assert html.count('<svg class="chart__drawing"') == 4
    assert "hidden" in html


def test_few_people_are_hidden_on_the_page_and_in_the_file_alike(busy, staff):
    rows = table(staff)

    assert rows["field", "law"]["Applications"] == "hidden"
    assert rows["field", "data"]["Applications"] == "hidden", "or 14 − 12 says it"
    assert rows["month", Cell.objects.filter(by="month")[0].key]["Applications"] == "14"
    assert rows["field", "law"]["Listings approved"] == "1"
    assert ">12<" not in read(staff)


def test_an_analyst_reads_them(busy):
    analyst = make.staff(busy, roles=["analyst"])

    assert table(analyst)["field", "law"]["Applications"] == "2"
    assert "You read everything" in read(analyst)


def test_the_filter_is_in_the_address(busy, staff):
    html = read(staff, only="field:data")

    assert "Only: Data and AI" in html
    assert 'value="field:data" selected' in html
    assert 'id="by-field"' not in html
    assert ("field", "data") not in table(staff, only="field:data")


@pytest.mark.parametrize(
    "only",
    ["", "field", "field:", "name:data", "field:nothing", ":x", "month:x"]
    + ["month:2026-13", "field:\0"],
)
def test_a_filter_that_is_none_or_finds_nothing_is_no_error(busy, staff, only):
    read(staff, only=only)


def test_a_file_has_one_table_where_one_is_asked_for(busy, staff):
    assert {by for by, _key in table(staff, by="field")} == {"field"}
    client = signed_in(staff)
    assert client.get(reverse("outcomes:table"), {"by": "nothing"}).status_code == 404


def test_another_universitys_figures_are_not_there(busy):
    other = make.staff(roles=["funder"])
    assert "Nothing is counted yet" in read(other)
    make.application(university=other.staff_of.university)
    actions.keep_changed(other.staff_of.university)

    rows = table(other)

    assert ("field", "law") not in rows
    assert {row["Students who applied"] for row in rows.values()} <= {"hidden", "0"}


def test_a_year_that_is_not_there_is_a_404(busy, staff):
    client = signed_in(staff)

    assert client.get(reverse("outcomes:overview"), {"year": "1999-08-01"}).status_code == 404
    assert client.get(reverse("outcomes:table"), {"year": "1999-08-01"}).status_code == 404


def test_last_year_stands_beside_this_one(busy, staff):
    year = Year.objects.get(university=busy)
    old = Year.objects.get(pk=year.pk)
    old.pk, old.begins_on = None, year.begins_on.replace(year=year.begins_on.year - 1)
    old.save()
    Cell.objects.create(year=old, completions=812, completed=500, hours=9876)
    html = read(staff)

    assert f"{old}: 812" in html
    assert f"{old}: 9,876" in html


def test_it_asks_as_often_for_one_value_as_for_many(busy, staff):
    def asked():
        client = signed_in(staff)
        with CaptureQueriesContext(connection) as statements:
            client.get(reverse("outcomes:overview"), {"only": "organisation:company"})
        return len(statements)

    before = asked()
    for field in ("design", "coding", "media"):
        make.application(listing=make.listing(field=field, approved_by=busy), university=busy)
    actions.keep_changed(busy)

    assert asked() == before
    assert before <= 16


def test_what_was_drawn_is_drawn_anew_after_the_next_count(busy, staff):
    assert "14" in table(staff, by="month").popitem()[1]["Applications"]
    make.application(university=busy)
    actions.keep_changed(busy)

    assert table(staff, by="month").popitem()[1]["Applications"] == "15"


def test_what_is_typed_is_read_as_a_filter_or_as_none():
    assert str(Asked.of("field:data")) == "field:data"
    assert Asked.of("nonsense:data") == Asked()
    assert Asked.of("") == Asked()


def test_the_report_is_one_page_that_hides_what_the_page_hides(busy, staff):
    answer = signed_in(staff).get(reverse("outcomes:report"))
    [sheet] = PdfReader(io.BytesIO(answer.content)).pages
    text = sheet.extract_text()

    assert "Outcomes" in text
    assert str(busy) in text
    assert "hidden" in text
    assert "Law and policy" in text
    assert not re.search(r"\b12\b", text.partition("Counted on")[0])


def test_an_analysts_report_says_it(busy):
    answer = signed_in(make.staff(busy, roles=["analyst"])).get(reverse("outcomes:report"))
    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()

    assert re.search(r"\b12\b", text)


def test_an_analyst_takes_every_placement_away_with_keys_that_stay(db):
    analyst = make.staff(roles=["analyst"])
    app = make.application(university=analyst.staff_of.university, status="accepted")
    placement = make.placement(application=app)
    make.payout(make.delivered(placement.milestones.get()), sent=True)
    make.placement()
    actions.keep_changed(analyst.staff_of.university)
    answer = signed_in(analyst).get(reverse("outcomes:placements"))
    [row] = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))

    assert row["Placement"] == str(placement.pk)
    assert (row["Student"], row["Listing"]) == (str(app.student_id), app.listing.slug)
    assert (row["State"], row["Hours"], row["Paid"]) == ("completed", "30", "648.00")
    assert Download.objects.get().by == analyst
    for others in (["moderator"], ["funder"], ["administrator"]):
        colleague = make.staff(analyst.staff_of.university, roles=others)
        assert signed_in(colleague).get(reverse("outcomes:placements")).status_code == 403
