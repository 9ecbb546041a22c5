"""A plan in words: for a terminal, and in Markdown for a pull request."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from hikeshi.configuration.planning.changes import Action, Change
from hikeshi.configuration.planning.report import PagedDifferently, PlanReport
from hikeshi.kernel.conversion import rfc3339

_SIGNS = {Action.CREATE: "+", Action.EDIT: "~", Action.DELETE: "-"}
#: Longer values are cut in words; JSON has them whole.
_LONGEST = 160
_NOBODY = "nobody"

Row = tuple[str, ...]
ON_CALL_HEADER: Row = ("SCHEDULE", "FROM", "TO", "BEFORE", "AFTER")
PAGED_HEADER: Row = ("SERVICE", "SEVERITY", "STEP", "FROM", "TO", "BEFORE", "AFTER")


def change_lines(changes: Iterable[Change]) -> Iterator[str]:
    """Yield a line for each change and one, indented, for each field of an edit."""
    for change in changes:
        yield f"{_SIGNS[change.action]} {_called(change)}{_edited(change)}"
        if change.action is Action.EDIT:
            for name, field in change.fields.items():
                for place, before, after in _parts(name, field.before, field.after):
                    yield f"    {place}: {_value(before)} → {_value(after)}"


def summary(report: PlanReport) -> str:
    """Return how much changes, in a sentence."""
    if not report.changes:
        return "Nothing changes."
    counts = [
        f"{sum(change.action is action for change in report.changes)} to {action}"
        for action in Action
    ]
    return f"{', '.join(counts)}."


def on_call_rows(report: PlanReport) -> list[Row]:
    """Return who would be on call differently, as rows of text."""
    return [
        (
            row.schedule,
            rfc3339(row.start),
            rfc3339(row.end),
            _people(row.before),
            _people(row.after),
        )
        for row in report.on_call
    ]


def paged_rows(report: PlanReport) -> list[Row]:
    """Return who would be paged differently; services and severities alike share a row."""
    together: dict[Row, dict[str, list[str]]] = {}
    for row in report.who:
        services = together.setdefault(_when(row), {})
        services.setdefault(row.service, []).append(row.severity.value)
    rows = []
    for when, services in together.items():
        alike: dict[str, list[str]] = {}
        for service, severities in services.items():
            alike.setdefault(_severities(severities), []).append(service)
        rows += [(", ".join(named), severity, *when) for severity, named in alike.items()]
    return sorted(rows, key=lambda row: (row[0], row[2], row[3]))


def markdown(report: PlanReport) -> str:
    """Return a plan as Markdown, as a comment on a pull request."""
    parts = ["### What this changes", summary(report)]
    if report.changes:
        parts.append("\n".join(("```diff", *_safe(change_lines(report.changes)), "```")))
    parts.append("### Who is paged differently")
    span = f"From {rfc3339(report.since)} to {rfc3339(report.until)}"
    if not (report.who or report.on_call):
        parts.append(f"{span}: nobody.")
    else:
        parts.append(f"{span}:")
        for header, rows in (
            (PAGED_HEADER, paged_rows(report)),
            (ON_CALL_HEADER, on_call_rows(report)),
        ):
            if rows:
                parts.append(_markdown_table(header, rows))
    if report.left_alone:
        listed = (f"- {_cell(line)}" for line in left_alone_lines(report))
        parts += ["### Left alone", "\n".join(listed)]
    return "\n\n".join(parts)


def left_alone_lines(report: PlanReport) -> Iterator[str]:
    """Yield a line for everything that stays although the files do not say so."""
    for alone in report.left_alone:
        yield f"{alone.kind}{'' if alone.key is None else f' {alone.key}'}: {alone.why}"


def _called(change: Change) -> str:
    return change.kind if change.key is None else f"{change.kind} {change.key}"


def _edited(change: Change) -> str:
    edited = change.edited_since
    if edited is None:
        return ""
    by = f" by {edited.by}" if edited.by else ""
    at = f" at {edited.at}" if edited.at else ""
    return f"  (edited outside the files since they were last applied{by}{at})"


def _parts(place: str, before: Any, after: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield the innermost places that differ; lists of other lengths differ as a whole."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        inner = [(name, before.get(name), after.get(name)) for name in {**before, **after}]
    elif _alike(before, after):
        inner = [(str(i), *pair) for i, pair in enumerate(zip(before, after, strict=True))]
    else:
        yield place, before, after
        return
    for name, old, new in inner:
        if old != new:
            yield from _parts(f"{place}/{name}", old, new)


def _alike(before: Any, after: Any) -> bool:
    """Say whether both are lists of as many objects."""
    return (
        isinstance(before, list | tuple)
        and isinstance(after, list | tuple)
        and len(before) == len(after)
        and all(isinstance(part, Mapping) for part in (*before, *after))
    )


def _value(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _when(row: PagedDifferently) -> Row:
    return (
        str(row.step),
        rfc3339(row.start),
        rfc3339(row.end),
        _people(row.before),
        _people(row.after),
    )


def _severities(severities: Sequence[str]) -> str:
    return "all" if len(severities) == 5 else ", ".join(severities)


def _people(people: Sequence[str]) -> str:
    return ", ".join(people) or _NOBODY


def _safe(lines: Iterable[str]) -> Iterator[str]:
    """Keep a value from ending the block it stands in."""
    return (line.replace("```", "` ` `") for line in lines)


def _markdown_table(header: Row, rows: Iterable[Row]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
