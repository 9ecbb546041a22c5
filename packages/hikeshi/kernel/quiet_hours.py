"""When a person wants to hear of nothing that can wait, on their own clock."""

from datetime import timedelta

from attrs import frozen

from hikeshi.kernel.errors import InvalidError, Sentence
from hikeshi.kernel.local_hours import DailyHours, LocalHours, Weekday
from hikeshi.kernel.severity import Urgency

_WEEK = timedelta(days=7)
MOST_WINDOWS = 20


@frozen(kw_only=True)
class QuietHours:
    """Pages of low urgency wait for their end, and those of high urgency only if that is said.

    Args:
        windows: Of the local day, in the person's zone.
        high_urgency_waits: Pages of high urgency wait too; steps then page others at once.
    """

    windows: tuple[DailyHours, ...]
    high_urgency_waits: bool = False

    def __attrs_post_init__(self) -> None:
        if not 0 < len(self.windows) <= MOST_WINDOWS:
            raise InvalidError.at(
                "/windows", Sentence("must hold 1 to {most} windows of the week", most=MOST_WINDOWS)
            )
        if self._never_end():
            raise InvalidError.at("/windows", "must leave some time of the week")

    def holds(self, urgency: Urgency) -> bool:
        """Say whether pages of that urgency wait."""
        return urgency is Urgency.LOW or self.high_urgency_waits

    def hours_in(self, zone: str) -> LocalHours:
        """Return the hours as they are in a person's zone."""
        return LocalHours(time_zone=zone, windows=self.windows)

    def _never_end(self) -> bool:
        """Say whether the windows cover the whole week, on a clock that never jumps."""
        covered = timedelta(0)
        for start, end in sorted(self._spans()):
            if start > covered:
                return False
            covered = max(covered, end)
        return covered >= _WEEK

    def _spans(self) -> list[tuple[timedelta, timedelta]]:
        found = []
        for number, day in enumerate(Weekday):
            for window in self.windows:
                if day not in window.weekdays:
                    continue
                opens, closes = (
                    timedelta(days=number, hours=at.hour, minutes=at.minute, seconds=at.second)
                    for at in (window.opens, window.closes)
                )
                end = closes if closes > opens else closes + timedelta(days=1)
                found += [(opens, end), (opens - _WEEK, end - _WEEK)]
        return found
