"""Guessing passwords gets slow, without letting anybody lock somebody else out.

Attempts are counted per (account, address) and per address, never per account alone: failures
from one address say nothing about another. An address from which the account was opened before
is *known*: only its own count holds there, and its waits stay short. An attempt is charged before
the password is looked at and refunded when it was right, so that many at once gain nothing.
"""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from attrs import evolve, frozen

from hikeshi.access.model.secret import digest

#: Failures nobody added to for so long are forgotten.
FORGOTTEN_AFTER = timedelta(days=1)
#: An address stays known for so long after the password was last right there.
KNOWN_FOR = timedelta(days=90)
#: More doublings than any cap allows.
_MOST_DOUBLINGS = 20


@frozen
class Patience:
    """How many failures are free, and how long the wait after more of them grows.

    The first wait is a second, each further failure doubles it.
    """

    free: int
    longest: timedelta

    def wait(self, failures: int) -> timedelta:
        """Return how long to wait after the last of so many failures."""
        if failures < self.free:
            return timedelta(0)
        doublings = min(failures - self.free, _MOST_DOUBLINGS)
        return min(timedelta(seconds=2**doublings), self.longest)


WITH_STRANGERS = Patience(free=5, longest=timedelta(minutes=15))
WITH_KNOWN = Patience(free=10, longest=timedelta(seconds=30))
#: An office behind one address has many people who mistype.
WITH_ADDRESS = Patience(free=30, longest=timedelta(minutes=15))


@frozen(kw_only=True)
class LoginThrottle:
    """Failures counted under one key.

    Args:
        key: An (account, address) pair or an address, as a digest.
        failures: Attempts charged and not refunded.
        last_at: When the last one was charged; nothing if there was none.
        known_at: When the password was last right here; only for pairs.
    """

    key: str
    failures: int = 0
    last_at: datetime | None = None
    known_at: datetime | None = None

    def failures_at(self, now: datetime) -> int:
        """Return the failures that still count."""
        if self.last_at is None or now - self.last_at >= FORGOTTEN_AFTER:
            return 0
        return self.failures

    def is_known(self, now: datetime) -> bool:
        """Say whether the password was right here not too long ago."""
        return self.known_at is not None and now - self.known_at < KNOWN_FOR

    def wait(self, patience: Patience, now: datetime) -> timedelta:
        """Return how long from `now` until the next attempt is looked at."""
        if self.last_at is None:
            return timedelta(0)
        opens_at = self.last_at + patience.wait(self.failures_at(now))
        return max(opens_at - now, timedelta(0))

    def charged(self, now: datetime) -> "LoginThrottle":
        """Count an attempt as failed, until it is refunded."""
        return evolve(self, failures=self.failures_at(now) + 1, last_at=now)

    def refunded(self) -> "LoginThrottle":
        """Take back the charge of one attempt."""
        return evolve(self, failures=max(self.failures - 1, 0))

    def trusted(self, now: datetime) -> "LoginThrottle":
        """Forget the failures: the password was right."""
        return evolve(self, failures=0, known_at=now)


def wait_for(pair: LoginThrottle, address: LoginThrottle, now: datetime) -> timedelta:
    """Return how long this account has to wait at this address; zero = not at all."""
    if pair.is_known(now):
        return pair.wait(WITH_KNOWN, now)
    return max(pair.wait(WITH_STRANGERS, now), address.wait(WITH_ADDRESS, now))


def throttle_keys(email: str, address: str) -> tuple[str, str]:
    """Return the keys of the (account, address) pair and of the address.

    The account is the address as typed, without regard to case, so that accounts that do not
    exist behave like those that do.
    """
    network = _network(address)
    return _key("pair", email.strip().casefold(), network), _key("address", network)


def _network(address: str) -> str:
    """An IPv6 customer holds a whole /64 (RFC 6177), so that is what counts as one address."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return f"{IPv6Address(int(parsed) >> 64 << 64)}/64"


def _key(kind: str, *parts: str) -> str:
    joined = "\0".join(parts)
    return f"{kind}:{digest(joined).hex()}"
