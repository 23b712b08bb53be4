import pytest

from tests import make


@pytest.fixture(autouse=True)
def _rates(request: pytest.FixtureRequest) -> None:
    """A test that commits empties every table afterwards, also of what the migrations put in."""
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        make.rates()
