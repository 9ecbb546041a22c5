"""A person, or a timer, says that an incident is over: its alerts are over with it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from attrs import field, frozen

from hikeshi.alerts.events import AlertResolved
from hikeshi.alerts.model.alert import Alert
from hikeshi.flow.work import Work
from hikeshi.incidents.events import IncidentResolved
from hikeshi.incidents.model.coming_due import AUTO_RESOLVE
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.use_cases.resolve_incident import ResolveIncident
from hikeshi.kernel.actor import SYSTEM, Actor
from hikeshi.kernel.ids import IncidentId


@frozen
class ResolveWithItsAlerts:
    """Say that an incident is over, and with it the alerts that still fire for it.

    The identities are locked before the incident, as when a signal comes in: they are read
    without a lock, and looked at again once they are locked. An alert that joins in between goes
    on firing; its next trigger begins a new incident.
    """

    resolve_incident: ResolveIncident = field(factory=ResolveIncident)

    async def __call__(
        self, work: Work, incident_id: IncidentId, *, by: Actor, expected_version: int | None = None
    ) -> Incident:
        """Do it as `by`; see `hikeshi.incidents.model.ending` for the rule.

        Args:
            work: The unit of work.
            incident_id: Which incident.
            by: Who says so; needs `respond`. The alerts are over in their name.
            expected_version: The version the person saw, where they said so.
        """
        identities = await work.incident_alerts.identities_firing([incident_id])
        firing = await work.alerts.lock_identities(identities) if identities else {}
        over = await self.resolve_incident(
            work, incident_id, by=by, expected_version=expected_version
        )
        await _end(work, firing.values(), {incident_id: work.now}, by=by)
        return over


async def end_alerts_of_timed_out(work: Work, events: Sequence[IncidentResolved]) -> None:
    """End the alerts of incidents that resolved by themselves, as resolving by hand does.

    A timer holds its incident already, and identities are locked before: so it follows after.
    What was reopened meanwhile keeps its alerts.
    """
    ids = {event.incident_id for event in events if event.reason == AUTO_RESOLVE}
    identities = await work.incident_alerts.identities_firing(ids) if ids else ()
    if not identities:
        return
    firing = await work.alerts.lock_identities(identities)
    over = {
        found.id: found.resolved_at
        for found in (await work.incidents.lock_many(ids)).values()
        if not found.status.is_open and found.resolved_at is not None
    }
    await _end(work, firing.values(), over, by=SYSTEM)


async def _end(
    work: Work, firing: Iterable[Alert], over: Mapping[IncidentId, datetime], *, by: Actor
) -> None:
    """End the alerts of incidents that are over, in the instant each of them was."""
    ended = [
        alert.ended_with_incident(over[alert.incident_id])
        for alert in sorted(firing, key=lambda alert: alert.id)
        if alert.incident_id in over and alert.suppressed_since is None
    ]
    if not ended:
        return
    await work.alerts.save_many(ended)
    work.record(
        *(
            AlertResolved(
                id=work.ids(),
                at=work.now,
                by=by,
                incident_id=alert.incident_id,
                alert_id=alert.id,
                with_incident=True,
            )
            for alert in ended
        )
    )
