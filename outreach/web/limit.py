"""How many requests are let in: a bucket for each network address and one for all; time is told, never asked."""

import ipaddress
from collections import OrderedDict
from dataclasses import dataclass

_MOST_REMEMBERED = 10_000  # addresses; the longest unseen is forgotten, so that memory stays flat


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """One-click requests of a whole mail provider come from few addresses, so one address is let in generously."""

    burst_per_address: int = 60
    per_second_per_address: float = 5
    burst: int = 400
    per_second: float = 50
    price_of_a_bad_link: int = 5  # besides the request itself
    body_bytes: int = 8 * 1024
    body_seconds: float = 10


@dataclass(slots=True)
class _Bucket:
    left: float
    seen: float

    def fill(self, *, most: float, per_second: float, now: float) -> None:
        self.left = min(most, self.left + (now - self.seen) * per_second)
        self.seen = now


class Gate:
    """Counts; a request that is refused costs nothing more."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._all = _Bucket(limits.burst, 0)
        self._by_network: OrderedDict[str, _Bucket] = OrderedDict()

    def lets_in(self, address: str, *, now: float) -> bool:
        """Whether a request from a network address may pass at `now`, in seconds on a clock that only goes forward."""
        bucket = self._bucket(address, now=now)
        self._all.fill(most=self._limits.burst, per_second=self._limits.per_second, now=now)
        if bucket.left < 1 or self._all.left < 1:
            return False
        bucket.left -= 1
        self._all.left -= 1
        return True

    def charge(self, address: str, *, now: float) -> None:
        """Makes a bad link dear to whoever tries many."""
        self._bucket(address, now=now).left -= self._limits.price_of_a_bad_link

    def _bucket(self, address: str, *, now: float) -> _Bucket:
        network = network_of(address)
        bucket = self._by_network.setdefault(network, _Bucket(self._limits.burst_per_address, now))
        bucket.fill(most=self._limits.burst_per_address, per_second=self._limits.per_second_per_address, now=now)
        self._by_network.move_to_end(network)
        if len(self._by_network) > _MOST_REMEMBERED:
            self._by_network.popitem(last=False)
        return bucket


def network_of(address: str) -> str:
    """An IPv4 address itself, the /64 of an IPv6 one: a household has as many of those as it likes."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped is None:
        return str(ipaddress.ip_network((known, 64), strict=False))
    return str(getattr(known, "ipv4_mapped", None) or known)
