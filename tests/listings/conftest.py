import pytest

from listings.models import Listing
from tests import make
from tests.listings.browsing import ago


@pytest.fixture
def several():
    """Six open listings that differ in everything one can filter by."""
    python, excel, dive = (make.skill(name) for name in ("Python", "Excel", "Scuba diving"))
    nano = make.format(slug="nano-internship", name="Nano-internship")
    bakery = make.organisation(name="Harbour Bakers")
    rows = {
        "survey": make.listing(title="Clean a survey", organisation=bakery, hours_per_week=10),
        "scan": make.listing(
            title="Scan twelve competitors", format=nano, field="research", hours_per_week=None,
            total_hours=8, length_days=3, currency="GBP", pay_minor=200_00,
        ),
        "reef": make.listing(
            title="Count fish", field="environment", arrangement="in_person", country="PH",
            city="Dauin", hours_per_week=30, total_hours=120, length_days=28, pay_minor=2520_00,
        ),
        "clinic": make.listing(
            title="Posts for a clinic", field="marketing", arrangement="hybrid", country="PT",
            city="Santarém", hours_per_week=20, total_hours=80, length_days=28, currency="EUR",
            pay_minor=1280_00,
        ),
        "shop": make.listing(
            title="Fix a shop", field="coding", hours_per_week=15, length_days=14, pay_minor=640_00
        ),
        "map": make.listing(
            title="Draw a map", field="design", arrangement="in_person", country="US",
            city="Reno", hours_per_week=40, total_hours=80, length_days=14, pay_minor=1700_00,
        ),
    }  # fmt: skip
    for name, skills in {"survey": [python, excel], "shop": [python], "reef": [dive]}.items():
        rows[name].skills.set(skills)
    for hours, row in enumerate(rows.values()):
        Listing.objects.filter(pk=row.pk).update(published_at=ago(hours))
    return rows
