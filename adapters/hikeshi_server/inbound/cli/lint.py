"""`hikeshi lint`: what in a configuration makes pages go nowhere?"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from hikeshi.flow.linting import DAYS, Finding, Gravity, lint
from hikeshi_server.inbound.cli.instants import INSTANT
from hikeshi_server.inbound.cli.refusing import NO
from hikeshi_server.inbound.cli.whole_file import open_whole
from hikeshi_server.inbound.files import Marks


@click.command("lint")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--from", "since", type=INSTANT, help="When schedules are looked at first.")
@click.option(
    "--days",
    type=click.IntRange(min=1, max=3660),
    default=DAYS,
    show_default=True,
    help="How many days ahead schedules are looked at.",
)
@click.option("--strict", is_flag=True, help="Let warnings fail too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check_file(file: Path, since: datetime | None, days: int, strict: bool, as_json: bool) -> None:
    """Say what in FILE works otherwise than its authors think; exit 1 if there is an error."""
    opened = open_whole(file)
    found = lint(opened.directory, since or datetime.now(UTC), days=days)
    errors = sum(finding.gravity is Gravity.ERROR for finding in found)
    counts = {"errors": errors, "warnings": len(found) - errors}
    if as_json:
        rows = [_row(finding, opened.marks) for finding in found]
        click.echo(json.dumps({"findings": rows, **counts}))
    else:
        click.echo(_story(found, opened.marks, **counts))
    if errors or (strict and found):
        raise click.exceptions.Exit(NO)


def _row(finding: Finding, marks: Marks) -> dict[str, Any]:
    place = marks.at(finding.pointer)
    return {
        "code": finding.code,
        "severity": finding.gravity.value,
        "pointer": finding.pointer,
        "place": str(place) if place is not None else None,
        "detail": finding.detail,
    }


def _story(found: Sequence[Finding], marks: Marks, *, errors: int, warnings: int) -> str:
    lines = [_line(finding, marks) for finding in found]
    return "\n".join((*lines, f"{_count(errors, 'error')}, {_count(warnings, 'warning')}"))


def _line(finding: Finding, marks: Marks) -> str:
    place = marks.at(finding.pointer)
    where = f"{place} {finding.pointer}" if place is not None else finding.pointer
    return f"{where}: {finding.gravity} {finding.code}: {finding.detail}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
