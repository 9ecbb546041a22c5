"""What the forms of a team's page ask for, each by its verb: members, floor and drills."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import time

from attrs import evolve, field, frozen

from hikeshi.flow.directory import Directory
from hikeshi.flow.work import Work
from hikeshi.incidents.errors import DrillNotFoundError
from hikeshi.incidents.model.drill import DrillDraft
from hikeshi.incidents.model.escalation_policy import Target, TargetKind
from hikeshi.incidents.model.recurrence import Recurrence, RecurrenceType
from hikeshi.incidents.use_cases.create_drill import CreateDrill
from hikeshi.incidents.use_cases.delete_drill import DeleteDrill
from hikeshi.incidents.use_cases.run_drill import RunDrill
from hikeshi.kernel.actor import Actor, TeamRole
from hikeshi.kernel.errors import InvalidError, Sentence
from hikeshi.kernel.ids import DrillId, UserId
from hikeshi.kernel.local_hours import Weekday
from hikeshi.teams.model.floor import FloorEntry
from hikeshi.teams.model.team import Team
from hikeshi.teams.use_cases.edit_team import EditTeam
from hikeshi.teams.use_cases.put_member import PutMember
from hikeshi.teams.use_cases.remove_member import RemoveMember
from hikeshi_server.inbound.console.forms import one_of, read_id, read_version
from hikeshi_server.inbound.console.methods import free_key
from hikeshi_server.inbound.console.rule_form import read_floor


@frozen(kw_only=True)
class TeamVerbs:
    """The use cases behind the buttons of a team's page."""

    edit_team: EditTeam = field(factory=EditTeam)
    put_member: PutMember = field(factory=PutMember)
    remove_member: RemoveMember = field(factory=RemoveMember)
    create_drill: CreateDrill = field(factory=CreateDrill)
    run_drill: RunDrill = field(factory=RunDrill)
    delete_drill: DeleteDrill = field(factory=DeleteDrill)


@frozen
class AskingTeam:
    """A form somebody sent about a team.

    Args:
        zone: On whose clock a drill runs: that of whoever lays it down.
    """

    verbs: TeamVerbs
    team: Team
    directory: Directory
    form: Mapping[str, str]
    by: Actor
    zone: str

    @property
    def user_id(self) -> UserId:
        """The person the form is about."""
        key = self.form.get("user", "")
        for user in self.directory.users.values():
            if user.key == key:
                return user.id
        raise InvalidError.at("/user", Sentence("“{key}” is nobody's key", key=key))

    @property
    def drill_id(self) -> DrillId:
        """The drill the form is about: one of the team's own."""
        found = DrillId(read_id(self.form.get("id", "")))
        drill = self.directory.drills.get(found)
        if drill is None or drill.team_id != self.team.id:
            raise DrillNotFoundError
        return found

    @property
    def version(self) -> int:
        """The version of the object the page showed."""
        return read_version(self.form)


Act = Callable[[AskingTeam, Work], Awaitable[object]]


def changed_floor(
    floor: tuple[FloorEntry, ...], verb: str, form: Mapping[str, str]
) -> tuple[FloorEntry, ...]:
    """Return the floor as a form wants it.

    Raises:
        InvalidError: Naming the field.
    """
    if verb == "add-floor":
        return (*floor, read_floor(form))
    number = form.get("entry", "")
    if not (number.isascii() and number.isdigit() and len(number) < 4 and int(number) < len(floor)):
        raise InvalidError.at("/entry", "must be an entry of the list")
    at = int(number)
    instead = (read_floor(form),) if verb == "change-floor" else ()
    return (*floor[:at], *instead, *floor[at + 1 :])


def read_drill(asking: AskingTeam) -> DrillDraft:
    """Return the drill of a form: of the team, or of whoever is on call, every week.

    Raises:
        InvalidError: Naming the field.
    """
    form, weekday = asking.form, asking.form.get("weekday", "")
    if weekday and weekday not in set(Weekday):
        raise InvalidError.at(
            "/weekday", Sentence("must be one of {choices}, or empty", choices=", ".join(Weekday))
        )
    recurrence = Recurrence(
        type=RecurrenceType.WEEKLY,
        at=_time(form.get("at", "")),
        time_zone=asking.zone,
        weekdays=(Weekday(weekday),) if weekday else (),
    )
    taken = {drill.key for drill in asking.directory.drills.values()}
    return DrillDraft(
        key=free_key(f"{asking.team.key[:50]}-drill", taken),
        name=form.get("name", "").strip() or None,
        team_id=asking.team.id,
        targets=(_target(asking),),
        recurrence=recurrence,
    )


def _target(asking: AskingTeam) -> Target:
    key = asking.form.get("schedule", "")
    if not key:
        return Target(TargetKind.TEAM, asking.team.id, asking.team.key)
    for schedule in asking.directory.schedules.values():
        if schedule.key == key:
            return Target(TargetKind.SCHEDULE, schedule.id, key)
    raise InvalidError.at("/schedule", "must be chosen from the list")


def _time(text: str) -> time:
    try:
        at = time.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is not None:
        raise InvalidError.at("/at", "must be a time such as 10:30")
    return at


def _floor(verb: str) -> Act:
    async def act(asking: AskingTeam, work: Work) -> object:
        return await asking.verbs.edit_team(
            work,
            asking.team.id,
            lambda draft: evolve(draft, floor=changed_floor(draft.floor, verb, asking.form)),
            by=asking.by,
            expected_version=asking.version,
        )

    return act


async def _put_member(asking: AskingTeam, work: Work) -> object:
    role = asking.form.get("role", "")
    if role not in set(TeamRole):
        raise InvalidError.at("/role", one_of(TeamRole))
    return await asking.verbs.put_member(
        work,
        asking.team.id,
        asking.user_id,
        role=TeamRole(role),
        by=asking.by,
        expected_version=asking.version,
    )


async def _remove_member(asking: AskingTeam, work: Work) -> object:
    return await asking.verbs.remove_member(
        work, asking.team.id, asking.user_id, by=asking.by, expected_version=asking.version
    )


async def _add_drill(asking: AskingTeam, work: Work) -> object:
    return await asking.verbs.create_drill(work, read_drill(asking), by=asking.by)


async def _run_drill(asking: AskingTeam, work: Work) -> object:
    return await asking.verbs.run_drill(work, asking.drill_id, by=asking.by)


async def _remove_drill(asking: AskingTeam, work: Work) -> None:
    await asking.verbs.delete_drill(
        work, asking.drill_id, by=asking.by, expected_version=asking.version
    )


#: What each button does.
VERBS: Mapping[str, Act] = {
    "put-member": _put_member,
    "remove-member": _remove_member,
    "add-floor": _floor("add-floor"),
    "change-floor": _floor("change-floor"),
    "remove-floor": _floor("remove-floor"),
    "add-drill": _add_drill,
    "run-drill": _run_drill,
    "remove-drill": _remove_drill,
}
