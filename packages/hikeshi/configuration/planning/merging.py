"""The configuration as it would be once the files hold: theirs, on top of what survives."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from attrs import define, evolve, field

from hikeshi.alerts.model.grouping import Grouping
from hikeshi.alerts.model.route import Route
from hikeshi.configuration.configuration import Configuration
from hikeshi.configuration.planning.matching import bound
from hikeshi.configuration.planning.personal import bound_people, merged_methods, merged_rules
from hikeshi.configuration.planning.rescheduling import rescheduled
from hikeshi.configuration.planning.wanted import Wanted
from hikeshi.flow.directory import Directory, Organisation
from hikeshi.kernel.errors import HikeshiError
from hikeshi.kernel.ids import ServiceId
from hikeshi.teams.model.integration import Integration
from hikeshi.teams.model.user import User

Id = TypeVar("Id")
T = TypeVar("T")


@define
class Merging:
    """Lays what is wanted over what is there.

    Args:
        faults: What cannot be, each in a sentence.
        listed: Identities of all the files speak of.
        found: What the files say, with the identities there are.
    """

    current: Directory
    wanted: Wanted
    now: datetime
    delete: bool
    faults: list[str] = field(factory=list)
    listed: set[UUID] = field(factory=set)
    found: Configuration = field(factory=Configuration)

    def merged(self) -> Directory:
        """Return everything as it would be; what is new has identities made of its keys."""
        self.found = found = bound(self.wanted.configuration, self.current)
        current = self.current
        self.listed.update(_identities(found))
        # What files never speak of stays as it is.
        merged = evolve(
            current,
            users=self._users(found.users),
            teams=self._kept("teams", current.teams, found.teams),
            schedules=self._schedules(found),
            policies=self._kept("escalation_policies", current.policies, found.policies),
            drills=self._kept("drills", current.drills, found.drills),
            services=self._kept("services", current.services, found.services),
            integrations=self._integrations(found.integrations),
            routes=self._routes(found.routes),
            groupings=self._groupings(found.groupings),
            holidays=self._kept("holidays", current.holidays, found.holidays),
            organisation=self._organisation(found.organisation),
        )
        methods = merged_methods(current, self.wanted, found, delete=self.delete)
        merged.contact_methods = tuple(methods)
        merged.notification_rules = tuple(merged_rules(current, self.wanted, found))
        return merged

    def _given(self, section: str) -> bool:
        return section in self.wanted.sections

    def _kept(self, section: str, current: Mapping[Id, T], wanted: Iterable[T]) -> dict[Id, T]:
        """Lay objects over those of the same identity; the others go only where asked for."""
        gone = self.delete and self._given(section)
        kept: dict[Any, Any] = {} if gone else dict(current)
        for each in wanted:
            entry: Any = each
            before: Any = current.get(entry.id)
            kept[entry.id] = entry if before is None else evolve(entry, version=before.version)
        return kept

    def _users(self, wanted: Iterable[User]) -> dict[Any, User]:
        known = self.current.users
        quiet = bound_people(self.wanted, self.found, self.wanted.quiet_of)
        users = {
            user.id: _as_they_wish(user, known[user.id], quiet=user.id in quiet)
            if user.id in known
            else user
            for user in wanted
        }
        kept = self._kept("users", known, users.values())
        # People are never deleted: what they did stays theirs.
        gone = {key: evolve(user, active=False) for key, user in known.items() if key not in kept}
        return {**gone, **kept}

    def _schedules(self, found: Configuration) -> dict[Any, Any]:
        known, schedules = self.current.schedules, []
        for schedule in found.schedules:
            before = known.get(schedule.id)
            if before is None:
                schedules.append(evolve(schedule, overrides=()))
                continue
            try:
                schedules.append(rescheduled(before, schedule, self.now))
            except HikeshiError as error:
                self.faults.append(f"schedule {schedule.key}: {error.detail}")
        return self._kept("schedules", known, schedules)

    def _integrations(self, wanted: Iterable[Integration]) -> dict[Any, Integration]:
        known = self.current.integrations
        senders = [
            evolve(sender, keys=known[sender.id].keys) if sender.id in known else sender
            for sender in wanted
        ]
        return self._kept("integrations", known, senders)

    def _routes(self, wanted: tuple[Route, ...]) -> tuple[Route, ...]:
        current = self.current.routes
        if not self._given("routes") or (not wanted and not self.delete):
            return current
        same = len(wanted) == len(current) and all(
            evolve(new, id=old.id, version=old.version) == old
            for new, old in zip(wanted, current, strict=True)
        )
        return current if same else wanted

    def _groupings(self, wanted: tuple[Grouping, ...]) -> Mapping[ServiceId, Grouping]:
        if not self._given("grouping") or (not wanted and not self.delete):
            return self.current.groupings
        return {grouping.service_id: grouping for grouping in wanted}

    def _organisation(self, wanted: Organisation) -> Organisation:
        current = self.current.organisation
        if not self._given("organisation"):
            return current
        if self.delete:
            return evolve(wanted, version=current.version)
        return evolve(
            current,
            last_resort=wanted.last_resort or current.last_resort,
            bundling=wanted.bundling or current.bundling,
        )


def _as_they_wish(wanted: User, before: User, *, quiet: bool) -> User:
    """Keep what is the person's own: how they sign in, their notices, quiet hours left out."""
    return evolve(
        wanted,
        email=wanted.email or before.email,
        notices=before.notices,
        quiet_hours=wanted.quiet_hours if quiet else before.quiet_hours,
    )


def _identities(found: Configuration) -> Iterator[UUID]:
    yield from (each.id for each in found.users)
    yield from (each.id for each in found.teams)
    yield from (each.id for each in found.schedules)
    yield from (each.id for each in found.policies)
    yield from (each.id for each in found.drills)
    yield from (each.id for each in found.services)
    yield from (each.id for each in found.holidays)
    yield from (each.id for each in found.integrations)
    yield from (each.id for each in found.contact_methods)
