"""`hikeshi coverage`: is somebody told in time, whatever breaks whenever?"""

import json
import math
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from hikeshi.flow.coverage import ServiceCoverage, coverage
from hikeshi.flow.worst_turn import UnforeseeableError
from hikeshi.kernel.conversion import rfc3339
from hikeshi.kernel.intervals import Interval
from hikeshi_server.inbound.cli.instants import INSTANT
from hikeshi_server.inbound.cli.refusing import NO, refuse, refuse_input
from hikeshi_server.inbound.cli.tables import table
from hikeshi_server.inbound.cli.whole_file import WholeFile, open_whole


@click.command("coverage")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--since", required=True, type=INSTANT, help="First instant, with offset.")
@click.option("--until", required=True, type=INSTANT, help="First instant after.")
@click.option(
    "--within",
    required=True,
    type=click.IntRange(min=0, max=31 * 86_400),
    metavar="SECONDS",
    help="How long after the trigger somebody has to be told.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check_coverage(
    file: Path, since: datetime, until: datetime, within: int, as_json: bool
) -> None:
    """Say for every service and severity of FILE how long incidents wait for a person at worst.

    Nobody acknowledges them, and where targets take turns the worst turn counts. Exit 1 if at some
    instant nobody would be told in time. Maintenance and silences of FILE are listed as suppressed.
    """
    if until <= since:
        refuse(["--until: must be after --since"])
    opened = open_whole(file)
    rows = _rows(opened, Interval(since, until), within)
    answer = {"within_seconds": within, "services": rows}
    click.echo(json.dumps(answer) if as_json else _story(rows, within))
    if not all(row["covered"] for row in rows):
        raise click.exceptions.Exit(NO)


def _rows(opened: WholeFile, interval: Interval, within: int) -> list[dict[str, Any]]:
    try:
        found = coverage(opened.directory, interval)
    except UnforeseeableError as error:
        refuse_input(error, opened.marks)
    except OverflowError:
        refuse(["--until: what follows an incident lies outside the years 1 to 9999"])
    services = opened.directory.services
    return [_row(services[row.service_id].key, row, within) for row in found]


def _row(key: str, row: ServiceCoverage, within: int) -> dict[str, Any]:
    gap = next(row.gaps(timedelta(seconds=within)), None)
    return {
        "service": key,
        "severity": row.severity.value,
        "worst_seconds": _seconds(row.worst),
        "covered": gap is None,
        "suppressed": [
            {"at": rfc3339(span.start), "until": rfc3339(span.end)} for span in row.suppressed
        ],
        "first_gap": None
        if gap is None
        else {
            "at": rfc3339(gap.interval.start),
            "until": rfc3339(gap.interval.end),
            "seconds": _seconds(gap.after),
            "why": gap.why,
        },
    }


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else math.ceil(span.total_seconds())


def _story(rows: Iterable[dict[str, Any]], within: int) -> str:
    """Tell it in a table; severities of which the same is true share a line."""
    listed, gaps, quiet = [], [], []
    for _, same in groupby(rows, key=lambda row: {**row, "severity": None}):
        together = list(same)
        row = together[0]
        severities = ", ".join(each["severity"] for each in together)
        listed.append(
            (row["service"], severities, _told(row["worst_seconds"]), _verdict(row["covered"]))
        )
        if (gap := row["first_gap"]) is not None:
            what = f"{gap['at']} to {gap['until']}: {_told(gap['seconds'])}: {gap['why']}"
            gaps.append(f"{row['service']} ({severities}), first gap {what}")
        for span in row["suppressed"]:
            when = f"{span['at']} to {span['until']}"
            quiet.append(f"{row['service']} ({severities}), suppressed {when}")
    header = ("SERVICE", "SEVERITY", "AT WORST", f"WITHIN {within} S")
    return "\n".join((table(header, listed), *gaps, *quiet))


def _told(seconds: int | None) -> str:
    return "never" if seconds is None else f"{seconds} s"


def _verdict(covered: bool) -> str:
    return "yes" if covered else "NO"
