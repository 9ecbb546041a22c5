"""`hikeshi rehearse`: play scenarios and compare who is paged with what was expected."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from hikeshi.kernel.errors import HikeshiError
from hikeshi.rehearsal import Report, run
from hikeshi_server.inbound.cli.processes import Processes
from hikeshi_server.inbound.cli.refusing import NO, refuse, refuse_input
from hikeshi_server.inbound.cli.suite_files import SuiteFiles
from hikeshi_server.inbound.files.holiday_sources import calendars_beside
from hikeshi_server.inbound.mapping import mapped


@click.command()
@click.argument("suite", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the whole report as JSON.")
@click.option(
    "--junit",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the results as JUnit XML to this file.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=os.cpu_count() or 1,
    help="Processes to share many scenarios among; as many as there are processors unless given.",
)
def rehearse(suite: Path, as_json: bool, junit: Path | None, jobs: int) -> None:
    """Play the scenarios of SUITE; exit 1 if something expected did not happen."""
    files = SuiteFiles(suite)
    try:
        report = run(
            files.open(),
            load=files.load_payload,
            load_configuration=files.load_configuration,
            calendars=lambda _: calendars_beside(suite.parent),
            look=mapped,
            share=Processes(jobs),
        )
    except HikeshiError as error:
        refuse_input(error, files.marks_for(error))
    if junit is not None:
        _write(junit, report.as_junit(suite.name))
    if as_json:
        click.echo(json.dumps(report.as_json()))
    else:
        # A name may hold what no terminal can show, such as half a pair of surrogates.
        click.echo(_story(report).encode("utf-8", "backslashreplace"))
    if not report.passed:
        raise click.exceptions.Exit(NO)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        refuse([f"--junit: {path}: {error.strerror or error}"])


def _story(report: Report) -> str:
    lines = []
    for scenario in report.as_json()["scenarios"]:
        lines.append(f"{'passed' if scenario['passed'] else 'FAILED'}  {scenario['name']}")
        lines += [f"  {failure}" for failure in scenario["failures"]]
        lines += [_told(page) for page in scenario["pages"]]
    passed = sum(scenario.passed for scenario in report.scenarios)
    return "\n".join((*lines, f"{passed} of {len(report.scenarios)} scenarios passed"))


def _told(page: Mapping[str, Any]) -> str:
    step = "no step" if page["step"] is None else f"step {page['step']}"
    return (
        f"  +{page['after_seconds']} s  {page['user']}  (incident {page['incident']},"
        f" round {page['round']}, {step}, via {page['via']})"
    )
