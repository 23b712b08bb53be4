from zoneinfo import ZoneInfo

import pytest

from accounts import places


def test_countries_are_codes_and_names_in_order():
    countries = places.countries()

    assert countries[:3] == [("AF", "Afghanistan"), ("AX", "Åland Islands"), ("AL", "Albania")]
    assert {"US", "GB", "IN", "PT", "CR", "PH", "TW", "XK"} <= {code for code, _ in countries}
    assert not places.NOT_COUNTRIES & {code for code, _ in countries}
    assert 245 <= len(countries) <= 255


def test_countries_are_named_in_the_language_of_the_page():
    from django.utils.translation import override

    with override("de"):
        assert places.country_name("DE") == "Deutschland"


def test_every_zone_to_choose_exists_once():
    names = [name for _label, zones in places.zones() for name, _text in zones]

    assert len(names) == len(set(names)) > 400
    for name in names:
        ZoneInfo(name)


def test_zones_say_their_city_and_distance():
    texts = {name: text for _label, zones in places.zones() for name, text in zones}

    assert texts["Asia/Kolkata"] == "Kolkata (UTC+5:30)"
    assert texts["America/Argentina/Buenos_Aires"] == "Buenos Aires, Argentina (UTC−3:00)"


@pytest.mark.parametrize(
    ("country", "zone"),
    [
        ("US", "America/New_York"),
        ("IN", "Asia/Kolkata"),
        ("PT", "Europe/Lisbon"),
        ("BR", "America/Sao_Paulo"),
        ("ZZ", "UTC"),
        ("", "UTC"),
    ],
)
def test_a_country_has_a_zone_to_start_from(country, zone):
    assert places.guess_zone(country) == zone


def test_every_guess_can_be_chosen():
    for code, _name in places.countries():
        assert places.is_zone(places.guess_zone(code))
