"""A university's posting policy: its rules, its preview, and what follows from it."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from listings import policies
from listings.models import Format, Listing, Moderation, ModerationEvent, Policy, Term
from listings.tasks import apply_policies
from marketplace.money import converted
from tests import make
from tests.listings.counting import statements
from tests.listings.seen import seen
from tests.listings.test_deciding import decide

PAGE = "/moderation/policy/"
OPEN = {"unpaid": "on", "expenses_only": "on", "student_pays": "on", "third_parties_abroad": "on"}
OPEN |= {"contractors": "on", "currency": "USD", "most_risk": "high", "countries_are": "any"}


@pytest.fixture
def at(db):
    make.formats()
    return make.university()


@pytest.fixture
def desk(at, sign_in):
    return sign_in(make.staff(at))


def typed(**given):
    """What the form sends; None leaves a box empty."""
    formats = [each.pk for each in policies_formats()]
    fields = {**OPEN, "formats": formats, "do": "save", **given}
    return {name: value for name, value in fields.items() if value is not None}


def policies_formats():

    return Format.objects.filter(is_active=True)


def broken(listing, at, **columns):
    """Keys of the rules that it breaks."""
    policy = Policy(university=at, version=0, **columns)
    row = Listing.objects.for_cards().get(pk=listing.pk)
    rates = policies.rates() if policy.least_per_hour else {}
    book = policies.Rulebook(policy, at.country, frozenset(), (), rates)
    return [check.key for check in policies.against(row, book)]


@pytest.mark.parametrize(
    ("given", "columns", "key"),
    [
        ({"direction": "simulation", "pay_minor": 0}, {"unpaid": False}, "unpaid"),
        ({"direction": "expenses"}, {"expenses_only": False}, "expenses_only"),
        (
            {"direction": "student_pays", "pay_minor": 0, "programme_fee_minor": 900_00},
            {"student_pays": False},
            "student_pays",
        ),
        ({}, {"contractors": False}, "contractors"),
        ({}, {"least_per_hour": 24_01}, "pay"),
        ({"hours_per_week": 16}, {"most_hours_per_week": 15}, "hours"),
        (
            {"arrangement": "in_person", "country": "US", "city": "Reno"},
            {"most_risk": "low"},
            "risk",
        ),
        (
            {"arrangement": "in_person", "country": "PT", "city": "Lisbon"},
            {"most_risk": "medium"},
            "risk",
        ),
        (
            {"arrangement": "hybrid", "country": "PT", "city": "Lisbon"},
            {"countries_are": "not", "countries": ["PT"]},
            "countries",
        ),
        (
            {"arrangement": "hybrid", "country": "PT", "city": "Lisbon"},
            {"countries_are": "only", "countries": ["US", "GB"]},
            "countries",
        ),
    ],
)
def test_each_rule_finds_what_it_is_about_and_nothing_else(at, given, columns, key):
    row = make.listing(at, **given)

    assert broken(row, at) == []
    assert broken(row, at, **columns) == [key]


def test_what_is_just_allowed_is_allowed(at):
    row = make.listing(at, hours_per_week=15, arrangement="in_person", country="US", city="Reno")

    columns = {"least_per_hour": 24_00, "most_hours_per_week": 15, "most_risk": "medium"}
    columns |= {"countries_are": "only", "countries": ["US"], "unpaid": False}
    assert broken(row, at, **columns, student_pays=False, third_parties_abroad=False) == []


def test_a_providers_programme_abroad_is_a_third_partys(at):
    programme = {"format": make.format(slug="facilitated-programme"), "arrangement": "in_person"}
    programme["format"].uses = ["itinerary"]
    programme["format"].save()
    abroad = make.listing(at, **programme, country="CR", city="La Fortuna")
    here = make.listing(at, **programme, country="US", city="Reno")

    assert broken(abroad, at, third_parties_abroad=False) == ["third_parties"]
    assert broken(here, at, third_parties_abroad=False) == []


def test_pay_in_another_currency_is_compared_at_the_latest_rate(at):
    make.rates()
    row = make.listing(at, currency="JPY", pay_minor=90_000)  # 3,000 yen an hour

    assert broken(row, at, least_per_hour=1_00) == []
    assert broken(row, at, least_per_hour=500_00) == ["pay"]


def test_without_a_rate_nothing_is_said_to_pay_enough(at):
    row = make.listing(at, currency="XAF", pay_minor=900_000)
    book = policies.Rulebook(
        Policy(university=at, least_per_hour=1), at.country, frozenset(), (), {}
    )

    [check] = policies.against(Listing.objects.for_cards().get(pk=row.pk), book)
    assert check.why == "We know no rate from XAF."


def test_conversion_is_exact_and_rounds_down():
    rates = {"JPY": Decimal("150"), "KWD": Decimal("0.3")}
    assert converted(100, "USD", "JPY", rates) == 150
    assert converted(151, "JPY", "USD", rates) == 100
    assert converted(1, "JPY", "KWD", rates) == 2
    assert converted(7, "EUR", "EUR", {}) == 7
    assert converted(7, "EUR", "USD", {}) is None


def test_hours_count_in_term_only(at):
    day = date(2027, 6, 1)
    row = make.listing(at, hours_per_week=30, starts_from=day, starts_by=day, length_days=14)
    policy = Policy.objects.create(university=at, version=1, most_hours_per_week=15)
    term = Term.objects.create(policy=policy, starts=date(2027, 1, 11), ends=date(2027, 5, 31))

    def against():
        book = policies.rulebook(policies.current(at))
        found = policies.against(Listing.objects.for_cards().get(pk=row.pk), book)
        return [check.why for check in found]

    assert against() == []
    term.ends = day
    term.save()
    assert against() == ["30 hours a week in term; you allow 15."]


# --- The page ----------------------------------------------------------------


def test_a_policy_is_looked_at_before_it_is_kept(at, desk):
    hit = make.listing(at, title="Pack boxes all day", hours_per_week=38)
    make.listing(at, hours_per_week=10)
    make.listing(hours_per_week=38)  # another university's
    queued = make.waiting(at, hours_per_week=40)

    page = desk.post(PAGE, typed(most_hours_per_week="20", do="preview"))

    found = page.context["preview"]
    assert (found["shown"], found["n"], found["waiting"]) == (2, 1, 1)
    assert [row.listing for row, _why in found["hit"]] == [hit]
    assert [row for row, _why in found["held"]] == [queued]
    assert found["rules"] == [("Hours a week in term", 2)]
    assert "Pack boxes all day" in page.text
    assert not Policy.objects.exists()


def test_the_preview_alone_is_drawn_while_one_writes(at, desk):
    make.listing(at, hours_per_week=38)

    part = desk.post(PAGE, typed(most_hours_per_week="20"), headers={"HX-Request": "true"})
    wrong = desk.post(PAGE, typed(most_hours_per_week="x"), headers={"HX-Request": "true"})

    # Only the button keeps it: what htmx sends names none.
    assert "<html" not in part.text
    assert "1 of them would go back to be read." in part.text
    assert "cannot be read yet" in wrong.text


def test_the_preview_asks_as_often_however_many_listings(at, desk):
    data = typed(most_hours_per_week="20", least="30", most_risk="low", do="preview")
    there = {"hours_per_week": 38, "arrangement": "in_person", "country": "PT", "city": "Lisbon"}
    make.listing(at, **there)
    one = statements(lambda: desk.post(PAGE, data))
    for _ in range(2):
        make.listing(at, **there)

    assert statements(lambda: desk.post(PAGE, data)) == one


def test_versions_are_kept_with_who_and_what_changed(at, desk):
    desk.post(
        PAGE, typed(most_hours_per_week="20", least="25.50", terms="2027-01-11 to 2027-05-07")
    )
    unticked = typed(unpaid=None, countries_are="not", countries="Portugal\nes", most_risk="medium")
    desk.post(PAGE, unticked)

    first, second = Policy.objects.order_by("version")
    assert (first.version, first.least_per_hour, first.most_hours_per_week) == (1, 25_50, 20)
    assert first.terms.get().ends == date(2027, 5, 7)
    assert (second.unpaid, second.countries, second.least_per_hour) == (False, ["ES", "PT"], None)
    page = desk.get(PAGE)
    changed = [each["changed"] for each in page.context["versions"]]
    assert changed[1] == ["Least pay per hour", "Most hours a week in term", "Terms"]
    assert changed[0][0] == "Unpaid simulations"
    assert "Version 2" in page.text


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"terms": "next spring"}, "terms"),
        ({"terms": "2027-05-07 to 2027-01-11"}, "terms"),
        ({"terms": "2027-02-30 to 2027-05-07"}, "terms"),
        ({"countries_are": "only", "countries": "Atlantis"}, "countries"),
        ({"countries_are": "only", "countries": ""}, "countries"),
        ({"formats": None}, "formats"),
        ({"least": "a lot"}, "least"),
        ({"least": "10.55", "currency": "JPY"}, "least"),
        ({"most_hours_per_week": "200"}, "most_hours_per_week"),
        ({"approves_after": "0"}, "approves_after"),
        ({"trusted": "No Such University"}, "trusted"),
    ],
)
def test_what_cannot_be_meant_is_said_beside_its_field(at, desk, given, field):
    page = desk.post(PAGE, typed(**given))

    assert list(page.context["form"].errors) == [field]
    assert page.context["preview"] is None
    assert not Policy.objects.exists()


def test_a_format_that_is_not_offered_is_refused_and_new_ones_are_offered(at, desk):
    row = make.listing(at)
    offered = [each.pk for each in policies_formats() if each != row.format]
    desk.post(PAGE, typed(formats=offered))

    policy = Policy.objects.get()
    assert list(policy.formats_refused.all()) == [row.format]
    make.format(slug="brand-new", name="Brand new")
    form = desk.get(PAGE).context["form"]
    ticked = {each.slug for each in form.initial["formats"]}
    assert "brand-new" in ticked
    assert row.format.slug not in ticked


def test_the_database_holds_what_the_form_asks_for(at):
    for columns in ({"least_per_hour": 0}, {"countries": ["PT"]}, {"countries_are": "only"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Policy.objects.create(university=at, version=1, **columns)


# --- What follows ------------------------------------------------------------


def test_what_a_new_policy_does_not_allow_students_no_longer_see(at, desk, sign_in):
    row = make.listing(at, hours_per_week=38)
    other = make.approval(row)
    student = sign_in(make.student(university=at).user)
    assert student.get(row.get_absolute_url()).status_code == 200

    desk.post(PAGE, typed(most_hours_per_week="20"))
    apply_policies()
    apply_policies()

    mine = Moderation.objects.get(university=at)
    event = ModerationEvent.objects.get()
    assert (mine.status, event.rule, event.by) == ("waiting", "policy", None)
    assert "you allow 20" in event.reason
    other.refresh_from_db()
    assert other.status == "approved"
    assert seen(student.get("/projects/")).count == 0
    assert (
        seen(sign_in(make.student(university=other.university).user).get("/projects/")).count == 1
    )


def test_a_version_that_was_replaced_changes_nothing(at, desk):
    make.listing(at, hours_per_week=38)
    desk.post(PAGE, typed(most_hours_per_week="20"))
    desk.post(PAGE, typed())

    apply_policies()

    assert Moderation.objects.get().status == "approved"
    assert not Policy.objects.filter(applied_at=None).exists()


def test_against_the_policy_it_is_approved_only_with_a_reason(at, desk):
    row = make.waiting(at, hours_per_week=38)
    Policy.objects.create(university=at, version=1, most_hours_per_week=20)

    page = decide(desk, row, "approve")
    assert list(page.context["form"].errors) == ["despite"]
    row.refresh_from_db()
    assert row.status == "waiting"

    decide(desk, row, "approve", despite="They work in the break only.")
    row.refresh_from_db()
    assert (row.status, row.excused, row.reason) == ("approved", ["hours"], "")
    event = row.events.get()
    assert (event.excused, event.reason) == (["hours"], "They work in the break only.")
    # What it was excused of once no version sends back; another rule does.
    page = desk.post(PAGE, typed(most_hours_per_week="15"))
    apply_policies()
    row.refresh_from_db()
    assert row.status == "approved"
    desk.post(PAGE, typed(most_hours_per_week="15", contractors=None))
    apply_policies()
    row.refresh_from_db()
    assert row.status == "waiting"


def test_a_refusal_needs_no_excuse(at, desk):
    row = make.waiting(at, hours_per_week=38)
    Policy.objects.create(university=at, version=1, most_hours_per_week=20)

    decide(desk, row, "reject", template="policy")

    row.refresh_from_db()
    assert row.status == "rejected"


def test_the_policy_stands_beside_the_listing_rule_by_rule(at, desk):
    row = make.waiting(at, hours_per_week=38)
    Policy.objects.create(university=at, version=1, most_hours_per_week=20)

    page = desk.get(reverse("listings:review", args=[row.pk]))

    checks = {check.key: check.passed for check in page.context["checks"]}
    assert len(checks) == 10
    assert [key for key, passed in checks.items() if not passed] == ["hours"]
    assert "38 hours a week in term; you allow 20." in page.text


def test_another_universitys_policy_is_nobodys(at, desk, sign_in):
    desk.post(PAGE, typed(most_hours_per_week="20"))
    elsewhere = make.waiting(hours_per_week=38)
    other = sign_in(make.staff(elsewhere.university))

    assert other.get(PAGE).context["versions"] == []
    decide(other, elsewhere, "approve")
    elsewhere.refresh_from_db()
    assert elsewhere.status == "approved"
