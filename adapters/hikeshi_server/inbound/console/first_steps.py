"""What a newcomer gets with one button: a way to be reached, and a first service."""

from datetime import datetime, time, timedelta

from attrs import frozen

from hikeshi.flow.directory import Directory
from hikeshi.flow.work import Work
from hikeshi.incidents.model.escalation_policy import EscalationPolicy, Step, Target, TargetKind
from hikeshi.incidents.model.policy_draft import PolicyDraft
from hikeshi.incidents.use_cases.create_policy import CreatePolicy
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.errors import ConflictError
from hikeshi.kernel.ids import UserId
from hikeshi.kernel.time_zones import time_zone
from hikeshi.oncall import Layer, Rotation, RotationType, Schedule, ScheduleDraft
from hikeshi.oncall.use_cases.create_schedule import CreateSchedule
from hikeshi.teams.errors import UserNotFoundError
from hikeshi.teams.model.contact_method import ContactKind
from hikeshi.teams.model.drafts import ContactMethodDraft, IntegrationDraft, ServiceDraft
from hikeshi.teams.model.integration import IntegrationKind
from hikeshi.teams.model.user import User
from hikeshi.teams.use_cases.create_contact_method import CreateContactMethod
from hikeshi.teams.use_cases.create_integration import CreateIntegration
from hikeshi.teams.use_cases.create_service import CreateService

SERVICE_KEY = "first-service"
#: Keys of what is made beside the service; what has the key already is taken as it is.
SCHEDULE_KEY, POLICY_KEY = "primary", "default"
_STEP_DELAY = timedelta(minutes=5)
_EXTRA_ROUNDS = 2
_SENDERS = (
    (IntegrationKind.PAGERDUTY, "PagerDuty Events API"),
    (IntegrationKind.ALERTMANAGER, "Alertmanager"),
    (IntegrationKind.GENERIC, "Generic"),
)


class AlreadySetUpError(ConflictError):
    """There is a service already; nothing was changed."""


@frozen
class FirstSteps:
    """Sets up for a person what the welcome page explains."""

    create_contact_method: CreateContactMethod
    create_schedule: CreateSchedule
    create_policy: CreatePolicy
    create_service: CreateService
    create_integration: CreateIntegration

    async def use_console_method(self, work: Work, *, by: Actor) -> None:
        """Let the person be paged in the server's log; doing it again changes nothing."""
        user = _person(await work.directory(), by)
        methods = await work.contact_methods.list_of(user.id)
        if any(method.kind is ContactKind.CONSOLE for method in methods):
            return
        draft = ContactMethodDraft(key="console", kind=ContactKind.CONSOLE, user_id=user.id)
        await self.create_contact_method(work, draft, by=by)

    async def set_up_service(self, work: Work, *, by: Actor) -> None:
        """Make a service: paged is whoever is on call in a schedule, for now the person alone.

        Raises:
            AlreadySetUpError: There is a service.
            ForbiddenError: The person may not configure.
        """
        directory = await work.directory()
        if directory.services:
            raise AlreadySetUpError
        user = _person(directory, by)
        schedule = await self._schedule(work, user, by)
        policy = await self._policy(work, schedule, by)
        service = await self.create_service(
            work,
            ServiceDraft(key=SERVICE_KEY, name="First service", escalation_policy_id=policy.id),
            by=by,
        )
        for kind, name in _SENDERS:
            draft = IntegrationDraft(kind=kind, name=name, service_id=service.id)
            await self.create_integration(work, draft, by=by)

    async def _schedule(self, work: Work, user: User, by: Actor) -> Schedule:
        kept = await work.schedules.find(SCHEDULE_KEY)
        if kept is not None:
            return kept
        layer = Layer(
            name="week",
            users=((user.id,),),
            rotation=Rotation(RotationType.WEEKLY),
            start=_last_monday(work.now, user.time_zone),
        )
        draft = ScheduleDraft(
            key=SCHEDULE_KEY, name="Primary", time_zone=user.time_zone, layers=(layer,)
        )
        return await self.create_schedule(work, draft, by=by)

    async def _policy(self, work: Work, schedule: Schedule, by: Actor) -> EscalationPolicy:
        kept = await work.escalation_policies.find(POLICY_KEY)
        if kept is not None:
            return kept
        target = Target(TargetKind.SCHEDULE, schedule.id, schedule.key)
        step = Step(targets=(target,), delay=_STEP_DELAY)
        draft = PolicyDraft(key=POLICY_KEY, name="Default", steps=(step,), repeat=_EXTRA_ROUNDS)
        return await self.create_policy(work, draft, by=by)


def _person(directory: Directory, by: Actor) -> User:
    user = directory.users.get(UserId(by.id)) if by.id is not None else None
    if user is None:
        raise UserNotFoundError
    return user


def _last_monday(now: datetime, zone: str) -> datetime:
    """Return 09:00 on the Monday of last week, so that nobody waits for a first turn."""
    today = now.astimezone(time_zone(zone)).date()
    monday = today - timedelta(days=today.weekday() + 7)
    return datetime.combine(monday, time(9))
