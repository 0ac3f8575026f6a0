"""Buckets: what is let in, what fills them again, and that they never grow without end."""

import pytest

from outreach.web import limit
from outreach.web.limit import Gate, Limits, network_of


def test_a_bucket_fills_again_with_time() -> None:
    gate = Gate(Limits(burst_per_address=2, per_second_per_address=0.5))
    moments = [0, 0, 0, 1, 2, 2, 100, 100, 100]
    assert [gate.lets_in("192.0.2.1", now=moment) for moment in moments] == [
        True, True, False, False, True, False, True, True, False,
    ]  # fmt: skip


def test_a_refusal_costs_nothing() -> None:
    gate = Gate(Limits(burst_per_address=1, per_second_per_address=1, burst=10, per_second=0))
    assert [gate.lets_in("192.0.2.1", now=0) for _ in range(50)].count(True) == 1
    assert gate.lets_in("192.0.2.2", now=0)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:1", "2001:db8::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", ""),
        ("unix", "unix"),
    ],
)
def test_a_household_is_one_network(address: str, network: str) -> None:
    assert network_of(address) == network


def test_memory_stays_flat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limit, "_MOST_REMEMBERED", 50)
    gate = Gate(Limits(burst=10**9))
    for number in range(500):
        gate.lets_in(f"10.0.{number // 250}.{number % 250}", now=0)
    assert len(gate._by_network) == 50
