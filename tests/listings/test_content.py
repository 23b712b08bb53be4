"""What a listing can say: several places, any currency, which way money goes, programmes."""

import pytest
from django.urls import reverse

from listings.forms import complete_form
from listings.models import Direction, ExchangeRate, Listing
from listings.rules import MOST_PLACES
from marketplace.currencies import EXPONENTS
from tests import make

CREATE = "/listings/new/"
PROGRAMME = {
    "format": "facilitated-programme",
    "arrangement": "in_person",
    "country": "PT",
    "city": "Santarém",
    "starts_by": make.today(40).isoformat(),
}


@pytest.fixture
def desk(db, sign_in):
    make.formats()
    make.university(name="Ashcombe")
    return sign_in(make.employer())


def errors(response):
    form = response.context and response.context.get("form")
    return {name: list(found) for name, found in form.errors.items()} if form else {}


def saved(desk, **typed):
    response = desk.post(CREATE, make.typed(**typed))
    assert errors(response) == {}
    return Listing.objects.latest("pk")


# --- Places ----------------------------------------------------------------


def test_work_can_be_at_several_places_which_open_again_in_their_order(desk):
    given = {"country": "US", "city": "Saint Paul", "country_2": "JP", "city_2": "uji"}
    listing = saved(desk, arrangement="hybrid", **given)

    places = list(listing.places.all())
    assert [(place.country, place.city) for place in places] == [
        ("US", "Saint Paul"),
        ("JP", "uji"),
    ]
    # The gazetteer says where Uji is, in whatever case it was typed.
    assert places[1].geoname_id == 1849372
    assert round(places[1].latitude) == 35
    form = desk.get(f"/listings/{listing.slug}/edit/").context["form"]
    assert [form[name].value() for name in given] == list(given.values())


def test_a_town_nobody_knows_is_taken_with_a_hint(desk):
    listing = saved(desk, **{**PROGRAMME, "city": "Bulak-by-the-Reef"})

    place = listing.first_place
    assert (place.city, place.geoname_id, place.latitude) == ("Bulak-by-the-Reef", None, None)
    page = desk.get(f"/listings/{listing.slug}/preview/")
    assert "We do not know “Bulak-by-the-Reef” in Portugal" in page.text


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"city_2": "Porto"}, "country_2", "Choose the country students would work in."),
        ({"country_2": "PT"}, "city_2", "Enter the town or city students would come to."),
        ({"country_2": "PT", "city_2": "santarém"}, "city_2", "You have named this place already."),
    ],
)
def test_a_further_place_is_whole_and_another_one(desk, typed, field, words):
    assert errors(desk.post(CREATE, make.typed(**PROGRAMME, **typed))) == {field: [words]}


def test_another_place_is_asked_for_without_javascript_until_there_are_enough(desk):
    def rows(**typed):
        page = desk.post(CREATE, {"action": "check", "add_place": "1", "title": "Mine", **typed})
        assert 'value="Mine"' in page.text
        return sum(not row["spare"] for row in page.context["form"].place_rows)

    assert rows() == 2
    assert rows(country="PT", city_2="Porto") == 3
    assert rows(**{f"city_{n}": "Porto" for n in range(2, MOST_PLACES + 1)}) == MOST_PLACES
    assert not Listing.objects.exists()


def test_a_copy_has_the_places_and_the_programme_of_its_listing(desk):
    listing = saved(desk, **PROGRAMME, itinerary="Day 1: Arrival", safety="A boat waits.")
    Listing.objects.filter(pk=listing.pk).update(status="closed")

    desk.post(f"/listings/{listing.slug}/copy/")

    draft = Listing.objects.exclude(pk=listing.pk).get()
    assert str(draft.first_place) == "Santarém, Portugal"
    assert draft.programme.safety == "A boat waits."
    assert [day.what for day in draft.programme.days.all()] == ["Arrival"]
    assert listing.programme.days.count() == 1


# --- Money -----------------------------------------------------------------


def test_each_currency_of_iso_4217_has_its_own_decimals():
    assert len(EXPONENTS) > 140
    assert {code: EXPONENTS[code] for code in ("USD", "JPY", "KWD", "VND", "TND", "HUF")} == {
        "USD": 2,
        "JPY": 0,
        "KWD": 3,
        "VND": 0,
        "TND": 3,
        "HUF": 2,
    }
    # Counted in another unit by Stripe, or no money at all.
    assert not {"ISK", "UGX", "MGA", "XAU", "XXX", "CLF"} & EXPONENTS.keys()


def test_a_price_in_yen_has_no_decimals(desk):
    refused = desk.post(CREATE, make.typed(currency="JPY", pay="60000.50"))
    assert errors(refused) == {"pay": ["JPY has no decimals."]}

    listing = saved(desk, currency="JPY", pay="60,000")
    assert (listing.pay_minor, listing.currency) == (60000, "JPY")


def test_currencies_that_can_be_paid_come_first_and_the_rest_are_marked(desk, settings):
    settings.CURRENCIES, settings.SETTLED_CURRENCIES = ["USD"], ["USD", "EUR"]

    groups = list(desk.get(CREATE).context["form"].fields["currency"].choices)
    codes = {name: [code for code, _words in rows] for name, rows in groups}

    assert list(codes)[:2] == ["Used most", "We also pay in"]
    assert (codes["Used most"], codes["We also pay in"]) == (["USD"], ["EUR"])
    assert "KPW" in codes["We cannot pay in yet"]


def test_what_the_platform_cannot_pay_in_is_kept_as_a_draft_and_not_sent(desk):
    typed = make.typed(currency="KWD", pay="200.125")

    refused = errors(desk.post(CREATE, typed))

    assert list(refused) == ["currency"]
    assert "Foothold cannot pay in Kuwaiti Dinar yet" in refused["currency"][0]
    assert (Listing.objects.get().pay_minor, Listing.objects.get().currency) == (200_125, "KWD")


def test_where_no_minimum_is_set_it_follows_the_latest_rate(desk, settings):
    settings.SETTLED_CURRENCIES = ["USD", "KWD"]
    ExchangeRate.objects.all().delete()
    ExchangeRate.objects.create(currency="KWD", per_usd="9", on_date=make.today(-40))
    ExchangeRate.objects.create(currency="KWD", per_usd="0.307", on_date=make.today(-2))

    refused = errors(desk.post(CREATE, make.typed(currency="KWD", pay="184.199")))

    assert "30 hours are paid at least KWD\u00a0184.200 here" in refused["pay"][0]
    assert saved(desk, currency="KWD", pay="184.2").pay_minor == 184_200


def test_expenses_are_no_wage_and_have_no_minimum(desk):
    listing = saved(desk, direction="expenses", pay="40")

    assert (listing.direction, listing.pay_minor) == ("expenses", 40_00)
    nano = make.typed(direction="expenses", pay="40", format="nano-internship")
    assert errors(desk.post(CREATE, nano))["direction"] == ["Nano-internship: choose “Paid”."]


def test_a_programme_fee_is_kept_but_not_sent_before_it_can_be_taken(desk, settings, client):
    typed = make.typed(**PROGRAMME, direction="student_pays", programme_fee="900", pay="")
    refused = errors(desk.post(CREATE, typed))
    assert list(refused) == ["direction"]
    assert "cannot take a programme fee from students yet" in refused["direction"][0]

    settings.DIRECTIONS = ["paid", "student_pays"]
    listing = saved(desk, **typed)

    assert (listing.pay_minor, listing.programme_fee_minor) == (0, 900_00)
    assert complete_form(listing).is_valid()
    sheet = desk.get(f"/listings/{listing.slug}/preview/").context["sheet"]
    assert sheet["facts"][0]["label"] == "The student pays"
    assert sheet["facts"][0]["value"] == "$900.00"
    assert sheet["money"] == [{"label": "The student pays", "amount": "$900.00"}]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"direction": "expenses", "pay": "40"}, "The student receives for expenses"),
        ({"direction": "student_pays", "programme_fee": "900"}, "Each student pays you"),
        ({"direction": "simulation"}, "Nobody pays. Posting is free."),
    ],
)
def test_the_quote_says_which_way_money_goes(desk, typed, said):
    answer = desk.get("/listings/quote/", {"currency": "USD", "total_hours": "30", **typed})

    assert said in answer.text
    assert "at least" not in answer.text


def test_every_direction_has_its_own_question_and_keeps_what_was_typed(desk):
    shown = {direction: desk.post(CREATE, {"action": "show", "direction": direction, "pay": "77"})
             for direction in Direction.values}  # fmt: skip

    for direction, page in shown.items():
        asked = 'data-is="paid expenses">' in page.text
        assert asked is (direction in ("paid", "expenses"))
        assert ('data-is="student_pays">' in page.text) is (direction == "student_pays")
        assert 'value="77"' in page.text


# --- Languages, criteria ---------------------------------------------------


def test_languages_criteria_and_requirements_are_kept_and_read(desk, client):
    given = {
        "languages": ["pt", "", "en"],
        "written_in": "pt",
        "acceptance": "Every row has a source\n• No row twice",
        "requirements": "A bicycle",
    }
    listing = saved(desk, **given)

    assert (listing.languages, listing.written_in) == (["pt", "en"], "pt")
    assert listing.acceptance == ["Every row has a source", "No row twice"]
    text = desk.get(f"/listings/{listing.slug}/preview/").text
    for words in ("Portuguese and English", "No row twice", "A bicycle", '<h2 lang="pt">'):
        assert words in text


def test_a_language_nobody_speaks_is_refused(desk):
    assert list(errors(desk.post(CREATE, make.typed(languages=["en", "xx"])))) == ["languages"]


# --- Programmes ------------------------------------------------------------


def test_a_programme_is_told_by_section_and_only_where_its_format_uses_it(desk):
    listing = saved(
        desk,
        **PROGRAMME,
        itinerary="Day 1: We meet\nDays 2–7: Surveys",
        certifications="PADI Open Water",
        quantities="Up to 50 dives a month",
        weather_permitting="on",
        group_min="2",
        group_max="8",
        included="Meals",
        not_included="Flights",
        extras="Rafting",
        safety="A boat waits.",
        medical="A doctor signs.",
        insurance="Yours.",
        visa="We write a letter.",
        cancellation="Until 14 days before.",
        postponement="A week's notice.",
    )
    told = {
        block["heading"]: block
        for block in desk.get(f"/listings/{listing.slug}/preview/").context["sheet"]["blocks"]
    }

    assert told["Day by day"]["days"] == [("Day 1", "We meet"), ("Days 2–7", "Surveys")]
    assert "Weather permitting" in told["Training and how much of it"]["note"]
    assert told["Group"]["texts"] == [("", "2 to 8 students.")]
    assert told["Extras, apart from the work"]["apart"]
    assert {
        what: block["texts"] for what, block in told.items() if len(block.get("texts", ())) > 1
    } == {
        "Safety and health": [("Safety", "A boat waits."), ("Health", "A doctor signs.")],
        "Insurance and visa": [("Insurance", "Yours."), ("Visa", "We write a letter.")],
        "If plans change": [
            ("If somebody cancels", "Until 14 days before."),
            ("If the dates move", "A week's notice."),
        ],
    }
    assert "Housing and meals" not in told
    desk.post(f"/listings/{listing.slug}/edit/", make.typed(action="draft"))
    assert desk.get(f"/listings/{listing.slug}/preview/").context["sheet"]["blocks"] == []


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("Day 4: Free", (4, 4)),
        ("Days 5–7: Surveys", (5, 7)),
        ("day 5 to day 7 - Surveys", (5, 7)),
        ("5-7. Surveys", (5, 7)),
        ("Días 2 y 3: Aves", (2, 3)),
        ("- Day 12: Presentation: one hour", (12, 12)),
    ],
)
def test_days_are_read_as_people_write_them(desk, line, days):
    listing = saved(desk, **PROGRAMME, length_days="14", total_hours="20", itinerary=line)

    row = listing.programme.days.get()
    assert (row.from_day, row.to_day) == days


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("Arrival", "Line 1, “Arrival”: start with the day, as in “Day 4: …”, “Days 5–7: …”."),
        ("Week 1: Listening", "Line 1, “Week 1: Listening”: start with the day"),
        ("Day 1: In\nDays 7–3: Out", "Line 2: from day 7 to day 3 is no stretch of days."),
        ("Day 5: In\nDay 2: Out", "Line 2: day 2 stands below day 5. Put them in order."),
        ("Day 0: In", "Line 1: from day 0 to day 0 is no stretch of days."),
        ("Day 1: In\nDay 22: Out", "Day 22 is after the end: you wrote 21 days in all."),
        (f"Day 1: {'x' * 401}", "Line 1 is longer than 400 characters."),
    ],
)
def test_days_that_make_no_sense_are_named_by_their_line(desk, lines, words):
    response = desk.post(CREATE, make.typed(**PROGRAMME, itinerary=lines))

    found = errors(response)
    assert list(found) == ["itinerary"]
    assert found["itinerary"][0].startswith(words)
    assert response.context["form"]["itinerary"].value() == lines


def test_a_group_is_not_larger_at_its_smallest(desk):
    found = errors(desk.post(CREATE, make.typed(**PROGRAMME, group_min="9", group_max="4")))

    assert found == {"group_max": ["The largest group cannot be smaller than the smallest one."]}


def test_staff_choose_in_the_admin_what_a_format_uses(db, sign_in):
    page = sign_in(make.platform()).get(
        reverse("admin:listings_format_change", args=[make.format().pk])
    )

    for words in ("Day by day", "Insurance and visa", "Student pays a programme fee"):
        assert words in page.text
