"""`hikeshi schedule departure`: when nobody would be on call if somebody left."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import click

from hikeshi.kernel.conversion import rfc3339
from hikeshi.kernel.ids import UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import Departure, Schedule, departures
from hikeshi_server.inbound.cli.instants import INSTANT, in_zone
from hikeshi_server.inbound.cli.refusing import NO, refuse
from hikeshi_server.inbound.cli.roster_file import RosterFile, open_roster
from hikeshi_server.inbound.cli.tables import table


@click.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--user", "key", required=True, metavar="KEY", help="Who leaves.")
@click.option("--since", required=True, type=INSTANT, help="First instant, with offset.")
@click.option("--until", required=True, type=INSTANT, help="First instant after.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def departure(file: Path, key: str, since: datetime, until: datetime, as_json: bool) -> None:
    """Print when nobody would be on call without a person; exit 1 if there is such a time."""
    if until <= since:
        refuse(["--until: must be after --since"])
    roster = open_roster(file)
    schedules = {found.id: found for found in roster.schedules.values()}
    active = {user.id for user in roster.users if user.active}
    found = departures(
        [schedules[each] for each in sorted(schedules, key=lambda each: schedules[each].key)],
        _user(roster, key),
        Interval(since, until),
        active.__contains__,
    )
    if as_json:
        shown = [_json(each, schedules[each.schedule_id]) for each in found]
        click.echo(json.dumps({"departure": shown}))
    else:
        rows = [row for each in found for row in _rows(each, schedules[each.schedule_id])]
        click.echo(table(("SCHEDULE", "START", "END"), rows) if rows else _COVERED)
    if any(each.uncovered for each in found):
        raise click.exceptions.Exit(NO)


_COVERED = "Nothing would be left uncovered."


def _user(roster: RosterFile, key: str) -> UserId:
    people = {user.key: user.id for user in roster.users}
    if key not in people:
        known = ", ".join(sorted(people)) or "nobody"
        refuse([f"--user: there is no user “{key}”; the file has: {known}"])
    return people[key]


def _rows(found: Departure, schedule: Schedule) -> Iterator[tuple[str, str, str]]:
    for span in found.uncovered:
        yield schedule.key, in_zone(span.start, schedule.zone), in_zone(span.end, schedule.zone)


def _json(found: Departure, schedule: Schedule) -> dict[str, object]:
    return {
        "schedule": schedule.key,
        "shifts": _spans(found.shifts),
        "uncovered": _spans(found.uncovered),
    }


def _spans(spans: Sequence[Interval]) -> list[dict[str, str]]:
    return [{"start": rfc3339(span.start), "end": rfc3339(span.end)} for span in spans]
