"""What is said of an offer's terms before it is made."""

import pytest
from django.urls import reverse

from applications import actions
from applications.models import Offer
from tests import make
from tests.applications.test_offering import error_of, offer_url, one_part, terms


@pytest.fixture
def application(db):
    return make.application(can_start=make.today(16))


@pytest.fixture
def employer(application, sign_in):
    return sign_in(application.listing.created_by)


def test_the_check_page_and_the_offer_say_what_is_not_as_listed(application, employer, sign_in):
    given = terms(
        pay="730",
        part1__amount="430",
        starts_on=make.today(29).isoformat(),
        ends_on=make.today(44).isoformat(),
        part1__due_on=make.today(30).isoformat(),
        total_hours="20",
        hours_per_week="8",
    )
    given["part2-due_on"] = make.today(44).isoformat()
    same = ["Listing: 30 h; this offer: 20 h", "Listing: 10 h a week; this offer: 8 h a week"]
    same += ["Listing: 21 days; this offer: 16 days", "; this offer: start "]

    page = employer.post(offer_url(application), given)
    for words in [*same, "Listing: you pay $720.00; this offer: you pay $730.00"]:
        assert words in page.text

    employer.post(offer_url(application), {**given, "send": "1"})
    page = sign_in(application.student.user).get(Offer.objects.get().get_absolute_url())
    for words in [*same, "Listing: you receive $648.00; this offer: you receive $657.00"]:
        assert words in page.text


def test_an_offer_as_listed_names_no_difference(application, employer):
    page = employer.post(offer_url(application), terms())

    assert "Not as the listing says" not in page.text


def test_an_open_ended_listing_sets_no_ceiling_below_the_formats(application, employer):
    application.listing.open_ended = True
    application.listing.total_hours = 20
    application.listing.save()

    page = employer.post(
        offer_url(application), terms(pay="900", part1__amount="600", total_hours="39")
    )

    assert "Enter" not in str(error_of(page, "total_hours"))


def test_the_longest_deliverables_are_never_cut(application, employer):
    long = "Every sheet cleaned and described in words that anybody can read"
    application.listing.deliverables = [long] * 3
    application.listing.save()
    form = employer.get(offer_url(application)).context["form"]
    assert form.parts[0]["title"].value() == "; ".join([long] * 3)

    application.listing.deliverables = [long] * 8
    application.listing.save()
    form = employer.get(offer_url(application)).context["form"]
    whole = "Everything the listing names under “What you hand in”"
    assert form.parts[0]["title"].value() == whole


def test_a_long_title_is_kept_whole(application, employer):
    typed = "One\r\nline " + "x" * 380
    employer.post(offer_url(application), terms(part1__title=typed, send="1"))

    assert Offer.objects.get().milestones.first().title == "One line " + "x" * 380


def test_parts_that_do_not_add_up_are_counted_so_far(application, employer):
    page = employer.post(offer_url(application), terms(part2__amount="100"))

    assert "Parts so far $520.00 of $720.00" in page.text
    assert "Parts so far" not in employer.get(offer_url(application)).text


def test_without_a_second_step_the_check_page_says_it_is_needed(application, employer):
    needed = "needs a second step at sign-in"
    assert needed not in employer.post(offer_url(application), terms()).text

    application.listing.created_by.authenticator_set.all().delete()
    page = employer.post(offer_url(application), terms())
    assert needed in page.text
    assert reverse("accounts:second_factor") in page.text


def test_the_action_itself_refuses_too_few_parts(application):
    application.listing.format.min_milestones = 2
    application.listing.format.save()
    one = actions.Terms(
        make.today(14), make.today(20), 10, 10, [actions.Part("All", make.today(20), 720_00)]
    )

    with pytest.raises(ValueError, match="2 to 10 parts"):
        actions.make_offer(application, application.listing.created_by, one)


def test_the_title_says_error_when_only_a_part_is_wrong(application, employer):
    page = employer.post(offer_url(application), one_part(part1__title=""))

    assert page.context["form"].errors == {}
    assert "<title>Error: " in page.content.decode()


def test_a_word_that_looks_like_pay_outside_is_warned_of_before_it_is_sent(application, employer):
    warned = employer.post(offer_url(application), terms(note="I pay you by PayPal.")).text
    silent = employer.post(offer_url(application), terms(note="Call me: +1 612 555 1212.")).text

    assert "looks like payment outside Foothold" in warned
    assert "looks like" not in silent, "with an offer people may telephone"
