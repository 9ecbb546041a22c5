"""`hikeshi schedule`: who is on call by a configuration file; no server, no database."""

import json
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import click

from hikeshi.kernel.conversion import parse_instant
from hikeshi.kernel.errors import NotFoundError
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import Schedule
from hikeshi_server.inbound.cli.departure import departure
from hikeshi_server.inbound.cli.import_ics import import_ics
from hikeshi_server.inbound.cli.instants import INSTANT, in_zone
from hikeshi_server.inbound.cli.queries import answers
from hikeshi_server.inbound.cli.refusing import NO, refuse
from hikeshi_server.inbound.cli.roster_file import RosterFile, open_roster
from hikeshi_server.inbound.cli.tables import table

_file = click.argument("file", type=click.Path(exists=True, path_type=Path))
_key = click.option("--schedule", "key", required=True, metavar="KEY", help="Which schedule.")
_since = click.option("--since", required=True, type=INSTANT, help="First instant, with offset.")
_until = click.option("--until", required=True, type=INSTANT, help="First instant after.")
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def schedule() -> None:
    """Ask the schedules of FILE (or a directory of files)."""


schedule.add_command(departure)
schedule.add_command(import_ics)


@schedule.command()
@_file
@_key
@_since
@_until
@_as_json
def shifts(file: Path, key: str, since: datetime, until: datetime, as_json: bool) -> None:
    """Print the shifts of a span of time, merged per person."""
    roster, found = _open(file, key)
    answer = roster.shifts(key, _interval(since, until))
    rows = [(*_bounds(found, each), each["user"]) for each in answer["shifts"]]
    _print(answer, as_json, _listed(found, ("START", "END", "USER"), rows, "Nobody is on call."))


@schedule.command()
@_file
@_key
@_since
@_until
@_as_json
def gaps(file: Path, key: str, since: datetime, until: datetime, as_json: bool) -> None:
    """Print when nobody is on call; exit 1 if there is such a time."""
    roster, found = _open(file, key)
    answer = roster.gaps(key, _interval(since, until))
    rows = [_bounds(found, each) for each in answer["gaps"]]
    _print(answer, as_json, _listed(found, ("START", "END"), rows, "Somebody is always on call."))
    if answer["gaps"]:
        raise click.exceptions.Exit(NO)


@schedule.command()
@_file
@_key
@click.option("--at", required=True, type=INSTANT, help="When, with offset.")
@_as_json
def oncall(file: Path, key: str, at: datetime, as_json: bool) -> None:
    """Print who is on call at an instant."""
    roster, _ = _open(file, key)
    answer = roster.on_call(key, at)
    _print(answer, as_json, "\n".join(answer["on_call"]) or "Nobody is on call.")


@schedule.command()
@_file
@click.option(
    "--queries",
    required=True,
    type=click.File("rb", lazy=False),
    help="A JSON object a line: schedule and at; or schedule, since, until, gaps. “-” is stdin.",
)
def query(file: Path, queries: BinaryIO) -> None:
    """Answer many questions, a line each."""
    roster = open_roster(file)
    # Somebody may wait at the other end of a pipe for each answer before asking on.
    waiting = not queries.seekable()
    for line in answers(roster, queries):
        sys.stdout.write(f"{line}\n")
        if waiting:
            sys.stdout.flush()


def _open(file: Path, key: str) -> tuple[RosterFile, Schedule]:
    roster = open_roster(file)
    try:
        return roster, roster.schedule(key)
    except NotFoundError as error:
        refuse([f"--schedule: {error.detail}"])


def _interval(since: datetime, until: datetime) -> Interval:
    if until <= since:
        refuse(["--until: must be after --since"])
    return Interval(since, until)


def _bounds(found: Schedule, span: dict[str, str]) -> tuple[str, str]:
    start, end = parse_instant(span["start"]), parse_instant(span["end"])
    return in_zone(start, found.zone), in_zone(end, found.zone)


def _listed(
    found: Schedule, header: tuple[str, ...], rows: Iterable[tuple[str, ...]], empty: str
) -> str:
    listed = tuple(rows)
    title = f"{found.key} ({found.time_zone})"
    return f"{title}\n{table(header, listed)}" if listed else f"{title}\n{empty}"


def _print(answer: dict[str, Any], as_json: bool, text: str) -> None:
    click.echo(json.dumps(answer) if as_json else text)
