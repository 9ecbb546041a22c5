"""Remove messages that could not be understood long ago."""

from datetime import datetime

from attrs import frozen

from hikeshi.alerts.ports import AlertWork


@frozen
class ForgetUnreadable:
    """Remove messages that could not be understood long ago; the alerts they became stay."""

    async def __call__(self, work: AlertWork, *, before: datetime, limit: int) -> int:
        """Remove at most so many that were received before; return how many it were."""
        return await work.unreadable_signals.forget_before(before, limit)
