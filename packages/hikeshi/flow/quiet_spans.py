"""When nobody is told because alerts are kept quiet: maintenance windows and silences."""

from collections.abc import Iterator
from datetime import UTC, datetime

from hikeshi.alerts.model.maintenance_window import MaintenanceWindow
from hikeshi.alerts.model.suppression import (
    Subject,
    Suppressor,
    matched_values,
    suppression_of,
)
from hikeshi.flow.directory import Directory
from hikeshi.kernel.ids import ServiceId
from hikeshi.kernel.intervals import Interval, merge
from hikeshi.kernel.severity import Severity

_END = datetime.max.replace(tzinfo=UTC)
#: A title nobody would think of: what depends on the title keeps not every alert quiet.
_ANY_TITLE = "\ue000"


def quiet_spans(
    directory: Directory, service_id: ServiceId, severity: Severity, interval: Interval
) -> tuple[Interval, ...]:
    """Return when alerts of a service and severity that carry no labels begin no incident.

    A silence that asks for a title or for labels lets other alerts through, and does not count.
    """
    if not directory.suppressors:
        return ()
    service = directory.services[service_id]
    values = matched_values({}, service=service.key, severity=severity, title=_ANY_TITLE)
    subject = Subject(service_id, service.team_id, values)
    return merge(_spans(directory, subject, interval))


def _spans(directory: Directory, subject: Subject, interval: Interval) -> Iterator[Interval]:
    for each in directory.suppressors:
        span = _span(each)
        held = span.intersect(interval) if span is not None else None
        if span is not None and held is not None and _keeps_quiet(each, subject, span):
            yield held


def _span(each: Suppressor) -> Interval | None:
    start, end = each.starts_at.astimezone(UTC), each.ends_at
    end = _END if end is None else end.astimezone(UTC)
    return Interval(start, end) if start < end else None


def _keeps_quiet(each: Suppressor, subject: Subject, span: Interval) -> bool:
    if not isinstance(each, MaintenanceWindow) and any(m.name == "title" for m in each.matchers):
        return False
    return suppression_of(subject, (each,), span.start) is not None
