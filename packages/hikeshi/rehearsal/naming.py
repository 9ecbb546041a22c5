"""Finds what a scenario names by key: people, services, senders, incidents."""

from attrs import define, field

from hikeshi.alerts.model.alert import Alert, AlertStatus
from hikeshi.flow.work import Work
from hikeshi.incidents.model.escalation_policy import EscalationPolicy
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import IncidentId, IntegrationId, ServiceId
from hikeshi.memory import Store
from hikeshi.rehearsal.scenario import ScenarioEvent
from hikeshi.teams.model.integration import KEY_LENGTH, Integration, IntegrationKind
from hikeshi.teams.model.service import Service
from hikeshi.teams.model.user import User


@define
class Names:
    """Finds what a scenario names by key, in the state as it is now.

    Args:
        senders: The sender that `trigger` events of a service come from; made by us.
    """

    store: Store
    senders: dict[ServiceId, IntegrationId] = field(factory=dict)

    async def add_senders(self, work: Work) -> None:
        """Give every service a sender of its own for `trigger` events."""
        for service in await work.services.list_all():
            if service.id not in self.senders:
                self.senders[service.id] = IntegrationId(work.ids())
        kept = await work.integrations.get_many(self.senders.values())
        await work.integrations.save_many(
            [
                Integration(
                    id=sender,
                    kind=IntegrationKind.GENERIC,
                    name=f"trigger {service_id}",
                    keys=(sender.hex[:KEY_LENGTH],),
                    service_id=service_id,
                )
                for service_id, sender in self.senders.items()
                if sender not in kept
            ]
        )

    def user(self, key: str, pointer: str = "/by") -> User:
        """Return the person of that key, named at that place of the event."""
        for user in self.store.users.rows.values():
            if user.key == key:
                return user
        raise InvalidError.at(pointer, f"there is no person “{key}” in the configuration")

    def policy(self, key: str) -> EscalationPolicy:
        """Return the escalation policy of that key."""
        for policy in self.store.policies.rows.values():
            if policy.key == key:
                return policy
        raise InvalidError.at("/to", f"there is no policy “{key}” in the configuration")

    def service(self, key: str) -> Service:
        """Return the service of that key."""
        for service in self.store.services.rows.values():
            if service.key == key:
                return service
        raise InvalidError.at("/service", f"there is no service “{key}” in the configuration")

    def integration(self, event: ScenarioEvent) -> Integration:
        """Return the integration the event names."""
        if event.integration is None:
            raise InvalidError.at("/integration", "is required: which sender posts it")
        senders = self.store.integrations.rows.values()
        named = [sender for sender in senders if sender.name == event.integration]
        if len(named) > 1 and event.service is not None:
            service_id = self.service(event.service).id
            named = [sender for sender in named if sender.service_id == service_id]
        if len(named) == 1:
            return named[0]
        what = f"integration “{event.integration}” in the configuration"
        detail = (
            f"there is no {what}" if not named else f"there is more than one {what}: add service"
        )
        raise InvalidError.at("/integration", detail)

    def sender(self, event: ScenarioEvent) -> IntegrationId:
        """Return the sender of the event's service; the only service needs no naming."""
        if event.service is not None:
            return self.senders[self.service(event.service).id]
        if len(self.senders) == 1:
            return next(iter(self.senders.values()))
        raise InvalidError.at("/service", "is required: which service fires")

    def alert(self, event: ScenarioEvent) -> Alert | None:
        """Return the firing alert of the event's key."""
        return self._newest(event, firing=True)

    def incident(self, event: ScenarioEvent) -> IncidentId | None:
        """Return the incident of the event's key: that of the newest alert that had it."""
        found = self._newest(event, firing=False)
        if found is None or found.incident_id not in self.store.incidents.rows:
            return None
        return found.incident_id

    def _newest(self, event: ScenarioEvent, *, firing: bool) -> Alert | None:
        service_id = self.service(event.service).id if event.service is not None else None
        found = [
            alert
            for alert in self.store.alerts.rows.values()
            if alert.dedup_key == event.dedup_key
            and service_id in {None, alert.service_id}
            and (not firing or alert.status is AlertStatus.FIRING)
        ]
        return found[-1] if found else None
