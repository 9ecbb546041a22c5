"""Times on the command line and in the output."""

from datetime import datetime
from zoneinfo import ZoneInfo

import click

from hikeshi.kernel.conversion import parse_instant


class InstantType(click.ParamType[datetime]):
    """An RFC 3339 time with an offset."""

    name = "time"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read the time; refuse one without an offset."""
        if isinstance(value, datetime):
            return value
        try:
            return parse_instant(str(value))
        except OverflowError:
            self.fail("is outside the years 1 to 9999", param, ctx)
        except ValueError as error:
            self.fail(f"“{value}” {error}", param, ctx)


INSTANT = InstantType()


def in_zone(instant: datetime, zone: ZoneInfo) -> str:
    """Write an instant for people: local time and offset, seconds only where there are any."""
    local = instant.astimezone(zone)
    precision = "seconds" if local.second or local.microsecond else "minutes"
    return local.isoformat(" ", precision)
