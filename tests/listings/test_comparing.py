import re
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from listings.models import SavedListing
from tests import make


def address(*listings):
    return reverse("listings:compare") + "?" + "&".join(f"l={each.slug}" for each in listings)


def rows_of(text):
    """By label: what its cells say."""
    found = {}
    for row in re.findall(r"<tr.*?</tr>", text, re.DOTALL):
        label = re.search(r'scope="row">([^<]*)', row)
        if label:
            cells = re.findall(r"<td.*?</td>", row, re.DOTALL)
            found[label[1].strip()] = [
                " ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells
            ]
    return found


def test_two_projects_stand_beside_each_other(db, client):
    one = make.listing(title="Birds", pay_minor=720_00, total_hours=30)
    two = make.listing(title="Fish", pay_minor=400_00, total_hours=10)

    response = client.get(address(one, two))
    rows = rows_of(response.text)

    # The address says all of it: nothing is kept of who looks.
    assert set(response.cookies) <= {"csrftoken"}
    assert rows["Pay"] == ["$648 to you, of $720 more", "$360 to you, of $400"]
    assert rows["Pay an hour"] == ["$21.60", "$36.00 more"]
    assert rows["Hours"] == ["30 hours 10 h a week", "10 hours 10 h a week less"]
    assert rows["Length"] == ["3 weeks", "3 weeks"]


def test_where_who_and_what_is_included_stand_in_rows_of_their_own(db, client):
    abroad = make.listing(
        arrangement="hybrid",
        places=[("PT", "Porto"), ("ES", "Vigo")],
        languages=["en", "pt"],
        required_skills=["Scuba diving"],
        requirements=["A driving licence"],
        needs_permit=True,
        team_most=2,
        length_days=14,
        format=make.format(slug="programme", name="Programme", uses=["included", "stay", "extras"]),
        programme={
            "included": ["A bunk"],
            "not_included": ["Flights"],
            "housing": "Rooms for two",
            "meals": "Breakfast",
            "extras": ["A dive"],
            "certifications": ["Of a section that it does not use"],
        },
    )

    rows = rows_of(client.get(address(make.listing(), abroad)).text)

    assert rows["Where"] == ["Remote", "Hybrid"]
    assert rows["Town or city"] == ["Wherever you are", "Porto, Portugal Vigo, Spain"]
    assert rows["Length"] == ["3 weeks", "2 weeks less"]
    assert rows["Included"] == ["Not said", "A bunk"]
    assert rows["Not included"] == ["Not said", "Flights"]
    assert rows["Housing and meals"] == ["Not said", "Rooms for two Breakfast"]
    assert rows["Extras, apart from the work"] == ["Not said", "A dive"]
    assert "Certificates included" not in rows
    assert rows["Who can do it"] == [
        "English",
        "English and Portuguese Scuba diving, required Permission to work in Portugal or Spain"
        " Alone, or as a team of up to 2 A driving licence",
    ]


def test_a_student_reads_how_each_goes_with_their_time(db, sign_in):
    student = make.student(hours_per_week=12)
    fits, asks_more = (
        make.listing(student.university),
        make.listing(student.university, hours_per_week=30, total_hours=90),
    )

    rows = rows_of(sign_in(student.user).get(address(fits, asks_more)).text)

    assert rows["For you"] == ["Fits your 12 h a week", "Asks 30 h a week; you have 12"]


def test_where_they_differ_is_said_in_words(db, client):
    one = make.listing(title="Birds", pay_minor=720_00)
    two = make.listing(
        title="Fish", pay_minor=400_00, apply_by=timezone.now() + timedelta(days=2, hours=1)
    )

    text = client.get(address(one, two)).text

    assert "Town or city" not in rows_of(text)
    assert "A pays more: $648.00." in text
    assert "B closes first." in text
    assert "Both: remote." in text


def test_the_only_one_of_its_kind_is_named(db, client):
    there = make.listing(arrangement="in_person")

    text = client.get(address(make.listing(), there, make.listing())).text

    assert "Only B is in person." in text


def test_amounts_of_two_currencies_are_not_ranked(db, client):
    one, two = make.listing(currency="USD"), make.listing(currency="EUR")

    response = client.get(address(one, two))

    assert "They pay in different currencies, so the amounts are not ranked." in response.text
    assert "more" not in rows_of(response.text)["Pay"][0]


def test_equal_rows_say_that_they_are(db, client):
    text = client.get(address(make.listing(), make.listing())).text

    assert 'class="compare__same"' in text


def test_the_address_keeps_its_order_and_leaves_one_out(db, client):
    one, two, three = (make.listing(title=title) for title in ("Ants", "Bees", "Cats"))

    text = client.get(address(three, one, two)).text.partition("<thead>")[2]

    assert text.index("Cats") < text.index("Ants") < text.index("Bees")
    assert address(three, two).replace("&", "&amp;") in text


def test_a_fifth_is_named_and_left_out(db, client):
    five = [make.listing(title=f"Project {n}") for n in range(5)]

    text = client.get(address(*five)).text

    assert "Four fit beside each other." in text
    assert 'data-label="E"' not in text


def test_what_the_viewer_may_not_see_is_not_shown(db, sign_in):
    student = make.student()
    mine, other = make.listing(student.university, title="Mine"), make.listing(title="Hidden")

    text = sign_in(student.user).get(address(mine, other)).text

    assert "Hidden" not in text
    assert "1 of the projects in this link is not shown to you" in text


def test_a_closed_one_says_so(db, client):
    text = client.get(address(make.listing(), make.listing(status="closed"))).text

    assert "Closed" in rows_of(text)["Apply by"]


def test_nothing_to_compare_says_how_to_begin(db, client):
    for query in ("", "?l=", "?l=nobody", "?l=%00", "?x=1"):
        response = client.get(reverse("listings:compare") + query)
        assert response.status_code == 200
        assert "Nothing to compare" in response.text


def test_four_take_as_many_queries_as_one(db, client, django_assert_num_queries):
    four = [make.listing() for _ in range(4)]

    # Listings, skills, required ones, places; of organisations: answers, payments, students.
    # While there is room: what is alike, with its places.
    for shown, more in ((four[:1], 3), (four[:2], 3), (four, 0)):
        with django_assert_num_queries(7 + more):
            client.get(address(*shown))


def test_a_comparison_is_begun_where_people_choose_and_goes_on_without_an_account(db, client):
    one, two = make.listing(title="Birds"), make.listing(title="Fish")

    found = client.get(reverse("listings:browse")).text
    page = client.get(one.get_absolute_url()).text
    begun = client.get(address(one)).text

    assert 'id="compare" action="/projects/compare/"' in found
    for each in (one, two):
        assert f'name="l" value="{each.slug}" form="compare"' in found
    assert f'href="{address(one)}"' in page
    assert "Add another" in begun
    assert address(one, two).replace("&", "&amp;") in begun


def test_a_student_begins_with_what_they_have_saved(db, sign_in):
    student = make.student()
    row = make.listing(student.university, title="Birds")
    SavedListing.objects.create(user=student.user, listing=row)

    empty = sign_in(student.user).get(address()).text

    assert "Begin with one of these" in empty
    assert address(row) in empty


def test_what_nobody_is_paid_for_is_said_beside_what_is(db, client):
    paid = make.listing()
    fares = make.listing(direction="expenses", pay_minor=200_00)
    abroad = make.listing(direction="student_pays", pay_minor=0, programme_fee_minor=1450_00)

    text = client.get(address(paid, fares, abroad)).text

    cells = rows_of(text)["Pay or cost"]
    assert cells[1] == "$180 for expenses only, no pay"
    assert cells[2] == "$1,450 you pay, for the programme"
    assert "B pays for expenses only." in text
    assert "C is a programme that you pay for." in text
