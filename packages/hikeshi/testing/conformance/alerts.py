"""Suites of what the alerts domain keeps.

AlertRepository, UnreadableSignalRepository, RefusedKeyRepository, RouteRepository and
GroupingRepository.
"""

# ruff: noqa: S101 - a suite asserts

from datetime import timedelta
from typing import Any

from attrs import evolve

from hikeshi.alerts.model.alert import Alert, AlertIdentity
from hikeshi.alerts.model.refused_key import KEPT_KEYS, RefusedKey
from hikeshi.alerts.model.route import Route
from hikeshi.alerts.model.unreadable_signal import UnreadableSignal
from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.ids import IncidentId, IntegrationId, ServiceId
from hikeshi.kernel.severity import Severity
from hikeshi.testing.builders import START, a_grouping, a_route, an_alert, new_id
from hikeshi.testing.conformance import Check
from hikeshi.testing.conformance.documents import documents_checks

LATER = START + timedelta(minutes=1)


def _alert(**changes: Any) -> Alert:
    alert = an_alert(
        service_id=ServiceId(new_id()),
        dedup_key="Ключ “k” \\ {a,b} 🔥",
        severity=Severity.SEV4,
        source="web-01:9100",
        labels={"severity": "critical", "空": ""},
        annotations={"description": 'multi\nline "quoted"'},
        payload={"n": 1, "f": 0.5, "big": 2**63, "list": [None, True, {"deep": []}]},
        count=3,
        episode="2026-01-05T03:10:00Z",
    )
    return evolve(alert, **changes)


async def keeps_every_field(transactions: Transactions) -> None:
    """What is read equals what was written, the payload included."""
    firing, resolved = _alert(), _alert().resolved(LATER)
    await transactions.run(lambda work: work.alerts.add_many([firing, resolved]))

    found = await transactions.run(lambda work: work.alerts.get_many([resolved.id, firing.id]))

    assert found == {firing.id: firing, resolved.id: resolved}


async def finds_the_firing_alert_of_an_identity(transactions: Transactions) -> None:
    """An identity yields its firing alert, without the payload; others yield nothing."""
    alert = _alert()
    unknown = AlertIdentity(alert.integration_id, alert.dedup_key.upper())
    await transactions.run(lambda work: work.alerts.add_many([alert]))

    found = await transactions.run(
        lambda work: work.alerts.lock_identities([unknown, alert.identity])
    )

    assert found == {alert.identity: evolve(alert, payload=None)}


async def forgets_the_alert_of_an_identity_once_it_is_over(transactions: Transactions) -> None:
    """A resolved alert is no longer its identity's; the next firing one is."""
    first = _alert()
    second = _alert(integration_id=first.integration_id)
    await transactions.run(lambda work: work.alerts.add_many([first]))
    await transactions.run(lambda work: work.alerts.save_many([first.resolved(LATER)]))

    assert not await transactions.run(lambda work: work.alerts.lock_identities([first.identity]))

    await transactions.run(lambda work: work.alerts.add_many([second]))
    found = await transactions.run(lambda work: work.alerts.lock_identities([first.identity]))
    assert found[first.identity].id == second.id


async def resolves_and_opens_again_in_one_work(transactions: Transactions) -> None:
    """When one work ends an alert and opens the next of its identity, the next one fires."""
    first = _alert()
    ended = _alert(integration_id=first.integration_id).resolved(LATER)
    last = _alert(integration_id=first.integration_id)
    await transactions.run(lambda work: work.alerts.add_many([first]))

    async def again(work: Any) -> None:
        await work.alerts.add_many([ended, last])
        await work.alerts.save_many([first.resolved(LATER)])

    await transactions.run(again)

    found = await transactions.run(lambda work: work.alerts.lock_identities([first.identity]))
    assert found[first.identity].id == last.id


async def remembers_the_firing_that_ended_last(transactions: Transactions) -> None:
    """An identity remembers which firing ended last, also once the next one fires."""
    first = _alert(episode="first")
    second = _alert(integration_id=first.integration_id, episode="second")
    unnamed = _alert(episode=None)
    await transactions.run(lambda work: work.alerts.add_many([first, unnamed]))
    identities = [first.identity, unnamed.identity]
    assert not await transactions.run(lambda work: work.alerts.ended_episodes(identities))

    async def again(work: Work) -> None:
        await work.alerts.add_many([second])
        await work.alerts.save_many([first.resolved(LATER), unnamed.resolved(LATER)])

    await transactions.run(again)

    found = await transactions.run(lambda work: work.alerts.ended_episodes(identities))
    assert found == {first.identity: "first"}
    firing = await transactions.run(lambda work: work.alerts.lock_identities(identities))
    assert [alert.id for alert in firing.values()] == [second.id]


async def remembers_a_firing_that_ended_at_once(transactions: Transactions) -> None:
    """A firing that begins and ends in one work is the one that ended last."""
    ended = _alert(episode="short").resolved(LATER)
    await transactions.run(lambda work: work.alerts.add_many([ended]))

    found = await transactions.run(lambda work: work.alerts.ended_episodes([ended.identity]))

    assert found == {ended.identity: "short"}


async def keeps_the_payload_when_saving(transactions: Transactions) -> None:
    """Saving writes count, severity, status and times, and leaves the payload alone."""
    alert = _alert()
    changed = evolve(alert.repeated(Severity.SEV1, LATER), payload=None)
    await transactions.run(lambda work: work.alerts.add_many([alert]))
    await transactions.run(lambda work: work.alerts.save_many([changed]))

    found = await transactions.run(lambda work: work.alerts.get_many([alert.id]))

    assert found[alert.id] == evolve(changed, payload=alert.payload)


async def counts_what_fires(transactions: Transactions) -> None:
    """The firing alerts of an incident are counted; one without any is absent or zero."""
    incident, other = IncidentId(new_id()), IncidentId(new_id())
    alerts = [_alert(incident_id=incident), _alert(incident_id=incident), _alert()]
    over = _alert(incident_id=incident).resolved(LATER)
    await transactions.run(lambda work: work.alerts.add_many([*alerts, over]))

    found = await transactions.run(lambda work: work.alerts.count_firing([incident, other]))

    assert (found.get(incident), found.get(other, 0)) == (2, 0)


def an_unreadable_signal(**fields: Any) -> UnreadableSignal:
    """Return a message of every byte there is, received at the start."""
    usual: dict[str, Any] = {"received_at": START, "body": bytes(range(256))}
    who = {"id": new_id(), "integration_id": IntegrationId(new_id())}
    return UnreadableSignal(**{**usual, **who, "reason": "is no JSON", **fields})


async def keeps_any_bytes(transactions: Transactions) -> None:
    """An unreadable message is kept whatever bytes it consists of."""
    signal = an_unreadable_signal()
    await transactions.run(lambda work: work.unreadable_signals.add_many([signal]))


async def forgets_old_unreadable_signals(transactions: Transactions) -> None:
    """Only so many at once, and none that was received at the instant or later."""
    late, *old = [
        an_unreadable_signal(received_at=START - timedelta(days=days)) for days in range(4)
    ]
    await transactions.run(lambda work: work.unreadable_signals.add_many([late, *old]))

    forgotten = [
        await transactions.run(lambda work: work.unreadable_signals.forget_before(START, 2))
        for _ in range(3)
    ]
    assert forgotten == [2, 1, 0]


def _refused(number: int, **changes: Any) -> RefusedKey:
    key = RefusedKey(
        id=new_id(),
        digest=number.to_bytes(32, "big"),
        hint="abcd",
        length=32,
        door="/v2/enqueue",
        address="192.0.2.7",
        times=1,
        first_seen_at=START,
        last_seen_at=START,
    )
    return evolve(key, **changes)


async def counts_refused_keys_on(transactions: Transactions) -> None:
    """A key that is refused again keeps its identity and first time, and is counted on."""
    first = _refused(1)
    again = _refused(1, times=2, address="192.0.2.8", last_seen_at=LATER)
    await transactions.run(lambda work: work.refused_keys.add_many([first]))
    await transactions.run(lambda work: work.refused_keys.add_many([again]))

    found = await transactions.run(lambda work: work.refused_keys.get_many([first.digest]))

    assert found == {first.digest: first.seen_again(again)}
    assert found[first.digest].times == 3


async def keeps_the_refused_keys_seen_last(transactions: Transactions) -> None:
    """Of more refused keys than are kept, those seen longest ago are forgotten."""
    old = _refused(0)
    newer = [_refused(n, last_seen_at=LATER) for n in range(1, KEPT_KEYS + 1)]
    await transactions.run(lambda work: work.refused_keys.add_many([old]))
    await transactions.run(lambda work: work.refused_keys.add_many(newer))

    digests = [old.digest, *(key.digest for key in newer)]
    found = await transactions.run(lambda work: work.refused_keys.get_many(digests))

    assert found.keys() == {key.digest for key in newer}


def _route(**changes: Any) -> Route:
    return evolve(a_route(labels={"team": "web"}, severity=Severity.SEV1, position=7), **changes)


async def yields_routes_in_position(transactions: Transactions) -> None:
    """The directory holds the routes in the order of their positions."""
    last, first = _route(position=1, labels=None), _route(position=0)
    await transactions.run(lambda work: work.routes.save_many([last, first]))

    directory = await transactions.run(lambda work: work.directory())

    assert directory.routes == (first, last)


async def replaces_groupings(transactions: Transactions) -> None:
    """New groupings take the place of all old ones."""
    old, kept, new = a_grouping(), a_grouping(), a_grouping(by=("title", "labels.a"))
    await transactions.run(lambda work: work.groupings.replace_all([old, kept]))
    await transactions.run(lambda work: work.groupings.replace_all([new, kept]))

    found = await transactions.run(lambda work: work.groupings.list_all())

    assert sorted(found, key=lambda each: each.service_id) == [kept, new]


async def shows_groupings_in_the_directory(transactions: Transactions) -> None:
    """The directory holds the groupings by service."""
    grouping = a_grouping()
    await transactions.run(lambda work: work.groupings.replace_all([grouping]))

    directory = await transactions.run(lambda work: work.directory())

    assert directory.groupings == {grouping.service_id: grouping}


ALERT_REPOSITORY: tuple[Check, ...] = (
    keeps_every_field,
    finds_the_firing_alert_of_an_identity,
    forgets_the_alert_of_an_identity_once_it_is_over,
    resolves_and_opens_again_in_one_work,
    remembers_the_firing_that_ended_last,
    remembers_a_firing_that_ended_at_once,
    keeps_the_payload_when_saving,
    counts_what_fires,
)
UNREADABLE_SIGNAL_REPOSITORY: tuple[Check, ...] = (
    keeps_any_bytes,
    forgets_old_unreadable_signals,
)
REFUSED_KEY_REPOSITORY: tuple[Check, ...] = (
    counts_refused_keys_on,
    keeps_the_refused_keys_seen_last,
)
ROUTE_REPOSITORY = (
    *documents_checks(lambda work: work.routes, _route, keyed=False),
    yields_routes_in_position,
)
GROUPING_REPOSITORY: tuple[Check, ...] = (replaces_groupings, shows_groupings_in_the_directory)
