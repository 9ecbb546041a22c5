"""Does the configuration do what its authors think? Everything that makes pages go nowhere."""

from datetime import UTC, datetime, timedelta

from hikeshi.flow.directory import Directory
from hikeshi.flow.lints.finding import Finding, Gravity
from hikeshi.flow.lints.hours import check_conditions, check_holidays
from hikeshi.flow.lints.people import check_people
from hikeshi.flow.lints.policies import check_last_resort, check_policies
from hikeshi.flow.lints.premises import Premises
from hikeshi.flow.lints.quiet import check_maintenance_windows, check_silences
from hikeshi.flow.lints.services import check_integrations, check_schedules, check_services
from hikeshi.kernel.intervals import Interval

__all__ = ["DAYS", "Finding", "Gravity", "lint"]

#: How many days ahead schedules are looked at.
DAYS = 28

_CHECKS = (
    check_last_resort,
    check_people,
    check_schedules,
    check_policies,
    check_conditions,
    check_holidays,
    check_services,
    check_integrations,
    check_silences,
    check_maintenance_windows,
)


def lint(directory: Directory, since: datetime, *, days: int = DAYS) -> tuple[Finding, ...]:
    """Return what is wrong, or probably not meant, in a configuration that is valid.

    Args:
        directory: Everything people configured.
        since: From when on schedules are looked at.
        days: How far ahead; what a schedule says later is not known to the checks.
    """
    start = since.astimezone(UTC)
    premises = Premises(directory, Interval(start, start + timedelta(days=days)))
    return tuple(finding for check in _CHECKS for finding in check(premises))
