import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import University
from listings.models import Listing, Moderation
from tests import make

CREATE = "/listings/new/"


@pytest.fixture
def employer(db):
    make.formats()
    make.university(name="Ashcombe")
    return make.employer(make.organisation(time_zone="Asia/Kolkata"))


@pytest.fixture
def desk(employer, sign_in):
    return sign_in(employer)


def errors(response):
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def test_an_employer_without_an_organisation_is_led_to_make_one(db, sign_in):
    response = sign_in(make.user("employer")).get(CREATE)

    assert response.url == f"{reverse('accounts:organisation_edit')}?next={CREATE}"


def test_what_was_typed_becomes_a_listing_that_can_be_checked(desk, employer):
    response = desk.post(CREATE, make.typed())

    listing = Listing.objects.get()
    assert response.url == reverse("listings:preview", args=[listing.slug])
    assert listing.organisation == employer.membership.organisation
    assert listing.created_by == employer
    assert listing.status == "draft"
    assert listing.slug.startswith("clean-and-document-a-customer-survey-")
    assert listing.deliverables == ["One CSV and a data dictionary", "A two-page note with charts"]
    assert [skill.name for skill in listing.skills.all()] == ["Data cleaning", "Python"]
    assert (listing.pay_minor, listing.currency) == (720_00, "USD")
    assert [each.status for each in listing.moderations.all()] == ["draft"]


def test_the_deadline_ends_at_the_last_minute_of_the_day_where_the_organisation_is(desk):
    desk.post(CREATE, make.typed(apply_by=make.today(9).isoformat()))

    apply_by = Listing.objects.get().apply_by
    assert f"{apply_by:%H:%M}" == "18:29"  # 23:59 in Kolkata
    assert apply_by.date() == make.today(9)


@pytest.mark.parametrize("typed", [{}, {"title": "Only a title"}, {"pay": "12.50"}])
def test_a_draft_can_be_saved_with_almost_anything_missing(desk, typed):
    response = desk.post(CREATE, {"action": "draft", **typed})

    listing = Listing.objects.get()
    assert response.url == reverse("listings:edit", args=[listing.slug])
    assert listing.title == typed.get("title", "")
    assert listing.format.slug == "micro-internship"


def test_a_draft_with_what_cannot_be_stored_is_refused_and_kept_on_the_page(desk):
    response = desk.post(CREATE, {"action": "draft", "title": "Mine", "total_hours": "ten"})

    assert errors(response) == {"total_hours": ["Enter a whole number, such as 30."]}
    assert 'value="Mine"' in response.text
    assert 'value="ten"' in response.text
    assert not Listing.objects.exists()


def test_checking_names_everything_that_is_missing_and_keeps_what_was_typed(desk):
    response = desk.post(CREATE, {"action": "check", "title": "Only a title"})

    assert set(errors(response)) == {
        "format",
        "field",
        "description",
        "deliverables",
        "skills",
        "arrangement",
        "total_hours",
        "length_days",
        "starts_from",
        "apply_by",
        "openings",
        "pay",
        "currency",
        "universities",
    }
    assert "<title>Error: Change your listing" in response.text
    assert '<a href="#id_deliverables">Name at least one thing' in response.text
    assert '<a href="#id_format_0">Choose a format.' in response.text
    assert 'value="Only a title"' in response.text


def test_a_day_that_no_calendar_reckons_with_is_said_to_be_none(desk):
    page = desk.post(CREATE, make.typed(action="draft", apply_by="9999-12-31"))

    assert page.context["form"].errors["apply_by"] == ["Enter a date, such as 2026-12-04."]
    assert not Listing.objects.exists()


def test_a_draft_opens_again_as_it_was_left(desk):
    desk.post(CREATE, make.typed(questions="Why you?", pay="720.50"))
    listing = Listing.objects.get()

    form = desk.get(reverse("listings:edit", args=[listing.slug])).context["form"]

    shown = {field.name: field.value() for field in form}
    assert shown["deliverables"] == "One CSV and a data dictionary\nA two-page note with charts"
    assert shown["skills"] == "Data cleaning, Python"
    assert shown["questions"] == "Why you?"
    assert str(shown["pay"]) == "720.50"
    assert shown["format"] == "micro-internship"
    assert shown["apply_by"] == make.today(9)
    assert shown["universities"] == [each.university_id for each in listing.moderations.all()]


def test_all_universities_are_asked_unless_one_is_left_out(desk):
    other = make.university()

    page = desk.get(CREATE)
    desk.post(CREATE, make.typed(universities=[other.pk]))

    everyone = set(University.objects.values_list("pk", flat=True))
    assert set(page.context["form"]["universities"].initial) == everyone
    assert [each.university for each in Listing.objects.get().moderations.all()] == [other]


def test_a_university_that_was_left_out_can_be_asked_again(desk):
    one, two = make.university(), make.university()
    desk.post(CREATE, make.typed(universities=[one.pk, two.pk]))
    edit = reverse("listings:edit", args=[Listing.objects.get().slug])

    desk.post(edit, make.typed(universities=[one.pk]))
    assert Moderation.objects.get(university=two).status == "dropped"
    desk.post(edit, make.typed(universities=[one.pk, two.pk]))

    assert set(Moderation.objects.values_list("university", "status")) == {
        (one.pk, "draft"),
        (two.pk, "draft"),
    }


def test_a_skill_in_other_letters_is_the_same_skill(desk):
    make.skill("Python")

    desk.post(CREATE, make.typed(skills="python, PYTHON; Excel"))

    assert [skill.name for skill in Listing.objects.get().skills.all()] == ["Excel", "Python"]


def test_only_formats_that_work_today_can_be_chosen(desk):
    choices = desk.get(CREATE).context["form"].fields["format"].choices

    assert [str(slug) for slug, _label in choices] == [
        "micro-internship",
        "weekly-micro-internship",
        "nano-internship",
        "short-burst",
        "project-based",
        "facilitated-programme",
    ]
    refused = desk.post(CREATE, make.typed(format="flash-internship"))
    assert set(errors(refused)) == {"format"}


@pytest.mark.parametrize("status", ["submitted", "open", "filled", "closed", "rejected"])
def test_a_listing_that_was_sent_is_not_edited(employer, desk, status):
    listing = make.draft(organisation=employer.membership.organisation, status=status)

    response = desk.post(reverse("listings:edit", args=[listing.slug]), make.typed(title="New"))

    # What is open is changed on a page of its own, with what that means.
    page = "change" if status == "open" else "manage"
    assert response.url == reverse(f"listings:{page}", args=[listing.slug])
    listing.refresh_from_db()
    assert listing.title != "New"
    assert listing.status == status


def test_remote_work_has_no_place(desk):
    desk.post(CREATE, make.typed(country="PT", city="Santarém"))

    assert not Listing.objects.get().places.exists()


def test_reading_the_form_waits_for_nobody(desk, employer):
    listing = make.draft(organisation=employer.membership.organisation)

    with CaptureQueriesContext(connection) as asked:
        assert desk.head(reverse("listings:edit", args=[listing.slug])).status_code == 200

    assert not [each for each in asked.captured_queries if "FOR UPDATE" in each["sql"]]


@pytest.mark.parametrize(("slug", "shown"), [("", 0), ("facilitated-programme", 9)])
def test_what_only_programmes_need_is_shown_where_the_format_uses_it(desk, slug, shown):
    page = desk.post(CREATE, {"action": "show", "format": slug, "included": "Meals"})

    sections = page.context["form"].sections
    assert sum(section["used"] for section in sections) == shown
    assert page.text.count('data-when="format"') == 9
    # What was typed for another format is kept on the page, unseen.
    assert "Meals" in page.text
    assert not Listing.objects.exists()
