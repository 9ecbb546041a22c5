"""What every implementation of a port has to keep, whatever it keeps things in.

A suite is a tuple of checks. A check is a coroutine function that takes `Transactions` over an
empty store, does what its name and its first line say, and fails with an AssertionError.
"""

from collections.abc import Awaitable, Callable

from hikeshi.flow.work import Transactions


class PlannedFailureError(Exception):
    """A work of a check fails on purpose."""


#: One promise of a port.
Check = Callable[[Transactions], Awaitable[None]]
