"""What somebody wants configured, and what they say nothing about."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from hikeshi.configuration.configuration import Configuration
from hikeshi.configuration.planning.changes import key_of
from hikeshi.configuration.readers.hours import Calendars, no_calendars
from hikeshi.configuration.reading import read
from hikeshi.kernel.ids import UserId


@frozen(kw_only=True)
class Wanted:
    """A configuration, and which parts of it were given.

    What an entry leaves out has its plain meaning; a list that is left out is left alone.

    Args:
        sections: Names of the lists and objects that were given, empty ones included.
        methods_of: Whose contact methods were given.
        rules_of: Whose personal rules were given.
        quiet_of: Whose quiet hours were given, or taken away.
        overrides: Keys of the schedules that were given with overrides.
    """

    configuration: Configuration
    sections: frozenset[str]
    methods_of: frozenset[UserId]
    rules_of: frozenset[UserId]
    quiet_of: frozenset[UserId]
    overrides: tuple[str, ...] = ()

    @property
    def places(self) -> Iterator[tuple[str, str | None]]:
        """Section and key of every object the files speak of."""
        found = self.configuration
        services = {service.id: service.key for service in found.services}
        yield from (("users", user.key) for user in found.users)
        yield from (("teams", team.key) for team in found.teams)
        yield from (("schedules", schedule.key) for schedule in found.schedules)
        yield from (("escalation_policies", policy.key) for policy in found.policies)
        yield from (("drills", drill.key) for drill in found.drills)
        yield from (("services", service.key) for service in found.services)
        for sender in found.integrations:
            service = services.get(sender.service_id) if sender.service_id else None
            yield "integrations", key_of("integrations", {"name": sender.name, "service": service})


def read_wanted(document: Mapping[str, Any], *, calendars: Calendars = no_calendars) -> Wanted:
    """Read a configuration file, as builtins, as something to be reached.

    Args:
        document: The file.
        calendars: Returns the days of holidays that a file names by country or by path.

    Raises:
        InvalidError: With a fault, and its JSON pointer, for everything that is wrong.
    """
    configuration = read(document, calendars=calendars)
    entries = document.get("users") or ()
    people = tuple(zip(configuration.users, entries, strict=True))
    return Wanted(
        configuration=configuration,
        sections=frozenset(name for name, value in document.items() if value is not None),
        methods_of=_given("contact_methods", people),
        rules_of=_given("notification_rules", people),
        quiet_of=frozenset(user.id for user, entry in people if "quiet_hours" in entry),
        overrides=tuple(s.key for s in configuration.schedules if s.overrides),
    )


def _given(name: str, people: tuple[tuple[Any, Any], ...]) -> frozenset[UserId]:
    return frozenset(user.id for user, entry in people if entry.get(name) is not None)
