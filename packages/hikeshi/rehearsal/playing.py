"""What each kind of event does in the world of a scenario."""

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from attrs import define

from hikeshi.alerts.model.drafts import MaintenanceWindowDraft
from hikeshi.alerts.model.signal import Signal, SignalAction
from hikeshi.alerts.use_cases.create_maintenance_window import CreateMaintenanceWindow
from hikeshi.configuration import Configuration, load, read
from hikeshi.flow.inbox import understand
from hikeshi.flow.ingestion import IngestSignals
from hikeshi.flow.owning import OwningTeams
from hikeshi.flow.resolving import ResolveWithItsAlerts
from hikeshi.flow.work import Work
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.use_cases.acknowledge_incident import AcknowledgeIncident
from hikeshi.incidents.use_cases.add_note import AddNote
from hikeshi.incidents.use_cases.escalate_incident import EscalateIncident
from hikeshi.incidents.use_cases.reassign_incident import ReassignIncident
from hikeshi.incidents.use_cases.snooze_incident import SnoozeIncident
from hikeshi.incidents.use_cases.unacknowledge_incident import UnacknowledgeIncident
from hikeshi.kernel.actor import SYSTEM, Actor, ActorKind
from hikeshi.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from hikeshi.kernel.ids import EscalationPolicyId, IncidentId, IntegrationId, UserId
from hikeshi.notifications.model.outcome import Outcome
from hikeshi.rehearsal.files import SuiteReferences
from hikeshi.rehearsal.naming import Names
from hikeshi.rehearsal.scenario import NO_PAYLOAD, EventKind, ScenarioEvent
from hikeshi.rehearsal.world import World

Verb = Callable[[Work, IncidentId, Actor], Awaitable[Incident]]


@define
class Player:
    """Plays the events of one scenario in its world."""

    world: World
    references: SuiteReferences
    names: Names

    def configure(self, document: Mapping[str, Any]) -> None:
        """Put what a configuration file says in force from now on."""
        self.adopt(read(document))

    def adopt(self, configuration: Configuration) -> None:
        """Put a configuration in force from now on."""
        self.world.do(lambda work: load(work, configuration))
        self.world.do(self.names.add_senders)

    def play(self, event: ScenarioEvent) -> None:
        """Let the event happen now; what the rules refuse is noted, and the scenario goes on."""
        try:
            _PLAYS[event.kind](self, event)
        except (ConflictError, ForbiddenError, NotFoundError) as refusal:
            self.say(f"{event.kind} refused: {refusal.detail}")

    def say(self, text: str) -> None:
        """Put a sentence into the scenario's log."""
        self.world.trace.say(self.world.now, text)

    def ingest(self, *signals: Signal) -> None:
        """Let senders' signals come in."""
        self.world.do(lambda work: IngestSignals()(work, signals))

    def change(self, event: ScenarioEvent, verb: Verb) -> None:
        """Let the person named do something to the incident of the key, if there is one."""
        if event.dedup_key is None:
            raise InvalidError.at("/dedup_key", "is required: which alert it is about")
        incident_id = self.names.incident(event)
        if incident_id is None:
            self.say(f"{event.kind} dropped: no incident has the key {event.dedup_key!r}")
            return
        by = self.actor(event)
        try:
            self.world.do(lambda work: verb(work, incident_id, by))
        except InvalidError as refusal:
            # Whether it may be done hangs on how far the scenario has come, as with a step of the
            # policy that runs by then: no fault of the suite.
            self.say(f"{event.kind} refused: {refusal.detail}")

    def actor(self, event: ScenarioEvent) -> Actor:
        """Return the person named, or Hikeshi itself."""
        return SYSTEM if event.by is None else self.actor_of(event.by)

    def actor_of(self, key: str) -> Actor:
        """Return the person of that key as one who acts."""
        user = self.names.user(key)
        teams = self.world.store.directory().teams.values()
        return Actor(
            ActorKind.USER,
            user.id,
            user.role,
            tuple((t.id, m.role) for t in teams for m in t.members if m.user_id == user.id),
        )


def _trigger(player: Player, event: ScenarioEvent) -> None:
    _post(player, event, SignalAction.TRIGGER, player.names.sender(event))


def _post(
    player: Player, event: ScenarioEvent, action: SignalAction, sender: IntegrationId
) -> None:
    key = event.dedup_key
    player.ingest(
        Signal(
            integration_id=sender,
            action=action,
            dedup_key=key,
            severity=event.severity,
            title=event.title or (f"{event.service}: {key}" if key else str(event.service)),
        )
    )


def _by_source(player: Player, event: ScenarioEvent, action: SignalAction) -> None:
    """Let the sender of the key's alert say it; for an unknown key it is dropped."""
    if event.dedup_key is None:
        raise InvalidError.at("/dedup_key", "is required: which alert it is about")
    alert = player.names.alert(event)
    if alert is None:
        player.say(f"{event.kind} dropped: nothing fires with the key {event.dedup_key!r}")
    else:
        _post(player, event, action, alert.integration_id)


def _signal(player: Player, event: ScenarioEvent) -> None:
    integration = player.names.integration(event)
    body = event.payload
    if (body is NO_PAYLOAD) is (event.payload_file is None):
        raise InvalidError.at("/payload", "is required, or payload_file; one of the two")
    if event.payload_file is not None:
        body = player.references.payload(event.payload_file)
    raw = json.dumps(body, default=str).encode()
    found = player.references.mapped(integration, body)
    message = understand(integration, body, raw, mapped=found)
    if not message.signals:
        player.say("signal: the message holds nothing that fires or resolves")
    player.ingest(*message.signals)


def _acknowledge(player: Player, event: ScenarioEvent) -> None:
    if event.by is None:
        _by_source(player, event, SignalAction.ACKNOWLEDGE)
        return
    player.change(event, lambda work, found, by: AcknowledgeIncident()(work, found, by=by))


def _unacknowledge(player: Player, event: ScenarioEvent) -> None:
    player.change(event, lambda work, found, by: UnacknowledgeIncident()(work, found, by=by))


def _resolve(player: Player, event: ScenarioEvent) -> None:
    if event.by is None and player.names.alert(event) is not None:
        _by_source(player, event, SignalAction.RESOLVE)
        return
    player.change(event, lambda work, found, by: ResolveWithItsAlerts()(work, found, by=by))


def _snooze(player: Player, event: ScenarioEvent) -> None:
    if event.for_seconds is None:
        raise InvalidError.at("/for_seconds", "is required: how long to snooze")
    until = player.world.now + timedelta(seconds=event.for_seconds)
    player.change(event, lambda work, found, by: SnoozeIncident()(work, found, until=until, by=by))


def _escalate(player: Player, event: ScenarioEvent) -> None:
    player.change(
        event, lambda work, found, by: EscalateIncident()(work, found, step=event.step, by=by)
    )


def _reassign(player: Player, event: ScenarioEvent) -> None:
    kind, _, key = (event.to or "").partition(":")
    if kind not in {"user", "policy"} or not key:
        raise InvalidError.at("/to", "must be user:KEY or policy:KEY")
    to: UserId | EscalationPolicyId = (
        player.names.user(key, "/to").id if kind == "user" else player.names.policy(key).id
    )
    player.change(
        event,
        lambda work, found, by: ReassignIncident()(
            work, found, to=to, to_policy=kind == "policy", by=by
        ),
    )


def _note(player: Player, event: ScenarioEvent) -> None:
    text = event.text or "(note)"
    player.change(event, lambda work, found, by: AddNote()(work, found, text=text, by=by))


def _maintenance(player: Player, event: ScenarioEvent) -> None:
    if event.service is None:
        raise InvalidError.at("/service", "is required: which service is being worked on")
    service = player.names.service(event.service)
    until = player.world.trace.instant(_until(event))
    if until <= player.world.now:
        raise InvalidError.at("/until_seconds", "must be after after_seconds")
    draft = MaintenanceWindowDraft(
        service_ids=(service.id,), ends_at=until, reason=event.text or f"work on {service.key}"
    )
    by = player.actor(event)
    owners = OwningTeams(player.world.store.directory())
    player.world.do(lambda work: CreateMaintenanceWindow()(work, draft, owners=owners, by=by))
    player.say(f"{service.key} is under maintenance until +{event.until_seconds} s")


def _configuration(player: Player, event: ScenarioEvent) -> None:
    player.adopt(player.references.configuration(event.document, "/document"))
    player.say("a new configuration is in force")


def _worker_down(player: Player, event: ScenarioEvent) -> None:
    player.world.down_until = player.world.trace.instant(_until(event))
    player.say(f"the workers are down until +{event.until_seconds} s")


def _delivery(player: Player, event: ScenarioEvent) -> None:
    outcome = event.outcome or Outcome.RETRYABLE
    until = player.world.trace.instant(_until(event))
    player.world.providers.trouble(event.channel, outcome, until)
    player.say(
        f"{event.channel or 'every channel'} answers {outcome} until +{event.until_seconds} s"
    )


def _until(event: ScenarioEvent) -> int:
    if event.until_seconds is None:
        raise InvalidError.at("/until_seconds", "is required: when it ends, from the start")
    return event.until_seconds


_PLAYS: Mapping[EventKind, Callable[[Player, ScenarioEvent], None]] = {
    EventKind.ACKNOWLEDGE: _acknowledge,
    EventKind.CONFIGURATION: _configuration,
    EventKind.DELIVERY: _delivery,
    EventKind.ESCALATE: _escalate,
    EventKind.MAINTENANCE: _maintenance,
    EventKind.NOTE: _note,
    EventKind.REASSIGN: _reassign,
    EventKind.RESOLVE: _resolve,
    EventKind.SIGNAL: _signal,
    EventKind.SNOOZE: _snooze,
    EventKind.TRIGGER: _trigger,
    EventKind.UNACKNOWLEDGE: _unacknowledge,
    EventKind.WORKER_DOWN: _worker_down,
}
