import pytest

from listings.importing import places
from listings.importing.unclear import Unclear


def said(cell, **given):
    try:
        found = places.read(cell, **given)
    except Unclear as unclear:
        return unclear.kind
    if found.arrangement:
        return found.arrangement
    return [(place.city, place.country) for place in found.places]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("London", [("London", "GB")]),
        ("London, UK", [("London", "GB")]),
        ("london , united kingdom", [("London", "GB")]),
        ("London, Canada", [("London", "CA")]),
        ("Bengaluru, Karnataka", [("Bengaluru", "IN")]),
        ("Bangalore", [("Bengaluru", "IN")]),
        ("München", [("Munich", "DE")]),
        ("Austin, TX", [("Austin", "US")]),
        ("San Francisco, CA", [("San Francisco", "US")]),
        ("Paris, Texas", [("Paris", "US")]),
        ("Paris", [("Paris", "FR")]),
        ("Delhi, Mumbai", [("Delhi", "IN"), ("Mumbai", "IN")]),
        ("Pune / Mumbai", [("Pune", "IN"), ("Mumbai", "IN")]),
        ("New York, New York", [("New York City", "US")]),
        ("India", [("", "IN")]),
        ("Khatalane, India", [("Khatalane", "IN")]),
        ("Work From Home", "remote"),
        ("Delhi (Hybrid)", "hybrid"),
        ("Lemuria", "place"),
        ("42", "place"),
        ("Springfield, USA", "place_which"),
        ("Hyderabad", "place_which"),
    ],
)
def test_a_place(cell, found):
    assert said(cell) == found


def test_where_an_organisation_is_counts_where_it_agrees_with_size():
    assert said("Hyderabad", home="IN") == [("Hyderabad", "IN")]
    assert said("Hyderabad", home="PK") == "place_which"
    assert said("London", home="CA") == "place_which"


def test_the_largest_of_a_name_is_taken_only_by_choice():
    assert said("Hyderabad", home="PK", largest=True) == [("Hyderabad", "IN")]


def test_the_column_of_countries_decides_and_must_agree():
    assert said("London", country="CA") == [("London", "CA")]
    assert said("London, UK", country="CA") == "country_differs"
