"""Two who act on one swap, or on one shift, at the same moment: PostgreSQL lets one of them win."""

import asyncio
from datetime import timedelta

import pytest

from hikeshi.flow.work import Work
from hikeshi.kernel.actor import Actor, ActorKind, Role
from hikeshi.kernel.errors import ConflictError
from hikeshi.kernel.ids import UserId
from hikeshi.oncall import Schedule, ScheduleChanges, Swap, SwapDraft, SwapStatus, on_call
from hikeshi.oncall.errors import SwapClosedError, SwapOverlapError
from hikeshi.oncall.use_cases.accept_swap import AcceptSwap
from hikeshi.oncall.use_cases.edit_schedule import EditSchedule
from hikeshi.oncall.use_cases.offer_swap import OfferSwap
from hikeshi.teams.model.user import User
from hikeshi.testing.builders import START, a_schedule, a_user
from hikeshi_server.outbound.postgres.transactions import PostgresTransactions
from tests.contracts.test_locks import standing_after, waits

DAY = timedelta(days=1)


def by(user_id: UserId) -> Actor:
    """Return the person as an owner, who may do all of this."""
    return Actor(ActorKind.USER, user_id, Role.OWNER)


class Rota:
    """One schedule with one person on call, and two who would take a day of it."""

    def __init__(self, transactions: PostgresTransactions) -> None:
        self.transactions = transactions
        self.people: list[User] = [a_user(), a_user(), a_user()]
        self.ana, self.ben, self.cho = (user.id for user in self.people)
        one = a_schedule()
        layer = one.layers[0]
        self.schedule: Schedule = a_schedule(
            layers=(
                type(layer)(
                    name="all", users=((self.ana,),), rotation=layer.rotation, start=layer.start
                ),
            )
        )

    async def prepare(self) -> Swap:
        """Write it all down and let Ana offer tomorrow."""
        await self.transactions.run(lambda work: work.users.save_many(self.people))
        await self.transactions.run(lambda work: work.schedules.save_many([self.schedule]))
        return await self.transactions.run(self.offer)

    async def offer(self, work: Work) -> Swap:
        """Let Ana offer tomorrow."""
        draft = SwapDraft(
            schedule_id=self.schedule.id,
            giver_id=self.ana,
            start=START + DAY,
            end=START + 2 * DAY,
        )
        return await OfferSwap()(work, draft, by=by(self.ana))

    async def kept(self) -> Schedule:
        """Return the schedule as it is kept."""
        schedule_id = self.schedule.id
        found = await self.transactions.run(lambda work: work.schedules.get_many([schedule_id]))
        return found[schedule_id]


@pytest.fixture
def rota(postgres_transactions: PostgresTransactions) -> Rota:
    """The rota on an empty database."""
    return Rota(postgres_transactions)


async def test_one_of_two_takes_a_swap(rota: Rota) -> None:
    """Who comes second waits for the first one's commit, and is told that it is taken."""
    swap = await rota.prepare()

    async with standing_after(
        rota.transactions, lambda work: AcceptSwap()(work, swap.id, rota.ben, by=by(rota.ben))
    ) as go_on:
        late = await waits(
            rota.transactions, lambda work: AcceptSwap()(work, swap.id, rota.cho, by=by(rota.cho))
        )
        go_on.set()
        with pytest.raises(SwapClosedError, match="accepted"):
            await late

    assert on_call(await rota.kept(), swap.start) == (rota.ben,)
    assert len((await rota.kept()).overrides) == 1


async def test_many_at_once_leave_one_taker(rota: Rota) -> None:
    """However they come, one accepts, the others get a conflict, and nothing deadlocks."""
    swap = await rota.prepare()

    async def accept(user_id: UserId) -> Swap:
        return await rota.transactions.run(
            lambda work: AcceptSwap()(work, swap.id, user_id, by=by(user_id))
        )

    takers = [rota.ben, rota.cho] * 3
    answers = await asyncio.gather(*map(accept, takers), return_exceptions=True)
    winners = {answer.taker_id for answer in answers if isinstance(answer, Swap)}

    assert len(winners) == 1
    assert all(isinstance(answer, Swap | ConflictError) for answer in answers)
    assert on_call(await rota.kept(), swap.start) == tuple(winners)


async def test_the_same_time_is_offered_once(rota: Rota) -> None:
    """Of two offers of one shift that meet, one is refused: the schedule's lock decides."""
    swap = await rota.prepare()
    await rota.transactions.run(lambda work: work.swaps.delete_many([swap.id]))

    async with standing_after(rota.transactions, rota.offer) as go_on:
        late = await waits(rota.transactions, rota.offer)
        go_on.set()
        with pytest.raises(SwapOverlapError):
            await late


async def test_an_edit_and_an_acceptance_meet(rota: Rota) -> None:
    """Who accepts while the rotation changes finds the swap broken, and takes nothing."""
    swap = await rota.prepare()
    layer = rota.schedule.layers[0]
    others = type(layer)(
        name="all", users=((rota.cho,),), rotation=layer.rotation, start=layer.start
    )
    changes = ScheduleChanges(layers=(others,))

    async with standing_after(
        rota.transactions,
        lambda work: EditSchedule()(work, rota.schedule.id, changes, by=by(rota.ana)),
    ) as go_on:
        late = await waits(
            rota.transactions, lambda work: AcceptSwap()(work, swap.id, rota.ben, by=by(rota.ben))
        )
        go_on.set()
        with pytest.raises(SwapClosedError, match="broken"):
            await late

    kept = await rota.transactions.run(lambda work: work.swaps.get_many([swap.id]))
    assert kept[swap.id].status is SwapStatus.BROKEN
    assert on_call(await rota.kept(), swap.start) == (rota.cho,)
