"""Stripe is asked no faster than it takes, by all processes together."""

import pytest
import redis

from payments import gateway, pacing


@pytest.fixture
def clock(monkeypatch):
    """Sleeping is what makes time pass."""
    now = [1000.0]
    monkeypatch.setattr(pacing.time, "time", lambda: now[0])
    monkeypatch.setattr(pacing.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(pacing.time, "sleep", lambda n: now.__setitem__(0, now[0] + n))
    return now


class Counter(dict):
    """What we use of Redis, in memory."""

    def pipeline(self, transaction):
        return self

    def incr(self, key):
        self[key] = self.get(key, 0) + 1
        self.last = self[key]

    def expire(self, key, seconds):
        pass

    def execute(self):
        return [self.last, True]


def test_the_sixth_in_a_quarter_of_a_second_waits(clock, monkeypatch):
    counter = Counter()
    monkeypatch.setattr(pacing, "_counter", lambda: counter)

    for _ in range(41):
        pacing.wait_for_a_turn("post /v1/transfers")
    pacing.wait_for_a_turn("get /v1/transfers")

    assert clock[0] == pytest.approx(1002.0)


def test_without_redis_nobody_waits(clock, monkeypatch, caplog):
    def away():
        raise redis.ConnectionError("away")

    monkeypatch.setattr(pacing, "_counter", away)

    pacing.wait_for_a_turn("post /v1/transfers")

    assert clock[0] == 1000.0
    assert "not counted" in caplog.text


def test_one_object_is_no_address_of_its_own():
    at = pacing.endpoint("GET", "https://api.stripe.com/v1/transfers/tr_1/reversals?limit=3")
    assert at == "get /v1/transfers"
    assert pacing.endpoint("POST", "https://x/v2/core/accounts") == "post /v2/core/accounts"


@pytest.mark.parametrize(("base", "paced"), [("", True), ("http://127.0.0.1:1", False)])
def test_only_stripe_itself_is_asked_slowly(settings, base, paced):
    settings.STRIPE_API_BASE = base

    assert isinstance(gateway.http_client(), gateway.Paced) is paced
