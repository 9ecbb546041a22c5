"""Forget the dedup keys nothing fired under for long."""

from datetime import datetime

from attrs import frozen

from hikeshi.alerts.ports import AlertWork, QuietStretch


@frozen
class ForgetQuiet:
    """Forget the dedup keys nothing fired under for long, a stretch of them at a time.

    The alerts stay. What is lost is which firing ended last, so that a copy of it which a sender
    repeats after all that time counts as a new one.
    """

    async def __call__(
        self, work: AlertWork, *, after: QuietStretch | None, before: datetime, limit: int
    ) -> QuietStretch | None:
        """Look at the next so many; return where to go on, or nothing at the end.

        Args:
            after: The stretch looked at last; nothing = from the start.
            before: Those are forgotten that are quiet since before then.
        """
        return await work.quiet_identities.forget(after, before, limit)
