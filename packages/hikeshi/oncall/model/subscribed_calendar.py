"""A calendar elsewhere that is read again and again: somebody's absences, or holidays."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from attrs import field, frozen

from hikeshi.kernel.errors import Fault, InvalidError, Sentence
from hikeshi.kernel.ids import HolidaySetId, SubscribedCalendarId, UserId
from hikeshi.oncall.model.unavailability import CALENDAR

LONGEST_NAME = 255
LONGEST_URL = 2_000
#: How often it is read unless somebody says otherwise.
USUAL_REFRESH = timedelta(hours=1)
SHORTEST_REFRESH = timedelta(minutes=15)
LONGEST_REFRESH = timedelta(days=1)
#: Calendars one person may have read.
MOST_CALENDARS = 10
#: Size of what is read; a larger one is refused whole.
LARGEST_CALENDAR = 1024 * 1024
#: Absences of one calendar; more are refused whole.
MOST_ABSENCES = 1_000
#: How far back and ahead absences are taken over.
TAKEN_BEFORE = timedelta(days=31)
TAKEN_AHEAD = timedelta(days=366)

_URL = re.compile(r"(?:https?|webcal)://[!-~]+")


@frozen(kw_only=True)
class SubscribedCalendarDraft:
    """The fields of a subscribed calendar that people edit.

    Args:
        url: Where it is, https, http or webcal; whoever knows it may read the calendar, so it is
            kept encrypted and shown to nobody.
        name: What to call it.
        include_free: Take events over that block no time (`TRANSP:TRANSPARENT`, RFC 5545 3.8.2.7);
            of holidays all are.
        refresh_seconds: How often it is read.
    """

    url: str = field(repr=False)
    name: str = "calendar"
    include_free: bool = False
    refresh_seconds: int = int(USUAL_REFRESH.total_seconds())

    def __attrs_post_init__(self) -> None:
        faults = []
        if not _URL.fullmatch(self.url) or len(self.url) > LONGEST_URL or not _host(self.url):
            faults.append(
                Fault("/url", "must be the whole URL of a calendar, such as https://…/basic.ics")
            )
        if not self.name.strip() or len(self.name) > LONGEST_NAME:
            faults.append(
                Fault("/name", Sentence("must be 1 to {most} characters", most=LONGEST_NAME))
            )
        shortest, longest = (int(s.total_seconds()) for s in (SHORTEST_REFRESH, LONGEST_REFRESH))
        if not shortest <= self.refresh_seconds <= longest:
            faults.append(
                Fault(
                    "/refresh_seconds",
                    Sentence("must be {least} to {most}", least=shortest, most=longest),
                )
            )
        if faults:
            raise InvalidError(f"{faults[0].pointer} {faults[0].detail}", faults=tuple(faults))


@frozen(kw_only=True)
class SubscribedCalendar(SubscribedCalendarDraft):
    """A calendar elsewhere that is read again and again.

    Args:
        user_id: Whose absences it tells; nothing where it tells holidays.
        holiday_set_id: Which set it tells the days of.
        version: Counts edits, from 1.
    """

    id: SubscribedCalendarId
    user_id: UserId | None = None
    holiday_set_id: HolidaySetId | None = None
    version: int = 1

    @property
    def source(self) -> str:
        """What the unavailabilities that come from it are marked with."""
        return f"{CALENDAR}{self.id}"

    @property
    def shown_url(self) -> str:
        """Where it is, as far as anybody is shown: the rest is a secret."""
        return f"{urlsplit(self.url).scheme}://{_host(self.url)}/…"

    @property
    def refresh(self) -> timedelta:
        """How often it is read."""
        return timedelta(seconds=self.refresh_seconds)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
