"""Rehearsals on the wire: what `hikeshi rehearse --json` prints."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from hikeshi.kernel.time_zones import time_zone_data_version
from hikeshi.rehearsal import Report, ScenarioReport


@frozen(kw_only=True)
class PageRow:
    """An incident assigned to a person at a step; no step after a reassignment to a person."""

    after_seconds: int
    at: str
    incident: int
    round: int
    step: int | None
    user: str
    via: str


@frozen(kw_only=True)
class NotificationRow:
    """An attempt to reach a person; no contact method where they have none."""

    after_seconds: int
    user: str
    contact_method: str | None
    kind: str | None
    outcome: str


@frozen(kw_only=True)
class IncidentRow:
    """An incident and how it stands at the end."""

    incident: int
    status: str


@frozen(kw_only=True)
class StateRow:
    """A change of an incident's status."""

    after_seconds: int
    incident: int
    status: str


@frozen(kw_only=True)
class TraceView:
    """What a scenario showed; `log` says why each thing happened or did not."""

    name: str
    passed: bool
    failures: tuple[str, ...]
    pages: tuple[PageRow, ...]
    notifications: tuple[NotificationRow, ...]
    incidents: tuple[IncidentRow, ...]
    states: tuple[StateRow, ...]
    log: tuple[str, ...]


@frozen(kw_only=True)
class ReportView:
    """What a suite showed, with the version of the time-zone data it was played on."""

    time_zone_data: str
    passed: bool
    scenarios: tuple[TraceView, ...]


@frozen(kw_only=True)
class SuiteBody:
    """A suite; without a configuration it is played on what is configured.

    Args:
        scenarios: As in a file of `hikeshi rehearse`; payloads stand in the events.
        configuration: As a configuration file has it.
    """

    scenarios: tuple[Mapping[str, Any], ...]
    version: int = 1
    configuration: Mapping[str, Any] | None = None

    @property
    def suite(self) -> Mapping[str, Any]:
        """The suite as builtins."""
        return {
            "version": self.version,
            "configuration": self.configuration,
            "scenarios": list(self.scenarios),
        }


def trace_view(report: ScenarioReport) -> TraceView:
    """Return a scenario as it is answered."""
    return TraceView(
        name=report.name,
        passed=report.passed,
        failures=report.failures,
        pages=tuple(PageRow(**row) for row in report.pages),
        notifications=tuple(NotificationRow(**row) for row in report.notifications),
        incidents=tuple(IncidentRow(**row) for row in report.incidents),
        states=tuple(StateRow(**row) for row in report.states),
        log=report.log,
    )


def report_view(report: Report) -> ReportView:
    """Return a suite's report as it is answered."""
    return ReportView(
        time_zone_data=time_zone_data_version(),
        passed=report.passed,
        scenarios=tuple(trace_view(scenario) for scenario in report.scenarios),
    )
