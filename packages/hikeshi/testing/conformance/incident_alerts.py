"""Suite for IncidentAlerts."""
# ruff: noqa: S101 - a suite asserts

from collections.abc import Sequence
from datetime import timedelta

from attrs import evolve

from hikeshi.alerts.model.alert import Alert, AlertStatus
from hikeshi.flow.work import Transactions, Work
from hikeshi.incidents.model.incident import Incident, IncidentStatus
from hikeshi.kernel.ids import IncidentId
from hikeshi.testing.builders import START, an_alert, an_incident, new_id
from hikeshi.testing.conformance import Check

OVER = START + timedelta(minutes=1)


async def _resolved_by_hand(transactions: Transactions) -> tuple[Incident, Sequence[Alert]]:
    """Return a resolved incident; one alert ended with it, one by its source, one goes on."""
    incident = an_incident(status=IncidentStatus.RESOLVED, resolved_at=OVER)
    alerts = [
        an_alert(incident_id=incident.id, dedup_key=key, episode=key) for key in ("a", "b", "c")
    ]

    async def do(work: Work) -> None:
        await work.incidents.add_many([incident])
        await work.alerts.add_many(alerts)

    await transactions.run(do)
    ended = [alerts[0].ended_with_incident(OVER), alerts[1].resolved(OVER)]
    await transactions.run(lambda work: work.alerts.save_many(ended))
    return incident, alerts


async def finds_what_fires_for_an_incident(transactions: Transactions) -> None:
    """The identities of its firing alerts are found; an incident nobody knows has none."""
    incident, alerts = await _resolved_by_hand(transactions)

    found = await transactions.run(
        lambda work: work.incident_alerts.identities_firing([incident.id])
    )

    assert list(found) == [alerts[2].identity]
    unknown = IncidentId(new_id())
    assert not await transactions.run(
        lambda work: work.incident_alerts.identities_firing([unknown])
    )


async def finds_what_ended_only_with_the_incident(transactions: Transactions) -> None:
    """What its source ended in the same instant is not among them, nor what still fires."""
    incident, alerts = await _resolved_by_hand(transactions)

    found = await transactions.run(lambda work: work.incident_alerts.ended_with(incident.id))

    ended = evolve(alerts[0], status=AlertStatus.RESOLVED, resolved_at=OVER)
    assert list(found) == [evolve(ended, payload=None)]


async def remembers_no_firing_that_ended_by_hand(transactions: Transactions) -> None:
    """The source has not ended it: a repetition of that firing is no late one."""
    _, alerts = await _resolved_by_hand(transactions)
    identities = [alert.identity for alert in alerts]

    found = await transactions.run(lambda work: work.alerts.ended_episodes(identities))

    assert found == {alerts[1].identity: "b"}


async def lets_alerts_fire_again(transactions: Transactions) -> None:
    """They fire as they did, and are what their identities yield."""
    incident, alerts = await _resolved_by_hand(transactions)
    (ended,) = await transactions.run(lambda work: work.incident_alerts.ended_with(incident.id))

    await transactions.run(lambda work: work.incident_alerts.fire_again([ended.firing_again()]))

    identity = alerts[0].identity
    found = await transactions.run(lambda work: work.alerts.lock_identities([identity]))
    assert found == {identity: evolve(alerts[0], payload=None)}
    counted = await transactions.run(lambda work: work.alerts.count_firing([incident.id]))
    assert counted == {incident.id: 2}


INCIDENT_ALERTS: tuple[Check, ...] = (
    finds_what_fires_for_an_incident,
    finds_what_ended_only_with_the_incident,
    remembers_no_firing_that_ended_by_hand,
    lets_alerts_fire_again,
)
