"""From the employer's terms to the offer the student reads."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from applications import actions
from applications.models import Application, Offer
from listings.models import Listing
from marketplace.states import WrongState
from notifications.models import Email
from tests import make


def offer_url(application):
    return reverse("applications:make_offer", args=[application.pk])


def terms(**given):
    fields = {
        "pay": "720.00",
        "starts_on": make.today(14).isoformat(),
        "ends_on": make.today(34).isoformat(),
        "total_hours": "30",
        "hours_per_week": "10",
        "note": "You would work with Sam.",
        "ownership": "employer",
        "confidentiality": "marked",
        "ai_use": "disclosed",
        "part1-title": "Clean table",
        "part1-due_on": make.today(20).isoformat(),
        "part1-amount": "420",
        "part2-title": "Note with charts",
        "part2-due_on": make.today(30).isoformat(),
        "part2-amount": "300.00",
    }
    names = {name.replace("__", "-"): value for name, value in given.items()}
    return {**fields, **names}


def one_part(**given):
    empty = {"part2-title": "", "part2-due_on": "", "part2-amount": ""}
    return {**terms(**{"part1__amount": "720", **given}), **empty}


@pytest.fixture
def application(db):
    return make.application(can_start=make.today(16))


@pytest.fixture
def employer(application, sign_in):
    return sign_in(application.listing.created_by)


def test_no_part_is_longer_than_its_money_may_be_held(settings, application, employer):
    settings.HOLD_DAYS = 45  # 10 days to work in, 7 to review, 14 for a dispute, 14 of margin

    short = employer.post(offer_url(application), terms())
    longer = terms(part2__due_on=make.today(31).isoformat())
    page = employer.post(offer_url(application), longer)

    assert "A part may take" not in short.text
    assert "A part may take at most 10 days" in str(error_of(page, "part2-due_on"))


def test_the_form_starts_from_the_listing(application, employer):
    form = employer.get(offer_url(application)).context["form"]

    first = form.parts[0]
    starts = make.today(16)
    assert str(form["pay"].value()) == str(first["amount"].value()) == "720.00"
    assert form["starts_on"].value() == starts
    assert form["ends_on"].value() == first["due_on"].value() == starts + timedelta(days=20)
    assert (form["total_hours"].value(), form["hours_per_week"].value()) == (30, 10)
    assert first["title"].value() == "One CSV and a data dictionary; A two-page note with charts"


@pytest.mark.parametrize(
    "time",
    [
        {"total_hours": 30, "hours_per_week": 8, "length_days": 21},
        {"total_hours": 30, "hours_per_week": None, "length_days": 7},
    ],
)
def test_what_the_form_starts_from_is_not_refused(application, employer, time):
    Listing.objects.filter(pk=application.listing_id).update(**time)
    form = employer.get(offer_url(application)).context["form"]
    shown = [field for each in form.all_forms for field in each]
    as_it_is = {field.html_name: field.value() or "" for field in shown}

    page = employer.post(offer_url(application), as_it_is)

    assert page.templates[0].name == "applications/check_offer.html"


def test_check_and_make(application, employer):
    page = employer.post(offer_url(application), terms())

    assert not Offer.objects.exists()
    assert "Check the offer" in page.text
    for words in ["$720.00", "−$72.00", "$648.00", "You would work with Sam.", "3 days"]:
        assert words in page.text

    response = employer.post(offer_url(application), terms(send="1"))

    offer = Offer.objects.get()
    assert response.url == offer.get_absolute_url()
    assert (offer.pay_minor, offer.fee_minor, offer.currency) == (720_00, 72_00, "USD")
    parts = offer.milestones.values_list("position", "title", "amount_minor", "fee_minor")
    assert list(parts) == [
        (1, "Clean table", 420_00, 42_00),
        (2, "Note with charts", 300_00, 30_00),
    ]
    assert offer.made_by == application.listing.created_by
    assert timedelta(hours=71) < offer.expires_at - timezone.now() <= timedelta(hours=72)
    application.refresh_from_db()
    assert application.status == "offered"
    mail = Email.objects.get()
    assert mail.to == application.student.user.email
    assert "You receive: $648.00" in mail.body


def test_the_hidden_fields_of_the_check_page_make_the_same_offer(application, employer):
    page = employer.post(offer_url(application), terms())
    hidden = {
        field.html_name: field.value() or ""
        for form in page.context["offer_form"].all_forms
        for field in form
    }

    employer.post(offer_url(application), {**hidden, "send": "1"})

    offer = Offer.objects.get()
    assert [part.title for part in offer.milestones.all()] == ["Clean table", "Note with charts"]


def test_change_goes_back_to_the_form_with_everything_in_it(application, employer):
    page = employer.post(offer_url(application), terms(change="1"))

    assert page.context["form"]["note"].value() == "You would work with Sam."
    assert page.context["form"].has_more_parts
    assert not Offer.objects.exists()


def test_one_part_and_empty_rows_are_enough(application, employer):
    employer.post(offer_url(application), {**one_part(), "send": "1"})

    assert Offer.objects.get().milestones.count() == 1


def test_a_format_of_several_parts_needs_that_many(sign_in, db):
    several = make.format(slug="in-parts", name="In parts", min_milestones=2)
    application = make.application(listing=make.listing(format=several))
    employer = sign_in(application.listing.created_by)

    assert employer.get(offer_url(application)).context["form"].has_more_parts
    page = employer.post(offer_url(application), one_part(send="1"))

    assert set(page.context["form"].parts[1].errors) == {"title", "due_on", "amount"}
    assert not Offer.objects.exists()


def test_fees_of_parts_add_up_to_the_fee_that_was_shown(application, employer):
    data = terms(pay="720.37", part1__amount="240.12", part2__amount="240.12", send="1") | {
        "part3-title": "Third",
        "part3-due_on": make.today(30).isoformat(),
        "part3-amount": "240.13",
    }

    employer.post(offer_url(application), data)

    offer = Offer.objects.get()
    parts = offer.milestones.all()
    assert sum(part.fee_minor for part in parts) == offer.fee_minor == 72_04
    assert sum(part.amount_minor for part in parts) == offer.pay_minor


def error_of(page, field):
    form = page.context["form"]
    for each in form.all_forms:
        for name, errors in each.errors.items():
            if each.add_prefix(name) == field:
                return errors[0]
    return None


WRONG = [
    ({"pay": "719.99"}, "pay", "The listing promises $720.00. You can offer more, not less."),
    ({"pay": "lots"}, "pay", "Enter an amount in figures, such as 720 or 720.50."),
    ({"pay": "720.005"}, "pay", "Enter an amount in figures, such as 720 or 720.50."),
    ({"pay": ""}, "pay", "Enter an amount."),
    (
        {"part2__amount": "280"},
        "pay",
        "The parts add up to $700.00 and the pay is $720.00: $20.00 is missing.",
    ),
    (
        {"part2__amount": "300.01"},
        "pay",
        "The parts add up to $720.01 and the pay is $720.00: $0.01 too much.",
    ),
    ({"part2__amount": "1"}, "part2-amount", "Each part pays at least $5.00."),
    ({"part2__amount": ""}, "part2-amount", "Enter an amount."),
    ({"part2__amount": "-300"}, "part2-amount", "Ensure this value is greater than"),
    ({"part1__title": ""}, "part1-title", "Say what is handed in."),
    ({"part1__title": "x" * 401}, "part1-title", "at most 400 characters"),
    (
        {"part1__due_on": make.today(9).isoformat()},
        "part1-due_on",
        "Choose a day between the start and the end.",
    ),
    (
        {"part2__due_on": make.today(15).isoformat()},
        "part2-due_on",
        "This part is due before the one above it.",
    ),
    ({"starts_on": make.today(-1).isoformat()}, "starts_on", "Choose a day that has not passed."),
    ({"ends_on": make.today(5).isoformat()}, "ends_on", "The work cannot end before it starts."),
    ({"starts_on": "9999-12-30"}, "starts_on", "Choose a day within a year."),
    ({"ends_on": make.today(400).isoformat()}, "ends_on", "The work has to end within a year."),
    ({"ends_on": make.today(45).isoformat()}, "ends_on", "takes at most 31 days."),
    ({"starts_on": make.today(13).isoformat()}, "starts_on", "as the earliest start."),
    ({"starts_on": make.today(59).isoformat()}, "starts_on", "too long after the start"),
    ({"total_hours": "14"}, "total_hours", "The listing says 30 h. Enter 15 to 40 hours."),
    ({"total_hours": "41"}, "total_hours", "The listing says 30 h. Enter 15 to 40 hours."),
    ({"hours_per_week": "16"}, "hours_per_week", "The listing says 10 h. Enter 5 to 15 hours."),
    ({"part2__title": ""}, "part2-title", "Part 2: Say what is handed in."),
    ({"pay": "999999999"}, "pay", "That is more than we can handle."),
    ({"ends_on": "soon"}, "ends_on", "Enter the day as a date"),
    (
        {"hours_per_week": "7"},
        "total_hours",
        "7 hours a week for 3 weeks are about 21 hours, at most 26. You wrote 30.",
    ),
    (
        {"total_hours": "37", "hours_per_week": "15"},
        "total_hours",
        "For 37 hours the pay has to be at least $740.00.",
    ),
    ({"hours_per_week": "61"}, "hours_per_week", "less than or equal to 60"),
    ({"note": "x" * 1001}, "note", "at most 1000 characters"),
]


@pytest.mark.parametrize(("given", "field", "words"), WRONG)
def test_wrong_terms_are_said_where_they_are(application, employer, given, field, words):
    page = employer.post(offer_url(application), terms(send="1", **given))

    assert words in str(error_of(page, field))
    assert f'href="#id_{field}"' in page.text
    assert "Clean table" in page.text or "part1__title" in given
    assert not Offer.objects.exists()
    application.refresh_from_db()
    assert application.status == "submitted"
    assert not Email.objects.exists()


@pytest.mark.parametrize("status", ["offered", "accepted", "declined", "withdrawn", "not_selected"])
def test_only_an_undecided_application_gets_an_offer(application, employer, status):
    Application.objects.filter(pk=application.pk).update(status=status, decided_at=timezone.now())

    page = employer.post(offer_url(application), terms(send="1"), follow=True)

    assert "That application has moved on. Nothing was changed." in page.text
    assert not Offer.objects.exists()


def test_places_that_are_offered_or_taken_are_not_offered_again(application, employer):
    make.offer(application=make.application(listing=application.listing, status="offered"))

    before = employer.get(offer_url(application)).text
    page = employer.post(offer_url(application), terms(send="1", note="See you on Monday."))

    for text in (before, page.text):
        assert "Every place is taken or offered to somebody." in text
    assert "See you on Monday." in page.text, "what was typed is kept"
    assert Offer.objects.count() == 1
    application.refresh_from_db()
    assert application.status == "submitted"


def test_the_action_itself_refuses_less_than_the_listing_pays(application):
    low = actions.Terms(
        make.today(1), make.today(9), 10, 10, [actions.Part("All", make.today(9), 719_99)]
    )

    with pytest.raises(ValueError, match="never pays less"):
        actions.make_offer(application, application.listing.created_by, low)

    application.refresh_from_db()
    assert application.status == "submitted"


@pytest.mark.django_db(transaction=True)
def test_two_offers_at_once_for_one_place_give_one_offer():
    first = make.application()
    second = make.application(listing=first.listing)
    good = actions.Terms(
        make.today(1), make.today(9), 10, 10, [actions.Part("All", make.today(9), 720_00)]
    )
    start, outcomes = Barrier(2), []

    def offer(pk):
        application = Application.objects.for_pages().get(pk=pk)
        start.wait()
        try:
            actions.make_offer(application, application.listing.created_by, good)
            outcomes.append("made")
        except WrongState:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=offer, args=[each.pk]) for each in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["made", "refused"]
    assert Application.objects.filter(status="offered").count() == 1
