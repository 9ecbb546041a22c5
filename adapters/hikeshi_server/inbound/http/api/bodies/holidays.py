"""Sets of holidays on the wire: their days, or a country code that is looked up."""

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import evolve, field, frozen

from hikeshi.kernel.errors import InvalidError
from hikeshi.teams.model.drafts import HolidaySetDraft
from hikeshi_server.inbound.calendars.days import country_days, is_country_code


@frozen(kw_only=True)
class HolidayCalendar:
    """A calendar file: as it is with `Content-Type: text/calendar`, or here as JSON.

    Args:
        name: What to call it.
    """

    MEDIA_TYPE: ClassVar[str] = "text/calendar"

    text: str = field(repr=False)
    name: str = "calendar"


def looked_up(draft: HolidaySetDraft, sent: Mapping[str, Any]) -> HolidaySetDraft:
    """Return the draft with the days of its country, where the body listed none.

    Args:
        draft: As the body wants it.
        sent: The body: days stay as they are unless it names a country or another last day.

    Raises:
        InvalidError: Naming the source.
    """
    asks = sent.get("dates") is None and ({"source", "until"} & set(sent))
    if draft.source is None or not asks:
        return draft
    if not is_country_code(draft.source):
        if sent.get("source") is None or draft.dates:
            return draft
        raise InvalidError.at(
            "/source",
            "must be a country code such as JP or US-CA, or list the days in dates; the address of "
            "a calendar goes to PUT /holidays/{holidays}/subscribed-calendar",
        )
    try:
        return evolve(draft, dates=country_days(draft.source, draft.until))
    except InvalidError as error:
        raise InvalidError.at("/source", error.said) from None
