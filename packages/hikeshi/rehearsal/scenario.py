"""The shape of a suite and its scenarios, as the file says it."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from attrs import field, frozen

from hikeshi.kernel.severity import Severity
from hikeshi.notifications.model.outcome import Outcome


class EventKind(StrEnum):
    """What may happen in a scenario."""

    ACKNOWLEDGE = "acknowledge"
    CONFIGURATION = "configuration"
    DELIVERY = "delivery"
    ESCALATE = "escalate"
    MAINTENANCE = "maintenance"
    NOTE = "note"
    REASSIGN = "reassign"
    RESOLVE = "resolve"
    SIGNAL = "signal"
    SNOOZE = "snooze"
    TRIGGER = "trigger"
    UNACKNOWLEDGE = "unacknowledge"
    WORKER_DOWN = "worker_down"


@frozen(kw_only=True)
class ScenarioEvent:
    """Something that happens; which fields count depends on its kind.

    Args:
        after_seconds: When, counted from the scenario's start.
        by: Key of the person who does it.
        payload: A sender's message as JSON; or `payload_file`, where it is kept.
        until_seconds: When something that lasts ends, counted from the scenario's start.
        for_seconds: How long a snooze lasts.
        channel: The kind of contact method a `delivery` is about; nothing = every kind.
    """

    after_seconds: int
    kind: EventKind
    service: str | None = None
    dedup_key: str | None = None
    severity: Severity | None = None
    title: str | None = None
    by: str | None = None
    integration: str | None = None
    payload: Any = None
    payload_file: str | None = None
    for_seconds: int | None = None
    until_seconds: int | None = None
    step: int | None = None
    to: str | None = None
    text: str | None = None
    channel: str | None = None
    outcome: Outcome | None = None
    document: Any = None


@frozen(kw_only=True)
class ExpectedPage:
    """A page somebody expects; only the fields given are compared."""

    after_seconds: int | None = None
    at: datetime | None = None
    incident: int | None = None
    round: int | None = None
    step: int | None = None
    user: str | None = None
    via: str | None = None


@frozen(kw_only=True)
class Expectations:
    """What a scenario is expected to show.

    Args:
        pages: The complete ordered list; empty = nobody is paged; absent = not compared.
        final_status: Of incident 1 at the end.
        final_statuses: Of incidents by their number, as text.
    """

    pages: tuple[Mapping[str, Any], ...] | None = None
    final_status: str | None = None
    final_statuses: Mapping[str, str] = field(factory=dict)


@frozen(kw_only=True)
class Scenario:
    """A stretch of time in which things happen.

    Args:
        configuration: Its own configuration; by default the suite's.
        until_seconds: When it ends, counted from its start; that instant is still played.
    """

    name: str
    start: datetime
    until_seconds: int
    events: tuple[ScenarioEvent, ...] = ()
    expect: Expectations = Expectations()
    configuration: Any = None


@frozen(kw_only=True)
class Suite:
    """Scenarios over one configuration."""

    version: int
    scenarios: tuple[Scenario, ...]
    configuration: Any = None
