"""An earlier version of a policy returns only while whomever it pages is still there."""

import asyncio
from datetime import timedelta

import pytest
from attrs import evolve

from hikeshi.flow.restoring import RestoreWhileThere
from hikeshi.incidents.errors import TargetGoneError
from hikeshi.incidents.model.escalation_policy import Step, Target, TargetKind
from hikeshi.kernel.actor import Actor, ActorKind, Role
from hikeshi.memory import CountingIds, FixedClock, InMemoryTransactions, Store
from hikeshi.testing.builders import START, a_policy, a_schedule, a_team, a_user

ADMIN = Actor(ActorKind.USER, a_user().id, Role.ADMIN)
USER, TEAM, SCHEDULE = a_user(), a_team(), a_schedule()
POLICY = a_policy()


def restored(target, *, there):
    """Go back to a version that pages a target; who and what is there is kept."""
    store = Store()
    for row, kept in ((USER, store.users), (TEAM, store.teams), (SCHEDULE, store.schedules)):
        if row.id in there:
            kept.put(row.id, row)
    old = evolve(POLICY, steps=(Step((target,), timedelta(minutes=1)),))

    async def known(work):
        await work.escalation_policies.save_many([old])
        await work.escalation_policies.save_many([evolve(POLICY, version=2, steps=())])

    transactions = InMemoryTransactions(store, FixedClock(START), CountingIds(), lambda _: None)
    asyncio.run(transactions.run(known))
    return asyncio.run(
        transactions.run(lambda work: RestoreWhileThere()(work, POLICY.id, 1, by=ADMIN))
    )


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        (TargetKind.USER, USER),
        (TargetKind.TEAM, TEAM),
        (TargetKind.SCHEDULE, SCHEDULE),
    ],
)
def test_it_returns_while_whomever_it_pages_is_there(kind, row):
    """Each kind of target is looked for among its own kind, and named where it is gone."""
    target = Target(kind, row.id, row.key)
    others = {USER.id, TEAM.id, SCHEDULE.id} - {row.id}

    assert restored(target, there={row.id}).steps[0].targets == (target,)
    with pytest.raises(TargetGoneError, match=f"pages {kind} {row.key}, which is no longer"):
        restored(target, there=others)
