"""How often somebody may ask."""

from datetime import timedelta

from attrs import frozen


@frozen
class RateLimit:
    """At most so many in any stretch of that length, near enough.

    Args:
        name: What is limited.
        amount: So many.
        per: In so long; whole seconds.
    """

    name: str
    amount: int
    per: timedelta


@frozen
class Allowance:
    """What came of asking once more.

    Args:
        granted: Whether it is allowed; what is refused does not count.
        remaining: So many more would be allowed right now.
        wait: After so long at most there is room again; zero where there is room.
    """

    granted: bool
    remaining: int
    wait: timedelta


def window_weight(elapsed: timedelta, per: timedelta) -> float:
    """Return how much of the window before still counts, that long into the present one."""
    return max(0.0, 1.0 - elapsed / per)
