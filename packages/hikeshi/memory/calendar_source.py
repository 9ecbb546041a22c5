"""Calendars elsewhere, in memory: as they were put there."""

from attrs import define, field

from hikeshi.oncall.model.calendar_reading import FetchedCalendar


@define
class InMemoryCalendarSource:
    """Answers as it was told to.

    Args:
        answers: What is found at each URL; nothing is there otherwise.
        asked: Every question, in order: URL, entity tag and date of the last good answer.
    """

    answers: dict[str, FetchedCalendar] = field(factory=dict)
    asked: list[tuple[str, str, str]] = field(factory=list)

    async def fetch(self, url: str, *, etag: str, last_modified: str) -> FetchedCalendar:
        """Return what is there; what the asker has already, it need not be sent."""
        self.asked.append((url, etag, last_modified))
        found = self.answers.get(url, FetchedCalendar(reason="It answered 404."))
        if found.raw is not None and found.etag and found.etag == etag:
            return FetchedCalendar(unchanged=True, etag=etag, last_modified=last_modified)
        return found
