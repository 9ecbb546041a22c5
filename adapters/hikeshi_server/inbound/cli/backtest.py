"""`hikeshi backtest`: replay exported alerts through a configuration and see who is paged."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

import click

from hikeshi.flow.directory import Directory
from hikeshi.rehearsal.backtest import TAIL, Backtest, backtest
from hikeshi.rehearsal.history import FaultyLineError, PastEvent, read_history
from hikeshi_server.inbound.cli.refusing import NO, refuse
from hikeshi_server.inbound.cli.whole_file import open_whole

_FILE = click.Path(exists=True, path_type=Path)


@click.command("backtest")
@click.option(
    "--alerts",
    required=True,
    type=click.File("rb"),
    help="What happened, a JSON object a line, as `hikeshi export-alerts` writes it; - is stdin.",
)
@click.option("--configuration", required=True, type=_FILE, help="The configuration asked about.")
@click.option("--baseline", type=_FILE, help="Compare with this one instead of history itself.")
@click.option(
    "--tail-seconds",
    type=click.IntRange(0, 30 * 86_400),
    default=int(TAIL.total_seconds()),
    show_default=True,
    help="How long after the last line escalation goes on.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print it for a pull request.")
def backtest_file(
    alerts: BinaryIO,
    configuration: Path,
    baseline: Path | None,
    tail_seconds: int,
    as_json: bool,
    as_markdown: bool,
) -> None:
    """Say whom past alerts would page; exit 1 if somebody was told and nobody would be."""
    if as_json and as_markdown:
        raise click.UsageError("Choose --json or --markdown.")
    proposed = open_whole(configuration).directory
    other = open_whole(baseline).directory if baseline is not None else None
    found = backtest(_lines(alerts), proposed, baseline=other, tail=timedelta(seconds=tail_seconds))
    if as_json:
        click.echo(json.dumps(found.as_json()))
    else:
        click.echo(_told(found, proposed, markdown=as_markdown))
    if not found.passed:
        raise click.exceptions.Exit(NO)


def _lines(alerts: BinaryIO) -> Iterator[tuple[int, PastEvent]]:
    try:
        yield from read_history(alerts)
    except FaultyLineError as error:
        name = getattr(alerts, "name", "-")
        refuse(
            f"{name}:{error.number}: {fault.pointer or '/'} {fault.detail}"
            for fault in error.faults
        )


def _told(found: Backtest, proposed: Directory, *, markdown: bool) -> str:
    result = found.as_json()
    outcome, before = result["proposed"], result["baseline"]
    lines = [
        f"{result['lines']} events from {result['since']} to {result['until']}",
        f"acknowledgements: {result['acknowledgements']}",
        "",
        *_table(outcome, before if isinstance(before, dict) else None, markdown=markdown),
    ]
    for name, meaning in (
        ("missed", "would be told to nobody"),
        ("added", "would be told to somebody and were not"),
    ):
        count = result[name]["count"]
        if count:
            lines += ["", f"{count} alerts {meaning}:"]
            lines += [
                _alert(row, bullet="- " if markdown else "  ") for row in result[name]["first"]
            ]
            more = count - len(result[name]["first"])
            lines += [f"and {more} more"] if more else []
    return "\n".join(lines)


def _table(
    outcome: dict[str, Any], before: dict[str, Any] | None, *, markdown: bool
) -> Iterator[str]:
    rows = [
        (name, outcome[key], None if before is None else before[key])
        for name, key in (
            ("incidents", "incidents"),
            ("never acknowledged", "unanswered"),
            ("taken by nobody", "nowhere"),
            ("pages", "pages"),
            ("night pages (22:00 to 06:00)", "night_pages"),
        )
    ]
    were = {row["user"]: row for row in before["people"]} if before is not None else {}
    people = {row["user"]: row for row in outcome["people"]}
    for user in sorted({*were, *people}):
        for key, name in (("pages", f"pages of {user}"), ("night_pages", f"at night of {user}")):
            was = None if before is None else were.get(user, {}).get(key, 0)
            rows.append((name, people.get(user, {}).get(key, 0), was))
    if markdown:
        yield "| | proposed |" if before is None else "| | baseline | proposed |"
        yield "|---|---|" if before is None else "|---|---|---|"
    for name, now, was in rows:
        if markdown:
            yield f"| {name} | {now} |" if was is None else f"| {name} | {was} | {now} |"
        else:
            yield f"{name}: {now}" if was is None else f"{name}: {was} → {now}"


def _alert(row: dict[str, Any], *, bullet: str) -> str:
    sender = row["integration"] or row["service"]
    title = " ".join(row["title"].split())
    return f"{bullet}{row['at']}  {sender}  {row['dedup_key']}  {title} (line {row['line']})"
