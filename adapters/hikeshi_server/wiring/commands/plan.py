"""`hikeshi plan`: what would files change, and who would be paged differently?"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from attrs import frozen

from hikeshi.configuration import read
from hikeshi.configuration.directory import directory_of
from hikeshi.configuration.planning.plan import UnreachableConfigurationError, plan
from hikeshi.configuration.planning.report import PlanReport, report
from hikeshi.configuration.planning.text import (
    ON_CALL_HEADER,
    PAGED_HEADER,
    change_lines,
    left_alone_lines,
    markdown,
    on_call_rows,
    paged_rows,
    summary,
)
from hikeshi.configuration.planning.wanted import read_wanted
from hikeshi.kernel.conversion import json_converter, rfc3339
from hikeshi.kernel.errors import HikeshiError
from hikeshi.kernel.intervals import Interval
from hikeshi_server.inbound.cli.instants import INSTANT
from hikeshi_server.inbound.cli.refusing import NO, refuse, refuse_input
from hikeshi_server.inbound.cli.tables import table
from hikeshi_server.inbound.files import Marked, Marks, read_configuration
from hikeshi_server.inbound.mapping import check_mappings
from hikeshi_server.wiring.commands.server import ServerChoice, ask, server_options

#: How far ahead people are compared where nobody says.
AHEAD = timedelta(days=14)


@frozen(kw_only=True)
class Asked:
    """What is wanted of a plan."""

    delete: bool
    since: datetime | None
    until: datetime | None

    def interval(self) -> Interval:
        """Return when people are compared; exit 2 where it ends before it begins."""
        since = self.since or datetime.now(UTC).replace(microsecond=0)
        until = self.until or since + AHEAD
        if until <= since:
            refuse(["--until: must be after --since"])
        return Interval(since, until)


@click.command("plan")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--since", type=INSTANT, help="People are compared from here (now).")
@click.option("--until", type=INSTANT, help="Up to here (14 days later).")
@click.option("--delete", is_flag=True, help="What is not in a section of the files goes.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print Markdown, for a pull request.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--exit-code", is_flag=True, help="Exit 1 where something changes.")
@server_options
def plan_files(
    files: tuple[Path, ...],
    since: datetime | None,
    until: datetime | None,
    delete: bool,
    as_markdown: bool,
    as_json: bool,
    exit_code: bool,
    server: str | None,
    token: str | None,
) -> None:
    """Say what NEW would change: on a server, or with OLD NEW in the place of OLD (no server).

    Also says who would be paged differently, and when. Each is a file or a directory of files.
    """
    asked = Asked(delete=delete, since=since, until=until)
    if len(files) > 2:
        refuse(["Give NEW, or OLD and NEW."])
    found = (
        planned_on_server(open_marked(files[0]), asked, ServerChoice(server, token))
        if len(files) == 1
        else _planned_in_files(files[0], files[1], asked)
    )
    if as_json:
        click.echo(json.dumps(json_converter().unstructure(found)))
    else:
        click.echo(markdown(found) if as_markdown else story(found))
    if exit_code and found.changes:
        raise click.exceptions.Exit(NO)


def open_marked(path: Path) -> Marked:
    """Read a file or a directory of files and check it; exit 2 where something is wrong."""
    marks = Marks()
    try:
        marked = read_configuration(path)
        marks = marked.marks
        read(marked.value)
        check_mappings(marked.value)
    except HikeshiError as error:
        refuse_input(error, marks)
    return marked


def body_of(marked: Marked, asked: Asked) -> dict[str, Any]:
    """Return what a server is asked to plan."""
    interval = asked.interval()
    return {
        "configuration": marked.value,
        "delete": asked.delete,
        "since": rfc3339(interval.start),
        "until": rfc3339(interval.end),
    }


def planned_on_server(marked: Marked, asked: Asked, choice: ServerChoice) -> PlanReport:
    """Ask a server what files would change; exit where it refuses."""
    body: Mapping[str, Any] = body_of(marked, asked)
    return ask(choice, lambda api: api.plan(body), marked.marks)


def story(found: PlanReport) -> str:
    """Tell a plan on a terminal."""
    parts = [*change_lines(found.changes), summary(found)]
    span = f"from {rfc3339(found.since)} to {rfc3339(found.until)}"
    if not (found.who or found.on_call):
        parts += ["", f"Nobody is paged differently {span}."]
    if found.who:
        parts += ["", f"Paged differently {span}:", table(PAGED_HEADER, paged_rows(found))]
    if found.on_call:
        parts += ["", f"On call differently {span}:", table(ON_CALL_HEADER, on_call_rows(found))]
    left = list(left_alone_lines(found))
    return "\n".join((*parts, *(["", "Left alone:", *left] if left else [])))


def _planned_in_files(old: Path, new: Path, asked: Asked) -> PlanReport:
    before, after = open_marked(old), open_marked(new)
    interval = asked.interval()
    try:
        current = directory_of(read(before.value))
        made = plan(current, read_wanted(after.value), interval.start, delete=asked.delete)
        return report(current, made, interval)
    except UnreachableConfigurationError as error:
        click.echo(error.detail, err=True)
        raise click.exceptions.Exit(NO) from error
    except HikeshiError as error:
        refuse([error.detail])
