"""Suites for EndedAccess and QuietIdentities."""
# ruff: noqa: S101 - a suite asserts

from collections.abc import AsyncIterator, Iterable
from datetime import timedelta

from hikeshi.alerts.model.alert import Alert, AlertIdentity
from hikeshi.alerts.ports import QuietStretch
from hikeshi.flow.work import Transactions
from hikeshi.testing.builders import START, an_alert
from hikeshi.testing.conformance import Check
from hikeshi.testing.conformance.access import a_session, an_api_token

DAY = timedelta(days=1)


async def removes_what_ended_before(transactions: Transactions) -> None:
    """Sessions and tokens that ended or were revoked before go, and nothing that still opens."""
    alive, over = a_session(expires_at=START + DAY), a_session(expires_at=START - DAY)
    revoked = a_session(expires_at=START + DAY, revoked_at=START - DAY)
    token, old_token = an_api_token(expires_at=START), an_api_token(expires_at=START - DAY)
    await transactions.run(lambda work: work.sessions.save_many([alive, over, revoked]))
    await transactions.run(lambda work: work.api_tokens.save_many([token, old_token]))

    gone = await transactions.run(lambda work: work.ended_access.forget_before(START, 10))
    again = await transactions.run(lambda work: work.ended_access.forget_before(START, 10))

    assert (gone, again) == (3, 0)
    wanted = [alive.id, over.id, revoked.id]
    assert await transactions.run(lambda work: work.sessions.get_many(wanted)) == {alive.id: alive}
    assert await transactions.run(lambda work: work.api_tokens.find(old_token.digest)) is None
    assert await transactions.run(lambda work: work.api_tokens.find(token.digest)) == token


async def removes_a_few_at_a_time(transactions: Transactions) -> None:
    """No more go at once than was asked for."""
    sessions = [a_session(expires_at=START - DAY) for _ in range(3)]
    await transactions.run(lambda work: work.sessions.save_many(sessions))

    found = [
        await transactions.run(lambda work: work.ended_access.forget_before(START, 2))
        for _ in range(3)
    ]

    assert found == [2, 1, 0]


async def fire_and_end(transactions: Transactions, *alerts: Alert) -> None:
    """Let these fire, and those that are over end."""
    firing = [an_alert(**_origin(alert)) for alert in alerts]
    await transactions.run(lambda work: work.alerts.lock_identities(a.identity for a in firing))
    await transactions.run(lambda work: work.alerts.add_many(firing))
    over = [alert for alert in alerts if alert.resolved_at is not None]
    await transactions.run(lambda work: work.alerts.save_many(over))


def _origin(alert: Alert) -> dict[str, object]:
    return {
        "id": alert.id,
        "integration_id": alert.integration_id,
        "dedup_key": alert.dedup_key,
        "incident_id": alert.incident_id,
        "episode": alert.episode,
    }


async def forgets_what_was_quiet_for_long(transactions: Transactions) -> None:
    """The firing that ended last is forgotten where that is long ago, and only there."""
    old = an_alert(dedup_key="a", episode="1").resolved(START - DAY)
    late = an_alert(dedup_key="b", episode="1").resolved(START + DAY)
    firing = an_alert(dedup_key="c", episode="1")
    await fire_and_end(transactions, old, late, firing)

    stretches = [each async for each in _walk(transactions, 2)]

    assert sum(each.forgotten for each in stretches) == 1
    assert len(stretches) == 2
    known = await _episodes(transactions, (old.identity, late.identity))
    assert known == {late.identity: "1"}
    found = await transactions.run(lambda work: work.alerts.lock_identities([firing.identity]))
    assert found[firing.identity].id == firing.id


async def starts_anew_after_forgetting(transactions: Transactions) -> None:
    """Under a forgotten key the next signal fires as under any other, and ends as any other."""
    old = an_alert(episode="1").resolved(START - DAY)
    await fire_and_end(transactions, old)
    assert [each.forgotten async for each in _walk(transactions, 10)] == [1]

    new = an_alert(integration_id=old.integration_id, dedup_key=old.dedup_key, episode="2")
    await fire_and_end(transactions, new.resolved(START + DAY))

    assert await _episodes(transactions, (old.identity,)) == {old.identity: "2"}


async def _walk(transactions: Transactions, limit: int) -> AsyncIterator[QuietStretch]:
    place: QuietStretch | None = None
    while True:
        place = await _step(transactions, place, limit)
        if place is None:
            return
        yield place


async def _step(
    transactions: Transactions, after: QuietStretch | None, limit: int
) -> QuietStretch | None:
    return await transactions.run(lambda work: work.quiet_identities.forget(after, START, limit))


async def _episodes(
    transactions: Transactions, identities: Iterable[AlertIdentity]
) -> dict[AlertIdentity, str]:
    found = await transactions.run(lambda work: work.alerts.ended_episodes(tuple(identities)))
    return dict(found)


ENDED_ACCESS: tuple[Check, ...] = (removes_what_ended_before, removes_a_few_at_a_time)
QUIET_IDENTITIES: tuple[Check, ...] = (
    forgets_what_was_quiet_for_long,
    starts_anew_after_forgetting,
)
