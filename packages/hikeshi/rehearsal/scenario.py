"""The shape of a suite and its scenarios, as the file says it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from attrs import field, frozen

from hikeshi.incidents.model.incident import IncidentStatus
from hikeshi.kernel.conversion import escape_pointer
from hikeshi.kernel.errors import Fault, InvalidError
from hikeshi.kernel.severity import Severity
from hikeshi.notifications.model.outcome import Outcome
from hikeshi.teams.model.contact_method import ContactKind


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


#: Nothing is posted: even `null` would be a message.
NO_PAYLOAD = object()
#: Longer scenarios are refused; about a hundred years.
MOST_SECONDS = 3_200_000_000
LAST_YEAR = 9_800
_SECONDS = ("after_seconds", "until_seconds", "for_seconds")


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
    payload: Any = NO_PAYLOAD
    payload_file: str | None = None
    for_seconds: int | None = None
    until_seconds: int | None = None
    step: int | None = None
    to: str | None = None
    text: str | None = None
    channel: str | None = None
    outcome: Outcome | None = None
    document: Any = None

    def __attrs_post_init__(self) -> None:
        _check_seconds((name, getattr(self, name)) for name in _SECONDS)
        if self.channel is not None and self.channel not in set(ContactKind):
            raise InvalidError.at("/channel", "must be one of " + ", ".join(ContactKind))


#: What a page has, and what may be expected of one.
PAGE_FIELDS = frozenset({"after_seconds", "at", "incident", "round", "step", "user", "via"})
_WHOLE = frozenset({"after_seconds", "incident", "round", "step"})


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

    def __attrs_post_init__(self) -> None:
        faults = [
            Fault(f"/pages/{number}/{escape_pointer(name)}", "is not a known field")
            for number, page in enumerate(self.pages or ())
            for name in page
            if name not in PAGE_FIELDS
        ]
        faults += [
            Fault(f"/pages/{number}/{name}", "must be a whole number")
            for number, page in enumerate(self.pages or ())
            for name in _WHOLE & page.keys()
            if type(page[name]) is not int and (name, page[name]) != ("step", None)
        ]
        wanted = {"/final_status": self.final_status} if self.final_status is not None else {}
        wanted |= {
            f"/final_statuses/{escape_pointer(number)}": status
            for number, status in self.final_statuses.items()
        }
        faults += [
            Fault(
                f"/final_statuses/{escape_pointer(number)}",
                'is no number of an incident: write "1" for the first one, "2" for the next',
            )
            for number in self.final_statuses
            if not (number.isascii() and number.isdigit())
        ]
        faults += [
            Fault(pointer, "must be one of " + ", ".join(IncidentStatus))
            for pointer, status in wanted.items()
            if status not in set(IncidentStatus)
        ]
        if faults:
            raise InvalidError("The expectations are wrong.", faults=tuple(faults))


@frozen(kw_only=True)
class Scenario:
    """A stretch of time in which things happen.

    Args:
        events: What happens; a heading with nothing below it is null in YAML.
        configuration: Its own configuration; by default the suite's.
        until_seconds: When it ends, counted from its start; that instant is still played.
    """

    name: str
    start: datetime
    until_seconds: int
    events: tuple[ScenarioEvent, ...] | None = None
    expect: Expectations | None = None
    configuration: Any = None

    def __attrs_post_init__(self) -> None:
        _check_seconds([("until_seconds", self.until_seconds)])
        if self.start.year > LAST_YEAR:
            raise InvalidError.at("/start", f"must not be after the year {LAST_YEAR}")


@frozen(kw_only=True)
class Suite:
    """Scenarios over one configuration."""

    version: int
    scenarios: tuple[Scenario, ...]
    configuration: Any = None

    def __attrs_post_init__(self) -> None:
        if not self.scenarios:
            raise InvalidError.at(
                "/scenarios", "must hold at least one scenario: without any nothing is compared"
            )


def _check_seconds(spans: Iterable[tuple[str, int | None]]) -> None:
    faults = tuple(
        Fault(f"/{name}", f"must be between 0 and {MOST_SECONDS}")
        for name, seconds in spans
        if seconds is not None and not 0 <= seconds <= MOST_SECONDS
    )
    if faults:
        raise InvalidError("The scenario is wrong.", faults=faults)
