"""Whatever stands behind the question mark: a page, never a fault, and no more work than others."""

from urllib.parse import quote_plus, urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from listings.filters import ListingFilter
from listings.search import engine, projection
from tests import make

BROWSE = "/projects/"
NAMES = [*ListingFilter.get_filters(), "page", "field[]", "nonsense"]
# Mistyped words are looked for twice, and what they may have meant is asked for in between.
MOST_STATEMENTS = 10

# fmt: off
hostile = st.sampled_from(
    ["", "\0", "%00", "a\0b", "\ud800", "'; --", '"', "<script>", "-", "- -", "or", "or or", "a or",
     "(((", "!&|", ":*", "\\", "1e999", "NaN", "-1", "0", "٣", "9" * 400, "2026-13-45",
     "0001-01-01", "9999-12-31", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59",
     "x" * 20_000, "a " * 5_000, '"' * 999, "-a " * 300, "PT", "USD", "python", "survey",
     "in_person", "Lisbon, PT", ",", ",,", "🐟" * 300, "ﷺ" * 100, "İ" * 100, "domestic",
     "best", "pay", "10", "JPY"]
)
# fmt: on
values = hostile | st.text(max_size=60) | st.integers().map(str) | st.datetimes().map(str)
pairs = st.lists(st.tuples(st.sampled_from(NAMES), values), max_size=12)


@pytest.fixture
def some(db):
    make.listing(title="Clean a survey", country="PT", city="Lisbon", arrangement="hybrid")
    make.listing(title="Write with Python")
    projection.learn_words()
    # A process reads everything once, for whatever is asked first.
    engine.current()


@pytest.mark.usefixtures("some")
class TestAnyQuery:
    def ask(self, client, query: str) -> None:
        with CaptureQueriesContext(connection) as asked:
            # What is left empty is taken out of the address first.
            response = client.get(f"{BROWSE}?{query}", follow=True)
        assert len(response.redirect_chain) <= 1
        assert response.status_code in (200, 400), query[:200]
        assert "</html>" in response.text
        assert len(asked) <= MOST_STATEMENTS, query[:200]

    @settings(
        max_examples=60,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @example(query=[("since", "0001-01-01T00:00:00+23:59"), ("starts_by", "0001-01-01")])
    @example(query=[("pay", "1e-400"), ("pay_in", "JPY"), ("per_hour", "0.0000001")])
    @example(query=[("skill", f"s{n}") for n in range(200)])
    @example(query=[("q", "ﷺ" * 3)])
    @example(query=[("near", "ß,İ"), ("km", "100"), ("home", "PT"), ("region", "abroad")])
    @given(query=pairs)
    def test_of_known_names_and_hostile_values(self, client, query):
        text = urlencode(query, doseq=True, errors="surrogatepass", quote_via=quote_plus)
        self.ask(client, text)

    @settings(
        max_examples=30,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @example(query=b"q=%ff%fe&page=%c0%80&field=%")
    @example(query=b"&".join(b"q=%d" % n for n in range(3000)))
    @given(query=st.binary(max_size=300))
    def test_of_any_bytes(self, client, query):
        self.ask(client, query.decode("latin-1").replace("#", "").replace("?", ""))
