"""What is configured, as the file that would say it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from attrs import frozen

from hikeshi.configuration.documents import ConfigurationDocument, document_converter
from hikeshi.configuration.writers.drills import DrillWriter
from hikeshi.configuration.writers.escalation import EscalationWriter
from hikeshi.configuration.writers.hours import HoursWriter
from hikeshi.configuration.writers.names import Names
from hikeshi.configuration.writers.people import PeopleWriter
from hikeshi.configuration.writers.schedules import from_now
from hikeshi.configuration.writers.services import ServiceWriter
from hikeshi.flow.directory import Directory
from hikeshi.kernel.errors import ConflictError
from hikeshi.teams.model.integration import Integration

T = TypeVar("T")

#: In the order in which people read them: what is named comes before what names it.
SECTIONS = (
    "holidays",
    "users",
    "teams",
    "schedules",
    "escalation_policies",
    "drills",
    "services",
    "integrations",
    "routes",
    "grouping",
    "organisation",
)
OBJECTS = frozenset({"organisation"})


class AmbiguousNameError(ConflictError):
    """Two senders of one service have the same name, by which files tell them apart."""


@frozen(kw_only=True)
class Extent:
    """How much of a configuration is written.

    Args:
        contacts: People's contact methods and personal rules, which are private.
        overrides: Overrides that are not over, which are no configuration but may be rehearsed.
    """

    contacts: bool = False
    overrides: bool = False


def export(directory: Directory, now: datetime, extent: Extent) -> ConfigurationDocument:
    """Return what a file says that configures the same, sorted by key.

    Args:
        directory: What is configured.
        now: Schedules are written as they are from then on.
        extent: How much of it.

    Raises:
        AmbiguousNameError: No file could tell two integrations apart.
    """
    document = described(directory, now, Names.of(directory), extent)
    _check_integrations(directory.integrations.values(), Names.of(directory))
    return document


def exported(directory: Directory, now: datetime, extent: Extent) -> dict[str, Any]:
    """Return the same as builtins, without what is as it would be anyway."""
    document = export(directory, now, extent)
    written: dict[str, Any] = document_converter(omit_defaults=True).unstructure(document)
    # An empty section is said to be empty: that is something else than saying nothing about it.
    empty: dict[str, Any] = {section: {} if section in OBJECTS else [] for section in SECTIONS}
    found = empty | {name: value for name, value in written.items() if name in SECTIONS}
    return {"version": document.version} | {
        section: [_entry(each) for each in value] if isinstance(value, list) else value
        for section, value in found.items()
    }


def described(
    directory: Directory, now: datetime, names: Names, extent: Extent
) -> ConfigurationDocument:
    """Return a directory as a document, with everything named as wanted."""
    people = PeopleWriter(directory, names, extent.contacts)
    escalation, services = EscalationWriter(names), ServiceWriter(names)
    known = directory.services
    return ConfigurationDocument(
        users=_sorted(people.user(user) for user in directory.users.values()),
        teams=_sorted(people.team(team) for team in directory.teams.values()),
        schedules=_sorted(
            from_now(schedule, names, now, overrides=extent.overrides)
            for schedule in directory.schedules.values()
        ),
        escalation_policies=_sorted(
            escalation.policy(policy) for policy in directory.policies.values()
        ),
        drills=_sorted(DrillWriter(names).drill(drill) for drill in directory.drills.values()),
        services=_sorted(services.service(service) for service in known.values()),
        integrations=tuple(
            sorted(
                (services.integration(sender) for sender in directory.integrations.values()),
                key=lambda sender: (sender.service or "", sender.name),
            )
        ),
        routes=tuple(services.route(route) for route in directory.routes),
        grouping=tuple(
            sorted(
                (
                    services.grouping(grouping)
                    for grouping in directory.groupings.values()
                    if grouping.service_id in known
                ),
                key=lambda grouping: grouping.service,
            )
        ),
        holidays=_sorted(
            HoursWriter(names).holiday_set(found) for found in directory.holidays.values()
        ),
        organisation=escalation.organisation(directory.organisation),
    )


def _entry(entry: dict[str, Any]) -> dict[str, Any]:
    """Put first what people look for first, and leave out a name that says the key again."""
    first = {name: entry[name] for name in ("key", "name") if name in entry}
    if first.get("name") == first.get("key"):
        first.pop("name", None)
    return first | {name: value for name, value in entry.items() if name not in ("key", "name")}


def _sorted(documents: Iterable[T]) -> tuple[T, ...]:
    return tuple(sorted(documents, key=lambda document: str(getattr(document, "key", ""))))


def _check_integrations(integrations: Iterable[Integration], names: Names) -> None:
    seen = set()
    for sender in integrations:
        place = (sender.service_id, sender.name)
        if place in seen:
            service = names.service(sender.service_id)
            where = "that go through the routes" if service is None else f"of service {service}"
            raise AmbiguousNameError(
                f"Two integrations {where} are called “{sender.name}”: rename one of them; "
                "files tell senders apart by service and name."
            )
        seen.add(place)
