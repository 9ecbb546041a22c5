"""Remove sessions and API tokens that ended long ago."""

from datetime import datetime

from attrs import frozen

from hikeshi.access.ports import AccessWork


@frozen
class ForgetEnded:
    """Remove sessions and API tokens that ended long ago; the journal keeps that they were."""

    async def __call__(self, work: AccessWork, *, before: datetime, limit: int) -> int:
        """Remove at most so many of each that ended before; return how many it were."""
        return await work.ended_access.forget_before(before, limit)
