"""`hikeshi schedule import-ics`: the shifts of a calendar as overrides for a configuration file."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from hikeshi.flow.matching import match_people, refuse_unmatched
from hikeshi.kernel.conversion import rfc3339
from hikeshi.kernel.errors import InvalidError, NotFoundError
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall.model.importing import MatchedOccurrence
from hikeshi_server.inbound.calendars.expanding import expand
from hikeshi_server.inbound.cli.instants import INSTANT
from hikeshi_server.inbound.cli.refusing import refuse
from hikeshi_server.inbound.cli.roster_file import RosterFile, open_roster

#: How far ahead events that repeat are written out, unless --until says otherwise.
_AHEAD = timedelta(days=366)


@click.command("import-ics")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.argument("calendar", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--schedule", "key", required=True, metavar="KEY", help="Whose zone, whose shifts.")
@click.option("--since", type=INSTANT, help="First instant, with offset; by default now.")
@click.option("--until", type=INSTANT, help="First instant after; by default a year later.")
@click.option("--skip-unmatched", is_flag=True, help="Leave out events that name nobody.")
def import_ics(
    file: Path,
    calendar: Path,
    key: str,
    since: datetime | None,
    until: datetime | None,
    skip_unmatched: bool,
) -> None:
    """Print the events of CALENDAR as the overrides of a schedule in FILE."""
    roster = open_roster(file)
    since = since or datetime.now(UTC).replace(microsecond=0)
    until = until or since + _AHEAD
    if until <= since:
        refuse(["--until: must be after --since"])
    try:
        zone = roster.schedule(key).time_zone
        found = asyncio.run(expand(calendar.read_bytes(), zone, Interval(since, until)))
        matched = match_people(roster.users, found)
        if not skip_unmatched:
            refuse_unmatched(matched)
    except NotFoundError as error:
        refuse([f"--schedule: {error.detail}"])
    except InvalidError as error:
        refuse(_faults(calendar, error))
    for entry in matched:
        if entry.reason is not None and not entry.occurrence.cancelled:
            click.echo(f"{calendar}:{entry.occurrence.line}: skipped: {entry.reason}", err=True)
    click.echo(_yaml(roster, matched))


def _faults(calendar: Path, error: InvalidError) -> Iterable[str]:
    if not error.faults:
        return [f"{calendar}: {error.detail}"]
    return [f"{calendar}: {fault.detail}" for fault in error.faults]


def _yaml(roster: RosterFile, matched: Iterable[MatchedOccurrence]) -> str:
    lines = []
    for entry in matched:
        found = entry.occurrence
        if entry.user is None or found.cancelled:
            continue
        bounds = f"start: {rfc3339(found.start)}, end: {rfc3339(found.end)}"
        lines.append(f"  - {{{bounds}, user: {roster.user_keys[entry.user]}}}")
    return "\n".join(["overrides:", *lines]) if lines else "overrides: []"
