"""What an organisation's page says of how it treats students, and when it says nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applications.flags import FEWEST, flags_of
from applications.models import Application, Placement
from tests import make
from tests.listings.test_comparing import rows_of

pytestmark = pytest.mark.django_db


def ago(**given):
    return timezone.now() - timedelta(**given)


def answered(org, status, days):
    sent = ago(days=30)
    return make.application(
        listing=make.listing(organisation=org),
        status=status,
        submitted_at=sent,
        decided_at=sent + timedelta(days=days),
    )


def placed(org, who=None, status="completed", late=False, **given):
    app = make.application(
        listing=make.listing(organisation=org), student=who or make.student(), status="accepted"
    )
    fund_by = ago(days=20)
    fields = {"started_at": fund_by + timedelta(days=1 if late else -1), "status": status, **given}
    return make.placement(application=app, fund_by=fund_by, **fields)


def shown(client, org):
    page = client.get(org.get_absolute_url()).text
    start = page.index("How they treat students")
    return page[start : page.index("</section>", start)]


def test_a_new_organisation_has_no_record(client):
    org = make.organisation()

    assert set(vars(flags_of(org)).values()) == {None}
    assert shown(client, org).count("Not enough yet") == 4


def test_fewer_events_than_enough_say_nothing():
    org = make.organisation()
    for _ in range(FEWEST - 1):
        answered(org, "declined", days=2)
        placed(org)

    found = flags_of(org)

    assert (found.pays_on_time, found.hires_again) == (None, None)


def test_silence_counts_against_and_the_median_is_of_answers(client):
    org, other = make.organisation(), make.organisation()
    for days in (1, 2, 3, 4, 20):
        answered(org, "declined", days)
    answered(org, "not_selected", days=8)
    make.application(listing=make.listing(organisation=org), decide_by=ago(days=1))
    answered(org, "withdrawn", days=1)
    make.application(listing=make.listing(organisation=org))  # its time is not up
    answered(other, "not_selected", days=1)

    found = flags_of(org)

    assert found.answers == 5 / 7
    assert found.decides_in == timedelta(days=3)
    assert "71 %" in shown(client, org)
    assert "3 days" in shown(client, org)


def test_a_listing_s_page_says_only_what_is_known(client):
    listing = make.listing()
    page = client.get(listing.get_absolute_url()).text
    assert "We cannot say yet: that takes 5 cases at least." in page

    for days in (1, 2, 3, 4, 20):
        answered(listing.organisation, "declined", days)
    page = client.get(listing.get_absolute_url()).text
    assert "3 days" in page[page.index("How they treat students") :]
    assert "Pays in on time" not in page


def test_a_comparison_has_a_row_for_what_is_known_of_one(client):
    new, known, slow = (make.listing() for _ in range(3))
    for row, long in ((known, 2), (slow, 9)):
        for _ in range(FEWEST):
            answered(row.organisation, "declined", long)

    asked = {"l": [each.slug for each in (new, known, slow)]}
    rows = rows_of(client.get("/projects/compare/", asked).text)

    assert rows["Typical time to decide"] == ["Not enough yet", "2 days the least", "9 days"]
    assert rows["Answers applications"] == ["Not enough yet", "100 %", "100 %"]
    assert "Pays in on time" not in rows


def test_paying_late_and_never_count_against():
    org = make.organisation()
    for _ in range(4):
        placed(org)
    placed(org, late=True)
    placed(org, status="cancelled", started_at=None, cancelled_at=timezone.now())
    placed(org, status="cancelled", started_at=None, cancelled_at=ago(days=25))  # before the day

    assert flags_of(org).pays_on_time == 4 / 6


def test_choosing_a_student_again_counts():
    org = make.organisation()
    student = make.student()
    for who in (student, make.student(), make.student(), make.student(), make.student()):
        placed(org, who)
    placed(org, student, status="accepted", started_at=None)

    assert flags_of(org).hires_again == 1 / 5
    assert Placement.objects.count() == 6
    assert Application.objects.count() == 6


def test_a_record_is_counted_anew_after_a_while_only(settings, django_assert_num_queries):
    settings.FLAGS_KEPT_SECONDS = 600
    org = make.organisation()

    with django_assert_num_queries(3):
        first = flags_of(org)
    with django_assert_num_queries(0):
        assert flags_of(org) == first
    settings.FLAGS_KEPT_SECONDS = 0
    with django_assert_num_queries(3):
        flags_of(org)
