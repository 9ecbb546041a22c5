"""Services, and the way of a signal to them, in a file."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from attrs import field, frozen
from cattrs import override

from hikeshi.configuration.documents.hours import SupportHoursDocument
from hikeshi.kernel.severity import Severity
from hikeshi.teams.model.integration import IntegrationKind
from hikeshi.teams.model.service import ResolveWithAlerts

_omitted = override(omit_if_default=True)


@frozen(kw_only=True)
class ServiceDocument:
    """The monitored thing; `severity_policies` name another policy for a severity."""

    key: str
    name: str | None = None
    team: str | None = None
    description: Annotated[str, _omitted] = ""
    escalation_policy: str | None = None
    acknowledge_timeout: timedelta | None = None
    auto_resolve: timedelta | None = None
    resolve_with_alerts: ResolveWithAlerts = ResolveWithAlerts.LAST
    severity_policies: Mapping[Severity, str | None] = field(factory=dict)
    support_hours: SupportHoursDocument | None = None
    labels: Annotated[Mapping[str, str], _omitted] = field(factory=dict)


@frozen(kw_only=True)
class IntegrationDocument:
    """A sender; its key is a secret and never in a file.

    `mapping` is for the kind `generic`: field of a signal → JMESPath expression into the body.
    """

    name: str
    kind: IntegrationKind
    service: str | None = None
    mapping: Annotated[Mapping[str, str], _omitted] = field(factory=dict)


@frozen(kw_only=True)
class MatchDocument:
    """Labels a signal must carry; nothing, written `all`, matches every signal."""

    labels: Mapping[str, str] | None = None


@frozen(kw_only=True)
class RouteDocument:
    """An entry of the ordered routes."""

    match: MatchDocument
    service: str
    severity: Severity | None = None


@frozen(kw_only=True)
class GroupingDocument:
    """Alerts of a service that agree in `by` share an incident for a while."""

    service: str
    by: tuple[str, ...]
    window: timedelta
