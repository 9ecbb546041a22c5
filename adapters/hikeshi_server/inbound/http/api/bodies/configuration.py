"""Configurations on the wire: as files have them, and plans of what they would change."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from attrs import frozen

from hikeshi.configuration.planning.wanted import Wanted, read_wanted
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.intervals import Interval
from hikeshi_server.inbound.calendars.days import country_days
from hikeshi_server.inbound.mapping import check_mappings

#: How far ahead people are compared where nobody says.
AHEAD = timedelta(days=14)
#: Farther than this nobody looks.
FARTHEST = timedelta(days=366)


@frozen(kw_only=True)
class ExportFilters:
    """How much of the configuration is wanted.

    Args:
        contacts: People's contact methods and personal rules too.
        overrides: Overrides that are not over too.
    """

    contacts: bool = False
    overrides: bool = False


@frozen(kw_only=True)
class ConfigurationView:
    """Everything configured, as a configuration file has it."""

    configuration: Mapping[str, Any]


@frozen(kw_only=True)
class PlanBody:
    """What somebody would have configured.

    Args:
        configuration: As a configuration file has it.
        delete: What is not in a section of it goes.
        since: People are compared from here; now where nobody says.
        until: Up to here; 14 days later where nobody says, at most 366.
    """

    configuration: Mapping[str, Any]
    delete: bool = False
    since: datetime | None = None
    until: datetime | None = None

    def interval(self, now: datetime) -> Interval:
        """Return when people are compared.

        Raises:
            InvalidError: It ends before it begins, or is too long.
        """
        since = self.since or now
        until = self.until or since + AHEAD
        if not since < until <= since + FARTHEST:
            detail = f"must be after since, and at most {FARTHEST.days} days"
            raise InvalidError.at("/until", detail)
        return Interval(since, until)


@frozen(kw_only=True)
class ApplicationBody:
    """What somebody wants configured.

    Args:
        configuration: As a configuration file has it.
        delete: What is not in a section of it goes.
        digest: Of the plan that was looked at: another one by now is refused.
    """

    configuration: Mapping[str, Any]
    delete: bool = False
    digest: str | None = None


def wanted(configuration: Mapping[str, Any]) -> Wanted:
    """Read a configuration out of a body.

    Raises:
        InvalidError: With a fault for everything that is wrong, each with its pointer.
    """
    try:
        found = read_wanted(configuration, calendars=country_days)
        check_mappings(configuration)
    except InvalidError as error:
        faults = tuple(fault.below("/configuration") for fault in error.faults)
        raise InvalidError(error.said, faults=faults) from error
    return found
