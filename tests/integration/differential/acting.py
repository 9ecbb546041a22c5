"""What senders and people of a scenario do, on PostgreSQL; written beside the rehearsal's own."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from attrs import define
from tests.integration.differential.asking import Desk
from tests.integration.differential.living import LivingWorld
from tests.oracle.ledger import CHANGES

from hikeshi.alerts.model.drafts import MaintenanceWindowDraft
from hikeshi.alerts.model.signal import Signal, SignalAction
from hikeshi.alerts.use_cases.create_maintenance_window import CreateMaintenanceWindow
from hikeshi.flow.directory import Directory
from hikeshi.flow.ingestion import IngestSignals
from hikeshi.flow.owning import OwningTeams
from hikeshi.flow.resolving import ResolveWithItsAlerts
from hikeshi.flow.work import Work
from hikeshi.incidents.errors import IncidentNotFoundError
from hikeshi.incidents.use_cases.acknowledge_incident import AcknowledgeIncident
from hikeshi.incidents.use_cases.escalate_incident import EscalateIncident
from hikeshi.incidents.use_cases.reassign_incident import ReassignIncident
from hikeshi.incidents.use_cases.snooze_incident import SnoozeIncident
from hikeshi.incidents.use_cases.unacknowledge_incident import UnacknowledgeIncident
from hikeshi.kernel.actor import SYSTEM, Actor, ActorKind
from hikeshi.kernel.errors import ConflictError, InvalidError
from hikeshi.kernel.ids import IncidentId, IntegrationId
from hikeshi.kernel.severity import Severity
from hikeshi.notifications.model.outcome import Outcome
from hikeshi.teams.model.integration import Integration

Event = dict[str, Any]
Verb = Callable[[Work, IncidentId, Actor], Awaitable[object]]
_NEWEST = """
SELECT a.incident_id, a.status, a.integration_id
FROM alerts a JOIN services s ON s.id = a.service_id
WHERE a.dedup_key = $1 AND s.key = $2 ORDER BY a.id DESC
"""


@define
class Actors:
    """Does what the events of a history say."""

    world: LivingWorld
    desk: Desk
    directory: Directory
    start: datetime

    async def act(self, event: Event) -> None:
        """Let the event happen now; what the rules refuse is refused."""
        self.world.clock.instant = self.start + timedelta(seconds=event["after_seconds"])
        try:
            await self._act(event)
        except (ConflictError, InvalidError, IncidentNotFoundError):
            return

    async def _act(self, event: Event) -> None:
        kind = event["kind"]
        if kind == "worker_down":
            self.world.down_until = self._instant(event["until_seconds"])
        elif kind == "delivery":
            until = self._instant(event["until_seconds"])
            outcome = Outcome(event["outcome"])
            self.world.providers.trouble(event["channel"], outcome, until)
        elif kind in CHANGES:
            await self.desk.change(event)
        elif kind == "signal":
            await self.desk.post(event["integration"], event["payload"])
        elif kind == "maintenance":
            await self._maintenance(event)
        elif kind == "trigger":
            await self._signal(event, SignalAction.TRIGGER, self._sender(event["service"]).id)
        elif kind in {"acknowledge", "resolve"} and "by" not in event:
            await self._by_source(event, kind)
        else:
            await self._by_person(event, self._verb(event))

    def _instant(self, seconds: int) -> datetime:
        return self.start + timedelta(seconds=seconds)

    async def _signal(self, event: Event, action: SignalAction, sender: IntegrationId) -> None:
        severity = event.get("severity")
        signal = Signal(
            integration_id=sender,
            action=action,
            dedup_key=event["dedup_key"],
            severity=Severity(severity) if severity else None,
            title=f"{event['service']}: {event['dedup_key']}",
        )
        await self.world.do(lambda work: IngestSignals()(work, [signal]))

    async def _maintenance(self, event: Event) -> None:
        service = next(s for s in self.directory.services.values() if s.key == event["service"])
        draft = MaintenanceWindowDraft(
            service_ids=(service.id,),
            ends_at=self._instant(event["until_seconds"]),
            reason="work",
        )
        owners = OwningTeams(self.directory)
        await self.world.do(
            lambda work: CreateMaintenanceWindow()(work, draft, owners=owners, by=SYSTEM)
        )

    def _sender(self, service: str) -> Integration:
        found = self.directory.integrations.values()
        return next(sender for sender in found if sender.name == f"sender-of-{service}")

    async def _by_source(self, event: Event, kind: str) -> None:
        """The sender says it while its alert fires; a resolve later than that is Hikeshi's own."""
        found = await self._alerts(event)
        firing = next((alert for alert in found if alert["status"] == "firing"), None)
        if firing is not None:
            action = SignalAction.RESOLVE if kind == "resolve" else SignalAction.ACKNOWLEDGE
            await self._signal(event, action, IntegrationId(firing["integration_id"]))
        elif kind == "resolve":
            await self._by_person(event, self._verb(event))

    async def _alerts(self, event: Event) -> Sequence[Mapping[str, Any]]:
        """Return the alerts of the event's identity, newest first."""

        async def look(work: Any) -> Sequence[Mapping[str, Any]]:
            found: Sequence[Mapping[str, Any]] = await work.session.rows(
                _NEWEST, event["dedup_key"], event["service"]
            )
            return found

        return await self.world.do(look)

    async def _by_person(self, event: Event, verb: Verb) -> None:
        alerts = await self._alerts(event)
        if alerts:
            incident_id, by = IncidentId(alerts[0]["incident_id"]), self._actor(event)
            await self.world.do(lambda work: verb(work, incident_id, by))

    def _actor(self, event: Event) -> Actor:
        if "by" not in event:
            return SYSTEM
        user = self._user(event["by"])
        return Actor(ActorKind.USER, user.id, user.role)

    def _user(self, key: str) -> Any:
        return next(user for user in self.directory.users.values() if user.key == key)

    def _verb(self, event: Event) -> Verb:
        kind = event["kind"]
        if kind == "snooze":
            until = self.world.clock.instant + timedelta(seconds=event["for_seconds"])
            return lambda work, found, by: SnoozeIncident()(work, found, until=until, by=by)
        if kind == "escalate":
            step = event["step"]
            return lambda work, found, by: EscalateIncident()(work, found, step=step, by=by)
        if kind == "reassign":
            to, to_policy = self._receiver(event["to"])
            return lambda work, found, by: ReassignIncident()(
                work, found, to=to, to_policy=to_policy, by=by
            )
        plain: dict[str, Verb] = {
            "acknowledge": lambda work, found, by: AcknowledgeIncident()(work, found, by=by),
            "resolve": lambda work, found, by: ResolveWithItsAlerts()(work, found, by=by),
            "unacknowledge": lambda work, found, by: UnacknowledgeIncident()(work, found, by=by),
        }
        return plain[kind]

    def _receiver(self, to: str) -> tuple[Any, bool]:
        kind, _, key = to.partition(":")
        if kind == "user":
            return self._user(key).id, False
        policies = self.directory.policies.values()
        return next(policy.id for policy in policies if policy.key == key), True
