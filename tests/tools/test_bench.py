"""What bin/bench says of what it measured."""

import json

import pytest

from benches.figures import Figure, table, write
from benches.load import Failed, read_wrk
from benches.pages import percentiles

WRK = """Running 4s test @ http://127.0.0.1:8000
  1 threads and 4 connections
  Latency Distribution
     50%   74.03ms
     99%    1.21s
  {requests} requests in 4.01s, 3.20MB read
{more}Requests/sec:     62.34
"""


def wrk(requests: int = 250, more: str = "") -> str:
    return WRK.format(requests=requests, more=more)


def test_a_load_is_read_from_what_wrk_prints():
    read = read_wrk(wrk())
    assert (read.requests, read.seconds, read.p99) == (250, 4.01, 1210)
    assert read.per_second == pytest.approx(62.34, rel=0.001)


@pytest.mark.parametrize(
    "said",
    [
        wrk(more="  Non-2xx or 3xx responses: 3\n"),
        wrk(more="  Socket errors: connect 0, read 0, write 0, timeout 3\n"),
        wrk(requests=0),
        "unable to connect",
    ],
)
def test_a_load_with_other_answers_than_pages_fails(said):
    with pytest.raises(Failed):
        read_wrk(said)


@pytest.mark.parametrize(
    ("value", "more_is_better", "verdict"),
    [
        (3, False, "great"),
        (4, False, "great"),
        (5, False, "must"),
        (6.01, False, "misses"),
        (7, True, "great"),
        (3, True, "misses"),
    ],
)
def test_a_figure_says_which_bound_it_reaches(value, more_is_better, verdict):
    must, great = (4, 6) if more_is_better else (6, 4)
    assert Figure("x", value, "", must, great, more_is_better).verdict == verdict


def test_a_figure_without_bounds_says_nothing():
    assert Figure("x", 1, "").verdict == ""


def test_the_table_has_a_line_for_each_figure():
    lines = table(
        [Figure("cpu_ms", 4.567, "CPU", 6, 4), Figure("rps", 1234.5, "requests/s")]
    ).splitlines()
    assert lines[1].split() == ["cpu_ms", "4.57", "≤", "6", "≤", "4", "must", "CPU"]
    assert lines[2].split() == ["rps", "1,234", "requests/s"]


def test_machines_get_a_flat_object(tmp_path):
    write([Figure("a", 1.23456, ""), Figure("b", 0, "")], tmp_path / "f.json")
    assert json.loads((tmp_path / "f.json").read_text()) == {"figures": {"a": 1.2346, "b": 0}}


def test_percentiles_are_of_all_values():
    assert percentiles([float(n) for n in range(101)]) == {"p50": 50, "p95": 95}
